// SPDX-License-Identifier: Apache-2.0
#include "evidence/look_inside.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "evidence/inflated.hpp"
#include "evidence/npy_header.hpp"
#include "evidence/onnx_places.hpp"
#include "evidence/zip_directory.hpp"
#include "support/zip_file.hpp"

namespace weightcheck::evidence {
namespace {

using std::string_literals::operator""s;
using test::zip_file;
using Names = std::vector<std::string>;

constexpr std::string_view calls = "cposix\nsystem\n(S'id'\ntR.";

Inside inside_of(const std::string& bytes, std::string_view name = "weights.dat") {
  HeadReader reader(bytes, bytes.size());
  const std::string_view head = std::string_view(bytes).substr(0, limits::head_bytes);
  Budget budget;
  return look_inside(name, reader, head, classify(name, bytes_of(head), bytes.size()), budget);
}

std::string array(const std::string& header, const std::string& rest = "") {
  return "\x93NUMPY\1\0"s + test::bytes_of_number(header.size(), 2) + header + rest;
}
const std::string plain_array = array("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", "12345678");

std::string packed(const std::string& text, int window) {
  z_stream state{};
  std::string out(text.size() + 1000, '\0');
  deflateInit2(&state, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string input = text;
  state.next_in = reinterpret_cast<Bytef*>(input.data());
  state.avail_in = static_cast<uInt>(input.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  deflate(&state, Z_FINISH);
  out.resize(state.total_out);
  deflateEnd(&state);
  return out;
}

TEST(Inside, finds_a_pickle_that_calls_behind_the_head) {
  const std::string late = "V" + std::string(20'000, 'x') + "\n0" + std::string(calls);
  EXPECT_EQ(inside_of(late).kind, ContentKind::pickle);
  EXPECT_EQ(inside_of(late).names, Names{"posix.system"});
  const std::string skipped =
      "\x80\4\x8d"s + test::bytes_of_number(300'000, 8) + std::string(300'000, 'x') + "0" + std::string(calls);
  EXPECT_EQ(inside_of(skipped).names, Names{"posix.system"});
}

TEST(Inside, finds_pickles_in_a_zip_by_its_directory) {
  const Names found = {"a/data.pkl: posix.system"};
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", std::string(calls)}})).names, found);
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", std::string(calls)}}, {.before = "some bytes"})).names, found);
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", std::string(calls)}}, {.before = std::string(9000, 'x')})).names, found);
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", std::string(calls)}}, {.comment = std::string(9000, 'x')})).names,
            found);
  const std::string other_name = zip_file({{"notes", "x"}, {"model", std::string(calls)}});
  EXPECT_EQ(inside_of(other_name).kind, ContentKind::pickle);
  const std::string long_text = std::string(calls) + std::string(5000, ' ');
  const auto deflated = zip_file({{"m", packed(long_text, -15)}}, {.method = 8, .unpacked_size = long_text.size()});
  EXPECT_EQ(inside_of(deflated).names, Names{"m: posix.system"});
}

TEST(Inside, looks_into_archives_in_archives_and_says_where_it_stopped) {
  std::string nested = zip_file({{"p", std::string(calls)}});
  nested = zip_file({{"inner", nested}});
  EXPECT_EQ(inside_of(nested).names, Names{"inner: p: posix.system"});
  for (int i = 0; i < 4; ++i)
    nested = zip_file({{"inner", nested}});
  EXPECT_NE(inside_of(nested).unread.find("nested too deep"), std::string::npos);
  EXPECT_EQ(inside_of(nested, "x.npz").kind, ContentKind::zip) << "not known to be plain";
}

TEST(Inside, looks_into_what_is_packed) {
  EXPECT_EQ(inside_of(packed(std::string(calls), 15)).names, Names{"posix.system"});
  EXPECT_EQ(inside_of(packed(std::string(calls), 31)).names, Names{"posix.system"});
  EXPECT_EQ(inside_of(packed(std::string(calls), 9)).names, Names{"posix.system"}) << "a small window";
  EXPECT_EQ(inside_of(packed("\x7f\1\2", 31)).kind, ContentKind::gzip);
  EXPECT_EQ(inside_of("x^2 + 1 is a polynomial").kind, ContentKind::text);
}

TEST(Inside, looks_into_all_members_of_gzip) {
  const std::string first = packed("N.", 31), second = packed(std::string(calls), 31);
  EXPECT_EQ(inside_of(first + second).names, Names{"posix.system"});
  EXPECT_EQ(inside_of(first + std::string(100, '\0') + second).names, Names{"posix.system"});
  EXPECT_EQ(
      inside_of(packed("", 31) + packed(std::string(calls.substr(0, 5)), 31) + packed(std::string(calls.substr(5)), 31))
          .names,
      Names{"posix.system"});
  EXPECT_EQ(inside_of(packed("words ", 31) + packed("and words", 31), "vocab.txt.gz").kind, ContentKind::text);
  EXPECT_EQ(inside_of(first + std::string(20'000, '\0')).kind, ContentKind::text);
}

TEST(Inside, looks_into_what_joblib_packed_before_it_used_zlib_alone) {
  const std::string stream = packed(std::string(calls), 15);
  for (const std::string head : {"ZF0x19               ", "ZF0X19               ", "ZF19                 "}) {
    EXPECT_EQ(inside_of(head + stream).names, Names{"posix.system"}) << head;
    EXPECT_EQ(inside_of(head + " " + stream, "x.txt").kind, ContentKind::pickle) << "of Python 2";
  }
  EXPECT_EQ(inside_of("ZF0x19               " + stream.substr(0, 4)).kind, ContentKind::packed) << "cut off";
  EXPECT_EQ(inside_of("ZF0x19               " + packed("words", 15)).kind, ContentKind::packed);
  EXPECT_EQ(inside_of("ZF is short for a word that nobody writes").kind, ContentKind::text);
  EXPECT_EQ(inside_of(packed("ZF0x19               " + stream, 31)).names, Names{"posix.system"});
}

TEST(Inside, leaves_packed_words_alone_and_hands_out_packed_configs) {
  EXPECT_EQ(inside_of(packed("{\"a\": 1}", 31), "vocab.json.gz").kind, ContentKind::text);
  const Inside config = inside_of(packed("{\"auto_map\": 1}", 31), "config.json.gz");
  ASSERT_EQ(config.documents.size(), 1U);
  EXPECT_EQ(config.documents[0].name, "config.json");
  EXPECT_EQ(inside_of(packed("import os\n", 31), "x.py.gz").kind, ContentKind::gzip);
  EXPECT_EQ(inside_of(packed("#!/bin/sh\n", 31), "x.gz").kind, ContentKind::gzip);
  EXPECT_EQ(inside_of(packed(std::string(2'000'000, 'a'), 31), "config.json.gz").kind, ContentKind::gzip)
      << "a config over the limit";
}

TEST(Inside, finds_a_pickle_whose_first_bytes_could_be_packed) {
  EXPECT_EQ(inside_of("X\5\0\0\0abcde0"s + std::string(calls)).names, Names{"posix.system"});
  EXPECT_TRUE(begins_like_zlib("X\x09\0\0\0"s));
  EXPECT_EQ(inside_of("X\x09\0\0\0abcdefghi0"s + std::string(calls)).names, Names{"posix.system"});
}

// The size of the header, 80, is a P, by which a pickle names an object to the next line end.
TEST(Inside, does_not_object_to_weights_whose_first_byte_is_an_opcode) {
  const std::string tensors(std::size_t{80} << 20, '\0');
  std::string header = R"({"a":{"dtype":"U8","shape":[83886080],"data_offsets":[0,83886080]}})";
  header.resize(80, ' ');
  const std::string weights = test::bytes_of_number(header.size(), 8) + header + tensors;
  EXPECT_EQ(inside_of(weights, "m.safetensors").unread, "");
  EXPECT_NE(inside_of(weights, "m.bin").unread, "") << "torch.load() takes it for whatever its bytes say";
}

TEST(Inside, finds_an_archive_at_the_end_of_weights) {
  const std::string header = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})";
  const std::string weights = test::bytes_of_number(header.size(), 8) + header + "aaaa";
  EXPECT_EQ(inside_of(weights, "m.safetensors").kind, ContentKind::weights);
  EXPECT_EQ(inside_of(weights + zip_file({{"a.txt", "words"}}), "m.safetensors").kind, ContentKind::zip);
  const Inside torch =
      inside_of(weights + zip_file({{"a/data.pkl", "\x80\2ccollections\nOrderedDict\n)R."s}}), "m.safetensors");
  EXPECT_EQ(torch.kind, ContentKind::pickle);
  EXPECT_EQ(torch.holds, PickleHolds::unknown) << "no pickle belongs there";
  const std::string gguf = "GGUF\3\0\0\0"s + std::string(16, '\0');
  EXPECT_EQ(inside_of(gguf + zip_file({{"a.txt", "words"}}), "m.gguf").kind, ContentKind::zip);
  EXPECT_EQ(inside_of(gguf + "PK\5\6"s + std::string(30, '\1'), "m.gguf").kind, ContentKind::weights)
      << "four bytes by chance";
}

TEST(Inside, leaves_alone_texts_behind_a_model) {
  const std::string model = "\x1c\0\0\0TFL3"s + std::string(500, '\0');
  const auto kind_with = [&](const std::string& archive) { return inside_of(model + archive, "m.tflite").kind; };
  EXPECT_EQ(kind_with(zip_file({{"labels.txt", "cat\ndog\n"}, {"vocab.txt", "a\n"}})), ContentKind::other);
  EXPECT_EQ(kind_with(zip_file({{"labels.txt", "cat"}, {"__main__.py", "import os"}})), ContentKind::zip);
  EXPECT_EQ(kind_with(zip_file({{"labels.txt", "cat"}, {"x", std::string(calls)}})), ContentKind::pickle);
  EXPECT_EQ(kind_with(zip_file({{"labels.txt",
                                 "\x7f"
                                 "ELF" +
                                     std::string(60, '\0')}})),
            ContentKind::zip);
  EXPECT_EQ(kind_with(zip_file({})), ContentKind::zip);
  EXPECT_EQ(inside_of(zip_file({{"labels.txt", "cat"}}), "m.tflite").kind, ContentKind::zip) << "it is one";
  EXPECT_EQ(inside_of(model + zip_file({{"config.json", R"({"auto_map":{"A":"b.C"}})"}}), "m.tflite").documents.size(),
            1U);
}

TEST(Inside, reads_on_behind_an_array) {
  EXPECT_EQ(inside_of(plain_array + std::string(calls), "x.npy").names, Names{"posix.system"});
  EXPECT_EQ(inside_of(plain_array + plain_array + "\x80\2"s + std::string(calls), "x.npy").names,
            Names{"posix.system"});
  const std::string objects = array("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", std::string(calls));
  EXPECT_EQ(inside_of(plain_array + objects, "x.npy").names, Names{"posix.system"});
  EXPECT_EQ(inside_of(plain_array + plain_array, "x.npy").kind, ContentKind::numpy);
  EXPECT_EQ(inside_of(plain_array + "padding", "x.npy").kind, ContentKind::numpy);
  EXPECT_EQ(inside_of(zip_file({{"a.npy", plain_array + std::string(calls)}}), "x.npz").kind, ContentKind::pickle);
}

TEST(Inside, finds_hdf5_behind_a_large_block) {
  const std::string signature = "\x89HDF\r\n\x1a\n";
  EXPECT_EQ(inside_of(std::string(8192, '\0') + signature, "x.h5").kind, ContentKind::hdf5);
  EXPECT_EQ(inside_of(std::string(65'536, 'a') + signature).kind, ContentKind::hdf5);
  EXPECT_NE(inside_of(std::string(5000, 'a') + signature).kind, ContentKind::hdf5);
}

TEST(Inside, leaves_plain_arrays_alone) {
  EXPECT_EQ(inside_of(zip_file({{"a.npy", plain_array}, {"b.npy", plain_array}}), "x.npz").kind, ContentKind::numpy);
  EXPECT_EQ(inside_of(zip_file({{"a.npy", plain_array},
                                {"b",
                                 "\x7f"
                                 "ELF"}}),
                      "x.npz")
                .kind,
            ContentKind::zip);
  EXPECT_EQ(inside_of(plain_array, "x.npy").kind, ContentKind::numpy);
}

TEST(Inside, finds_the_pickle_of_an_array_of_objects) {
  const std::string objects =
      array("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", "\x80\3" + std::string(calls));
  EXPECT_EQ(inside_of(objects).names, Names{"posix.system"});
  EXPECT_EQ(inside_of(zip_file({{"a.npy", objects}}), "x.npz").names, Names{"a.npy: posix.system"});
  EXPECT_EQ(inside_of(zip_file({{"a.npy", objects}}), "x.npz").kind, ContentKind::pickle);
  const std::string odd = array("{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (1,)}");
  EXPECT_EQ(inside_of(odd).kind, ContentKind::pickle);
  EXPECT_NE(inside_of(odd).unread, "");
}

TEST(Inside, tells_pickles_of_data_and_of_tensors_from_others) {
  EXPECT_EQ(inside_of("\x80\2}q\0."s).holds, PickleHolds::data);
  EXPECT_EQ(inside_of("\x80\2ccollections\nOrderedDict\n)R."s).holds, PickleHolds::tensors);
  EXPECT_EQ(inside_of(std::string(calls)).holds, PickleHolds::unknown);
  EXPECT_EQ(inside_of("\x80\2}q\0"s).holds, PickleHolds::unknown) << "cut off";
  const std::string tensors = "\x80\2ccollections\nOrderedDict\n)R."s;
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", tensors}, {"a/data/0", std::string(calls)}})).holds,
            PickleHolds::tensors)
      << "a storage is never unpickled";
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", tensors}, {"b", std::string(calls)}})).holds, PickleHolds::unknown);
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", tensors},
                                {"run.so",
                                 "\x7f"
                                 "ELF"}}))
                .holds,
            PickleHolds::unknown);
}

TEST(Inside, knows_a_program_of_torchscript_by_what_torch_goes_by) {
  const std::string plain = "\x80\2)."s;
  const auto program = [&](const std::string& data) {
    return zip_file({{"m/code/__torch__.py", "def f(x):\n"}, {"m/constants.pkl", plain}, {"m/data.pkl", data}});
  };
  EXPECT_EQ(inside_of(program(plain), "m.pt").holds, PickleHolds::unknown) << "no plain data";
  EXPECT_NE(inside_of(program(plain), "m.pt").unread.find("TorchScript"), std::string::npos);
  EXPECT_EQ(inside_of(program(std::string(calls)), "m.pt").names, Names{"m/data.pkl: posix.system"});
  EXPECT_EQ(inside_of(zip_file({{"m/constants.pkl", plain}, {"m/data.pkl", plain}})).unread, "");
}

TEST(Inside, is_no_plain_data_where_an_archive_holds_a_program_too) {
  const std::string plain = "\x80\2}q\0."s, elf =
                                                "\x7f"
                                                "ELF\2\1\1"s;
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", plain}, {"a/version", "3\n"}})).holds, PickleHolds::data);
  EXPECT_EQ(inside_of(zip_file({{"a/data.pkl", plain}, {"a/x", elf}})).holds, PickleHolds::unknown);
  EXPECT_EQ(inside_of(zip_file({{"a/x", elf}, {"a/data.pkl", plain}})).holds, PickleHolds::unknown);
  EXPECT_EQ(inside_of(zip_file({{"a/x.py", "import os\n"}, {"a/data.pkl", plain}})).holds, PickleHolds::unknown);
  const Inside keras = inside_of(zip_file({{"model.weights.h5", "\x89HDF\r\n\x1a\n"s}}), "m.keras");
  EXPECT_EQ(keras.unread, "'model.weights.h5' in it is in HDF5, in which Keras layers may hold code");
}

TEST(Inside, hands_out_the_configs_of_an_archive) {
  const Inside inside = inside_of(zip_file({{"config.json", "{\"class_name\": \"Lambda\"}"}}), "m.keras");
  ASSERT_EQ(inside.documents.size(), 1U);
  EXPECT_EQ(inside.documents[0].name, "config.json");
}

TEST(ZipDirectory, is_refused_where_it_is_broken_or_can_be_read_in_two_ways) {
  const auto code_of = [](const std::string& bytes) {
    HeadReader reader(bytes, bytes.size());
    const auto members = read_zip_directory(reader);
    return members.ok() ? std::optional<ErrorCode>() : std::optional(members.error().code);
  };
  const std::string sound = zip_file({{"a", "x"}, {"b", "y"}});
  EXPECT_EQ(code_of(sound), std::nullopt);
  EXPECT_EQ(code_of(sound.substr(0, sound.size() - 1)), ErrorCode::malformed);
  EXPECT_EQ(code_of("PK\x05\x06" + std::string(18, '\0')), std::nullopt) << "empty";
  std::string wrong = sound;
  wrong[wrong.find("PK\x01\x02") + 1] = 'x';
  EXPECT_EQ(code_of(wrong), ErrorCode::malformed);
  // The directory of one archive, behind which another ends.
  const std::string other = zip_file({{"evil", "z"}});
  EXPECT_EQ(code_of(other.substr(0, other.size() - 22) + sound), std::nullopt);
  std::string two = sound.substr(0, sound.find("PK\x01\x02")) + sound.substr(sound.find("PK\x01\x02"));
  two.insert(two.size() - 22, two.substr(two.find("PK\x01\x02"), two.size() - 22 - two.find("PK\x01\x02")));
  EXPECT_EQ(code_of(two), ErrorCode::inconsistent);
}

// `where` is what the locator names.
std::string with_large_numbers(const std::string& zip, std::uint64_t directory_at, std::uint64_t directory_size,
                               std::uint64_t where, bool marks_small_ones) {
  using test::bytes_of_number;
  const std::size_t end = zip.size() - 22;
  const std::string small = zip.substr(end, 12) + (marks_small_ones ? std::string(8, '\xff') : zip.substr(end + 12, 8));
  return zip.substr(0, end) + "PK\x06\x06" + bytes_of_number(44, 8) + std::string(12, '\0') + bytes_of_number(1, 8) +
         bytes_of_number(1, 8) + bytes_of_number(directory_size, 8) + bytes_of_number(directory_at, 8) + "PK\x06\x07" +
         bytes_of_number(0, 4) + bytes_of_number(where, 8) + bytes_of_number(1, 4) + small + "\0\0"s;
}

TEST(ZipDirectory, is_refused_where_its_large_numbers_lead_elsewhere) {
  const auto code_of = [](const std::string& bytes) {
    HeadReader reader(bytes, bytes.size());
    const auto members = read_zip_directory(reader);
    return members.ok() ? std::optional<ErrorCode>() : std::optional(members.error().code);
  };
  const std::string zip = zip_file({{"a", "x"}});
  const std::uint64_t at = zip.find("PK\x01\x02"), size = zip.size() - 22 - at, end = zip.size() - 22;
  EXPECT_EQ(code_of(with_large_numbers(zip, at, size, end, true)), std::nullopt);
  EXPECT_EQ(code_of(with_large_numbers(zip, at, size, end, false)), std::nullopt) << "the same numbers";
  EXPECT_EQ(code_of(with_large_numbers(zip, at - 1, size, end, false)), ErrorCode::inconsistent);
  // A record where the locator says, and another before the locator.
  const std::string first = with_large_numbers(zip, at, size, end, true);
  const std::string second = first.substr(0, end + 56) + zip.substr(at);
  EXPECT_EQ(code_of(with_large_numbers(second, end + 56, size, end, true)), ErrorCode::inconsistent);
}

NpyHolds held_by(const std::string& type) {
  return read_npy_header(array("{'descr': " + type + ", 'fortran_order': False, 'shape': (3,), }\n"))->holds;
}

TEST(NpyHeader, knows_plain_types_and_objects) {
  for (const char* type :
       {"'<f4'", "'|b1'", "'<U10'", "'|S5'", "'<M8[ns]'", "'|V2'", "\"<i8\"",
        "[('Object', '<f4'), ('b', '<i2', (2, 3))]", "[(('title O', 'O'), '<f4')]", "[('a', [('b', '<f4')])]"})
    EXPECT_EQ(held_by(type), NpyHolds::plain) << type;
  for (const char* type :
       {"'|O'", "'O'", "'O8'", "[('a', '<f4'), ('b', '|O')]", "('O', (2,))", "[('a', [('b', 'O')])]"})
    EXPECT_EQ(held_by(type), NpyHolds::objects) << type;
  for (const char* type : {"'object'", "'i4,O'", "'\\x4f'", "'|' 'O'", "str('O')", "b'O'", "None", "'<M8[n's]'"})
    EXPECT_EQ(held_by(type), NpyHolds::unknown) << type;
  EXPECT_EQ(read_npy_header(array("{'shape': (1,), 'fortran_order': False, 'descr': 'O'}"))->holds, NpyHolds::objects);
  EXPECT_EQ(read_npy_header("NUMPY"), std::nullopt);
}

std::string field(unsigned number, const std::string& content) {
  return std::string(1, static_cast<char>(number << 3U | 2U)) + static_cast<char>(content.size()) + content;
}

TEST(NpyHeader, says_how_long_the_array_is) {
  const auto bytes_of_array = [](const std::string& header) { return read_npy_header(array(header))->bytes; };
  EXPECT_EQ(bytes_of_array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"), 24U);
  EXPECT_EQ(bytes_of_array("{'descr': '<U3', 'fortran_order': False, 'shape': (), }"), 12U);
  EXPECT_EQ(bytes_of_array("{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (2,), }"), 16U);
  EXPECT_EQ(bytes_of_array("{'shape': (9,), 'descr': '|b1', 'fortran_order': False, 'shape': (2,), }"), 2U);
  EXPECT_EQ(bytes_of_array("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"), std::nullopt);
  EXPECT_EQ(bytes_of_array("{'descr': '<f4', 'shape': (999999999999, 999999999999), }"), std::nullopt);
}

TEST(OnnxPlaces, are_found_in_graphs_nodes_and_attributes) {
  const auto places_of = [](const std::string& bytes) {
    HeadReader reader(bytes, bytes.size());
    Budget budget;
    const auto places = onnx_places(reader, budget);
    if (!places.ok()) return Names{places.error().message};
    Names names;
    for (const OnnxPlace& place : *places)
      names.push_back(place.name + (place.size_least > 0 ? " " + std::to_string(place.size_least) : ""));
    return names;
  };
  const auto tensor = [](const std::string& place, const std::string& offset = "0", const std::string& length = "") {
    return field(9, "raw") + field(13, field(1, "location") + field(2, place)) +
           field(13, field(1, "offset") + field(2, offset)) +
           (length.empty() ? "" : field(13, field(1, "length") + field(2, length)));
  };
  EXPECT_EQ(places_of(field(7, field(5, tensor("d", "8", "4")) + field(5, tensor("d", "0", "8")))), Names{"d 12"});
  EXPECT_EQ(places_of(field(7, field(5, tensor("d", "18446744073709551615", "4")))), Names{"d"});
  EXPECT_EQ(places_of(field(7, field(5, tensor("model.onnx_data")))), Names{"model.onnx_data"});
  EXPECT_EQ(places_of(field(7, field(1, field(5, field(5, tensor("../x")))))), Names{"../x"});
  EXPECT_EQ(places_of(field(7, field(1, field(5, field(6, field(5, tensor("/x"))))))), Names{"/x"});
  EXPECT_EQ(places_of(field(8, field(1, "location"))), Names{});
  const auto with_length = [](unsigned number, const std::string& content) {  // in three bytes
    const std::size_t size = content.size();
    return std::string(1, static_cast<char>(number << 3U | 2U)) + static_cast<char>((size & 0x7f) | 0x80) +
           static_cast<char>((size >> 7U & 0x7f) | 0x80) + static_cast<char>(size >> 14U) + content;
  };
  std::string many;
  for (int i = 0; i < 2000; ++i)
    many += field(5, tensor(std::to_string(i)));
  EXPECT_EQ(places_of(with_length(7, many.substr(0, 2'000'000))).size(), 2000U) << "each in a file of its own";
  EXPECT_EQ(places_of("\x3a\x7f"), Names{"a field is longer than what it stands in"});
}

}  // namespace
}  // namespace weightcheck::evidence
