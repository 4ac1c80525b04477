// SPDX-License-Identifier: Apache-2.0
#include "io/folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "io/model_directory.hpp"
#include "io/snapshot_link.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;

class FolderOnDisk : public testing::Test {
 protected:
  void put(const std::string& name, std::string_view content) const {
    test::write_file(temporary_.path() / name, content);
  }
  [[nodiscard]] Folder folder() const { return Folder::open(temporary_.path().string()).value(); }

  test::TemporaryFolder temporary_;
};

TEST_F(FolderOnDisk, reads_small_files_and_refuses_larger_ones) {
  put("refs/main", "0123");
  EXPECT_EQ(folder().read("refs/main", 4).value(), "0123");
  EXPECT_EQ(folder().read("refs/main", 3).error().code, ErrorCode::limit);
  EXPECT_EQ(folder().read("refs/other", 4).error().code, ErrorCode::not_found);
  EXPECT_EQ(folder().read("refs", 4).error().code, ErrorCode::malformed);
}

TEST_F(FolderOnDisk, follows_no_link_and_leaves_nothing) {
  put("inside/file", "x");
  fs::create_symlink("inside", temporary_.path() / "linked");
  fs::create_symlink("inside/file", temporary_.path() / "link");
  EXPECT_EQ(folder().read("link", 4).error().code, ErrorCode::malformed);
  EXPECT_EQ(folder().read("linked/file", 4).error().code, ErrorCode::malformed);
  EXPECT_EQ(folder().list("linked", Depth::one).error().code, ErrorCode::malformed);
  EXPECT_FALSE(folder().read("../" + temporary_.path().filename().string() + "/inside/file", 4).ok());
  EXPECT_EQ(folder().kind("link"), EntryKind::link);
  EXPECT_EQ(folder().kind("linked/file"), std::nullopt);
  EXPECT_EQ(folder().kind("inside"), EntryKind::folder);
  EXPECT_EQ(folder().kind("inside/file"), EntryKind::file);
}

TEST_F(FolderOnDisk, does_not_wait_for_a_fifo) {
  ASSERT_EQ(::mkfifo((temporary_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(folder().read("pipe", 4).error().code, ErrorCode::malformed);
  EXPECT_EQ(folder().kind("pipe"), EntryKind::other);
}

TEST_F(FolderOnDisk, lists_one_folder_or_all_below_it) {
  put("top/b/c", "");
  put("top/a", "");
  EXPECT_EQ(folder().list("top", Depth::one).value(),
            (std::vector<FolderEntry>{{"a", EntryKind::file}, {"b", EntryKind::folder}}));
  EXPECT_EQ(folder().list("top", Depth::all).value(),
            (std::vector<FolderEntry>{{"a", EntryKind::file}, {"b", EntryKind::folder}, {"b/c", EntryKind::file}}));
  EXPECT_EQ(folder().list("nothing", Depth::one).error().code, ErrorCode::not_found);
}

TEST_F(FolderOnDisk, lies_around_a_snapshot_and_is_any_other_model) {
  const std::string commit(40, 'a');
  put("models--o--n/snapshots/" + commit + "/x", "");
  put("models--o--n/refs/main", commit);
  const auto snapshot = ModelDirectory::open((temporary_.path() / "models--o--n/snapshots" / commit).string());
  EXPECT_EQ(snapshot->surroundings()->read("refs/main", 40).value(), commit);
  const auto plain = ModelDirectory::open((temporary_.path() / "models--o--n").string());
  EXPECT_EQ(plain->surroundings()->read("refs/main", 40).value(), commit);
}

TEST(BlobNamed, accepts_the_one_way_into_the_blobs) {
  const auto named = [](std::string_view path, std::string_view target) { return blob_named(path, target); };
  EXPECT_EQ(named("a", "../../blobs/00ff"), "blobs/00ff");
  EXPECT_EQ(named("d/a", "../../../blobs/00ff"), "blobs/00ff");
  EXPECT_EQ(named("d/a", "../../blobs/00ff"), std::nullopt);
  EXPECT_EQ(named("a", "../../blobs/00/ff"), std::nullopt);
  EXPECT_EQ(named("a", "../../blobs/../x"), std::nullopt);
  EXPECT_EQ(named("a", "/blobs/00ff"), std::nullopt);
}

TEST(SharedBlobNamed, accepts_the_clients_own_second_hop_and_no_other) {
  const std::string name = "ab" + std::string(62, '0');
  EXPECT_EQ(shared_blob_named("../../blobs/ab/" + name), "blobs/ab/" + name);
  EXPECT_EQ(shared_blob_named("../../blobs/cd/" + name), std::nullopt);  // another shelf than its name says
  EXPECT_EQ(shared_blob_named("../blobs/ab/" + name), std::nullopt);
  EXPECT_EQ(shared_blob_named("../../../blobs/ab/" + name), std::nullopt);
  EXPECT_EQ(shared_blob_named("/blobs/ab/" + name), std::nullopt);
  EXPECT_EQ(shared_blob_named("../../blobs/" + name), std::nullopt);
  EXPECT_EQ(shared_blob_named("../../models--a--b/blobs/" + name), std::nullopt);
  EXPECT_EQ(shared_blob_named("../../blobs/AB/AB" + std::string(62, '0')), std::nullopt);
  EXPECT_EQ(shared_blob_named("../../blobs/../" + name), std::nullopt);
}

}  // namespace
}  // namespace weightcheck::io
