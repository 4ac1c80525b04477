// SPDX-License-Identifier: Apache-2.0
// Accept or reject, case by case. The verdicts are those of the reference's deserializer (serde_json into its
// structures) and of its validation, run over these very texts; the second, naive reader must say the same.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "safetensors/header.hpp"
#include "support/naive_safetensors.hpp"
#include "support/safetensors_file.hpp"

namespace weightcheck::safetensors {
namespace {

std::string verdict_of(const std::string& file) {
  const Inspection inspection = inspect_header(bytes_of(file), file.size());
  return inspection.rejection ? std::string(name_of(inspection.rejection->error)) : "";
}

void expect_verdict(const std::string& file, std::string_view expected) {
  EXPECT_EQ(verdict_of(file), expected) << file;
  EXPECT_EQ(test::naive_verdict(file), expected) << file;
}

void expect_json(std::string_view json, std::size_t data_bytes, std::string_view expected) {
  expect_verdict(test::safetensors_file(json, data_bytes), expected);
}

constexpr std::string_view undecodable = "InvalidHeaderDeserialization";

// {"a": {...}} of one I32 with one part of it replaced.
struct One {
  std::string dtype = R"("I32")";
  std::string shape = "[1]";
  std::string offsets = "[0,4]";
  std::string more = "";

  [[nodiscard]] std::string json() const {
    return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + more + "}}";
  }
};

TEST(HeaderVerdict, follows_the_length_field) {
  expect_verdict("", "HeaderTooSmall");
  expect_verdict(std::string(7, '\0'), "HeaderTooSmall");
  expect_verdict(std::string(8, '\0'), undecodable);
  expect_verdict(test::header_length(100'000'000), "InvalidHeaderLength");
  expect_verdict(test::header_length(100'000'001), "HeaderTooLarge");
  expect_verdict(test::header_length(~std::uint64_t{0}) + "{}", "HeaderTooLarge");
  expect_verdict(test::header_length(~std::uint64_t{0} - 7) + "{}", "HeaderTooLarge");
  expect_verdict(test::header_length(3) + "{}", "InvalidHeaderLength");
  expect_verdict("version https://git-lfs.github.com/spec/v1\n", "HeaderTooLarge");
}

TEST(HeaderVerdict, accepts_a_plain_header) {
  expect_json(One{}.json(), 4, "");
  expect_json("{}", 0, "");
  expect_json(R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}   )", 16, "");
  expect_json(R"({"b":["I32",[1],[4,8]],"a":["I32",[1],[0,4]]})", 8, "");
}

TEST(HeaderVerdict, refuses_what_is_not_utf8_before_it_looks_at_the_json) {
  expect_json("\xFF", 0, "InvalidHeader");
  expect_json("{\"\xED\xA0\x80\":1}", 0, "InvalidHeader");
  expect_json("{]\xC0\xAF", 0, "InvalidHeader");
}

TEST(HeaderVerdict, takes_white_space_of_json_around_the_object_only) {
  expect_json(" \t\r\n" + One{}.json() + "\t\n\r ", 4, "");
  for (const std::string_view tail : {"\f", "\v", "\xC2\xA0", "x", "{}", ","})
    expect_json(One{}.json() + std::string(tail), 4, undecodable);
  expect_json(One{}.json() + std::string(4, '\0'), 4, undecodable);
  expect_json("\xEF\xBB\xBF" + One{}.json(), 4, undecodable);
  expect_json("   ", 0, undecodable);
  expect_json(One{}.json() + "//", 4, undecodable);
}

TEST(HeaderVerdict, wants_an_object_at_the_top) {
  for (const std::string_view text :
       {"[]", "null", "1", R"("a")", "[null,{}]", "{", "}", R"({"a")", R"({"a":{)", "{\"a\":}"}) {
    expect_json(text, 0, undecodable);
  }
  expect_json(R"({"a":["I32",[1],[0,4]],})", 4, undecodable);
}

TEST(HeaderVerdict, takes_the_last_of_tensors_with_one_name) {
  expect_json(R"({"a":["I32",[1],[0,4]],"a":["I32",[1],[0,4]]})", 4, "");
  expect_json(R"({"a":["I32",[1],[4,8]],"a":["I32",[1],[0,4]]})", 4, "");
  expect_json(R"({"a":["I32",[1],[0,4]],"a":["I32",[1],[4,8]]})", 8, "InvalidOffset");
  expect_json(R"({"a":["I32",[1],[0,4]],"\u0061":["I32",[1],[0,4]]})", 4, "");
  expect_json(R"({"a":["Q4",[1],[0,4]],"a":["I32",[1],[0,4]]})", 4, undecodable);
  expect_json(R"({"a":null,"a":["I32",[1],[0,4]]})", 4, undecodable);
}

TEST(HeaderVerdict, knows_the_forms_of_metadata) {
  expect_json(R"({"__metadata__":null})", 0, "");
  expect_json(R"({"__metadata__":{}})", 0, "");
  expect_json(R"({"__metadata__":{"a":"1","a":"2"}})", 0, "");
  expect_json(R"({"\u005f_metadata__":{"a":"1"}})", 0, "");
  expect_json(R"({"__metadata__ ":["I32",[1],[0,4]]})", 4, "");
  for (const std::string_view value :
       {"[]", "{\"a\":null}", "{\"a\":1}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":true}", "\"x\"", "0", "true",
        R"(["I32",[1],[0,4]])", R"({"dtype":"I32","shape":[1],"data_offsets":[0,4]})"}) {
    expect_json("{\"__metadata__\":" + std::string(value) + "}", 0, undecodable);
  }
  expect_json(R"({"__metadata__":null,"__metadata__":null})", 0, undecodable);
  expect_json(R"({"__metadata__":{},"__metadata__":{}})", 0, undecodable);
  expect_json(R"({"__metadata__":{"a":"1"},"__metadata__":{}})", 0, undecodable);
}

TEST(HeaderVerdict, knows_the_forms_of_a_tensor) {
  expect_json(R"({"a":["I32",[1],[0,4]]})", 4, "");
  expect_json(R"({"a":[{"I32":null},[1],[0,4]]})", 4, "");
  expect_json(R"({"":["I32",[1],[0,4]]})", 4, "");
  expect_json(R"({"a":{"\u0064type":"\u004932","shape":[1],"data_offsets":[0,4]}})", 4, "");
  for (const std::string_view value :
       {"null", "\"x\"", "1", "true", "{}", "[]", R"(["I32",[1]])", R"(["I32",[1],[0,4],null])", R"([[1],"I32",[0,4]])",
        R"({"dtype":"I32","shape":[1]})", R"({"dtype":"I32","data_offsets":[0,4]})",
        R"({"shape":[1],"data_offsets":[0,4]})"}) {
    expect_json("{\"a\":" + std::string(value) + "}", 4, undecodable);
  }
}

TEST(HeaderVerdict, ignores_unknown_fields_but_reads_them) {
  for (const std::string_view value : {"1", "1.5", "null", "\"x\"", "{}", "[[]]", R"({"a":1,"a":2})",
                                       R"({"dtype":"F32"})", "1e-999", "-0", "18446744073709551616"}) {
    expect_json(One{.more = R"(,"x":)" + std::string(value)}.json(), 4, "");
  }
  expect_json(One{.more = R"(,"x":1,"x":2)"}.json(), 4, "");
  expect_json(One{.more = R"(,"x":1e999)"}.json(), 4, undecodable);
  expect_json(One{.more = R"(,"x":"\ud800")"}.json(), 4, undecodable);
  expect_json(One{.more = R"(,"\udfff":1)"}.json(), 4, undecodable);
  expect_json(One{.more = R"(,"dtype":"I32")"}.json(), 4, undecodable);
  expect_json(One{.more = R"(,"shape":[1])"}.json(), 4, undecodable);
  expect_json(One{.more = R"(,"data_offsets":[0,4])"}.json(), 4, undecodable);
}

TEST(HeaderVerdict, allows_127_open_brackets) {
  const auto nested = [](std::size_t depth) {  // in all, with the header's own and the tensor's
    return One{.more = R"(,"x":)" + std::string(depth - 2, '[') + std::string(depth - 2, ']')}.json();
  };
  expect_json(nested(127), 4, "");
  expect_json(nested(128), 4, undecodable);
  std::string objects;
  for (int i = 0; i < 125; ++i)
    objects += "{\"a\":";
  expect_json(One{.more = R"(,"x":)" + objects + "1" + std::string(125, '}')}.json(), 4, "");
  expect_json("{\"a\":" + std::string(100'000, '['), 0, undecodable);
}

TEST(HeaderVerdict, knows_the_forms_of_a_dtype) {
  expect_json(One{.dtype = R"({"I32":null})"}.json(), 4, "");
  for (const std::string_view dtype : {R"("Q4")", R"("f32")", R"("i32")", R"("")", R"(" I32")", "17", "null", "{}",
                                       R"(["I32"])", R"({"I32":{}})", R"({"I32":[]})", R"({"I32":false})",
                                       R"({"Q4":null})", R"({"I32":null,"F32":null})", R"({"I32":null,"I32":null})"}) {
    expect_json(One{.dtype = std::string(dtype)}.json(), 4, undecodable);
  }
}

TEST(HeaderVerdict, knows_every_dtype_by_its_size) {
  const auto one = [](const std::string& dtype, int elements, int bytes) {
    return One{.dtype = '"' + dtype + '"',
               .shape = "[" + std::to_string(elements) + "]",
               .offsets = "[0," + std::to_string(bytes) + "]"}
        .json();
  };
  for (const char* dtype : {"BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"})
    expect_json(one(dtype, 3, 3), 3, "");
  for (const char* dtype : {"I16", "U16", "F16", "BF16"})
    expect_json(one(dtype, 3, 6), 6, "");
  for (const char* dtype : {"I32", "U32", "F32"})
    expect_json(one(dtype, 3, 12), 12, "");
  for (const char* dtype : {"C64", "F64", "I64", "U64"})
    expect_json(one(dtype, 3, 24), 24, "");
  expect_json(one("F4", 2, 1), 1, "");
  expect_json(one("F4", 3, 2), 2, "MisalignedSlice");
  for (const char* dtype : {"F6_E2M3", "F6_E3M2"}) {
    expect_json(one(dtype, 4, 3), 3, "");
    expect_json(one(dtype, 2, 2), 2, "MisalignedSlice");
  }
}

TEST(HeaderVerdict, takes_only_integers_that_fit_64_bits_unsigned) {
  for (const std::string_view number :
       {"1.0", "1e0", "-1", "-0", "01", "+1", "18446744073709551616", "1e999", "\"1\"", "null", "true", "[1]", "0x1"}) {
    expect_json(One{.shape = "[" + std::string(number) + "]"}.json(), 4, undecodable);
    expect_json(One{.offsets = "[" + std::string(number) + ",4]"}.json(), 4, undecodable);
    expect_json(One{.offsets = "[0," + std::string(number) + "]"}.json(), 4, undecodable);
  }
  for (const std::string_view offsets : {"[]", "[0]", "[0,4,8]", "{\"0\":0,\"1\":4}", "null", "4", "\"0,4\""}) {
    expect_json(One{.offsets = std::string(offsets)}.json(), 4, undecodable);
  }
  for (const std::string_view shape : {"null", "{}", "1", "\"1\"", "[1,]", "[[1]]"})
    expect_json(One{.shape = std::string(shape)}.json(), 4, undecodable);
}

TEST(HeaderVerdict, takes_scalars_and_tensors_without_elements) {
  expect_json(One{.shape = "[]"}.json(), 4, "");
  expect_json(One{.shape = "[2,0]", .offsets = "[0,0]"}.json(), 0, "");
  expect_json(R"({"a":["I32",[0],[0,0]],"b":["F64",[0,3],[0,0]],"c":["U8",[1],[0,1]],"d":["U8",[0],[1,1]]})", 1, "");
}

TEST(HeaderVerdict, wants_the_data_covered_once_from_the_first_byte_to_the_last) {
  expect_json(One{.offsets = "[4,8]"}.json(), 8, "InvalidOffset");
  expect_json(One{.offsets = "[4,0]"}.json(), 4, "InvalidOffset");
  expect_json(R"({"a":["I32",[1],[0,4]],"b":["I32",[1],[8,12]]})", 12, "InvalidOffset");
  expect_json(R"({"a":["I32",[1],[0,4]],"b":["I32",[1],[0,4]]})", 4, "InvalidOffset");
  expect_json(R"({"a":["I32",[1],[0,4]],"b":["I32",[1],[2,6]]})", 6, "InvalidOffset");
  expect_json(One{.offsets = "[0,8]"}.json(), 8, "TensorInvalidInfo");
  expect_json(One{.offsets = "[0,3]"}.json(), 3, "TensorInvalidInfo");
  expect_json(One{.shape = "[0]"}.json(), 4, "TensorInvalidInfo");
  expect_json(One{}.json(), 3, "MetadataIncompleteBuffer");
  expect_json(One{}.json(), 0, "MetadataIncompleteBuffer");
  expect_json(One{}.json(), 5, "MetadataIncompleteBuffer");
  expect_json("{}", 1, "MetadataIncompleteBuffer");
}

TEST(HeaderVerdict, multiplies_shapes_from_left_to_right) {
  constexpr std::string_view max = "18446744073709551615";
  const auto shaped = [](const std::string& dtype, const std::string& shape) {
    return One{.dtype = dtype, .shape = shape, .offsets = "[0,0]"}.json();
  };
  expect_json(shaped(R"("F32")", "[" + std::string(max) + "," + std::string(max) + ",0]"), 0, "ValidationOverflow");
  expect_json(shaped(R"("F32")", "[0," + std::string(max) + "," + std::string(max) + "]"), 0, "");
  expect_json(shaped(R"("F32")", "[" + std::string(max) + ",0]"), 0, "");
  expect_json(shaped(R"("U8")", "[" + std::string(max) + "]"), 0, "ValidationOverflow");
  expect_json(shaped(R"("F4")", "[4611686018427387904]"), 0, "ValidationOverflow");
  expect_json(shaped(R"("F4")", "[4611686018427387903]"), 0, "MisalignedSlice");
  expect_json(shaped(R"("U8")", "[2305843009213693951]"), 0, "TensorInvalidInfo");
  expect_json(One{.dtype = R"("U8")", .shape = "[2305843009213693951]", .offsets = "[0,2305843009213693951]"}.json(), 0,
              "MetadataIncompleteBuffer");
}

TEST(HeaderVerdict, names_the_first_fault_in_the_order_of_the_offsets) {
  // A wrong size at 0 comes before the hole behind it, whatever the order in the text.
  expect_json(R"({"b":["I32",[1],[8,12]],"a":["I32",[2],[0,4]]})", 12, "TensorInvalidInfo");
  expect_json(R"({"b":["F4",[1],[4,8]],"a":["I32",[1],[0,4]]})", 8, "MisalignedSlice");
  expect_json(R"({"a":["F4",[18446744073709551615],[4,2]]})", 0, "InvalidOffset");
}

TEST(HeaderVerdict, refuses_strings_that_json_does_not_allow) {
  expect_json("{\"a\x01\":[\"I32\",[1],[0,4]]}", 4, undecodable);
  expect_json(R"({"\ud800":["I32",[1],[0,4]]})", 4, undecodable);
  expect_json(R"({"\ud83d\ude00\u0000\/":["I32",[1],[0,4]]})", 4, "");
  expect_json(R"({"\x":["I32",[1],[0,4]]})", 4, undecodable);
  expect_json("{\"\x7F\":[\"I32\",[1],[0,4]]}", 4, "");
}

}  // namespace
}  // namespace weightcheck::safetensors
