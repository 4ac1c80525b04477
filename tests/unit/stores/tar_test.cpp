// SPDX-License-Identifier: Apache-2.0
#include "stores/tar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace weightcheck::stores {
namespace {

constexpr std::size_t block_bytes = 512;

std::string octal(std::uint64_t number, int digits) {
  std::string text(static_cast<std::size_t>(digits) + 1, '\0');
  std::snprintf(text.data(), text.size(), "%0*llo", digits, static_cast<unsigned long long>(number));
  return text;
}

std::string signed_with_sum(std::string block) {
  block.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : block)
    sum += static_cast<unsigned char>(c);
  return block.replace(148, 7, octal(sum, 6)).replace(155, 1, 1, ' ');
}

std::string header(const std::string& name, char type, std::uint64_t size, const std::string& link = "") {
  std::string block(block_bytes, '\0');
  block.replace(0, name.size(), name).replace(100, 8, octal(0644, 7)).replace(124, 12, octal(size, 11));
  block[156] = type;
  block.replace(157, link.size(), link).replace(257, 8, std::string("ustar\00000", 8));
  return signed_with_sum(std::move(block));
}

std::string padded(std::string data) {
  data.resize((data.size() + block_bytes - 1) / block_bytes * block_bytes);
  return data;
}

std::string file(const std::string& name, const std::string& data, char type = '0') {
  return header(name, type, data.size()) + padded(data);
}

std::string line(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  const std::size_t size = rest.size() + 2;  // of two digits
  return std::to_string(size) + rest;
}

const std::string end(2 * block_bytes, '\0');

TarListing list(const std::string& bytes) {
  return list_tar(bytes.size(), [&](std::uint64_t offset, std::size_t count) -> Result<std::string> {
    return bytes.substr(static_cast<std::size_t>(offset), count);
  });
}

std::string names(const TarListing& listing) {
  std::string text;
  for (const TarMember& member : listing.members)
    text += member.name + " ";
  return text;
}

TEST(Tar, members_are_spans_of_it) {
  const auto listing = list(file("a", "one") + file("d/b", std::string(600, 'x')) + end);
  ASSERT_FALSE(listing.fault) << listing.fault->message;
  EXPECT_EQ(listing.members, (std::vector<TarMember>{{.name = "a", .offset = 512, .size = 3},
                                                     {.name = "d/b", .offset = 1536, .size = 600}}));
}

TEST(Tar, long_names_are_read_in_every_form) {
  const std::string name(200, 'n');
  EXPECT_EQ(names(list(file("././@LongLink", name + '\0', 'L') + file("short", "1") + end)), name + " ");
  EXPECT_EQ(names(list(file("pax", line("path", "0123456789"), 'x') + file("short", "1") + end)), "0123456789 ");
  std::string split = header("name", '0', 0);
  split.replace(345, 6, "prefix");
  EXPECT_EQ(names(list(signed_with_sum(split) + end)), "prefix/name ");
}

TEST(Tar, a_name_is_meant_for_one_member) {
  EXPECT_EQ(names(list(file("pax", line("path", "0123456789"), 'x') + file("a", "1") + file("b", "2") + end)),
            "0123456789 b ");
}

TEST(Tar, a_size_in_pax_counts) {
  const auto listing = list(file("pax", line("size", "700000000") + line("size", "000000600"), 'x') +
                            header("a", '0', 0) + std::string(1024, 'x') + end);
  ASSERT_FALSE(listing.fault) << listing.fault->message;
  EXPECT_EQ(listing.members.front().size, 600U);
}

TEST(Tar, a_size_may_be_a_number_in_bytes) {
  std::string block = header("a", '0', 0);
  block.replace(124, 12, std::string("\x80\0\0\0\0\0\0\0\0\0\0\x05", 12));
  EXPECT_EQ(list(signed_with_sum(block) + padded("12345") + end).members.front().size, 5U);
  block.replace(124, 12, std::string(12, '\xff'));
  EXPECT_TRUE(list(signed_with_sum(block) + end).fault);
}

TEST(Tar, what_is_no_file_is_told_by_its_kind) {
  const auto listing =
      list(header("d/", '5', 0) + header("s", '2', 0, "t") + header("h", '1', 0, "t") + header("f", '6', 0) + end);
  ASSERT_EQ(listing.members.size(), 4U);
  EXPECT_EQ(listing.members[0].kind, MemberKind::folder);
  EXPECT_EQ(listing.members[1].kind, MemberKind::symbolic_link);
  EXPECT_EQ(listing.members[1].target, "t");
  EXPECT_EQ(listing.members[2].kind, MemberKind::hard_link);
  EXPECT_EQ(listing.members[3].kind, MemberKind::special);
}

TEST(Tar, what_is_cut_off_is_a_fault_behind_what_is_whole) {
  const std::string whole = file("a", "one") + file("b", "two") + end;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{511}, std::size_t{600}, std::size_t{1024}, std::size_t{1536}, std::size_t{2048}})
    EXPECT_TRUE(list(whole.substr(0, size)).fault) << size;
  EXPECT_EQ(names(list(whole.substr(0, 1536))), "a ");
}

TEST(Tar, nothing_stands_behind_its_end) {
  EXPECT_TRUE(list(file("a", "1") + end + file("b", "2") + end).fault);
  EXPECT_TRUE(list(file("a", "1") + end + std::string((1 << 20) + 1, '\0')).fault);
  EXPECT_FALSE(list(file("a", "1") + end + std::string(8192, '\0')).fault);
}

TEST(Tar, what_extractors_read_in_different_ways_is_a_fault) {
  EXPECT_TRUE(list(file("a", "1", 'S') + end).fault);
  EXPECT_TRUE(list(file("pax", line("GNU.sparse.major", "1"), 'x') + file("a", "1") + end).fault);
  EXPECT_TRUE(list(file("pax", line("path", "0123456789"), 'g') + file("a", "1") + end).fault);
  EXPECT_TRUE(list(file("l", "n", 'L') + file("pax", line("path", "0123456789"), 'x') + file("a", "1") + end).fault);
  EXPECT_TRUE(list(file("a", "1", 'Z') + end).fault);
  EXPECT_TRUE(list(file("l", "name", 'L') + end).fault);
  EXPECT_TRUE(list(header("s", '2', 5, "t") + padded("12345") + end).fault);
}

TEST(Tar, broken_headers_and_records_are_faults) {
  std::string bent = file("a", "1") + end;
  bent[0] = 'b';
  EXPECT_TRUE(list(bent).fault);
  for (const std::string record : {"x", "5 a=", "99 a=b\n", "0 a=b\n", "6 abc\n", "11 size=-1\n"})
    EXPECT_TRUE(list(file("pax", record, 'x') + file("a", "1") + end).fault) << record;
}

TEST(Tar, records_have_a_limit) {
  EXPECT_EQ(list(header("pax", 'x', (1 << 20) + 1) + end).fault->code, ErrorCode::limit);
}

TEST(Tar, an_error_of_reading_is_told) {
  const auto listing = list_tar(4096, [](std::uint64_t, std::size_t) -> Result<std::string> {
    return Error{ErrorCode::io, "read failed"};
  });
  EXPECT_EQ(listing.fault->code, ErrorCode::io);
}

}  // namespace
}  // namespace weightcheck::stores
