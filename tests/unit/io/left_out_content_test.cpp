// SPDX-License-Identifier: Apache-2.0
// What lies in places that are left out is left out only where no loader would run it. Packed texts are zlib's.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "git/lfs_pointer.hpp"
#include "hash/sha256.hpp"
#include "io/file_descriptor.hpp"
#include "io/walk.hpp"

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;
using std::string_literals::operator""s;

const std::string pickle = "cos\nsystem\n(S'id'\ntR.";
const std::string zlib_pickle =
    "\170\234\113\316\057\346\052\256\054\056\111\315\345\322\010\126\317\114\121\347\052\011\322\003\000\117\023\006\223"s;
const std::string gzip_pickle =
    "\037\213\010\000\000\000\000\000\002\003\113\316\057\346\052\256\054\056\111\315\345\322\010\126\317\114\121\347\052\011\322\003\000\276\105\270\047\025\000\000\000"s;
const std::string joblib_pickle = "ZF0x15               " + zlib_pickle;
const std::string blob = "\170\234\113\312\311\117\122\060\145\310\110\315\311\311\007\000\031\252\004\011"s;

class LeftOutContent : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "left-out-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    model_ = pattern;
  }
  void TearDown() override { fs::remove_all(model_); }

  void put(const fs::path& relative, std::string_view content) const {
    fs::create_directories((model_ / relative).parent_path());
    std::ofstream(model_ / relative, std::ios::binary) << content;
  }

  void put_all(const std::vector<std::pair<std::string, std::string>>& files) const {
    for (const auto& [name, content] : files)
      put(name, content);
  }

  // The paths of the files that belong to the model, one a line.
  [[nodiscard]] std::string files() const {
    const FileDescriptor root(::open(model_.c_str(), O_RDONLY | O_DIRECTORY));
    const auto tree = walk_model({.root = root.get(), .containment = root.get()}).value();
    std::string lines;
    for (const auto& file : tree.files)
      lines += file.path.text() + "\n";
    return lines;
  }

  fs::path model_;
};

TEST_F(LeftOutContent, is_a_file_of_the_model_where_a_loader_unpacks_and_runs_it) {
  put_all({{".Trash-1000/files/x.joblib", zlib_pickle},
           {".Trash-1000/files/y.joblib", joblib_pickle},
           {".cache/huggingface/download/a.json.incomplete", gzip_pickle},
           {"@eaDir/a.json@SynoEAStream", zlib_pickle},
           {"a.json.incomplete", joblib_pickle},
           {"b.json.part", zlib_pickle},
           {"c.bin.crdownload", "BZh91AY&SY"}});
  EXPECT_EQ(files(),
            ".Trash-1000/files/x.joblib\n.Trash-1000/files/y.joblib\n.cache/huggingface/download/a.json.incomplete\n"
            "@eaDir/a.json@SynoEAStream\na.json.incomplete\nb.json.part\nc.bin.crdownload\n");
}

TEST_F(LeftOutContent, stays_left_out_where_it_is_packed_data_or_words) {
  put_all({{".Trash-1000/files/x.z", "\170\234\153\140\252\055\144\320\003\000\006\205\001\237"s},
           {"a.txt.incomplete", "x^2 + 1"},
           {"b.txt.part", "ZF0x15 is not the beginning of a stream"}});
  EXPECT_EQ(files(), "");
}

TEST_F(LeftOutContent, of_git_is_an_object_once_it_is_unpacked) {
  const std::string one = ".git/objects/aa/" + std::string(38, 'a'), other = ".git/objects/bb/" + std::string(38, 'b');
  put_all({{".git/HEAD", "ref: refs/heads/main\n"}, {one, blob}});
  EXPECT_EQ(files(), "");
  put(other, zlib_pickle);
  EXPECT_EQ(files(), other + "\n");
  put(other, joblib_pickle);
  EXPECT_EQ(files(), other + "\n");
}

TEST_F(LeftOutContent, of_git_lfs_is_in_the_index_and_is_what_its_name_says_where_a_loader_may_run_it) {
  const auto place = [](const Digest& digest) {
    return ".git/lfs/objects/" + digest.hex().substr(0, 2) + "/" + digest.hex().substr(2, 2) + "/" + digest.hex();
  };
  const auto index_of = [](const Digest& digest, std::uint64_t size) {
    const auto id = git::pointer_blob_id(git::ObjectFormat::sha1, digest, size).value();
    return "DIRC\0\0\0\2"s + std::string(text_of(id.raw()));
  };
  const Digest digest = hash::sha256(bytes_of(pickle)), wrong = hash::sha256(bytes_of("other"));
  const Digest words = hash::sha256(bytes_of("words"));
  put_all({{".git/HEAD", "ref: refs/heads/main\n"}, {place(words), "words"}, {place(digest), pickle}});
  EXPECT_EQ(files(), place(digest) + "\n") << "no index names it";
  put(".git/index", index_of(digest, pickle.size()));
  EXPECT_EQ(files(), "");
  put(".git/index", index_of(digest, pickle.size()) + index_of(wrong, pickle.size()));
  put(place(wrong), pickle);
  EXPECT_EQ(files(), place(wrong) + "\n") << "its content has another digest";
}

TEST_F(LeftOutContent, of_a_hubs_client_lists_the_files_of_a_commit) {
  const std::string name = ".cache/huggingface/trees/" + std::string(40, 'c') + ".json";
  for (const char* list : {"", R"({"format_version": 1, "files": {"a": {"size": 1, "blob_id": "x"}}})",
                           R"({"format_version": 2, "etag": "x", "files": {}})"}) {
    put(name, list);
    EXPECT_EQ(files(), "") << list;
  }
  for (const char* other :
       {"[]", "{}", R"({"auto_map": {"AutoModel": "e.M"}})", R"({"files": {}})",
        R"({"format_version": 1, "files": []})",
        R"({"format_version": 1, "files": {}, "auto_map": {"AutoModel": "e.M"}})", R"({"format_version": 1, "fi)"}) {
    put(name, other);
    EXPECT_EQ(files(), name + "\n") << other;
  }
  fs::remove(model_ / name);
  put(".cache/huggingface/trees/config.json", R"({"format_version": 1, "files": {}})");
  EXPECT_EQ(files(), ".cache/huggingface/trees/config.json\n") << "not under the name of a commit";
}

}  // namespace
}  // namespace weightcheck::io
