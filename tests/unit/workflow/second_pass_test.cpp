// SPDX-License-Identifier: Apache-2.0
// A large file that is in git as it is gets its two digests in two readings. Here it is touched between them.
#undef _FORTIFY_SOURCE  // else the C library's own pread stands in the way
#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "hash/sha256.hpp"
#include "support/git_repository.hpp"
#include "support/proof_builder.hpp"
#include "workflow/verify.hpp"

namespace {

constexpr off_t far_in = off_t{1} << 20;

std::string touched;  // once, when anything is read from its beginning after this was read far in
bool was_read = false;

}  // namespace

extern "C" ssize_t pread(int file, void* out, size_t size, off_t offset) {
  using Call = ssize_t (*)(int, void*, size_t, off_t);
  was_read = was_read || offset > far_in;
  if (was_read && offset == 0 && !touched.empty()) {
    ::utimensat(AT_FDCWD, touched.c_str(), nullptr, 0);
    touched.clear();
  }
  return reinterpret_cast<Call>(::dlsym(RTLD_NEXT, "pread"))(file, out, size, offset);
}

namespace weightcheck::workflow {
namespace {

TEST(SecondPass, over_a_file_that_was_touched_after_the_first_is_told_and_finishes_nothing) {
  const test::TemporaryFolder folder;
  const std::string content(3 << 20, 'x');
  const std::string big = (folder.path() / "big").string();
  test::write_file(big, content);
  test::write_file(folder.path() / "SHA256.manifest", hash::sha256(bytes_of(content)).hex() + "  big\n");
  test::write_file(folder.path() / "COMMIT.proof", test::ProofBuilder().file("big", content).build().proof);
  VerifyRequest request;
  request.model = folder.path().string();
  request.hashing.threads = 1;
  request.demands.checks = {policy::CheckId::integrity};
  request.demands.levels["license-missing"] = policy::Severity::note;

  const auto still = verify(request, {});
  ASSERT_TRUE(still.ok()) << still.error().message;
  EXPECT_EQ(still->verdict, policy::Verdict::verified);
  EXPECT_EQ(still->files.at(0).anchor, evidence::Anchor::anchored_raw);

  was_read = false;
  touched = big;
  const auto moving = verify(request, {});
  ASSERT_TRUE(moving.ok()) << moving.error().message;
  EXPECT_TRUE(touched.empty());
  EXPECT_EQ(moving->files.at(0).integrity, evidence::Integrity::changed);
  EXPECT_EQ(moving->exit_code, 3);
}

}  // namespace
}  // namespace weightcheck::workflow
