// SPDX-License-Identifier: Apache-2.0
// What is a pointer and what is a canonical one is what `git lfs pointer --check [--strict]` of git-lfs 3.3 says of the
// same bytes.
#include "git/lfs_pointer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.hpp"
#include "hash/sha256.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::git {
namespace {

const std::string hex = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
const std::string version = "version https://git-lfs.github.com/spec/v1\n";
const std::string canonical = version + "oid sha256:" + hex + "\nsize 12345\n";
const std::string extension = "ext-0-foo sha256:" + std::string(64, 'f') + "\n";

struct Case {
  std::string name;
  std::string bytes;
  std::optional<PointerForm> form;
};

std::vector<Case> cases() {
  const std::string oid = "oid sha256:" + hex + "\n";
  return {
      {"canonical", canonical, PointerForm::canonical},
      {"no final line feed", canonical.substr(0, canonical.size() - 1), PointerForm::lax},
      {"two final line feeds", canonical + "\n", PointerForm::lax},
      {"trailing spaces", canonical + "  ", PointerForm::lax},
      {"leading white space", "\n " + canonical, PointerForm::lax},
      {"an empty line within", version + "\n" + oid + "size 12345\n", PointerForm::lax},
      {"CRLF", "version https://git-lfs.github.com/spec/v1\r\noid sha256:" + hex + "\r\nsize 12345\r\n",
       PointerForm::lax},
      {"hawser", "version https://hawser.github.com/spec/v1\n" + oid + "size 12345\n", PointerForm::lax},
      {"git-media", "version http://git-media.io/v/2\n" + oid + "size 12345\n", PointerForm::lax},
      {"leading zero in size", version + oid + "size 012345\n", PointerForm::lax},
      {"size with a plus", version + oid + "size +12345\n", PointerForm::lax},
      {"size 0", version + oid + "size 0\n", PointerForm::lax},
      {"extension", version + extension + oid + "size 12345\n", PointerForm::extended},
      {"extension behind oid", version + oid + extension + "size 12345\n", PointerForm::extended},
      {"nothing", "", std::nullopt},
      {"white space", "\n", std::nullopt},
      {"text", "invalid stuff", std::nullopt},
      {"git-media comment", "# git-media\n" + hex + "\n", std::nullopt},
      {"another oid type", version + "oid shazam:" + hex + "\nsize 12345\n", std::nullopt},
      {"no oid", version + "size 12345\n", std::nullopt},
      {"another version", "version http://git-media.io/v/whatever\n" + oid + "size 12345\n", std::nullopt},
      {"no version", oid + "size 12345\n", std::nullopt},
      {"size of letters", version + oid + "size fif\n", std::nullopt},
      {"negative size", version + oid + "size -1\n", std::nullopt},
      {"size over 63 bits", version + oid + "size 9223372036854775808\n", std::nullopt},
      {"empty size", version + oid + "size \n", std::nullopt},
      {"no size", version + oid, std::nullopt},
      {"equals signs", "version=https://git-lfs.github.com/spec/v1\noid=sha256:" + hex + "\nsize=12345\n",
       std::nullopt},
      {"an extra key", canonical + "key value\n", std::nullopt},
      {"keys out of order", version + "size 12345\n" + oid, std::nullopt},
      {"version twice", version + version + oid + "size 12345\n", std::nullopt},
      {"short oid", version + "oid sha256:" + hex.substr(1) + "\nsize 12345\n", std::nullopt},
      {"malformed extension", version + "ext-0 sha256:" + hex + "\n" + oid + "size 12345\n", std::nullopt},
      {"1024 bytes", canonical + std::string(limits::lfs_pointer_bytes_max - canonical.size(), '\n'), std::nullopt},
  };
}

TEST(LfsPointer, is_recognised_in_every_form_git_lfs_reads) {
  for (const Case& c : cases()) {
    const auto pointer = parse_lfs_pointer(bytes_of(c.bytes));
    ASSERT_EQ(pointer.has_value(), c.form.has_value()) << c.name;
    if (!pointer) continue;
    EXPECT_EQ(pointer->form, *c.form) << c.name;
    EXPECT_EQ(pointer->sha256.hex(), hex) << c.name;
    EXPECT_EQ(pointer->size, c.name == "size 0" ? 0U : 12345U) << c.name;
  }
}

TEST(LfsPointer, is_judged_as_git_lfs_judges_it) {
  const test::TemporaryFolder folder;
  if (test::run_command({"git", "lfs", "version"}, folder.path()).status != 0) GTEST_SKIP() << "no git-lfs";
  for (const Case& c : cases()) {
    if (c.bytes.empty() || c.name == "1024 bytes")
      continue;  // an empty file passes --check; --check cuts longer input instead of refusing it
    test::write_file(folder.path() / "p", c.bytes);
    const int status =
        test::run_command({"git", "lfs", "pointer", "--check", "--strict", "--file", "p"}, folder.path()).status;
    // An extended pointer may be canonical; ours is never of use, canonical or not.
    if (c.form == PointerForm::extended) {
      EXPECT_NE(status, 1) << c.name;
      continue;
    }
    EXPECT_EQ(status, !c.form ? 1 : *c.form == PointerForm::canonical ? 0 : 2) << c.name;
  }
}

TEST(LfsPointer, is_written_as_git_lfs_writes_it) {
  const test::GitRepository repository;
  if (test::run_command({"git", "lfs", "version"}, repository.path()).status != 0) GTEST_SKIP() << "no git-lfs";
  for (const std::size_t size : {0U, 1U, 9U, 10U, 70000U}) {
    const std::string content(size, 'x');
    EXPECT_EQ(canonical_lfs_pointer(hash::sha256(bytes_of(content)), size), repository.git({"lfs", "clean"}, content));
  }
}

TEST(LfsPointer, has_a_blob_id_that_follows_from_digest_and_size) {
  const Digest digest = *Digest::parse(hex);
  EXPECT_EQ(canonical_lfs_pointer(digest, 12345), canonical);
  EXPECT_EQ(pointer_blob_id(ObjectFormat::sha1, digest, 12345).value(),
            object_id(ObjectFormat::sha1, ObjectType::blob, bytes_of(canonical)).value());
  EXPECT_EQ(pointer_blob_id(ObjectFormat::sha256, digest, 12345)->format(), ObjectFormat::sha256);
}

TEST(LfsPointer, of_an_empty_file_is_the_empty_blob) {
  EXPECT_EQ(pointer_blob_id(ObjectFormat::sha1, hash::sha256({}), 0)->hex(),
            "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  EXPECT_EQ(pointer_blob_id(ObjectFormat::sha1, *Digest::parse(hex), 0).error().code, ErrorCode::inconsistent);
}

TEST(LfsPointer, stub_is_known_by_how_it_begins) {
  for (const Case& c : cases()) {
    if (!c.form) continue;
    EXPECT_TRUE(looks_like_lfs_pointer(bytes_of(c.bytes), c.bytes.size())) << c.name;
  }
  EXPECT_TRUE(looks_like_lfs_pointer(bytes_of(version + "oid sha256:"), 60)) << "cut short, it is still no weights";
  EXPECT_TRUE(looks_like_lfs_pointer(bytes_of("# git-media\n" + hex), 77));
  EXPECT_FALSE(looks_like_lfs_pointer(bytes_of(canonical), 5000))
      << "a long file that begins so is a text about pointers";
  EXPECT_FALSE(looks_like_lfs_pointer(bytes_of("version 2\n"), 10));
  EXPECT_FALSE(looks_like_lfs_pointer({}, 0));
}

TEST(LfsPointer, of_a_hub_is_canonical) {
  const std::string text = test::read_file(WEIGHTCHECK_SHARED "/fixtures/git/lfs_pointer.txt");
  if (text.empty()) GTEST_SKIP() << "no shared fixtures";
  const auto pointer = parse_lfs_pointer(bytes_of(text)).value();
  EXPECT_EQ(pointer.form, PointerForm::canonical);
  EXPECT_EQ(canonical_lfs_pointer(pointer.sha256, pointer.size), text);
}

}  // namespace
}  // namespace weightcheck::git
