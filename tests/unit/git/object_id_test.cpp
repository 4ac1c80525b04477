// SPDX-License-Identifier: Apache-2.0
// Ids are those that `git hash-object --stdin -t TYPE` of git 2.39 prints, with `git init --object-format=sha256` for
// the long ones.
#include "git/object_id.hpp"

#include <dlfcn.h>
#include <git2.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

namespace {

// No collision is known that begins as a git object does. So these calls stand before libgit2's and say what it says
// when it sees one: nothing by their status, all by git_error_last().
bool sees_a_collision = false;

template <typename... Arguments>
int call_libgit2(const char* name, Arguments... arguments) {
  const int status = reinterpret_cast<int (*)(Arguments...)>(::dlsym(RTLD_NEXT, name))(arguments...);
  if (sees_a_collision) git_error_set_str(GIT_ERROR_SHA, "SHA1 collision attack detected");
  return status;
}

}  // namespace

extern "C" int git_odb_hash(git_oid* out, const void* data, size_t size, git_object_t type) {
  return call_libgit2("git_odb_hash", out, data, size, type);
}

extern "C" int git_odb_stream_finalize_write(git_oid* out, git_odb_stream* stream) {
  return call_libgit2("git_odb_stream_finalize_write", out, stream);
}

namespace weightcheck::git {
namespace {

std::string id_of(ObjectFormat format, ObjectType type, std::string_view body) {
  return object_id(format, type, bytes_of(body)).value().hex();
}

std::string streamed(ObjectFormat format, std::string_view body, std::size_t step) {
  BlobHasher hasher(format, body.size());
  for (; !body.empty(); body.remove_prefix(std::min(step, body.size())))
    hasher.update(bytes_of(body.substr(0, step)));
  return hasher.finish().value().hex();
}

TEST(ObjectId, is_parsed_from_full_lower_case_digits_only) {
  const std::string sha1(40, 'a');
  EXPECT_EQ(ObjectId::parse(sha1)->hex(), sha1);
  EXPECT_EQ(ObjectId::parse(sha1)->format(), ObjectFormat::sha1);
  EXPECT_EQ(ObjectId::parse(std::string(64, '0'))->format(), ObjectFormat::sha256);
  for (const std::string& text :
       {std::string(), std::string("main"), std::string(39, 'a'), std::string(41, 'a'), std::string(40, 'A'),
        std::string(40, 'g'), std::string(63, '0'), " " + std::string(39, 'a')}) {
    EXPECT_FALSE(ObjectId::parse(text)) << text;
  }
}

TEST(ObjectId, of_sha1_and_sha256_formats_never_compare_equal) {
  EXPECT_NE(*ObjectId::parse(std::string(40, '0')), *ObjectId::parse(std::string(64, '0')));
}

TEST(ObjectId, throws_for_raw_bytes_of_another_length) {
  EXPECT_THROW(static_cast<void>(ObjectId::from_raw(bytes_of("short"))), std::logic_error);
}

TEST(ObjectId, equals_what_git_computes) {
  EXPECT_EQ(id_of(ObjectFormat::sha1, ObjectType::blob, ""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  EXPECT_EQ(id_of(ObjectFormat::sha1, ObjectType::blob, "hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
  EXPECT_EQ(id_of(ObjectFormat::sha1, ObjectType::tree, ""), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  EXPECT_EQ(id_of(ObjectFormat::sha256, ObjectType::blob, ""),
            "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
  EXPECT_EQ(id_of(ObjectFormat::sha256, ObjectType::tree, ""),
            "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321");
}

TEST(BlobHasher, gives_the_same_id_as_one_piece_whatever_the_steps) {
  std::string body;
  for (int i = 0; i < 5000; ++i)
    body += static_cast<char>(i * 7);
  for (const auto format : {ObjectFormat::sha1, ObjectFormat::sha256}) {
    const std::string whole = id_of(format, ObjectType::blob, body);
    for (const std::size_t step : {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{4096}, body.size()}) {
      EXPECT_EQ(streamed(format, body, step), whole);
    }
    EXPECT_EQ(streamed(format, "", 1), id_of(format, ObjectType::blob, ""));
  }
}

TEST(BlobHasher, refuses_a_number_of_bytes_that_was_not_announced) {
  for (const auto format : {ObjectFormat::sha1, ObjectFormat::sha256}) {
    BlobHasher short_one(format, 6);
    short_one.update(bytes_of("hello"));
    EXPECT_EQ(short_one.finish().error().code, ErrorCode::changed);
    BlobHasher long_one(format, 4);
    long_one.update(bytes_of("hello"));
    EXPECT_EQ(long_one.finish().error().code, ErrorCode::changed);
  }
}

TEST(ObjectId, is_not_given_where_libgit2_saw_a_collision) {
  sees_a_collision = true;
  const auto whole = object_id(ObjectFormat::sha1, ObjectType::blob, bytes_of("hello\n"));
  BlobHasher hasher(ObjectFormat::sha1, 6);
  hasher.update(bytes_of("hello\n"));
  const auto in_pieces = hasher.finish();
  sees_a_collision = false;
  ASSERT_FALSE(whole.ok());
  EXPECT_EQ(whole.error().code, ErrorCode::malformed);
  ASSERT_FALSE(in_pieces.ok());
  EXPECT_EQ(in_pieces.error().code, ErrorCode::malformed);
  EXPECT_EQ(streamed(ObjectFormat::sha1, "hello\n", 6), "ce013625030ba8dba906f756967f9e9ca394464a") << "not for ever";
}

// The two blocks of the first published collision (Stevens and others, 2017, shattered.io) differ in these words: the
// disturbance vector II(52,0). The detection knows it; no call of libgit2 hashes bytes without an object's header, so
// the published files themselves cannot be tried.
TEST(ObjectId, comes_from_a_libgit2_that_knows_the_published_collision) {
  constexpr std::uint32_t differences[] = {0x0c000002, 0xc0000010, 0xb400001c, 0x3c000004, 0xbc00001a, 0x20000010,
                                           0x2400001c, 0xec000014, 0x0c000002, 0xc0000010, 0xb400001c, 0x2c000004,
                                           0xbc000018, 0xb0000010, 0x0000000c, 0xb8000010};
  Dl_info library{};
  ASSERT_NE(::dladdr(::dlsym(RTLD_NEXT, "git_odb_hash"), &library), 0);
  std::ifstream file(library.dli_fname, std::ios::binary);
  const std::string code{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(code.find(text_of(std::as_bytes(std::span(differences)))), std::string::npos)
      << library.dli_fname << " was built without collision detection (USE_SHA1=CollisionDetection)";
}

TEST(BlobHasher, can_be_moved_while_it_works) {
  BlobHasher first(ObjectFormat::sha1, 6);
  first.update(bytes_of("hel"));
  BlobHasher second = std::move(first);
  second.update(bytes_of("lo\n"));
  EXPECT_EQ(second.finish()->hex(), "ce013625030ba8dba906f756967f9e9ca394464a");
}

}  // namespace
}  // namespace weightcheck::git
