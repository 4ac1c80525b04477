// SPDX-License-Identifier: Apache-2.0
#include "io/walk.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "io/model_directory.hpp"
#include "support/zip_file.hpp"

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;
using std::string_literals::operator""s;
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

  [[nodiscard]] Result<evidence::ModelTree> bounded_walk(std::size_t name_bytes_max) const {
    const FileDescriptor root(::open(model_.c_str(), O_RDONLY | O_DIRECTORY));
    return walk_model(
        {.root = root.get(), .containment = root.get(), .method = GetParam(), .name_bytes_max = name_bytes_max});
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

TEST_P(Walk, bounds_all_paths_and_what_links_say_together) {
  put("folder/file");                              // 6 + 11 bytes
  fs::create_symlink("nowhere", model_ / "link");  // 4 + 7 bytes
  put("z");
  EXPECT_TRUE(bounded_walk(29).ok());
  EXPECT_EQ(bounded_walk(28).error().code, ErrorCode::limit);
}

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

const std::string list = std::string(64, 'a') + "  x\n";  // of sha256sum: a manifest
const std::string record = std::string(40, 'c') + "\n" + std::string(64, 'a') + "\n1.5\n";

const std::string head = "ref: refs/heads/main\n";
const std::string pickle = "cos\nsystem\n(S'id'\ntR.";
const std::string archive = test::zip_file({{"a/data.pkl", pickle}});

TEST_P(Walk, leaves_out_only_what_the_design_names_and_says_so) {
  put(".git/HEAD", head);
  put(".cache/huggingface/download/x.metadata", record);
  put("SHA256.manifest", list);
  put("SHA256.manifest.resume", "weightcheck resume v1\n");
  put("x.safetensors.incomplete");
  for (const char* name : {"sub/SHA256.manifest", "sub/.git/config", ".cache/other"})
    put(name);
  const auto tree = walk();
  EXPECT_EQ(names(tree), (std::vector<std::string>{".cache/other", "sub/.git/config", "sub/SHA256.manifest"}));
  ASSERT_EQ(tree.excluded.size(), 5U);
  EXPECT_EQ(tree.excluded[0].name, ".cache/huggingface");
  EXPECT_EQ(tree.excluded[0].reason, Exclusion::hub_metadata);
  EXPECT_EQ(tree.excluded[1].name, ".git");
  EXPECT_EQ(tree.excluded[1].reason, Exclusion::git_folder);
  EXPECT_EQ(tree.excluded[4].name, "x.safetensors.incomplete");
  EXPECT_EQ(tree.excluded[4].reason, Exclusion::partial_download);
  EXPECT_EQ(tree.excluded[4].finished, "x.safetensors");
}

// No verdict hangs on a file of states, so a damaged one is still one.
TEST_P(Walk, leaves_out_states_that_begin_as_such_at_the_root) {
  for (const char* text :
       {"# weightcheck midstates v1\n# grid: 65536\n", "# weightcheck midstates v9", "# weight", ""}) {
    put("SHA256.midstates", text);
    const auto tree = walk();
    EXPECT_TRUE(names(tree).empty()) << text;
    ASSERT_EQ(tree.excluded.size(), 1U) << text;
    EXPECT_EQ(tree.excluded[0].reason, Exclusion::own_file);
    EXPECT_TRUE(tree.excluded[0].file);
  }
  for (const char* text : {"# weightcheck manifest v1\n", " # weightcheck midstates v1\n", "import os\n"}) {
    put("SHA256.midstates", text);
    EXPECT_EQ(names(walk()), std::vector<std::string>{"SHA256.midstates"}) << text;
  }
  put("SHA256.midstates", "");
  put("sub/SHA256.midstates", "");
  EXPECT_EQ(names(walk()), std::vector<std::string>{"sub/SHA256.midstates"});
}

TEST_P(Walk, names_folders_in_which_nothing_is) {
  put("full/x");
  put(".git/HEAD");
  for (const char* name : {"empty", "a/b/c", ".git/refs/heads", ".cache/huggingface/download"})
    fs::create_directories(model_ / name);
  const auto tree = walk();
  std::vector<std::string> empty;
  for (const auto& entry : tree.excluded)
    if (entry.reason == Exclusion::empty_folder) empty.push_back(entry.name);
  EXPECT_EQ(empty, (std::vector<std::string>{"a/b/c", "empty"}));
}

TEST_P(Walk, knows_who_may_put_files_into_a_folder) {
  put("sub/x");
  fs::permissions(model_ / "sub", fs::perms::owner_all);
  const auto before = walk();
  fs::permissions(model_ / "sub", fs::perms::all);
  const auto after = walk();
  ASSERT_EQ(before.folders.size(), 2U);
  EXPECT_EQ(before.folders[0].name, "");
  EXPECT_EQ(before.folders[1].name, "sub");
  EXPECT_EQ(before.folders[0], after.folders[0]);
  EXPECT_NE(before.folders[1], after.folders[1]);
}

TEST_P(Walk, takes_for_a_file_of_the_model_what_only_bears_the_name_of_something_left_out) {
  for (const char* name :
       {".git/weights.bin", ".cache/huggingface/evil.py", ".huggingface/x.bin", "SHA256.manifest", "COMMIT.proof",
        "SHA256.manifest.resume", "x.bin.aria2", "._x.safetensors", ".DS_Store", "Thumbs.db", ".msc", ".mv"})
    put(name, "print('hello')\n");
  put("note.tmp");
  put("x.lock", "held");
  put(".weightcheck-0123456789abcdef.incomplete", "of a run that was cut off");
  const auto tree = walk();
  EXPECT_EQ(names(tree).size(), 14U) << "note.tmp has no finished name with an extension";
  EXPECT_EQ(std::ranges::count(tree.excluded, Exclusion::companion, &evidence::ExcludedEntry::reason), 0);
}

TEST_P(Walk, leaves_out_companions_by_their_form) {
  const std::string apple("\0\5\26\7\0\2\0\0Mac OS X", 16);
  put("._model.safetensors", apple);
  put("sub/._config.json", apple);
  put(".DS_Store", std::string("\0\0\0\1Bud1", 8));
  put("desktop.ini", "[.ShellClassInfo]\r\nIconResource=x\r\n");
  put(".msc", std::string("\x80\4]\x94}\x94(\x8c\4Path\x94\x8c\1x\x94ua.", 21));
  put(".mv", "Revision:master,CreatedAt:1715000000");
  put("model.safetensors");
  const auto tree = walk();
  EXPECT_EQ(names(tree), std::vector<std::string>{"model.safetensors"});
  EXPECT_EQ(std::ranges::count(tree.excluded, Exclusion::companion, &evidence::ExcludedEntry::reason), 6);
}

TEST_P(Walk, takes_a_pickle_that_calls_something_for_no_companion) {
  put(".msc", std::string("\x80\4cos\nsystem\n(tR.", 18));
  EXPECT_EQ(names(walk()), std::vector<std::string>{".msc"});
}

TEST_P(Walk, tells_what_an_unfinished_download_is_to_become) {
  put("._____temp/sub/a.safetensors");
  put("b.safetensors.aria2", std::string("\0\1\0\0\0\0\0\0\0\0", 10));
  put("c.safetensors.part");
  const auto tree = walk();
  EXPECT_TRUE(tree.files.empty());
  ASSERT_EQ(tree.excluded.size(), 3U);
  EXPECT_EQ(tree.excluded[0].finished, "sub/a.safetensors");
  EXPECT_EQ(tree.excluded[1].finished, "b.safetensors");
  EXPECT_EQ(tree.excluded[2].finished, "c.safetensors");
}

TEST_P(Walk, leaves_out_of_a_git_folder_what_git_keeps_there) {
  const std::string id(40, 'a'), hash(64, 'b');
  put(".git/HEAD", head);
  put(".git/config", "[core]\n\tbare = false\n");
  put(".git/description", "Unnamed repository\n");
  put(".git/index", "DIRC\0\0\0\2"s);
  put(".git/packed-refs", "# pack-refs with: peeled fully-peeled sorted\n" + id + " refs/heads/main\n");
  put(".git/FETCH_HEAD", id + "\t\tbranch 'main' of https://huggingface.co/a/b\n");
  put(".git/COMMIT_EDITMSG", "caf\xe9\n");
  put(".git/hooks/pre-push", "#!/bin/sh\ngit lfs pre-push \"$@\"\n");
  put(".git/hooks/post-update.sample", "#!/bin/sh\nexec git update-server-info\n");
  put(".git/info/exclude", "# git ls-files\n");
  put(".git/logs/refs/heads/main", id + " " + id + " A <a@b> 1 +0000\tclone\n");
  put(".git/objects/aa/" + std::string(38, 'a'),
      "\170\234\113\312\311\117\122\060\145\310\110\315\311\311\007\000\031\252\004\011"s);
  put(".git/objects/pack/pack-" + id + ".pack", "PACK\0\0\0\2"s);
  put(".git/objects/pack/pack-" + id + ".idx", "\377tOc\0\0\0\2"s);
  put(".git/refs/heads/main", id + "\n");
  put(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/main\n");
  put(".git/lfs/objects/bb/bb/" + hash, "weights");
  put(".git/worktrees/w/HEAD", id + "\n");
  put(".git/worktrees/w/gitdir", "/home/a/w/.git\n");
  put(".git/modules/a/b/index", "DIRC\0\0\0\2"s);
  put(".git/._config", "\0\5\26\7\0\2\0\0Mac OS X"s);
  const auto tree = walk();
  EXPECT_EQ(names(tree), std::vector<std::string>{});
  EXPECT_TRUE(tree.refused.empty());
  ASSERT_EQ(tree.excluded.size(), 1U);
}

TEST_P(Walk, takes_for_files_of_the_model_what_git_does_not_keep) {
  put(".git/HEAD", head);
  const std::vector<std::string> strays = {".git/COMMIT_EDITMSG",
                                           ".git/description",
                                           ".git/hooks/evil.py",
                                           ".git/index",
                                           ".git/logs/HEAD",
                                           ".git/model.py",
                                           ".git/model.safetensors",
                                           ".git/modules/x/model.safetensors",
                                           ".git/objects/aa/" + std::string(38, 'b'),
                                           ".git/objects/pack/pack-" + std::string(40, 'c') + ".pack",
                                           ".git/refs/heads/x/__init__.py"};
  for (const std::string& name : strays)
    put(name, pickle);
  put(".git/description", "Unnamed" + archive);
  put(".git/index", "DIRC\0\0\0\2"s + archive);
  put(".git/objects/pack/pack-" + std::string(40, 'c') + ".pack", "PACK\0\0\0\2"s + archive);
  EXPECT_EQ(names(walk()), strays);
}

TEST_P(Walk, refuses_links_and_special_files_in_a_git_folder) {
  put(".git/HEAD", head);
  fs::create_symlink("/etc", model_ / ".git/objects");
  fs::create_symlink("/etc/passwd", model_ / ".git/x");
  fs::create_symlink("HEAD", model_ / ".git/y");
  ASSERT_EQ(::mkfifo((model_ / ".git/index").c_str(), 0600), 0);
  const auto tree = walk();
  EXPECT_EQ(reason(tree, ".git/objects"), Refusal::link_escapes);
  EXPECT_EQ(reason(tree, ".git/x"), Refusal::link_escapes);
  EXPECT_EQ(reason(tree, ".git/y"), Refusal::link_escapes) << "to what is left out";
  EXPECT_EQ(reason(tree, ".git/index"), Refusal::special_file);
}

TEST_P(Walk, leaves_out_a_git_file_or_link_that_leads_to_a_repository) {
  put(".git", "gitdir: ../.git/worktrees/model\n");
  EXPECT_TRUE(names(walk()).empty());
  put(".git", "gitdir: ../x\n" + archive);
  EXPECT_EQ(names(walk()), std::vector<std::string>{".git"});
  fs::remove(model_ / ".git");
  fs::create_directory(top_ / "repository");
  fs::create_symlink("../repository", model_ / ".git");
  EXPECT_EQ(reason(walk(), ".git"), Refusal::link_escapes);
  std::ofstream(top_ / "repository/HEAD") << head;
  EXPECT_TRUE(walk().refused.empty());
}

TEST_P(Walk, takes_companions_that_a_loader_could_read_for_files_of_the_model) {
  const std::string apple = "\0\5\26\7\0\2\0\0Mac OS X"s;
  const std::vector<std::pair<std::string, std::string>> strays = {
      {".DS_Store", "\0\0\0\1Bud1"s + std::string(5000, '\0') + archive},
      {".Trash-1000/files/x.bin", pickle},
      {"._config.json", apple + std::string(8, '\0') + "\0\0"s + archive},
      {"._x", "\0\5\26\7\0\2\0\0"s + pickle + pickle},
      {".cache/huggingface/download/a.incomplete", archive},
      {".cache/huggingface/download/x.lock", pickle},
      {".cache/huggingface/download/x.metadata", pickle},
      {".fuse_hidden0000000000000001", "\x80\2cos\nsystem\n."s},
      {".nfs000000000012ab3400000001", archive},
      {"@eaDir/x@SynoEAStream", pickle},
      {"SHA256.manifest", "#!/bin/sh\n" + list},
      {"desktop.ini", "[.ShellClassInfo]\r\n" + archive},
      {"x.json.part", pickle},
      {"x.json.tmp", "#!/bin/sh\nid\n"}};
  std::vector<std::string> expected;
  for (const auto& [name, content] : strays) {
    put(name, content);
    expected.push_back(name);
  }
  EXPECT_EQ(names(walk()), expected);
}

TEST_P(Walk, leaves_out_what_healthy_companions_and_downloads_hold) {
  const std::string apple =
      "\0\5\26\7\0\2\0\0Mac OS X        \0\2\0\0\0\x09\0\0\0\x32\0\0\0\x20\0\0\0\2\0\0\0\x52\0\0\0\0"s +
      std::string(32, '\0');
  put("._config.json", apple);
  put("@eaDir/x.png@SynoEAStream", apple);
  put("@eaDir/x.png/SYNOPHOTO_THUMB_M.jpg", "\xff\xd8\xff\xe0\0\x10JFIF"s);
  put(".nfs000000000012ab3400000001", "some log\n");
  put(".Trash-1000/files/notes.txt", "words\n");
  put(".Trash-1000/info/notes.txt.trashinfo", "[Trash Info]\nPath=notes.txt\n");
  put(".cache/huggingface/download/x.json.lock", "");
  put(".cache/huggingface/download/y.json.lock", "12345\nnode-1.example\n");
  put(".cache/huggingface/download/x.json.metadata", record);
  put(".cache/huggingface/download/abc.incomplete", archive.substr(0, archive.size() / 2));
  put("pytorch_model.bin.part", archive.substr(0, archive.size() / 2));
  put("model.bin.incomplete", "\x80\2ccollections\nOrderedDict\n)R"s);
  EXPECT_EQ(names(walk()), std::vector<std::string>{});
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
  put(".git/HEAD", head);
  const std::string record_list = ".cache/huggingface/trees/" + std::string(40, 'a') + ".json";
  put(record_list, "{\"format_version\": 1, \"files\": {}}");
  put("SHA256.manifest", list);
  put("real");
  fs::create_symlink(record_list, model_ / "vocab.json");
  fs::create_symlink("vocab.json", model_ / "by_way_of_another");
  fs::create_symlink(".git/description", model_ / "a");
  fs::create_symlink("SHA256.manifest", model_ / "b");
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

TEST_P(Walk, follows_a_blob_into_the_store_that_repositories_share) {
  const fs::path repository = top_ / "models--org--name";
  model_ = repository / "snapshots" / std::string(40, 'a');
  fs::create_directories(model_);
  fs::create_directories(repository / "blobs");
  const std::string shared = "ab" + std::string(62, '0'), gone = "ab" + std::string(62, '1');
  fs::create_directories(top_ / "blobs/ab");
  std::ofstream(top_ / "blobs/ab" / shared) << "stored";
  std::ofstream(top_ / "outside") << "secret";
  fs::create_symlink("../../blobs/ab/" + shared, repository / "blobs/one");
  fs::create_symlink("../../blobs/ab/" + gone, repository / "blobs/two");
  fs::create_symlink("../../outside", repository / "blobs/three");
  fs::create_symlink("../../blobs/one", model_ / "here");
  fs::create_symlink("../../blobs/two", model_ / "gone");
  fs::create_symlink("../../blobs/three", model_ / "elsewhere");

  const auto opened = ModelDirectory::open(model_.string());
  ASSERT_TRUE(opened.ok());
  const auto tree = opened->walk();
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(names(*tree), std::vector<std::string>{"here"});
  EXPECT_EQ(reason(*tree, "gone"), Refusal::link_dangling);
  EXPECT_EQ(reason(*tree, "elsewhere"), Refusal::link_escapes);
  EXPECT_EQ(opened->read_small(ModelPath::parse("here").value(), 100).value(), "stored");
  EXPECT_FALSE(opened->read_small(ModelPath::parse("elsewhere").value(), 100).ok());
}

TEST_P(Walk, takes_a_folder_of_a_snapshot_with_its_blobs) {
  const fs::path repository = top_ / "models--org--name";
  model_ = repository / "snapshots" / std::string(40, 'a') / "vae";
  fs::create_directories(model_);
  fs::create_directories(repository / "blobs");
  std::ofstream(repository / "blobs/abc") << "blob";
  fs::create_symlink("../../../blobs/abc", model_ / "config.json");
  fs::create_symlink("../../blobs/abc", model_ / "wrong");
  const auto opened = ModelDirectory::open(model_.string());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->layout(), Layout::hub_cache_snapshot);
  const auto tree = opened->walk();
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(names(*tree), std::vector<std::string>{"config.json"});
  EXPECT_EQ(tree->refused.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(ByOpenMethod, Walk, testing::Values(OpenMethod::automatic, OpenMethod::component_walk),
                         [](const auto& method) {
                           return method.param == OpenMethod::automatic ? "automatic" : "component_walk";
                         });

}  // namespace
}  // namespace weightcheck::io
