// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "support/midstates_of.hpp"
#include "support/rounds.hpp"

namespace weightcheck::midstates {
namespace {

using test::content_of_size;
using test::midstates_of;

constexpr std::string_view head = "# weightcheck midstates v1\n# grid: 65536\n";

// Two lines, of 65,537 and 131,073 bytes, sorted by digest: the longer first.
std::string two_lines() { return write(midstates_of({content_of_size(65'537), content_of_size(131'073)}, 65'536)); }

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

void expect_refused(const std::string& text, std::string_view message, ErrorCode code = ErrorCode::malformed) {
  const auto result = read(bytes_of(text));
  ASSERT_FALSE(result.ok()) << text.substr(0, 200);
  EXPECT_EQ(result.error().code, code);
  EXPECT_TRUE(result.error().message.starts_with(message)) << result.error().message;
}

TEST(Midstates, come_back_as_they_were_written) {
  const std::string text = two_lines();
  const auto found = read(bytes_of(text));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->grid, 65'536U);
  ASSERT_EQ(found->lines.size(), 2U);
  EXPECT_EQ(found->lines[0].size, 131'073U);
  EXPECT_EQ(write(*found), text);
  EXPECT_EQ(found->find(found->lines[1].sha256), &found->lines[1]);
  EXPECT_EQ(found->find(Digest{}), nullptr);
}

TEST(Midstates, of_small_files_alone_are_two_headers) {
  const Midstates none{.grid = 65'536};
  EXPECT_EQ(write(none), head);
  EXPECT_EQ(read(bytes_of(head)).value(), none);
}

TEST(Midstates, of_two_equal_files_are_one_line) {
  auto twice = midstates_of({content_of_size(65'537)}, 65'536);
  const std::string once = write(twice);
  twice.lines.push_back(twice.lines.front());
  EXPECT_EQ(write(twice), once);
}

TEST(Midstates, are_sorted_whatever_order_they_came_in) {
  auto lines = midstates_of({content_of_size(65'537), content_of_size(131'073)}, 65'536);
  std::swap(lines.lines[0], lines.lines[1]);
  EXPECT_EQ(write(lines), two_lines());
}

TEST(Midstates, that_no_reader_would_take_are_not_written) {
  const auto good = midstates_of({content_of_size(65'537)}, 65'536);
  auto bad = good;
  bad.grid = 96;
  EXPECT_THROW(static_cast<void>(write(bad)), std::logic_error);
  bad = good;
  bad.lines[0].states.clear();
  EXPECT_THROW(static_cast<void>(write(bad)), std::logic_error);
  bad = good;
  bad.lines[0].size = 65'536;
  bad.lines[0].states.clear();
  EXPECT_THROW(static_cast<void>(write(bad)), std::logic_error);
  bad = good;
  bad.lines.push_back(bad.lines[0]);
  bad.lines[1].size = 65'538;
  EXPECT_THROW(static_cast<void>(write(bad)), std::logic_error);
}

TEST(Midstates, need_both_headers_to_the_letter) {
  expect_refused("", "line 1: ");
  expect_refused("# weightcheck midstates v1", "line 1: ");
  expect_refused("# weightcheck midstates v2\n# grid: 65536\n", "line 1: ");
  expect_refused("\xEF\xBB\xBF" + std::string(head), "line 1: ");
  expect_refused("# weightcheck midstates v1\r\n# grid: 65536\r\n", "line 1: ");
  expect_refused("# weightcheck midstates v1\n", "line 2: ");
  expect_refused("# weightcheck midstates v1\n# grid: 65536", "line 2: ");
  expect_refused("# weightcheck midstates v1\n# grid:65536\n", "line 2: ");
  expect_refused("# weightcheck midstates v1\n# grid: 065536\n", "line 2: ");
  expect_refused("# weightcheck midstates v1\n# grid: 65536 \n", "line 2: ");
  expect_refused(std::string(head) + "# grid: 65536\n", "line 3: ");
}

TEST(Midstates, take_grids_of_whole_blocks_within_bounds) {
  const auto with_grid = [](const std::string& grid) { return "# weightcheck midstates v1\n# grid: " + grid + "\n"; };
  for (const char* grid : {"65536", "65600", "16777216", "1073741824"})
    EXPECT_TRUE(read(bytes_of(with_grid(grid))).ok()) << grid;
  for (const char* grid : {"0", "63", "96", "64", "65472", "65537", "65568", "1073741888", "2147483648", "-65536",
                           "18446744073709617152", ""})
    expect_refused(with_grid(grid), "line 2: ");
}

TEST(Midstates, refuse_lines_that_are_nearly_right) {
  const std::string text = two_lines();
  ASSERT_TRUE(read(bytes_of(text)).ok());
  expect_refused(text.substr(0, text.size() - 1), "line 4: does not end with a line feed");
  expect_refused(text + "\n", "line 5: ");
  expect_refused(replaced(text, " 131073 ", "  131073 "), "line 3: has no decimal size");
  expect_refused(replaced(text, " 131073 ", " 0131073 "), "line 3: has no decimal size");
  expect_refused(replaced(text, " 131073 ", " 131073\t"), "line 3: ");
  expect_refused(replaced(text, " 131073 ", " 65536 "), "line 3: is of a file of 65536 bytes");
  expect_refused(replaced(text, " 131073 ", " 131072 "), "line 3: has states of 88 characters instead of 44");
  expect_refused(replaced(text, " 131073 ", " 18446744073709551615 "), "line 3: has states of 88 characters");
  expect_refused(replaced(text, " 131073 ", " 18446744073709551616 "), "line 3: has no decimal size");
  expect_refused(replaced(text, "515665f2", "515665F2"), "line 3: does not begin with");
  expect_refused(replaced(text, "515665f2", "515665f"), "line 3: does not begin with");
  expect_refused(replaced(text, "\nf6bbff82", "\r\nf6bbff82"), "line 3: has states of 89 characters");
  std::string with_nul = text;
  with_nul[head.size() + 80] = '\0';
  expect_refused(with_nul, "line 3: has states that are not base64");
}

TEST(Midstates, refuse_base64_that_others_would_take) {
  const std::string text = write(midstates_of({content_of_size(65'537)}, 65'536));
  ASSERT_TRUE(text.ends_with("=\n"));
  expect_refused(text.substr(0, text.size() - 2) + "\n", "line 3: has states of 43 characters");
  expect_refused(text.substr(0, text.size() - 2) + " \n", "line 3: has states that are not base64");
  expect_refused(text.substr(0, text.size() - 2) + "A\n", "line 3: has states that are not base64");
  // The last digit before the padding stands for four bits and two that must not be set.
  std::string unused = text;
  char& last = unused[unused.size() - 3];
  last = static_cast<char>(last + 1);
  expect_refused(unused, "line 3: has states that are not base64");
  expect_refused(replaced(text, text.substr(text.size() - 20, 2), "-_"), "line 3: has states that are not base64");
}

TEST(Midstates, refuse_lines_out_of_order_or_twice) {
  const std::string text = two_lines();
  const std::size_t second = text.find("\nf6bbff82") + 1;
  const std::string a = text.substr(head.size(), second - head.size()), b = text.substr(second);
  expect_refused(std::string(head) + b + a, "line 4: is not sorted by digest");
  expect_refused(std::string(head) + a + a + b, "line 4: repeats the digest");
}

TEST(Midstates, over_their_limit_are_not_read) {
  std::string text(head);
  text.resize(file_bytes_max + 1, 'a');
  expect_refused(text, "file of 67108865 bytes is over the limit of 67108864", ErrorCode::limit);
  text.pop_back();
  expect_refused(text, "line 3: does not end with a line feed");
}

TEST(Midstates, tell_their_length_before_anything_is_hashed) {
  std::vector<std::string> contents;
  std::vector<std::uint64_t> sizes;
  for (const std::uint64_t size : {10U, 65'536U, 65'537U, 131'072U, 131'073U, 196'609U, 1'000'003U}) {
    contents.push_back(content_of_size(size));
    sizes.push_back(size);
    EXPECT_EQ(written_bytes(sizes, 65'536), write(midstates_of(contents, 65'536)).size());
  }
}

TEST(Midstates, survive_no_single_edit_unnoticed) {
  const std::string text = two_lines();
  std::mt19937 random(11);
  for (int round = 0; round < test::rounds(3000); ++round) {
    std::string edited = text;
    const std::size_t at = random() % edited.size();
    switch (random() % 3) {
      case 0:
        edited[at] = static_cast<char>(random());
        break;
      case 1:
        edited.erase(at, 1);
        break;
      default:
        edited.insert(at, 1, static_cast<char>(random()));
    }
    const auto found = read(bytes_of(edited));
    if (found.ok()) {
      ASSERT_EQ(write(*found), edited) << "what is read is what stands there, and nothing else";
    }
  }
}

}  // namespace
}  // namespace weightcheck::midstates
