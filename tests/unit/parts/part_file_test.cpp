// SPDX-License-Identifier: Apache-2.0
// What is read is what was written; anything else is told with its line.
#include "parts/part_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "hash/sha256.hpp"

namespace weightcheck::parts {
namespace {

ModelPath path(std::string_view name) { return ModelPath::parse(name).value(); }

PartFile example() {
  PartFile part{.header = {.command = "verify",
                           .share = {.part = 2, .of = 3},
                           .plan = hash::sha256(bytes_of("plan")),
                           .model = "models/a",
                           .host = "node7",
                           .tool = "1.2.3"},
                .rows = {},
                .ending = {.bytes = 1234, .milliseconds = 56, .engines = "avx512-x16 + openssl"}};
  part.rows.push_back({.path = path("config.json"),
                       .identity = {.inode = 12, .size = 34, .mtime_ns = -5, .ctime_ns = 1'700'000'000'123'456'789},
                       .digests = evidence::DigestSet{hash::sha256(bytes_of("x")),
                                                      git::ObjectId::parse(std::string(40, 'a')).value()}});
  part.rows.push_back({.path = path("big.safetensors"),
                       .identity = {.inode = 13, .size = 300},
                       .spans = {.first = 1, .count = 2},
                       .ends = {hash::initial_value, {1, 2, 3, 4, 5, 6, 7, 8}}});
  part.rows.push_back({.path = path("odd\xff.bin"),
                       .identity = {.inode = 14, .size = 1},
                       .digests = Error{ErrorCode::io, "cannot read at offset 0: Input/output error"}});
  part.rows.push_back({.path = path("kept"),
                       .identity = {.inode = 15, .size = 200},
                       .digests = evidence::DigestSet{hash::sha256(bytes_of("y"))},
                       .states = {midstates::Hint(hash::initial_value)}});
  return part;
}

// The same lines with their right end, as somebody would write it who knows the format.
std::string ended(const std::string& lines, std::size_t rows) {
  const std::string text =
      lines + R"({"rows":)" + std::to_string(rows) + R"(,"bytes":1,"milliseconds":1,"engines":"","sha256":")";
  return text + hash::sha256(bytes_of(text)).hex() + "\"}\n";
}

TEST(PartFile, is_read_as_it_was_written) {
  const PartFile part = example();
  const std::string text = write(part);
  const auto read = parts::read(bytes_of(text));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, part);
  EXPECT_EQ(write(*read), text);
  EXPECT_TRUE(looks_like_one(text));
}

TEST(PartFile, is_one_line_a_row) {
  const std::string text = write(example());
  EXPECT_EQ(std::ranges::count(text, '\n'), 6);
  EXPECT_TRUE(text.starts_with(R"({"weightcheck_part":1,"command":"verify","part":2,"of":3,"plan":")"));
  EXPECT_NE(text.find(R"({"path_hex":"6f6464ff2e62696e","size":1,)"), std::string::npos);
  EXPECT_NE(text.find(R"("mtime_ns":"-5")"), std::string::npos);
}

TEST(PartFile, that_was_cut_short_anywhere_is_nothing) {
  const std::string text = write(example());
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_FALSE(parts::read(bytes_of(text.substr(0, length))).ok()) << length;
}

TEST(PartFile, of_which_a_bit_was_turned_is_nothing) {
  const std::string text = write(example());
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(parts::read(bytes_of(changed)).ok()) << at;
  }
}

TEST(PartFile, says_what_is_wrong_with_it) {
  const std::string text = write(example());
  const auto message = [](const std::string& bytes) { return parts::read(bytes_of(bytes)).error().message; };
  EXPECT_EQ(message("hello\n"), "is not a part: it does not begin like one");
  EXPECT_EQ(message(text.substr(0, text.size() - 1)), "ends early: its last line is not whole");
  EXPECT_EQ(message(text.substr(0, text.rfind('\n', text.size() - 2) + 1)),
            "ends early: its last line is not the end of a part");
  std::string other = text;
  other.replace(other.find("node7"), 5, "node8");
  EXPECT_EQ(message(other), "was changed after it was written");
  const std::string head = text.substr(0, text.find('\n') + 1);
  EXPECT_EQ(message(ended(head, 1)), "has not as many rows as its end says");
  EXPECT_EQ(message(ended(head + "{}\n", 1)).substr(0, 8), "line 2: ");
  EXPECT_EQ(message(ended(R"({"weightcheck_part":2})"
                          "\n",
                          0)),
            "line 1: is of version 2 of the format, and not of 1; make it again");
}

TEST(PartFile, takes_no_other_spelling) {
  const std::string text = write(example());
  const std::string head = text.substr(0, text.find('\n') + 1);
  const std::string row = row_line(example().rows.front());
  EXPECT_TRUE(parts::read(bytes_of(ended(head + row, 1))).ok());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string other = row;
    other.replace(other.find(from), from.size(), to);
    return parts::read(bytes_of(ended(head + other, 1))).ok();
  };
  EXPECT_TRUE(with("config.json", "config.jsox"));
  EXPECT_FALSE(with("config.json", "../config.json"));
  EXPECT_FALSE(with("config.json", "/config.json"));
  EXPECT_FALSE(with(R"("size":34)", R"("size":"34")"));
  EXPECT_FALSE(with(R"("size":34)", R"("size":34.0)"));
  EXPECT_FALSE(with(R"("size":34)", R"("size": 34)"));
  EXPECT_FALSE(with(R"("size":34)", R"("size":34,"more":1)"));
  EXPECT_FALSE(with(R"("size":34)", R"("size":34,"size":34)"));
  EXPECT_FALSE(with(R"("mtime_ns":"-5")", R"("mtime_ns":"-05")"));
  EXPECT_FALSE(with(R"("mtime_ns":"-5")", R"("mtime_ns":-5)"));
  EXPECT_FALSE(with(R"("git blob":"a)", R"("git blob":"A)"));
}

TEST(PartFile, holds_as_many_ends_as_spans) {
  Row row = example().rows[1];
  EXPECT_TRUE(read_row(row_line(row).substr(0, row_line(row).size() - 1)).ok());
  row.spans.count = 3;
  EXPECT_FALSE(read_row(row_line(row).substr(0, row_line(row).size() - 1)).ok());
  row.spans.count = piece_spans_max + 1;
  EXPECT_EQ(read_row(row_line(row).substr(0, row_line(row).size() - 1)).error().message,
            "has more spans than a piece has");
}

TEST(PartFile, prints_no_escape_of_a_stranger) {
  Row row = example().rows[2];
  row.digests = Error{ErrorCode::io, "\x1b[31mverified"};
  EXPECT_FALSE(read_row(row_line(row).substr(0, row_line(row).size() - 1)).ok());
}

}  // namespace
}  // namespace weightcheck::parts
