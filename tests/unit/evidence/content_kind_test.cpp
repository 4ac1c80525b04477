// SPDX-License-Identifier: Apache-2.0
// Heads as the tools named beside them write them.
#include "evidence/content_kind.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "support/safetensors_file.hpp"

namespace weightcheck::evidence {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

ContentKind kind_of(std::string_view content, std::string_view name = "file") {
  return classify(name, bytes_of(content).first(std::min(content.size(), limits::head_bytes)), content.size());
}

TEST(ContentKind, knows_plain_words_in_place_of_weights) {
  EXPECT_EQ(kind_of("Entry not found", "model.safetensors"), ContentKind::text_page);
  EXPECT_EQ(kind_of("Repository not found\n", "pytorch_model.bin"), ContentKind::text_page);
  EXPECT_EQ(kind_of("Entry not found", "notes.txt"), ContentKind::text);
  EXPECT_EQ(kind_of("I1\n.", "model.pkl"), ContentKind::text) << "an unpickler reads it";
}

TEST(ContentKind, knows_what_stands_in_place_of_weights) {
  EXPECT_EQ(kind_of("", "model.safetensors"), ContentKind::empty);
  EXPECT_EQ(kind_of(std::string(100'000, '\0'), "model.safetensors"), ContentKind::zeros);
  EXPECT_EQ(kind_of("version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 12\n",
                    "model.safetensors"),
            ContentKind::lfs_pointer);
  EXPECT_EQ(kind_of("<!DOCTYPE html>\n<html>", "model.safetensors"), ContentKind::html_page);
  EXPECT_EQ(kind_of("\xEF\xBB\xBF \n<HTML lang=en>", "model.safetensors"), ContentKind::html_page);
  EXPECT_EQ(kind_of("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "model.safetensors"),
            ContentKind::html_page);
  EXPECT_EQ(kind_of("{\"error\":\"Repository not found\"}", "model.safetensors"), ContentKind::json_error_page);
  EXPECT_EQ(kind_of(" [\"x\"]", "pytorch_model.BIN"), ContentKind::json_error_page);
  EXPECT_EQ(kind_of("{\"a\": 1}", "config.json"), ContentKind::text);
  EXPECT_EQ(kind_of("Entry not found", "model.safetensors"), ContentKind::text_page);
}

TEST(ContentKind, knows_weights) {
  EXPECT_EQ(kind_of(test::safetensors_file("{}", 0)), ContentKind::weights);
  EXPECT_EQ(kind_of(test::safetensors_file("  {\"a\":[\"U8\",[1],[0,1]]}", 1)), ContentKind::weights);
  EXPECT_EQ(kind_of("GGUF\x03\0\0\0"sv), ContentKind::weights);
  EXPECT_EQ(kind_of("\x89HDF\r\n\x1a\n\0"sv), ContentKind::hdf5);
  EXPECT_EQ(kind_of("\x93NUMPY\x01\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n"sv),
            ContentKind::numpy);
}

TEST(ContentKind, knows_pickles_of_every_protocol) {
  EXPECT_EQ(kind_of("(dp0\nS'a'\np1\nI1\ns."), ContentKind::pickle);          // pickle.dumps({'a': 1}, 0)
  EXPECT_EQ(kind_of("(lp0\nI1\na."), ContentKind::pickle);                    // pickle.dumps([1], 0)
  EXPECT_EQ(kind_of("}q\0X\x01\0\0\0aq\x01K\x01s."sv), ContentKind::pickle);  // pickle.dumps({'a': 1}, 1)
  EXPECT_EQ(kind_of("\x80\x02}q\0."sv), ContentKind::pickle);
  EXPECT_EQ(kind_of("\x80\x03]q\0."sv), ContentKind::pickle);
  EXPECT_EQ(kind_of("\x80\x04\x95\x0b\0\0\0\0\0\0\0}"sv), ContentKind::pickle);
  EXPECT_EQ(kind_of("\x80\x05\x95\x0b\0\0\0\0\0\0\0}"sv), ContentKind::pickle);
  EXPECT_EQ(kind_of("\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19."sv), ContentKind::pickle);  // torch.save before 1.6
  EXPECT_EQ(kind_of("cos\nsystem\n(S'id'\ntR."), ContentKind::pickle);
  EXPECT_EQ(kind_of("cposix\nsystem\np0\n(S'id'\np1\ntp2\nRp3\n."), ContentKind::pickle);
  EXPECT_EQ(kind_of("(S'id'\nios\nsystem\n.", "model.bin"), ContentKind::pickle);
  EXPECT_EQ(kind_of("(ios\nsystem\n."), ContentKind::pickle);
  EXPECT_EQ(kind_of("\x93NUMPY\x01\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"sv),
            ContentKind::pickle);
}

TEST(ContentKind, takes_no_text_for_a_pickle) {
  for (const std::string_view text :
       {"cat\ndog\npig\n", "config\nmodel\nq\n", "(c) 2024 someone\nall rights\n", "(i) the first\n(ii) the second\n",
        "c\n\n(", "# card\n", "c", "(", ")", "]q", "(lazy\n"}) {
    EXPECT_EQ(kind_of(text), ContentKind::text) << text;
  }
}

TEST(ContentKind, knows_archives) {
  const std::string entry = "PK\x03\x04" + std::string(26, '\0');
  EXPECT_EQ(kind_of(entry + "archive/data.pkl"), ContentKind::pickle);  // torch.save since 1.6
  EXPECT_EQ(kind_of(entry + "a.txt"), ContentKind::zip);
  EXPECT_EQ(kind_of(entry + "arr_0.npy", "weights.npz"), ContentKind::numpy);
  EXPECT_EQ(kind_of("PK\x05\x06" + std::string(18, '\0')), ContentKind::zip);
  EXPECT_EQ(kind_of("name" + std::string(253, '\0') +
                    "ustar\0"
                    "00"),
            ContentKind::tar);
  EXPECT_EQ(kind_of("\x1f\x8b\x08\0"sv), ContentKind::gzip);
  EXPECT_EQ(kind_of("BZh91AY&SY"), ContentKind::bzip2);
  EXPECT_EQ(kind_of("\xfd"
                    "7zXZ\0\0\4"sv),
            ContentKind::xz);
  EXPECT_EQ(kind_of("\x28\xb5\x2f\xfd\x24"), ContentKind::zstd);
  EXPECT_EQ(kind_of("7z\xbc\xaf\x27\x1c\0"sv), ContentKind::seven_zip);
  EXPECT_EQ(kind_of("Rar!\x1a\x07\x01\0"sv), ContentKind::rar);
  EXPECT_EQ(kind_of("!<arch>\ndebian-binary"), ContentKind::package);
}

// The header of the first tar programs: no magic number, and a sum over all bytes.
std::string old_tar(const std::string& name) {
  std::string header = name + std::string(512 - name.size(), '\0');
  header.replace(124, 11, "00000000100");
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : header)
    sum += static_cast<unsigned char>(c);
  std::array<char, 8> digits{};
  std::snprintf(digits.data(), digits.size(), "%06o", sum);
  header.replace(148, 8, std::string(digits.data(), 7) + " ");
  return header + std::string(512, 'x');
}

TEST(ContentKind, knows_a_tar_file_by_its_checksum_alone) {
  EXPECT_EQ(kind_of(old_tar("sys_info")), ContentKind::tar);
  EXPECT_EQ(kind_of(old_tar("pickle"), "pytorch_model.bin"), ContentKind::tar);
  std::string other = old_tar("sys_info");
  other[0] = 't';
  EXPECT_EQ(kind_of(other), ContentKind::other);
  EXPECT_EQ(kind_of(std::string(600, '0')), ContentKind::text);
}

TEST(ContentKind, knows_hdf5_behind_a_block_of_the_user_s_own) {
  const std::string signature = "\x89HDF\r\n\x1a\n";
  for (const std::size_t at : {std::size_t{0}, std::size_t{512}, std::size_t{1024}, std::size_t{2048}}) {
    EXPECT_EQ(kind_of(std::string(at, '\0') + signature), ContentKind::hdf5) << at;
    EXPECT_EQ(kind_of(std::string(at, 'a') + signature, "notes.txt"), ContentKind::hdf5) << at;
  }
  EXPECT_EQ(kind_of(std::string(513, 'a') + signature), ContentKind::other);
  EXPECT_EQ(kind_of(std::string(1536, '\0') + signature), ContentKind::other);
}

TEST(ContentKind, knows_what_is_packed_in_less_usual_forms) {
  const std::string lzma = "\x5d\0\0\x80\0"s + std::string(8, '\xff') + std::string(8, '\0');
  for (const std::string& bytes :
       {lzma, "\x6c\0\0\x40\0"s + "\x10\0\0\0\0\0\0\0"s + std::string(8, '\0'), "\x50\x2a\x4d\x18\4\0\0\0aaaa"s,
        "\x5f\x2a\x4d\x18\0\0\0\0"s, "\x02\x21\x4c\x18\1\0\0\0"s, "\x1f\x9d\x90\1"s, "070701" + std::string(104, '0'),
        "070707" + std::string(70, '0'), "\xff\6\0\0sNaPpY"s, "LZIP\1"s, "\x89LZO\0\r\n\x1a\n"s, "\x1a\x55-lh5-"s,
        "\xc7\x71"s + std::string(18, '\1') + "\2\0"s + std::string(4, '\0') + "a\0"s}) {
    EXPECT_EQ(kind_of(bytes), ContentKind::packed) << bytes;
    EXPECT_EQ(danger_of("x", kind_of(bytes)), Danger::archive);
  }
  EXPECT_EQ(danger_of("vocab.br", kind_of("\x0b\x02\x80"s)), Danger::archive);
}

TEST(ContentKind, takes_nothing_for_packed_that_only_begins_so) {
  EXPECT_EQ(kind_of("070701 is a number\n"), ContentKind::text);
  EXPECT_EQ(kind_of("LZIP is a program\n"), ContentKind::text);
  EXPECT_EQ(kind_of("\x5d\0\0\x80\0"s + std::string(8, '\xff') + "\1"s), ContentKind::other) << "no range coder";
  EXPECT_EQ(kind_of("\x5d\0\0\x81\0"s + std::string(8, '\xff') + "\0"s), ContentKind::other) << "no such dictionary";
  EXPECT_EQ(danger_of("spiece.model", kind_of("\x0a\x0e\x0a\x05<unk>\x15\0\0\0\0"s)), Danger::none);
  EXPECT_EQ(danger_of("notes.br", ContentKind::text), Danger::none);
}

TEST(ContentKind, knows_programs_and_scripts) {
  EXPECT_EQ(kind_of("\x7f"
                    "ELF\x02\x01\x01\0"sv),
            ContentKind::elf);
  EXPECT_EQ(kind_of("MZ\x90\0\x03\0"sv), ContentKind::pe);
  EXPECT_EQ(kind_of("MZqFpD='\n"), ContentKind::pe);
  EXPECT_EQ(kind_of("\xcf\xfa\xed\xfe\x07"), ContentKind::mach_o);
  EXPECT_EQ(kind_of("\0asm\x01\0\0\0"sv), ContentKind::wasm);
  for (const std::string_view begin : {"\x50\xed\x55\xba\1\0"sv, "BC\xc0\xde\0"sv, "dex\n035\0"sv})
    EXPECT_EQ(danger_of("kernel", kind_of(begin)), Danger::program) << begin;
  for (const std::string_view begin : {"\xac\xed\0\5sr"sv, "X\n\0\0\0\2"sv, "X\n\0\0\0\3\0"sv, "RDX2\nX\n"sv,
                                       "RDX3\nX\n"sv, "RDA2\nA\n"sv, "RDA3\nA\n"sv})
    EXPECT_EQ(danger_of("model", kind_of(begin)), Danger::objects) << begin;
  EXPECT_EQ(kind_of("#!/bin/sh\n", "README"), ContentKind::script);
  EXPECT_EQ(kind_of("import os\n", "modeling_x.py"), ContentKind::python);
  EXPECT_EQ(kind_of("\xcb\x0d\x0d\x0a\0\0\0\0"sv, "x.PYC"), ContentKind::python);
  EXPECT_EQ(kind_of("echo\n", "run.sh"), ContentKind::shell);
  EXPECT_EQ(kind_of("echo\n", "run.ps1"), ContentKind::script);
  EXPECT_EQ(kind_of("GGUF = 1\nimport os\n", "modeling_x.py"), ContentKind::python);
  EXPECT_EQ(kind_of("MZ is a prefix in Brazil\n", "notes.txt"), ContentKind::text);
}

TEST(ContentKind, tells_text_from_bytes) {
  EXPECT_EQ(kind_of("caf\xC3\xA9\n"), ContentKind::text);
  EXPECT_EQ(kind_of("caf\xE9\n"), ContentKind::other);
  EXPECT_EQ(kind_of("a\0b"sv), ContentKind::other);
  std::string cut(limits::head_bytes - 1, 'a');
  EXPECT_EQ(kind_of(cut + "\xC3\xA9"), ContentKind::text);
  EXPECT_EQ(kind_of(cut + "\xC3"), ContentKind::other);
}

TEST(Danger, is_told_by_content_whatever_the_name) {
  EXPECT_NE(danger_of("README.md", ContentKind::pickle), Danger::none);
  EXPECT_NE(danger_of("model.safetensors", ContentKind::elf), Danger::none);
  EXPECT_NE(danger_of("x", ContentKind::script), Danger::none);
  EXPECT_NE(danger_of("x", ContentKind::zip), Danger::none);
}

TEST(Danger, is_told_by_name_where_the_content_says_nothing) {
  for (const char* name : {"pytorch_model.bin", "model.pt", "model.pth", "model.ckpt", "a.pkl", "a.PICKLE", "a.joblib",
                           "lib.so", "setup.exe", "saved_model.pb"}) {
    EXPECT_NE(danger_of(name, ContentKind::other), Danger::none) << name;
    EXPECT_NE(danger_of(name, ContentKind::text), Danger::none) << name;
  }
  EXPECT_NE(danger_of("pytorch_model.bin", ContentKind::weights), Danger::none);
  EXPECT_NE(danger_of("model.pkl", ContentKind::weights), Danger::none);
  EXPECT_EQ(danger_of("model.gguf", ContentKind::weights), Danger::none);
  EXPECT_EQ(danger_of("model.safetensors", ContentKind::weights), Danger::none);
  EXPECT_EQ(danger_of("pytorch_model.bin", ContentKind::lfs_pointer), Danger::none);
}

// A loader that unpickles ends at the first byte that is no opcode; what it begins to read may run code.
Unpickler unpickled(std::string_view head) { return unpickle(bytes_of(head), head.size()); }

TEST(Unpickler, goes_on_as_long_as_the_opcodes_hold) {
  using namespace std::string_view_literals;
  for (const std::string_view head :
       {"\x80\x02"
        "cbuiltins\nprint\nX\x05\0\0\0hello\x85R."sv,
        "cos\nsystem\n(S'id'\ntR."sv, "(ios\nsystem\n"sv, "N."sv, "]q\0."sv, "(dp0\n."sv, "I1\n."sv,
        "\x80\x04\x95\x0b\0\0\0\0\0\0\0\x8c\x02os\x8c\x06system\x93"sv, "(lp0\nI1\naN0cos\nsystem\n"sv})
    EXPECT_EQ(unpickled(head), Unpickler::goes_on) << head;
}

TEST(Unpickler, refuses_other_formats_and_plain_words) {
  using namespace std::string_view_literals;
  for (const std::string_view head :
       {"\x06\0\0\0\x0c\0WhisperSpec\0"sv, "\0\0\0\0\x25\x49\x12\x3e"sv, "GGUF\3\0\0\0\5\0\0\0\0\0\0\0"sv,
        "lmgg\1\0\0\0"sv, "Entry not found"sv, "Repository not found\n"sv, "No such file"sv,
        "Invalid username or password.\n"sv, "could not find it\nat all\n"sv, "Permission denied\n"sv,
        "Too many requests"sv, "Just a moment...\n"sv, "l."sv, "a"sv, "Service unavailable\n"sv, "S no quotes\n."sv,
        "\x80\x04\x95\x0b"sv, "Forbidden\n"sv})
    EXPECT_EQ(unpickled(head), Unpickler::refuses) << head;
}

TEST(Unpickler, says_nothing_of_what_lies_beyond_the_head) {
  const std::string long_string = std::string("X\0\x40\0\0", 5) + std::string(4000, 'x');
  EXPECT_EQ(unpickle(bytes_of(long_string), 100'000), Unpickler::goes_on);
  EXPECT_EQ(unpickle(bytes_of(long_string), long_string.size()), Unpickler::refuses);
}

TEST(Danger, is_not_told_of_what_no_unpickler_begins_to_read) {
  EXPECT_EQ(danger_of("model.bin", ContentKind::weights, Unpickler::refuses), Danger::none);
  EXPECT_EQ(danger_of("openvino_model.bin", ContentKind::other, Unpickler::refuses), Danger::none);
  EXPECT_NE(danger_of("model.joblib", ContentKind::other, Unpickler::refuses), Danger::none);
  EXPECT_NE(danger_of("model.bin", ContentKind::pickle, Unpickler::refuses), Danger::none);
  EXPECT_NE(danger_of("lib.so", ContentKind::other, Unpickler::refuses), Danger::none);
}

TEST(Danger, is_not_told_of_what_every_model_has) {
  for (const char* name : {"config.json", "README.md", "LICENSE", "tokenizer.model", "merges.txt",
                           "chat_template.jinja", ".gitattributes", "model.onnx", "a.png"}) {
    EXPECT_EQ(danger_of(name, ContentKind::text), Danger::none) << name;
    EXPECT_EQ(danger_of(name, ContentKind::other), Danger::none) << name;
  }
  EXPECT_EQ(danger_of("model.safetensors", ContentKind::weights), Danger::none);
  EXPECT_EQ(danger_of("weights.npz", ContentKind::numpy), Danger::none);
}

TEST(ContentKind, is_a_pickle_by_the_opcodes_whatever_it_begins_with) {
  const std::string calls = "cposix\nsystem\n(S'id'\ntR.";
  for (const std::string& begin :
       {std::string(), std::string("\x80\x02\x80\x02"), std::string("\x80\x01"), std::string("N0"),
        std::string("I1\n0"), std::string("S'x'\n0"), std::string("]0"), std::string("((1"), std::string("K\x01") + "0",
        std::string("cos\nname\nq\x05"), std::string("cos\nname\nN0")}) {
    const std::string whole = begin + calls;
    EXPECT_EQ(classify("weights.dat", bytes_of(whole), whole.size()), ContentKind::pickle) << to_hex(bytes_of(begin));
    const std::string cut = whole + std::string(100, 'x');
    EXPECT_EQ(classify("weights.dat", bytes_of(cut), std::uint64_t{1} << 30), ContentKind::pickle);
  }
  const std::string by_stack = std::string("\x8c\x05posix\x8c\x06system\x93(S'id'\ntR.");
  EXPECT_EQ(classify("x", bytes_of(by_stack), by_stack.size()), ContentKind::pickle);
  const std::string by_mark = "(S'id'\niposix\nsystem\n.";
  EXPECT_EQ(classify("x", bytes_of(by_mark), by_mark.size()), ContentKind::pickle);
}

TEST(ContentKind, is_no_pickle_where_words_happen_to_be_opcodes) {
  for (const std::string& text :
       {std::string("cat\ndog\nelephant\n"), std::string("cat\ndog\nNile\n"), std::string("cat\ndog\nReading\n"),
        std::string("# Title\n\nText\n"), std::string("(c) 2026\nall rights\nReserved\n"),
        std::string("in\nthe\nbeginning\n"), std::string("]\n"), std::string("I am\nhere\n"),
        std::string("Vocabulary\nof\nwords\n"), std::string("N\nN\nN\n")})
    EXPECT_EQ(classify("words", bytes_of(text), text.size()), ContentKind::text) << text;
}

}  // namespace
}  // namespace weightcheck::evidence
