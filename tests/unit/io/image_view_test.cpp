// SPDX-License-Identifier: Apache-2.0
#include "io/image_view.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hash/sha256.hpp"
#include "io/model_directory.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;

ModelPath path(const std::string& text) { return ModelPath::parse(text).value(); }

class ImageOnDisk : public testing::Test {
 protected:
  void put(const std::string& name, std::string_view content) const {
    test::write_file(temporary_.path() / name, content);
  }
  [[nodiscard]] ModelDirectory model(Image image) const {
    return ModelDirectory::open_image(temporary_.path().string(), std::move(image)).value();
  }

  test::TemporaryFolder temporary_;
};

TEST_F(ImageOnDisk, blobs_are_files_under_their_names_in_the_model) {
  put("blobs/1", "one");
  const auto shown = model({.files = {{.path = path("a.txt"), .blob = "blobs/1"}}});
  const auto tree = shown.walk().value();
  ASSERT_EQ(tree.files.size(), 1U);
  EXPECT_EQ(tree.files.front().size, 3U);
  EXPECT_EQ(shown.read_small(tree.files.front(), 10).value(), "one");
  EXPECT_EQ(shown.open(path("blobs/1")).error().code, ErrorCode::not_found);
}

TEST_F(ImageOnDisk, members_are_spans_and_no_two_are_one_file) {
  put("layer", std::string(512, '\0') + "one" + std::string(509 + 512, '\0') + "two");
  const auto shown = model({.files = {{.path = path("a"), .blob = "layer", .offset = 512, .length = 3},
                                      {.path = path("b"), .blob = "layer", .offset = 1536, .length = 3}}});
  const auto tree = shown.walk().value();
  ASSERT_EQ(tree.files.size(), 2U);
  EXPECT_NE(tree.files[0].identity, tree.files[1].identity);
  EXPECT_NE(tree.files[0].identity.device, tree.files[1].identity.device);
  EXPECT_EQ(shown.read_small(tree.files[0], 10).value(), "one");
  EXPECT_EQ(shown.read_small(tree.files[1], 10).value(), "two");
  EXPECT_EQ(shown.read_head(tree.files[0], 10).value(), "one");
}

TEST_F(ImageOnDisk, a_layer_that_was_changed_changes_its_members) {
  put("layer", std::string(600, 'x'));
  const auto shown = model({.files = {{.path = path("a"), .blob = "layer", .offset = 512, .length = 88}}});
  const auto tree = shown.walk().value();
  put("layer", std::string(599, 'x'));
  EXPECT_EQ(shown.read_small(tree.files.front(), 100).error().code, ErrorCode::changed);
}

TEST_F(ImageOnDisk, what_is_no_regular_file_is_refused_and_what_is_absent_is_missing) {
  put("outside", "x");
  fs::create_symlink("outside", temporary_.path() / "link");
  fs::create_directory(temporary_.path() / "folder");
  ASSERT_EQ(::mkfifo((temporary_.path() / "fifo").c_str(), 0600), 0);
  const auto tree = model({.files = {{.path = path("a"), .blob = "link"},
                                     {.path = path("b"), .blob = "fifo"},
                                     {.path = path("c"), .blob = "folder"},
                                     {.path = path("d"), .blob = "nothing"}},
                           .refused = {{"../z", evidence::Refusal::name_invalid, "why"}}})
                        .walk()
                        .value();
  EXPECT_TRUE(tree.files.empty());
  ASSERT_EQ(tree.refused.size(), 4U);
  EXPECT_EQ(tree.refused[0].name, "../z");
  EXPECT_EQ(tree.refused[1].reason, evidence::Refusal::link_escapes);
  EXPECT_EQ(tree.refused[2].reason, evidence::Refusal::special_file);
  EXPECT_EQ(tree.refused[3].reason, evidence::Refusal::special_file);
}

TEST_F(ImageOnDisk, files_of_this_program_are_left_out_where_they_are_what_the_store_says) {
  const std::string list = std::string(64, 'a') + "  a.txt\n";
  put("blob", list);
  Image image{.files = {{.path = path("SHA256.manifest"), .blob = "blob"}}};
  const auto said = [&](std::string_view content) {
    image.record.files = {{.path = path("SHA256.manifest"), .sha256 = hash::sha256(bytes_of(content))}};
    return model(image).walk().value();
  };
  EXPECT_EQ(said(list).excluded.size(), 1U);
  EXPECT_EQ(said("other").files.size(), 1U);
  put("blob", "no list");
  EXPECT_EQ(said("no list").files.size(), 1U);
}

TEST_F(ImageOnDisk, names_on_disk_are_not_those_of_the_image) {
  put("blobs/1", "one");
  const auto shown = model({.files = {{.path = path("blobs/1"), .blob = "blobs/1"}}});
  EXPECT_EQ(shown.path_of((temporary_.path() / "blobs/1").string()), std::nullopt);
  EXPECT_TRUE(shown.has_a_say_in((temporary_.path() / "blobs/1").string()));
}

}  // namespace
}  // namespace weightcheck::io
