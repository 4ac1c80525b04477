// SPDX-License-Identifier: Apache-2.0
// What happens in the middle of a run, at a certain read: a file is touched, a stop is asked for.
#undef _FORTIFY_SOURCE  // else the C library's own pread stands in the way
#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "hash/sha256.hpp"
#include "support/git_repository.hpp"
#include "support/proof_builder.hpp"
#include "workflow/verify.hpp"

namespace {

std::function<void(off_t)> before_read;  // is told where it begins

}  // namespace

extern "C" ssize_t pread(int file, void* out, size_t size, off_t offset) {
  using Call = ssize_t (*)(int, void*, size_t, off_t);
  if (before_read) before_read(offset);
  return reinterpret_cast<Call>(::dlsym(RTLD_NEXT, "pread"))(file, out, size, offset);
}

namespace weightcheck::workflow {
namespace {

class Midway : public testing::Test {
 protected:
  ~Midway() override { before_read = nullptr; }

  void put(const std::string& name, const std::string& content) {
    test::write_file(folder_.path() / name, content);
    manifest_ += hash::sha256(bytes_of(content)).hex() + "  " + name + "\n";
    test::write_file(folder_.path() / "SHA256.manifest", manifest_);
  }

  [[nodiscard]] VerifyRequest request() const {
    VerifyRequest request;
    request.model = folder_.path().string();
    request.hashing.threads = 1;
    request.demands.checks = {policy::CheckId::integrity};
    for (const char* rule : {"license-missing", "pin-missing", "weights-missing"})
      request.demands.levels[rule] = policy::Severity::note;
    return request;
  }

  const test::TemporaryFolder folder_;
  std::string manifest_;
};

// A large file that is in git as it is gets its two digests in two readings.
TEST_F(Midway, a_file_touched_between_its_two_readings_is_told_and_finishes_nothing) {
  const std::string content(3 << 20, 'x');
  put("big", content);
  test::write_file(folder_.path() / "COMMIT.proof", test::ProofBuilder().file("big", content).build().proof);

  const auto still = verify(request(), {});
  ASSERT_TRUE(still.ok()) << still.error().message;
  EXPECT_EQ(still->verdict, policy::Verdict::verified);
  EXPECT_EQ(still->files.at(0).anchor, evidence::Anchor::anchored_raw);

  bool was_read = false, touched = false;
  before_read = [&](off_t offset) {
    was_read = was_read || offset > off_t{1} << 20;
    if (!was_read || offset != 0 || touched) return;
    touched = ::utimensat(AT_FDCWD, (folder_.path() / "big").c_str(), nullptr, 0) == 0;
  };
  const auto moving = verify(request(), {});
  ASSERT_TRUE(moving.ok()) << moving.error().message;
  EXPECT_TRUE(touched);
  EXPECT_EQ(moving->files.at(0).integrity, evidence::Integrity::changed);
  EXPECT_EQ(moving->exit_code, 3);
}

// One file was finished, one was not: whatever only a whole run can tell is left untold.
TEST_F(Midway, a_run_that_is_stopped_does_not_call_a_waiver_unused) {
  put("big", std::string(64 << 20, 'x'));
  put("small", std::string(8 << 20, 'x'));
  VerifyRequest waived = request();
  waived.demands.today = {std::chrono::year(2026), std::chrono::month(1), std::chrono::day(1)};
  waived.demands.waivers.push_back({.rule = "file-modified",
                                    .path = policy::PathPattern::parse("big").value(),
                                    .reason = "being repaired",
                                    .expires = {std::chrono::year(2027), std::chrono::month(1), std::chrono::day(1)}});
  const auto whole = verify(waived, {});
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_EQ(std::ranges::count(whole->findings, "waiver-unused", &policy::Finding::rule), 1);

  std::stop_source stop;
  pipeline::Progress progress;
  before_read = [&](off_t) {
    if (progress.files_done() > 0) stop.request_stop();
  };
  const auto stopped = verify(waived, stop.get_token(), {.progress = &progress});
  ASSERT_TRUE(stopped.ok()) << stopped.error().message;
  EXPECT_EQ(progress.files_done(), 1U);
  EXPECT_EQ(stopped->verdict, policy::Verdict::incomplete);
  EXPECT_EQ(stopped->exit_code, 3);
  EXPECT_EQ(std::ranges::count(stopped->findings, "waiver-unused", &policy::Finding::rule), 0);
}

}  // namespace
}  // namespace weightcheck::workflow
