// SPDX-License-Identifier: Apache-2.0
#include "io/walk.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "io/model_directory.hpp"

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;
using evidence::Exclusion;
using evidence::Layout;
using evidence::Refusal;

class Walk : public testing::TestWithParam<OpenMethod> {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "walk-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    top_ = pattern;
    model_ = top_ / "model";
    fs::create_directory(model_);
  }
  void TearDown() override { fs::remove_all(top_); }

  void put(const fs::path& relative, std::string_view content = "x") const {
    fs::create_directories((model_ / relative).parent_path());
    std::ofstream(model_ / relative, std::ios::binary) << content;
  }

  [[nodiscard]] evidence::ModelTree walk(Layout layout = Layout::plain) const {
    const FileDescriptor root(::open(model_.c_str(), O_RDONLY | O_DIRECTORY));
    const FileDescriptor containment(
        ::open((layout == Layout::hub_cache_snapshot ? model_ / "../.." : model_).c_str(), O_PATH | O_DIRECTORY));
    const std::string prefix =
        layout == Layout::hub_cache_snapshot ? "snapshots/" + model_.filename().string() + "/" : "";
    auto tree = walk_model({.root = root.get(),
                            .containment = containment.get(),
                            .prefix = prefix,
                            .layout = layout,
                            .method = GetParam()});
    return tree.value();
  }

  static std::vector<std::string> names(const evidence::ModelTree& tree) {
    std::vector<std::string> all;
    for (const auto& file : tree.files)
      all.push_back(file.path.text());
    return all;
  }

  static Refusal reason(const evidence::ModelTree& tree, const std::string& name) {
    for (const auto& entry : tree.refused) {
      if (entry.name == name) return entry.reason;
    }
    ADD_FAILURE() << name << " was not refused";
    return Refusal::unreadable;
  }

  fs::path top_, model_;
};

TEST_P(Walk, lists_hidden_and_nested_files_in_byte_order) {
  put("b");
  put("a/z");
  put("a.b");
  put(".hidden", "12345");
  const auto tree = walk();
  EXPECT_EQ(names(tree), (std::vector<std::string>{".hidden", "a.b", "a/z", "b"}));
  EXPECT_EQ(tree.files[0].size, 5U);
  EXPECT_EQ(tree.total_bytes(), 8U);
}

TEST_P(Walk, leaves_out_only_what_the_design_names_and_says_so) {
  for (const char* name : {".git/config", ".cache/huggingface/download/x.metadata", "SHA256.manifest", "COMMIT.proof",
                           "x.safetensors.incomplete", "sub/SHA256.manifest", "sub/.git/config", ".cache/other"}) {
    put(name);
  }
  const auto tree = walk();
  EXPECT_EQ(names(tree), (std::vector<std::string>{".cache/other", "sub/.git/config", "sub/SHA256.manifest"}));
  ASSERT_EQ(tree.excluded.size(), 5U);
  EXPECT_EQ(tree.excluded[0], (evidence::ExcludedEntry{".cache/huggingface", Exclusion::hub_metadata}));
  EXPECT_EQ(tree.excluded[1], (evidence::ExcludedEntry{".git", Exclusion::git_folder}));
  EXPECT_EQ(tree.excluded[4], (evidence::ExcludedEntry{"x.safetensors.incomplete", Exclusion::partial_download}));
}

TEST_P(Walk, leaves_out_no_folder_and_no_device_for_its_name) {
  for (const char* name : {"COMMIT.proof/evil.py", "SHA256.manifest/a", "SHA256.manifest.resume/b", "x.incomplete/c"})
    put(name);
  ASSERT_EQ(::mkfifo((model_ / "y.incomplete").c_str(), 0600), 0);
  const auto tree = walk();
  EXPECT_EQ(names(tree), (std::vector<std::string>{"COMMIT.proof/evil.py", "SHA256.manifest.resume/b",
                                                   "SHA256.manifest/a", "x.incomplete/c"}));
  EXPECT_TRUE(tree.excluded.empty());
  EXPECT_EQ(reason(tree, "y.incomplete"), Refusal::special_file);
}

TEST_P(Walk, follows_no_link_to_what_is_left_out) {
  put(".git/description");
  put(".cache/huggingface/vocab.json");
  put("COMMIT.proof");
  put("real");
  fs::create_symlink(".cache/huggingface/vocab.json", model_ / "vocab.json");
  fs::create_symlink("vocab.json", model_ / "by_way_of_another");
  fs::create_symlink(".git/description", model_ / "a");
  fs::create_symlink("COMMIT.proof", model_ / "b");
  fs::create_symlink("real", model_ / "c");
  const auto tree = walk();
  EXPECT_EQ(names(tree), (std::vector<std::string>{"c", "real"}));
  for (const char* name : {"vocab.json", "by_way_of_another", "a", "b"})
    EXPECT_EQ(reason(tree, name), Refusal::link_escapes);
}

TEST_P(Walk, follows_links_inside_the_model_only) {
  put("real", "1234");
  put("sub/x");
  std::ofstream(top_ / "outside") << "secret";
  fs::create_symlink("real", model_ / "good");
  fs::create_symlink("../real", model_ / "sub/up");
  fs::create_symlink("../outside", model_ / "escape");
  fs::create_symlink((top_ / "outside").string(), model_ / "absolute");
  fs::create_symlink("sub", model_ / "folder");
  fs::create_symlink("nowhere", model_ / "dangling");
  fs::create_symlink("loop", model_ / "loop");
  fs::create_symlink("/proc/self/root/etc/passwd", model_ / "magic");
  const auto tree = walk();
  EXPECT_EQ(names(tree), (std::vector<std::string>{"good", "real", "sub/up", "sub/x"}));
  EXPECT_EQ(tree.files[0].link_target, "real");
  EXPECT_EQ(tree.files[0].size, 4U);
  EXPECT_EQ(reason(tree, "escape"), Refusal::link_escapes);
  EXPECT_EQ(reason(tree, "absolute"), Refusal::link_escapes);
  EXPECT_EQ(reason(tree, "magic"), Refusal::link_escapes);
  EXPECT_EQ(reason(tree, "folder"), Refusal::link_to_directory);
  EXPECT_EQ(reason(tree, "dangling"), Refusal::link_dangling);
  EXPECT_EQ(reason(tree, "loop"), Refusal::link_loop);
}

TEST_P(Walk, refuses_what_would_block_or_is_no_file) {
  ASSERT_EQ(::mkfifo((model_ / "fifo").c_str(), 0600), 0);
  fs::create_symlink("fifo", model_ / "link");
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (model_ / "socket").string();
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const auto tree = walk();
  EXPECT_TRUE(tree.files.empty());
  EXPECT_EQ(reason(tree, "fifo"), Refusal::special_file);
  EXPECT_EQ(reason(tree, "link"), Refusal::special_file);
  EXPECT_EQ(reason(tree, "socket"), Refusal::special_file);
}

TEST_P(Walk, takes_a_hub_snapshot_with_its_blobs_and_nothing_else_of_the_repository) {
  const fs::path repository = top_ / "models--org--name";
  model_ = repository / "snapshots" / std::string(40, 'a');
  put("plain");
  fs::create_directories(repository / "blobs");
  fs::create_directories(repository / "snapshots" / std::string(40, 'b'));
  std::ofstream(repository / "blobs/abc") << "blob";
  std::ofstream(repository / "snapshots" / std::string(40, 'b') / "other") << "other";
  fs::create_symlink("../refs", repository / "blobs/link");
  fs::create_directories(model_ / "sub");
  fs::create_symlink("../../blobs/abc", model_ / "config.json");
  fs::create_symlink("../../../blobs/abc", model_ / "sub/config.json");
  fs::create_symlink("../../blobs/gone", model_ / "missing.json");
  fs::create_symlink("../../blobs/link", model_ / "relinked");
  fs::create_symlink("../" + std::string(40, 'b') + "/other", model_ / "neighbour");
  fs::create_symlink("../../refs/main", model_ / "reference");
  const auto tree = walk(Layout::hub_cache_snapshot);
  EXPECT_EQ(names(tree), (std::vector<std::string>{"config.json", "plain", "sub/config.json"}));
  EXPECT_EQ(tree.files[0].size, 4U);
  EXPECT_EQ(reason(tree, "missing.json"), Refusal::link_dangling);
  EXPECT_EQ(reason(tree, "relinked"), Refusal::link_escapes);
  EXPECT_EQ(reason(tree, "neighbour"), Refusal::link_escapes);
  EXPECT_EQ(reason(tree, "reference"), Refusal::link_escapes);

  const auto opened = ModelDirectory::open(model_.string());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->layout(), Layout::hub_cache_snapshot);
  EXPECT_EQ(opened->read_small(ModelPath::parse("sub/config.json").value(), 100).value(), "blob");
}

INSTANTIATE_TEST_SUITE_P(ByOpenMethod, Walk, testing::Values(OpenMethod::automatic, OpenMethod::component_walk),
                         [](const auto& method) {
                           return method.param == OpenMethod::automatic ? "automatic" : "component_walk";
                         });

}  // namespace
}  // namespace weightcheck::io
