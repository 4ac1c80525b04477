// SPDX-License-Identifier: Apache-2.0
#include "weights/format.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "support/gguf_file.hpp"
#include "support/safetensors_file.hpp"
#include "weights/file_names.hpp"
#include "weights/weight_file.hpp"

namespace weightcheck::weights {
namespace {

using std::string_view_literals::operator""sv;

std::string_view format_named(std::string_view file_name, std::string_view head) {
  const Format* format = format_of(file_name, bytes_of(head));
  return format == nullptr ? "" : format->name;
}

const std::string safetensors_head = test::safetensors_file("{}", 0);

TEST(Format, is_told_by_a_name_that_is_its_own_whatever_lies_under_it) {
  EXPECT_EQ(format_named("model.safetensors", safetensors_head), "safetensors");
  EXPECT_EQ(format_named("model.safetensors", "GGUF\x03\0\0\0"sv), "safetensors");
  EXPECT_EQ(format_named("MODEL.SAFETENSORS", "noise"), "safetensors");
  EXPECT_EQ(format_named("a.gguf", "noise"), "GGUF");
  EXPECT_EQ(format_named("model.onnx", ""), "ONNX");
  EXPECT_EQ(format_named("model.onnx_data", ""), "ONNX");
  EXPECT_EQ(format_named("model.safetensors.gz", "\x1f\x8b"), "compressed weights");
}

TEST(Format, is_told_by_the_first_bytes_where_programs_share_a_name) {
  EXPECT_EQ(format_named("model.bin", safetensors_head), "safetensors");
  EXPECT_EQ(format_named("model.bin", "GGUF\x03\0\0\0"sv), "GGUF");
  EXPECT_EQ(format_named("ggml-base.en.bin", "lmgg\x98\xca\0\0"sv), "GGML");
  EXPECT_EQ(format_named("model.ckpt", "\x89HDF\r\n\x1a\n"), "HDF5");
  EXPECT_EQ(format_named("pytorch_model.bin", "PK\x03\x04"), ".bin");
  EXPECT_EQ(format_named("model.pt", "PK\x03\x04"), "PyTorch");
}

TEST(Format, is_told_by_the_first_bytes_alone_where_nothing_else_begins_so) {
  EXPECT_EQ(format_named("sha256-0123", "GGUF\x03\0\0\0"sv), "GGUF");
  EXPECT_EQ(format_named("sha256-0123", safetensors_head), "");
  EXPECT_EQ(format_named("table.mat", "\x89HDF\r\n\x1a\n"), "");
  EXPECT_EQ(format_named("README", "GGUF is a format\n"), "");
  EXPECT_EQ(format_named("README", "lmgg\n"), "");
  EXPECT_EQ(format_named("config.json", "{}"), "");
  EXPECT_EQ(format_named("", ""), "");
}

TEST(Format, has_a_row_of_its_own_and_names_of_its_own) {
  std::set<std::string_view> names, extensions;
  for (const Format& format : formats()) {
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
    EXPECT_EQ(format.head_size == nullptr, format.inspect == nullptr) << format.name;
    EXPECT_TRUE(format.magic == Magic::with_a_name || format.begins != nullptr) << format.name;
    std::string_view rest = format.extensions;
    EXPECT_TRUE(!rest.empty() || format.begins != nullptr) << format.name;
    while (!rest.empty()) {
      const std::string_view extension = rest.substr(0, rest.find(' '));
      EXPECT_TRUE(extension.starts_with('.')) << extension;
      EXPECT_TRUE(extensions.insert(extension).second) << extension;
      EXPECT_EQ(format_named("x" + std::string(extension), ""), format.name);
      EXPECT_EQ(extension_of("x" + std::string(extension)), extension);
      rest.remove_prefix(std::min(extension.size() + 1, rest.size()));
    }
  }
}

TEST(Format, of_safetensors_gives_a_layout_or_a_rejection) {
  const Format* format = format_of("m.safetensors", {});
  const auto inspect = [&](const std::string& file) { return format->inspect(bytes_of(file), file.size(), {}); };
  const std::string whole = test::safetensors_file(R"({"a":["U8",[4],[0,4]]}  )", 4);
  EXPECT_EQ(format->head_size(bytes_of(whole), whole.size()), whole.size() - 4);
  const auto good = inspect(whole);
  ASSERT_TRUE(good.layout);
  EXPECT_FALSE(good.rejection);
  EXPECT_EQ(good.expected_size, whole.size());
  ASSERT_EQ(good.oddities.size(), 1U);
  EXPECT_EQ(good.oddities[0].predicate, "describes a tensor in a form that no writer uses");
  const auto bad = inspect(test::safetensors_file("[]", 0));
  EXPECT_FALSE(bad.layout);
  EXPECT_EQ(bad.rejection->error, "InvalidHeaderDeserialization");
}

TEST(Format, of_gguf_gives_a_layout_or_a_rejection) {
  const Format* format = format_of("m.gguf", {});
  const std::string whole = test::small_gguf().bytes();
  EXPECT_TRUE(format->inspect(bytes_of(whole), whole.size(), {}).layout);
  EXPECT_EQ(format->inspect(bytes_of(whole).first(9), 9, {}).rejection->error, "truncated header");
  EXPECT_EQ(format->head_size(bytes_of(whole).first(9), whole.size()), whole.size());
}

TEST(WeightFile, knows_how_much_of_it_is_missing) {
  const std::string cut = test::safetensors_file(R"({"a":["U8",[4],[0,4]]})", 1);
  WeightFile file{.path = ModelPath::parse("m.safetensors").value(), .size = cut.size()};
  EXPECT_EQ(file.short_by(), 0U);
  EXPECT_EQ(file.layout(), nullptr);
  file.inspection =
      std::make_shared<tensors::Inspection>(formats()[0].inspect(bytes_of(cut), cut.size(), std::stop_token()));
  EXPECT_EQ(file.short_by(), 3U);
  EXPECT_NE(file.layout(), nullptr);
  EXPECT_EQ(file.rejection()->error, "MetadataIncompleteBuffer");
}

}  // namespace
}  // namespace weightcheck::weights
