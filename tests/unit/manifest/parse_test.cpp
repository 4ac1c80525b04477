// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "manifest/manifest.hpp"

namespace weightcheck::manifest {
namespace {

using namespace std::string_literals;

const std::string a64(64, 'a');
const std::string b64(64, 'b');
const std::string commit40 = "b968826d9c46dd6066d109eabc6255188de91218";
const std::string v1 = "# weightcheck manifest v1\n";

Manifest accepted(const std::string& text) {
  auto outcome = read(bytes_of(text));
  if (const auto* refused = std::get_if<Rejection>(&outcome)) {
    ADD_FAILURE() << refused->message;
    return {};
  }
  return std::get<Manifest>(outcome);
}

Rejection refused(const std::string& text) {
  auto outcome = read(bytes_of(text));
  if (std::holds_alternative<Manifest>(outcome)) {
    ADD_FAILURE() << "accepted: " << printable(text.substr(0, 200));
    return {};
  }
  return std::get<Rejection>(outcome);
}

std::vector<std::string> paths(const Manifest& manifest) {
  std::vector<std::string> all;
  for (const Entry& entry : manifest.entries)
    all.push_back(entry.path.text());
  return all;
}

TEST(ManifestParse, reads_the_own_form_whole) {
  const auto manifest = accepted(v1 + "# upstream: https://huggingface.co/Qwen/Qwen3-8B\n# commit: " + commit40 +
                                 "\n# license: Apache-2.0\n# base-model: https://huggingface.co/Qwen/Qwen3-8B-Base@" +
                                 commit40 + "\n# base-model: hf:Qwen/Other\n# size: 728\n" + a64 +
                                 "  config.json\n# size: 0\n" + b64 + "  a/empty\n");
  EXPECT_EQ(manifest.form, Form::v1);
  EXPECT_EQ(manifest.upstream, "https://huggingface.co/Qwen/Qwen3-8B");
  EXPECT_EQ(manifest.commit->hex(), commit40);
  EXPECT_EQ(manifest.license, "Apache-2.0");
  ASSERT_EQ(manifest.base_models.size(), 2U);
  EXPECT_EQ(manifest.base_models[0].upstream, "https://huggingface.co/Qwen/Qwen3-8B-Base");
  EXPECT_EQ(manifest.base_models[0].commit->hex(), commit40);
  EXPECT_EQ(manifest.base_models[1], (BaseModel{"hf:Qwen/Other", std::nullopt}));
  ASSERT_EQ(paths(manifest), (std::vector<std::string>{"a/empty", "config.json"}));
  EXPECT_EQ(manifest.entries[0].size, 0U);
  EXPECT_EQ(manifest.entries[0].line, 10U);
  EXPECT_EQ(manifest.entries[1].size, 728U);
  EXPECT_EQ(manifest.entries[1].sha256.hex(), a64);
}

TEST(ManifestParse, reads_the_example_of_its_documentation_and_writes_it_again) {
  std::ostringstream page;
  page << std::ifstream(WEIGHTCHECK_SOURCE "/docs/manifest-format.md").rdbuf();
  const std::string text = page.str();
  const auto begin = text.find(v1);
  ASSERT_NE(begin, std::string::npos);
  const std::string example = text.substr(begin, text.find("```", begin) - begin);
  const auto manifest = accepted(example);
  EXPECT_TRUE(manifest.commit && manifest.upstream && manifest.license);
  EXPECT_EQ(manifest.base_models.size(), 1U);
  EXPECT_EQ(write(manifest), example);
}

TEST(ManifestParse, reads_what_checksum_programs_print_mixed_and_unpinned) {
  const auto manifest = accepted("# made by hand\n#commit: main\n\n" + a64 + "  ./x y\n" + std::string(64, 'A') +
                                 " *bin\r\nSHA256 (t) (u) = " + b64 + "\r\n\\" + a64 +
                                 "  back\\\\slash\\nline\\rreturn\n\\SHA256 (./c\\\\d) = " + b64 + "\n" + a64 +
                                 "   leading blank\n" + a64 + "  **star\n" + a64 + "  last");
  EXPECT_EQ(manifest.form, Form::plain);
  EXPECT_FALSE(manifest.commit);
  EXPECT_EQ(paths(manifest), (std::vector<std::string>{" leading blank", "**star", "back\\slash\nline\rreturn", "bin",
                                                       "c\\d", "last", "t) (u", "x y"}));
  EXPECT_EQ(manifest.entries[3].sha256.hex(), a64);
  EXPECT_EQ(manifest.entries[3].line, 5U);
}

TEST(ManifestParse, takes_crlf_and_other_line_forms_in_its_own_form_too) {
  const auto manifest =
      accepted("# weightcheck manifest v1\r\n# commit: " + commit40 + "\r\n# size: 3\r\n" + a64 + " *./x\r\n");
  EXPECT_EQ(manifest.form, Form::v1);
  EXPECT_EQ(manifest.commit->hex(), commit40);
  EXPECT_EQ(manifest.entries.at(0).size, 3U);
}

TEST(ManifestParse, reads_lists_of_windows_and_of_openssl) {
  const auto manifest = accepted("# by hand\r\n\r\n" + a64 + " *unet\\model.safetensors\r\n" + b64 +
                                 "  .\\config.json\r\nSHA2-256(vae/a)= " + a64 + "\r\nSHA256(b (1))= " + b64 + "\r\n");
  EXPECT_EQ(paths(manifest), (std::vector<std::string>{"b (1)", "config.json", "unet/model.safetensors", "vae/a"}));
}

TEST(ManifestParse, names_the_algorithm_of_another_list_and_what_to_do) {
  for (const auto& [list, name] :
       std::vector<std::pair<std::string, std::string>>{{std::string(32, 'a') + "  x\n", "MD5"},
                                                        {std::string(40, 'a') + "  x\n", "SHA-1"},
                                                        {std::string(128, 'a') + "  x\n", "SHA-512"},
                                                        {"SHA1 (x) = " + std::string(40, 'a') + "\n", "'SHA1'"},
                                                        {"x.bin 00000000\n", "SFV"}}) {
    const auto message = refused(list).message;
    EXPECT_NE(message.find(name), std::string::npos) << message;
    EXPECT_NE(message.find("only SHA-256 is read"), std::string::npos) << message;
  }
}

struct Bad {
  const char* what;
  std::string text;
  Reason reason;
  std::size_t line;
};

TEST(ManifestParse, refuses_bad_lines_with_their_number) {
  const std::string good = a64 + "  good\n";
  const std::vector<Bad> all = {
      {"garbage", good + "hello\n", Reason::line_malformed, 2},
      {"one blank", good + a64 + " x\n", Reason::line_malformed, 2},
      {"tab", good + a64 + "\tx\n", Reason::line_malformed, 2},
      {"blank before", good + " " + a64 + "  x\n", Reason::line_malformed, 2},
      {"digest alone", good + a64 + "\n", Reason::line_malformed, 2},
      {"text behind a tag's digest", "SHA256 (x) = " + a64 + " \n", Reason::digest_malformed, 1},
      {"blank lines of blanks", good + "  \n", Reason::line_malformed, 2},
      {"a name without an escape mark", a64 + "  a\\\\b\n", Reason::path_unsafe, 1},
      {"a Windows name in our form", v1 + a64 + "  a\\b\n", Reason::line_malformed, 2},
      {"a Windows drive", a64 + "  C:\\model\\b\n", Reason::path_unsafe, 1},
      {"a Windows share", a64 + "  \\\\server\\b\n", Reason::path_unsafe, 1},
      {"parent by a Windows name", a64 + "  ..\\b\n", Reason::path_unsafe, 1},
      {"unknown escape", "\\" + a64 + "  a\\tb\n", Reason::line_malformed, 1},
      {"escape at the end", "\\" + a64 + "  a\\\n", Reason::line_malformed, 1},
      {"CR inside", good + a64 + "  a\rb\n", Reason::line_malformed, 2},
      {"old Mac line ends", a64 + "  a\r" + b64 + "  b\r", Reason::line_malformed, 1},
      {"old Mac line ends behind a comment", "# x\r" + a64 + "  a\r" + b64 + "  b\r", Reason::line_malformed, 1},
      {"MD5 length", good + std::string(32, 'a') + "  x\n", Reason::other_algorithm, 2},
      {"SHA-1 length", std::string(40, 'a') + "  x\n", Reason::other_algorithm, 1},
      {"SHA-512 length", std::string(128, 'a') + "  x\n", Reason::other_algorithm, 1},
      {"SFV", "model.safetensors 1A2B3C4D\n", Reason::other_algorithm, 1},
      {"SFV comment", "; Generated by WIN-SFV32\nmodel.safetensors 1A2B3C4D\n", Reason::other_algorithm, 1},
      {"openssl's MD5", "MD5(x)= " + std::string(32, 'a') + "\n", Reason::other_algorithm, 1},
      {"openssl's SHA3-256, of the same length", "SHA3-256(x)= " + a64 + "\n", Reason::other_algorithm, 1},
      {"openssl's tag without digest", "SHA256(x)=\n", Reason::line_malformed, 1},
      {"clear-signed", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + good, Reason::line_malformed, 1},
      {"63 digits", std::string(63, 'a') + "  x\n", Reason::digest_malformed, 1},
      {"65 digits", std::string(65, 'a') + "  x\n", Reason::digest_malformed, 1},
      {"tag with 63 digits", "SHA256 (x) = " + std::string(63, 'a') + "\n", Reason::digest_malformed, 1},
      {"tag without hex", "SHA256 (x) = " + std::string(64, 'g') + "\n", Reason::digest_malformed, 1},
      {"tag without digest", "SHA256 (x)\n", Reason::line_malformed, 1},
      {"MD5 tag", good + "MD5 (x) = " + std::string(32, 'a') + "\n", Reason::other_algorithm, 2},
      {"BLAKE2b tag of SHA-256 length", "BLAKE2b-256 (x) = " + a64 + "\n", Reason::other_algorithm, 1},
      {"SHA512/256 tag", "SHA512/256 (x) = " + a64 + "\n", Reason::other_algorithm, 1},
      {"NUL", good + a64 + "  a\0b\n"s, Reason::nul_byte, 2},
      {"NUL in a comment", "# \0\n"s + good, Reason::nul_byte, 1},
      {"UTF-8 BOM", "\xef\xbb\xbf" + good, Reason::byte_order_mark, 1},
      {"UTF-16 BOM", "\xff\xfe#\0"s, Reason::byte_order_mark, 1},
      {"absolute", good + a64 + "  /etc/passwd\n", Reason::path_unsafe, 2},
      {"absolute behind ./", a64 + "  .//etc/passwd\n", Reason::path_unsafe, 1},
      {"parent", a64 + "  ../x\n", Reason::path_unsafe, 1},
      {"parent behind ./", a64 + "  ./../x\n", Reason::path_unsafe, 1},
      {"parent inside", a64 + "  a/../x\n", Reason::path_unsafe, 1},
      {"parent by escaped backslash", "\\" + a64 + "  a\\\\..\\\\x\n", Reason::path_unsafe, 1},
      {"parent in a tag", "SHA256 (../x) = " + a64 + "\n", Reason::path_unsafe, 1},
      {"dot inside", a64 + "  a/./x\n", Reason::path_unsafe, 1},
      {"two dots slashes", a64 + "  ././x\n", Reason::path_unsafe, 1},
      {"empty component", a64 + "  a//x\n", Reason::path_unsafe, 1},
      {"a folder", a64 + "  a/\n", Reason::path_unsafe, 1},
      {"no name", a64 + "  \n", Reason::path_unsafe, 1},
      {"no name behind ./", a64 + "  ./\n", Reason::path_unsafe, 1},
      {"drive letter", a64 + "  C:x\n", Reason::path_unsafe, 1},
      {"drive letter behind ./", a64 + "  ./c:/x\n", Reason::path_unsafe, 1},
      {"too long", a64 + "  " + std::string(limits::path_bytes_max + 1, 'x') + "\n", Reason::path_unsafe, 1},
      {"twice", a64 + "  x\n" + a64 + "  y\n" + b64 + "  x\n", Reason::path_twice, 3},
      {"twice alike", a64 + "  x\n" + a64 + "  x\n", Reason::path_twice, 2},
      {"twice by ./", a64 + "  x\n" + a64 + "  ./x\n", Reason::path_twice, 2},
      {"twice by escape", a64 + "  x\n\\" + a64 + "  x\n", Reason::path_twice, 2},
      {"twice twice: the first in the file", a64 + "  z\n" + a64 + "  z\n" + a64 + "  a\n" + a64 + "  a\n",
       Reason::path_twice, 2},
      {"thrice: the second", a64 + "  z\n" + a64 + "  z\n" + a64 + "  z\n", Reason::path_twice, 2},
      {"comments alone", "# nothing\n", Reason::no_files, 1},
      {"nothing", "", Reason::no_files, 0},
      {"empty lines", "\n\n", Reason::no_files, 2},
  };
  for (const Bad& bad : all) {
    const auto rejection = refused(bad.text);
    EXPECT_EQ(rejection.reason, bad.reason) << bad.what << ": " << rejection.message;
    EXPECT_EQ(rejection.line, bad.line) << bad.what << ": " << rejection.message;
    EXPECT_FALSE(hides_characters(rejection.message)) << bad.what;
    if (bad.line != 0) {
      EXPECT_TRUE(rejection.message.starts_with("line " + std::to_string(bad.line) + ": ")) << rejection.message;
    }
  }
}

TEST(ManifestParse, refuses_bad_headers_with_their_number) {
  const std::string file = a64 + "  x\n";
  const std::string commit = "# commit: " + commit40 + "\n";
  const std::vector<Bad> all = {
      {"v2", "# weightcheck manifest v2\n" + file, Reason::version_unknown, 1},
      {"v10", "# weightcheck manifest v10\n" + file, Reason::version_unknown, 1},
      {"text behind v1", v1.substr(0, v1.size() - 1) + " \n" + file, Reason::version_unknown, 1},
      {"other case", "# Weightcheck manifest v1\n" + file, Reason::version_unknown, 1},
      {"other spacing", "#  weightcheck\tmanifest v1\n" + file, Reason::version_unknown, 1},
      {"hyphen", "# weightcheck-manifest v1\n" + file, Reason::version_unknown, 1},
      {"not first", "# by hand\n" + v1 + file, Reason::header_misplaced, 2},
      {"first line twice", v1 + v1 + file, Reason::header_misplaced, 2},
      {"v2 further down", file + "# weightcheck manifest v2\n", Reason::version_unknown, 2},
      {"misspelt", v1 + "# comit: " + commit40 + "\n" + file, Reason::header_unknown, 2},
      {"upper case", v1 + "# Commit: " + commit40 + "\n" + file, Reason::header_unknown, 2},
      {"comment", v1 + "# checked by hand\n" + file, Reason::header_malformed, 2},
      {"bare", v1 + "#\n" + file, Reason::header_malformed, 2},
      {"no blank", v1 + "#commit: " + commit40 + "\n" + file, Reason::header_malformed, 2},
      {"no value", v1 + "# commit: \n" + file, Reason::header_malformed, 2},
      {"no colon", v1 + "# commit " + commit40 + "\n" + file, Reason::header_malformed, 2},
      {"commit twice", v1 + commit + commit + file, Reason::header_twice, 3},
      {"upstream twice", v1 + "# upstream: hf:a/b\n# upstream: hf:a/b\n" + file, Reason::header_twice, 3},
      {"license twice", v1 + "# license: MIT\n# license: MIT\n" + file, Reason::header_twice, 3},
      {"branch", v1 + "# commit: main\n" + file, Reason::pin_not_a_commit, 2},
      {"short id", v1 + "# commit: b968826\n" + file, Reason::pin_not_a_commit, 2},
      {"upper-case id", v1 + "# commit: " + std::string(40, 'A') + "\n" + file, Reason::pin_not_a_commit, 2},
      {"blank behind the id", v1 + "# commit: " + commit40 + " \n" + file, Reason::pin_not_a_commit, 2},
      {"two blanks before the id", v1 + "# commit:  " + commit40 + "\n" + file, Reason::pin_not_a_commit, 2},
      {"41 digits", v1 + "# commit: " + commit40 + "a\n" + file, Reason::pin_not_a_commit, 2},
      {"base at a branch", v1 + "# base-model: hf:a/b@main\n" + file, Reason::pin_not_a_commit, 2},
      {"base without a URL", v1 + "# base-model: some model\n" + file, Reason::header_malformed, 2},
      {"password", v1 + "# upstream: https://u:p@host/a/b\n" + file, Reason::header_malformed, 2},
      {"escape sequence", v1 + "# license: \x1b[31mMIT\n" + file, Reason::header_malformed, 2},
      {"bidi", v1 + "# license: MIT\xe2\x80\xae\n" + file, Reason::header_malformed, 2},
      {"header behind a file", v1 + file + commit, Reason::header_misplaced, 3},
      {"size at the end", v1 + file + "# size: 3\n", Reason::header_misplaced, 3},
      {"size twice", v1 + "# size: 3\n# size: 3\n" + file, Reason::header_twice, 3},
      {"size before a header", v1 + "# size: 3\n" + commit + file, Reason::header_misplaced, 3},
      {"size in hex", v1 + "# size: 0x3\n" + file, Reason::header_malformed, 2},
      {"negative size", v1 + "# size: -3\n" + file, Reason::header_malformed, 2},
      {"padded size", v1 + "# size: 03\n" + file, Reason::header_malformed, 2},
      {"size over 64 bits", v1 + "# size: 18446744073709551616\n" + file, Reason::header_malformed, 2},
      {"empty line", v1 + "\n" + file, Reason::line_malformed, 2},
      {"no files", v1 + commit, Reason::no_files, 2},
  };
  for (const Bad& bad : all) {
    const auto rejection = refused(bad.text);
    EXPECT_EQ(rejection.reason, bad.reason) << bad.what << ": " << rejection.message;
    EXPECT_EQ(rejection.line, bad.line) << bad.what << ": " << rejection.message;
    EXPECT_FALSE(hides_characters(rejection.message)) << bad.what;
  }
}

TEST(ManifestParse, says_in_words_what_is_wrong) {
  EXPECT_EQ(refused(a64 + "  x\n" + a64 + "  ../y\n").message, "line 2: '../y': path contains a '..' component");
  EXPECT_EQ(refused(a64 + "  x\n" + a64 + "  ./x\n").message, "line 2: 'x' is listed twice, first in line 1");
  EXPECT_EQ(refused(v1 + "# commit: main\n" + a64 + "  x\n").message,
            "line 2: header 'commit': 'main' is no full commit id of 40 or 64 lower-case hex digits");
  EXPECT_EQ(refused("# weightcheck manifest v2\n").message,
            "line 1: '# weightcheck manifest v2' is no form of manifest that this program reads; it reads v1");
}

TEST(ManifestParse, escapes_what_it_quotes_and_keeps_it_short) {
  const auto name = refused(a64 + "  ../\x1b[2J\n").message;
  EXPECT_EQ(name, "line 1: '../\\x1b[2J': path contains a '..' component");
  EXPECT_LT(refused(v1 + "# " + std::string(100'000, 'x') + ": y\n").message.size(), 300U);
  EXPECT_EQ(refused(v1 + "# upstream: https://u:secret@h/x\n").message.find("secret"), std::string::npos);
}

TEST(ManifestParse, gives_an_error_code_with_the_reason) {
  EXPECT_EQ(parse(bytes_of("# weightcheck manifest v2\n")).error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse(bytes_of("x")).error().code, ErrorCode::malformed);
  const auto big = parse(bytes_of(std::string(limits::manifest_bytes_max + 1, '\n')));
  EXPECT_EQ(big.error().code, ErrorCode::limit);
  EXPECT_EQ(big.error().message, "manifest of 67108865 bytes is over the limit of 67108864");
}

TEST(ManifestParse, bounds_the_number_of_base_models) {
  std::string text = v1;
  for (std::size_t i = 0; i <= limits::base_models_max; ++i)
    text += "# base-model: hf:a/b\n";
  EXPECT_EQ(refused(text + a64 + "  x\n").reason, Reason::too_large);
}

}  // namespace
}  // namespace weightcheck::manifest
