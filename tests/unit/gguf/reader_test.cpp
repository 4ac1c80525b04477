// SPDX-License-Identifier: Apache-2.0
#include "gguf/reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/limits.hpp"
#include "gguf/header.hpp"
#include "support/gguf_file.hpp"

namespace weightcheck::gguf {
namespace {

using test::GgufFile;
using test::small_gguf;

// As the gatherer does: the first bytes, and then what is asked for until no more is.
std::size_t head_read(const std::string& file, std::uint64_t file_size) {
  std::size_t have = std::min(file.size(), limits::head_bytes);
  for (std::size_t wanted = 0; (wanted = head_size_wanted(bytes_of(file).first(have), file_size)) > have;)
    have = wanted;
  return have;
}

tensors::Inspection inspected(const std::string& file, std::uint64_t file_size) {
  return inspect(bytes_of(file).first(head_read(file, file_size)), file_size, {});
}

std::string rejection_of(const std::string& file, std::uint64_t file_size) {
  const auto seen = inspected(file, file_size);
  return seen.rejection ? std::string(seen.rejection->error) : "";
}

GgufFile with_vocabulary(int words) {
  const GgufFile plain;
  std::string texts;
  for (int i = 0; i < words; ++i)
    texts += plain.string("word" + std::to_string(i));
  GgufFile file;
  file.pair("tokenizer.ggml.tokens", 9,
            plain.number(8, 4) + plain.number(static_cast<std::uint64_t>(words), 8) + texts);
  file.text("general.license", "mit").tensor("a", "Q8_0", {32, 4});
  return file;
}

TEST(GgufReader, gives_a_layout_of_a_whole_file) {
  const std::string file = small_gguf().bytes();
  const auto seen = inspected(file, file.size());
  ASSERT_FALSE(seen.rejection);
  ASSERT_TRUE(seen.layout);
  EXPECT_EQ(seen.expected_size, file.size());
  EXPECT_TRUE(seen.oddities.empty());
  EXPECT_EQ(seen.layout->name_of(seen.layout->tensors[1]), "output_norm.weight");
  EXPECT_EQ(seen.layout->tensors[1].begin, 288U);
  EXPECT_EQ(seen.layout->tensors[1].size(), 20U);
  EXPECT_EQ(seen.layout->tensors[0].dtype, tensors::Dtype::u8);
  EXPECT_EQ(seen.layout->tensors[1].dtype, tensors::Dtype::f32);
  EXPECT_EQ(seen.layout->metadata.at("general.license"), "mit");
  EXPECT_EQ(seen.layout->metadata.at("llama.attention.head_count"), "4");
}

TEST(GgufReader, reads_on_until_the_header_ends_and_not_much_further) {
  const std::string file = with_vocabulary(20'000).bytes();
  const std::size_t header = with_vocabulary(20'000).padded_header().size();
  ASSERT_GT(header, 300'000U);
  EXPECT_EQ(inspected(file, file.size()).layout->metadata.at("general.license"), "mit");
  const std::uint64_t large = 5'000'000'000;  // as if the tensors were gigabytes
  std::string longer = file + std::string(header, '\0');
  EXPECT_LE(head_read(longer, large), header + header / 4 + 65'536);
}

TEST(GgufReader, takes_a_file_without_the_padding_of_its_last_tensor_and_none_that_is_shorter) {
  const std::string file = small_gguf().bytes();
  const std::size_t least = small_gguf().size_without_last_padding();
  ASSERT_LT(least, file.size());
  EXPECT_EQ(rejection_of(file.substr(0, least), least), "");
  const auto seen = inspected(file.substr(0, least - 1), least - 1);
  ASSERT_TRUE(seen.rejection);
  EXPECT_EQ(seen.rejection->error, "truncated data");
  EXPECT_TRUE(seen.layout) << "which tensors are lost";
  EXPECT_EQ(seen.expected_size, least);
}

TEST(GgufReader, says_so_where_bytes_lie_behind_the_last_tensor) {
  const std::string file = small_gguf().bytes();
  const auto seen = inspected(file + "x", file.size() + 1);
  EXPECT_FALSE(seen.rejection);
  ASSERT_EQ(seen.oddities.size(), 1U);
  EXPECT_NE(seen.oddities[0].predicate.find("behind its last tensor"), std::string_view::npos);
}

TEST(GgufReader, calls_a_file_short_that_ends_inside_its_header) {
  const std::string file = with_vocabulary(2000).bytes();
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{3}, std::size_t{8}, std::size_t{30}, std::size_t{5000}}) {
    const auto seen = inspected(file.substr(0, length), length);
    ASSERT_TRUE(seen.rejection) << length;
    EXPECT_EQ(seen.rejection->error, "truncated header") << length;
    EXPECT_GT(seen.expected_size, length);
    EXPECT_FALSE(seen.layout);
  }
}

TEST(GgufReader, reads_no_header_that_is_over_the_limit) {
  const GgufFile plain;
  const std::string bytes =
      GgufFile()
          .pair("a", 9, plain.number(11, 4) + plain.number(array_elements_max, 8) + std::string(100, 'x'))
          .header();
  const std::uint64_t large = 10'000'000'000;
  EXPECT_EQ(head_size_wanted(bytes_of(bytes), large), bytes.size());
  const auto seen = inspect(bytes_of(bytes), large, {});
  ASSERT_TRUE(seen.rejection);
  EXPECT_EQ(seen.rejection->error, "header over the limit");
  EXPECT_FALSE(seen.expected_size);
}

TEST(GgufReader, asks_for_nothing_more_of_what_is_at_fault) {
  GgufFile file = small_gguf();
  file.version = 7;
  const std::string bytes = file.bytes();
  EXPECT_EQ(head_size_wanted(bytes_of(bytes).first(30), bytes.size()), 30U);
  EXPECT_EQ(rejection_of(bytes, bytes.size()), "unsupported version");
  EXPECT_EQ(head_size_wanted({}, 0), 0U);
}

}  // namespace
}  // namespace weightcheck::gguf
