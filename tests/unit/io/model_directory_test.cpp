// SPDX-License-Identifier: Apache-2.0
#include "io/model_directory.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;

class Model : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "model-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    top_ = pattern;
    fs::create_directory(top_ / "m");
    std::ofstream(top_ / "m/a") << "0123456789";
    std::ofstream(top_ / "outside") << "secret";
  }
  void TearDown() override { fs::remove_all(top_); }

  static ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }

  fs::path top_;
};

TEST_F(Model, must_be_a_directory) {
  EXPECT_EQ(ModelDirectory::open((top_ / "outside").string()).error().code, ErrorCode::usage);
  EXPECT_EQ(ModelDirectory::open((top_ / "none").string()).error().code, ErrorCode::not_found);
}

TEST_F(Model, reads_heads_and_small_files_within_their_limits) {
  const auto model = ModelDirectory::open((top_ / "m").string());
  const evidence::ModelFile a = model->walk()->files.at(0);
  EXPECT_EQ(model->read_head(a, 4).value(), "0123");
  EXPECT_EQ(model->read_head(a, 100).value(), "0123456789");
  EXPECT_EQ(model->read_small(a, 10).value(), "0123456789");
  EXPECT_EQ(model->read_small(a, 9).error().code, ErrorCode::limit);
  EXPECT_EQ(model->read_small(path("b"), 9).error().code, ErrorCode::not_found);
}

TEST_F(Model, reads_no_other_file_that_took_the_name_of_the_one_found) {
  const auto model = ModelDirectory::open((top_ / "m").string());
  const evidence::ModelFile a = model->walk()->files.at(0);
  std::ofstream(top_ / "other") << "9876543210";
  fs::rename(top_ / "other", top_ / "m/a");
  EXPECT_EQ(model->read_head(a, 4).error().code, ErrorCode::changed);
  EXPECT_EQ(model->read_small(a, 10).error().code, ErrorCode::changed);
  EXPECT_EQ(model->open(a).error().code, ErrorCode::changed);
  EXPECT_EQ(model->read_small(path("a"), 10).value(), "9876543210") << "by its name it can be read";
}

TEST_F(Model, never_blocks_on_a_fifo_and_never_leaves_itself) {
  ASSERT_EQ(::mkfifo((top_ / "m/fifo").c_str(), 0600), 0);
  fs::create_symlink("../outside", top_ / "m/link");
  fs::create_directory(top_ / "m/folder");
  const auto model = ModelDirectory::open((top_ / "m").string());
  for (const char* name : {"fifo", "link", "folder"}) {
    EXPECT_EQ(model->open(path(name)).error().code, ErrorCode::malformed) << name;
  }
}

TEST_F(Model, takes_a_socket_for_what_it_is) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  (top_ / "m/socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(socket);
  const auto model = ModelDirectory::open((top_ / "m").string());
  EXPECT_EQ(model->open(path("socket")).error().code, ErrorCode::malformed);
}

TEST_F(Model, tells_which_files_on_disk_are_its_own) {
  const auto model = ModelDirectory::open((top_ / "m").string());
  EXPECT_EQ(model->path_of((top_ / "m/../m/a").string())->text(), "a");
  EXPECT_FALSE(model->path_of((top_ / "outside").string()).has_value());
  EXPECT_FALSE(model->path_of((top_ / "m/none").string()).has_value());
}

TEST_F(Model, has_a_say_in_what_it_holds_and_in_what_a_name_in_it_leads_to) {
  fs::create_symlink(top_ / "outside", top_ / "m/link");
  fs::create_symlink(top_, top_ / "m/up");
  fs::create_symlink(top_ / "m/a", top_ / "inwards");
  const auto model = ModelDirectory::open((top_ / "m").string());
  for (const char* name : {"m/a", "m/./a", "inwards", "m/link", "m/up/outside", "m/none", "m/../m/a"})
    EXPECT_TRUE(model->has_a_say_in((top_ / name).string())) << name;
  for (const char* name : {"outside", "./outside", "m/../outside", "none"})
    EXPECT_FALSE(model->has_a_say_in((top_ / name).string())) << name;
}

TEST_F(Model, has_a_say_in_the_blobs_around_it) {
  const fs::path repository = top_ / "models--org--name", snapshot = repository / "snapshots" / std::string(40, 'a');
  fs::create_directories(repository / "blobs");
  fs::create_directories(snapshot);
  std::ofstream(repository / "blobs/abc") << "manifest";
  fs::create_symlink("../../blobs/abc", snapshot / "SHA256.manifest");
  const auto model = ModelDirectory::open(snapshot.string());
  EXPECT_TRUE(model->has_a_say_in((snapshot / "SHA256.manifest").string()));
  EXPECT_TRUE(model->has_a_say_in((repository / "blobs/abc").string()));
  EXPECT_FALSE(model->has_a_say_in((top_ / "outside").string()));
}

TEST_F(Model, keeps_its_files_when_its_name_goes_to_another_folder) {
  const auto model = ModelDirectory::open((top_ / "m").string());
  fs::rename(top_ / "m", top_ / "old");
  fs::create_directory(top_ / "m");
  std::ofstream(top_ / "m/a") << "swapped";
  EXPECT_EQ(model->read_small(path("a"), 100).value(), "0123456789");
}

TEST_F(Model, tells_its_layout) {
  EXPECT_EQ(ModelDirectory::open((top_ / "m").string())->layout(), evidence::Layout::plain);
  fs::create_directories(top_ / "m/.cache/huggingface/download");
  EXPECT_EQ(ModelDirectory::open((top_ / "m").string())->layout(), evidence::Layout::hub_local_dir);
  fs::create_directories(top_ / "m/.git");
  EXPECT_EQ(ModelDirectory::open((top_ / "m").string())->layout(), evidence::Layout::git_checkout);
}

}  // namespace
}  // namespace weightcheck::io
