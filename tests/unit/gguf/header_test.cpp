// SPDX-License-Identifier: Apache-2.0
#include "gguf/header.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "support/gguf_file.hpp"

namespace weightcheck::gguf {
namespace {

using test::GgufFile;
using test::Machine;
using test::small_gguf;

Parsed parsed(const GgufFile& file) {
  static std::string bytes;
  bytes = file.padded_header();
  return parse_header(bytes_of(bytes));
}

std::string fault_of(const GgufFile& file) {
  const Parsed seen = parsed(file);
  return seen.fault ? std::string(seen.fault->error) : seen.needed > 0 ? "too short" : "";
}

std::string oddities_of(const GgufFile& file) {
  std::string all;
  for (const tensors::Oddity& oddity : parsed(file).oddities)
    all += std::string(oddity.predicate) + " (" + oddity.example + ");";
  return all;
}

TEST(GgufHeader, says_what_is_in_the_file) {
  for (const Machine machine : {Machine::little_endian, Machine::big_endian}) {
    for (const std::uint32_t version : {2U, 3U}) {
      GgufFile file = small_gguf(machine);
      file.version = version;
      const std::string bytes = file.padded_header();
      const Parsed seen = parse_header(bytes_of(bytes));
      ASSERT_FALSE(seen.fault) << seen.fault->detail;
      ASSERT_EQ(seen.needed, 0U);
      const Header& header = seen.header;
      EXPECT_EQ(header.version, version);
      EXPECT_EQ(header.is_big_endian, machine == Machine::big_endian);
      EXPECT_EQ(header.data_begin, bytes.size());
      EXPECT_EQ(header.texts.at("general.architecture"), "llama");
      EXPECT_EQ(header.numbers.at("llama.attention.head_count"), std::vector<std::uint64_t>{4});
      ASSERT_EQ(header.tensors.size(), 2U);
      EXPECT_EQ(header.names[header.tensors[0].name], "token_embd.weight");
      EXPECT_EQ(header.tensors[0].type, find_type("Q4_K"));
      EXPECT_EQ(header.tensors[0].size, 288U);
      EXPECT_EQ(header.tensors[0].dimensions, (std::array<std::uint64_t, 4>{256, 2, 1, 1}));
      EXPECT_EQ(header.tensors[0].dimension_count, 2U);
      EXPECT_EQ(header.tensors[1].offset, 288U);
      EXPECT_EQ(header.data_size, 308U);
    }
  }
}

TEST(GgufHeader, is_refused_in_versions_that_loaders_refuse) {
  for (const std::uint32_t version : {0U, 1U, 4U, 0x01000003U}) {
    GgufFile file = small_gguf();
    file.version = version;
    EXPECT_EQ(fault_of(file), "unsupported version") << version;
  }
  EXPECT_EQ(parse_header(bytes_of(std::string_view("GGML\3\0\0\0", 8))).fault->error, "wrong magic");
  EXPECT_NE(oddities_of(small_gguf(Machine::big_endian)).find("big-endian"), std::string::npos);
  EXPECT_EQ(oddities_of(small_gguf()), "");
}

TEST(GgufHeader, wants_more_wherever_it_is_cut) {
  const std::string whole = small_gguf().header();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Parsed seen = parse_header(bytes_of(whole).first(length));
    EXPECT_FALSE(seen.fault) << length;
    EXPECT_GT(seen.needed, length);
    EXPECT_LE(seen.needed, whole.size());
  }
  EXPECT_EQ(parse_header(bytes_of(whole)).needed, 0U);
}

TEST(GgufHeader, holds_counts_and_lengths_against_their_limits_before_it_reads_on) {
  const std::uint64_t huge = std::uint64_t{1} << 62;
  GgufFile tensors = small_gguf();
  tensors.tensor_count = tensors_max + 1;
  EXPECT_EQ(fault_of(tensors), "count over the limit");
  tensors.tensor_count = tensors_max;
  EXPECT_EQ(fault_of(tensors), "too short");
  GgufFile pairs = small_gguf();
  pairs.pair_count = pairs_max + 1;
  EXPECT_EQ(fault_of(pairs), "count over the limit");
  const GgufFile plain;
  EXPECT_EQ(fault_of(GgufFile().pair("a", 8, plain.number(huge, 8))), "length over the limit");
  EXPECT_EQ(fault_of(GgufFile().pair("a", 8, plain.number(string_bytes_max, 8))), "too short");
  EXPECT_EQ(fault_of(GgufFile().pair("a", 8, plain.number(string_bytes_max + 1, 8))), "length over the limit");
  EXPECT_EQ(fault_of(GgufFile().pair("a", 9, plain.number(0, 4) + plain.number(huge, 8))), "count over the limit");
  EXPECT_EQ(fault_of(GgufFile().pair("a", 9, plain.number(0, 4) + plain.number(array_elements_max, 8))), "too short");
  EXPECT_EQ(fault_of(GgufFile().u32(std::string(key_bytes_max + 1, 'k'), 1)), "length over the limit");
  EXPECT_EQ(fault_of(GgufFile().u32(std::string(key_bytes_max, 'k'), 1)), "");
}

TEST(GgufHeader, knows_the_types_of_values_and_no_others) {
  const GgufFile plain;
  GgufFile file;
  const std::array<std::size_t, 13> sizes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  for (std::uint32_t type = 0; type < sizes.size(); ++type) {
    if (sizes.at(type) > 0) file.pair("k" + std::to_string(type), type, plain.number(1, sizes.at(type)));
  }
  file.pair("list", 9, plain.number(3, 4) + plain.number(2, 8) + plain.number(5, 2) + plain.number(6, 2));
  file.pair("texts", 9, plain.number(8, 4) + plain.number(2, 8) + plain.string("a") + plain.string("b"));
  file.pair("minus", 1, plain.number(0xFF, 1)).text("last", "x");
  EXPECT_EQ(fault_of(file), "");
  const Header header = parsed(file).header;
  for (const char* key : {"k0", "k1", "k2", "k3", "k4", "k5", "k10", "k11"})
    EXPECT_EQ(header.numbers.at(key), std::vector<std::uint64_t>{1}) << key;
  for (const char* key : {"k6", "k7", "k12", "minus", "texts"})
    EXPECT_FALSE(header.numbers.contains(key)) << key;
  EXPECT_EQ(header.numbers.at("list"), (std::vector<std::uint64_t>{5, 6}));
  EXPECT_EQ(header.texts.at("last"), "x");
  EXPECT_EQ(fault_of(GgufFile().pair("a", 13, plain.number(0, 8))), "unknown type of a value");
  EXPECT_EQ(fault_of(GgufFile().pair("a", 9, plain.number(13, 4) + plain.number(0, 8))), "unknown type of a value");
}

TEST(GgufHeader, takes_no_key_and_no_tensor_twice) {
  EXPECT_EQ(fault_of(GgufFile().u32("a", 1).text("a", "x")), "repeated key");
  EXPECT_EQ(fault_of(GgufFile().tensor("a", "F32", {1}).tensor("a", "F32", {1})), "repeated tensor");
}

TEST(GgufHeader, reads_arrays_of_arrays_to_a_depth_and_says_that_loaders_refuse_them) {
  const GgufFile plain;
  const auto nested = [&](int depth) {
    std::string value;
    for (int i = 1; i < depth; ++i)
      value += plain.number(9, 4) + plain.number(1, 8);
    return GgufFile().pair("a", 9, value + plain.number(0, 4) + plain.number(1, 8) + "x");
  };
  EXPECT_EQ(oddities_of(nested(1)), "");
  EXPECT_NE(oddities_of(nested(2)).find("array of arrays"), std::string::npos);
  EXPECT_EQ(fault_of(nested(4)), "");
  EXPECT_EQ(fault_of(nested(5)), "nesting over the limit");
}

TEST(GgufHeader, takes_the_alignment_that_it_states) {
  GgufFile file;
  file.alignment = 4096;
  file.u32("general.alignment", 4096).tensor("a", "F32", {3}).tensor("b", "F32", {3});
  EXPECT_EQ(fault_of(file), "");
  EXPECT_EQ(parsed(file).header.tensors[1].offset, 4096U);
  EXPECT_EQ(parsed(file).header.data_begin % 4096, 0U);
  for (const std::uint32_t bad : {0U, 24U, 0x80000000U, 2U << 20})
    EXPECT_EQ(fault_of(GgufFile().u32("general.alignment", bad)), "bad alignment") << bad;
  EXPECT_EQ(fault_of(GgufFile().u32("general.alignment", 1U << 20)), "");
  EXPECT_EQ(fault_of(GgufFile().pair("general.alignment", 10, GgufFile().number(32, 8))), "bad alignment");
  EXPECT_EQ(fault_of(GgufFile().text("general.alignment", "32")), "bad alignment");
}

TEST(GgufHeader, wants_tensors_one_behind_the_other) {
  EXPECT_EQ(fault_of(GgufFile().tensor("a", "F32", {3}).tensor("b", "F32", {3}, 12)), "bad offset");
  EXPECT_EQ(fault_of(GgufFile().tensor("a", "F32", {3}).tensor("b", "F32", {3}, 0)), "bad offset");
  EXPECT_EQ(fault_of(GgufFile().tensor("a", "F32", {3}, 32)), "bad offset");
  EXPECT_EQ(fault_of(GgufFile().tensor("a", "F32", {3}).tensor("b", "F32", {3}, 64)), "bad offset");
}

TEST(GgufHeader, wants_whole_blocks_known_types_and_sizes_that_can_be) {
  EXPECT_EQ(fault_of(GgufFile().tensor_of("a", 12, {128}, 0)), "broken block");
  EXPECT_EQ(fault_of(GgufFile().tensor_of("a", 12, {256}, 0)), "");
  for (const std::uint32_t type : {4U, 9U, 31U, 99U})
    EXPECT_EQ(fault_of(GgufFile().tensor_of("a", type, {256}, 0)), "unknown type of a tensor") << type;
  EXPECT_EQ(parsed(GgufFile().tensor_of("a", 99, {256}, 0)).fault->detail,
            "the tensor 'a' has the unknown type 99, so that its size is not known");
  const std::uint64_t large = std::uint64_t{1} << 32;
  EXPECT_EQ(fault_of(GgufFile().tensor_of("a", 0, {large, large}, 0)), "size overflow");
  EXPECT_EQ(fault_of(GgufFile().tensor_of("a", 0, {large, large / 4}, 0)), "size overflow") << "in bytes";
  EXPECT_EQ(fault_of(GgufFile().tensor_of("a", 0, {~std::uint64_t{0}, 0}, 0)), "size overflow");
  EXPECT_EQ(fault_of(GgufFile()
                         .tensor_of("a", 24, {large, large / 4}, 0)
                         .tensor_of("b", 24, {large, large / 4}, large * (large / 4))),
            "size overflow")
      << "together";
  EXPECT_EQ(fault_of(GgufFile().tensor_of("a", 0, {1, 1, 1, 1, 1}, 0)), "too many dimensions");
  EXPECT_EQ(fault_of(GgufFile().tensor_of("a", 0, {}, 0)), "") << "one value";
  EXPECT_EQ(fault_of(GgufFile().tensor_of(std::string(63, 'n'), 0, {1}, 0)), "");
  EXPECT_EQ(fault_of(GgufFile().tensor_of(std::string(64, 'n'), 0, {1}, 0)), "name over the limit");
}

TEST(GgufHeader, keeps_templates_whole_and_of_other_long_texts_the_beginning) {
  const std::string text(200'000, 'x');
  const GgufFile file = GgufFile().text("tokenizer.chat_template", text).text("general.description", text);
  const Header header = parsed(file).header;
  EXPECT_EQ(header.texts.at("tokenizer.chat_template"), text);
  EXPECT_EQ(header.texts.at("general.description").size(), 65'536U);
  EXPECT_EQ(header.texts_omitted, 0U);
  const std::string huge(limits::header_metadata_bytes_max, 'x');
  const Header other = parsed(GgufFile().text("tokenizer.chat_template.rag", huge)).header;
  EXPECT_EQ(other.texts_omitted, 1U);
  EXPECT_TRUE(is_chat_template_key("tokenizer.chat_template.rag"));
  EXPECT_FALSE(is_chat_template_key("tokenizer.chat_templates"));
}

TEST(GgufHeader, tells_what_nobody_writes_so) {
  GgufFile padding = GgufFile().text("general.name", "a");
  ASSERT_LT(padding.header().size(), padding.padded_header().size());
  padding.padding_byte = "x";
  EXPECT_NE(oddities_of(padding).find("between its header and its data"), std::string::npos);
  EXPECT_NE(oddities_of(GgufFile().pair("a", 7, "\2")).find("neither 0 nor 1 (a)"), std::string::npos);
  EXPECT_EQ(oddities_of(GgufFile().pair("a", 7, "\1")), "");
  EXPECT_NE(oddities_of(GgufFile().u32("general.license", 1)).find("as a number"), std::string::npos);
  const GgufFile plain;
  const std::string list = plain.number(8, 4) + plain.number(1, 8) + plain.string("x");
  EXPECT_NE(oddities_of(GgufFile().pair("tokenizer.chat_template", 9, list)).find("as a list"), std::string::npos);
}

TEST(GgufHeader, ends_soon_when_it_is_stopped) {
  std::string texts;
  const GgufFile plain;
  for (int i = 0; i < 70'000; ++i)
    texts += plain.string("");
  GgufFile file;
  file.pair("tokens", 9, plain.number(8, 4) + plain.number(70'000, 8) + texts);
  EXPECT_EQ(fault_of(file), "");
  std::stop_source stop;
  stop.request_stop();
  const std::string bytes = file.header();
  EXPECT_EQ(parse_header(bytes_of(bytes), stop.get_token()).fault->error, "stopped");
}

}  // namespace
}  // namespace weightcheck::gguf
