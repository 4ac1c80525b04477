// SPDX-License-Identifier: Apache-2.0
#include "safetensors/header.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "support/safetensors_file.hpp"

namespace weightcheck::safetensors {
namespace {

using test::safetensors_file;

Inspection inspect(const std::string& file) { return inspect_header(bytes_of(file), file.size()); }

const std::string three =
    R"({"__metadata__":{"format":"pt","license":"mit"},"c":["U8",[2],[8,10]],"a":["I32",[1],[0,4]],"b":["F32",[1],[4,8]]}    )";

TEST(Header, lists_tensors_in_the_order_of_their_offsets) {
  const auto inspection = inspect(safetensors_file(three, 10));
  ASSERT_TRUE(inspection.accepted()) << inspection.rejection->detail;
  const tensors::TensorLayout& header = *inspection.layout;
  ASSERT_EQ(header.tensors.size(), 3U);
  EXPECT_EQ(header.name_of(header.tensors[0]), "a");
  EXPECT_EQ(header.name_of(header.tensors[1]), "b");
  EXPECT_EQ(header.name_of(header.tensors[2]), "c");
  EXPECT_EQ(header.tensors[1].dtype, tensors::Dtype::f32);
  EXPECT_EQ(header.tensors[2].begin, 8U);
  EXPECT_EQ(header.tensors[2].size(), 2U);
  EXPECT_EQ(header.data_size, 10U);
  EXPECT_EQ(header.data_begin, 8 + three.size());
  EXPECT_EQ(header.metadata, (std::map<std::string, std::string>{{"format", "pt"}, {"license", "mit"}}));
}

TEST(Header, tells_how_short_a_cut_file_is_and_what_is_lost) {
  const std::string whole = safetensors_file(three, 10);
  for (std::size_t cut = 1; cut <= 10; ++cut) {
    const auto inspection = inspect(whole.substr(0, whole.size() - cut));
    ASSERT_FALSE(inspection.accepted());
    EXPECT_EQ(inspection.rejection->error, HeaderError::metadata_incomplete_buffer);
    EXPECT_EQ(inspection.short_by(), cut);
    EXPECT_EQ(inspection.long_by(), 0U);
    ASSERT_TRUE(inspection.layout);
    const std::size_t first_lost = cut <= 2 ? 2 : (cut <= 6 ? 1 : 0);
    EXPECT_EQ(inspection.layout->first_beyond(10 - cut), first_lost) << cut;
  }
  const auto longer = inspect(whole + "more");
  EXPECT_EQ(longer.rejection->error, HeaderError::metadata_incomplete_buffer);
  EXPECT_EQ(longer.long_by(), 4U);
  EXPECT_EQ(longer.short_by(), 0U);
}

TEST(Header, tells_how_much_of_itself_is_missing) {
  const std::string whole = safetensors_file(three, 10);
  const auto cut = inspect(whole.substr(0, 40));
  EXPECT_EQ(cut.rejection->error, HeaderError::invalid_header_length);
  EXPECT_EQ(cut.rejection->detail,
            "the header is to have " + std::to_string(three.size()) + " bytes, and 32 of them are there");
  EXPECT_EQ(cut.short_by(), three.size() - 32);
  EXPECT_FALSE(cut.layout);
  EXPECT_EQ(inspect("abc").short_by(), 5U);
}

TEST(Header, needs_only_its_own_bytes_and_the_size_of_the_file) {
  const std::string file = safetensors_file(three, 0);
  EXPECT_EQ(head_size_wanted({}, 5), 5U);
  EXPECT_EQ(head_size_wanted(bytes_of(file).first(8), file.size() + 10), file.size());
  EXPECT_TRUE(inspect_header(bytes_of(file), file.size() + 10).accepted());
  EXPECT_TRUE(inspect_header(bytes_of(file + "0123456789"), file.size() + 10).accepted());
  EXPECT_EQ(inspect_header(bytes_of(file), std::uint64_t{1} << 40U).long_by(),
            (std::uint64_t{1} << 40U) - file.size() - 10);
}

TEST(Header, asks_for_no_bytes_that_cannot_make_a_header) {
  EXPECT_EQ(head_size_wanted(bytes_of(test::header_length(std::uint64_t{1} << 62U)), std::uint64_t{1} << 63U), 8U);
  EXPECT_EQ(head_size_wanted(bytes_of(test::header_length(100'000'001)), std::uint64_t{1} << 40U), 8U);
  EXPECT_EQ(head_size_wanted(bytes_of(test::header_length(100'000'000)), 100'000'007), 8U);
  EXPECT_EQ(head_size_wanted(bytes_of(test::header_length(100'000'000)), 100'000'008), 100'000'008U);
}

TEST(Header, judges_a_head_that_came_short_as_if_the_file_ended_there) {
  const std::string file = safetensors_file(three, 10);
  EXPECT_EQ(inspect_header(bytes_of(file).first(30), file.size()).rejection->error, HeaderError::invalid_header_length);
  EXPECT_EQ(inspect_header(bytes_of(file).first(7), file.size()).rejection->error, HeaderError::header_too_small);
}

TEST(Header, says_what_is_wrong_with_which_tensor) {
  EXPECT_EQ(inspect(safetensors_file(R"({"a":["I32",[1],[0,4]],"b":["I32",[1],[8,12]]})", 12)).rejection->detail,
            "tensor \"b\" begins at byte 8 of the data, not at 4 where the one before it ends");
  EXPECT_EQ(inspect(safetensors_file(R"({"x\u001b":["Q4",[1],[0,4]]})", 4)).rejection->detail,
            "tensor \"x\\x1b\" has the unknown dtype \"Q4\"");
  EXPECT_EQ(inspect(safetensors_file(R"({"a":["F32",[3],[0,4]]})", 4)).rejection->detail,
            "tensor \"a\" has 4 bytes, which is not what its shape and dtype F32 need");
  EXPECT_EQ(inspect(safetensors_file("{\"a\":[]}", 0)).rejection->detail, "tensor \"a\" has no string as its dtype");
  EXPECT_EQ(inspect(safetensors_file("{", 0)).rejection->detail,
            "JSON is malformed at line 1 (byte 1): unexpected end of input; expected string literal");
  const std::string long_name(100'000, 'n');
  EXPECT_LT(inspect(safetensors_file("{\"" + long_name + "\":1}", 0)).rejection->detail.size(), 300U);
}

TEST(Header, notes_what_the_reference_accepts_and_nobody_writes) {
  const auto kinds = [](std::string json, std::size_t data) {
    json.append((8 - json.size() % 8) % 8, ' ');
    const auto inspection = inspect(safetensors_file(json, data));
    EXPECT_TRUE(inspection.accepted()) << json;
    std::vector<OddityKind> found;
    for (const Oddity& oddity : inspection.oddities)
      found.push_back(oddity.kind);
    return found;
  };
  using enum OddityKind;
  const std::string plain = R"("dtype":"U8","shape":[1],"data_offsets":[0,1])";
  EXPECT_EQ(kinds(R"({"abcd":{)" + plain + "}}", 1), (std::vector<OddityKind>{}));
  EXPECT_EQ(inspect(safetensors_file("{}", 0)).oddities.front().kind, unaligned_header);
  EXPECT_EQ(kinds(R"( {"abcd":{)" + plain + "}}", 1), (std::vector{leading_space}));
  EXPECT_EQ(kinds(R"({"":{)" + plain + "}}", 1), (std::vector{empty_name}));
  EXPECT_EQ(kinds(R"({"a":["U8",[1],[0,1]]}  )", 1), (std::vector{array_form}));
  EXPECT_EQ(kinds(R"({"a":{"dtype":{"U8":null},"shape":[1],"data_offsets":[0,1]}}    )", 1), (std::vector{array_form}));
  EXPECT_EQ(kinds(R"({"a":{)" + plain + R"(,"x":[{"dtype":1}]}}   )", 1), (std::vector{unknown_field}));
  EXPECT_EQ(kinds(R"({"a":{)" + plain + R"(},"a":{)" + plain + "}}", 1), (std::vector{duplicate_name}));
  EXPECT_EQ(kinds(R"({"__metadata__":{"k":"1","k":"2"}}      )", 0), (std::vector{duplicate_metadata_key}));
  const auto twice = inspect(safetensors_file(R"({"a":{)" + plain + R"(,"y":1,"x":2}})", 1));
  EXPECT_EQ(twice.oddities.front(), (Oddity{.kind = unknown_field, .count = 2, .example = "y"}));
}

TEST(Header, refuses_a_tensor_that_ends_before_it_begins) {
  for (const char* end : {"7", "0"}) {
    const std::string json = R"({"a":["U8",[8],[0,8]],"b":["U8",[0],[8,)" + std::string(end) + "]]}";
    EXPECT_EQ(inspect(safetensors_file(json, 8)).rejection->error, HeaderError::invalid_offset) << end;
  }
}

TEST(Header, keeps_metadata_behind_many_entries_and_long_ones) {
  std::string json = R"({"__metadata__":{"big":")" + std::string(limits::header_metadata_bytes_max, 'x') + "\"";
  for (std::size_t i = 0; i < 5000; ++i)
    json += ",\"k" + std::to_string(i) + "\":\"v\"";
  json += R"(,"k0":"last","license":"mit"}})";
  const auto inspection = inspect(safetensors_file(json, 0));
  ASSERT_TRUE(inspection.accepted());
  EXPECT_EQ(inspection.layout->metadata.size(), 5002U);
  EXPECT_EQ(inspection.layout->metadata.at("k0"), "last");
  EXPECT_EQ(inspection.layout->metadata.at("license"), "mit");
  EXPECT_LT(inspection.layout->metadata.at("big").size(), limits::header_metadata_bytes_max);
  EXPECT_EQ(inspection.layout->metadata_omitted, 0U);
}

TEST(Header, counts_the_metadata_that_it_has_no_room_for) {
  std::string json = R"({"__metadata__":{"a":"b")";
  for (std::size_t i = 0; i < 60'000; ++i)
    json += ",\"k" + std::to_string(i) + "\":\"v\"";
  const auto inspection = inspect(safetensors_file(json + "}}", 0));
  ASSERT_TRUE(inspection.accepted());
  EXPECT_GT(inspection.layout->metadata_omitted, 0U);
  EXPECT_EQ(inspection.layout->metadata.size() + inspection.layout->metadata_omitted, 60'001U);
}

TEST(Header, reads_a_hundred_thousand_overlapping_tensors_at_once) {
  std::string json = "{";
  for (int i = 0; i < 100'000; ++i)
    json += (i > 0 ? ",\"" : "\"") + std::to_string(i) + R"(":["F32",[2,2],[0,16]])";
  const auto inspection = inspect(safetensors_file(json + "}", 16));
  EXPECT_EQ(inspection.rejection->error, HeaderError::invalid_offset);
}

}  // namespace
}  // namespace weightcheck::safetensors
