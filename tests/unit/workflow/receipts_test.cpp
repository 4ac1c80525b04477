// SPDX-License-Identifier: Apache-2.0
// Receipts made by hand, right in all but one thing: their MAC is this key's, so that nothing else can refuse them.
#include "workflow/receipts.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "hash/sha256.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::system_clock;

std::int64_t now() { return std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch()).count(); }

class Receipts : public testing::Test {
 protected:
  Receipts() {
    test::write_file(at("model/config.json"), "{}");
    test::write_file(at("key"), key_);
    fs::permissions(at("key"), fs::perms::owner_read | fs::perms::owner_write);
    const auto model = io::ModelDirectory::open(at("model")).value();
    const auto machine = io::read_file(std::string(machine_id_file), 256);
    good_ = {.model = model.canonical_path(),
             .written = (fs::canonical(folder_.path()) / "receipt").string(),
             .host = machine.ok() && !machine->empty() ? hash::sha256(bytes_of("weightcheck receipt " + *machine)).hex()
                                                       : std::string(),
             .model_device = model.identity()->device,
             .model_inode = model.identity()->inode,
             .made = now() - 1000,
             .expires = now() + 1000,
             .trust = "pinned",
             .commit = git::ObjectId::parse(std::string(40, 'c'))};
    const auto tree = model.walk().value();
    for (const auto& file : tree.files)
      good_.files.push_back({.path = file.path, .identity = file.identity});
  }

  [[nodiscard]] std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  Result<Rechecked> rechecked(const receipt::Receipt& receipt) {
    test::write_file(at("receipt"), receipt::write(receipt, bytes_of(key_)));
    return recheck({.file = at("receipt"), .key_file = at("key")});
  }
  void expect_refused(const receipt::Receipt& receipt, const std::string& why) {
    const auto answer = rechecked(receipt);
    ASSERT_FALSE(answer.ok()) << why;
    EXPECT_EQ(answer.error().code, ErrorCode::inconsistent);
    EXPECT_NE(answer.error().message.find(why), std::string::npos) << answer.error().message;
  }

  const std::string key_ = std::string(32, 'k');
  test::TemporaryFolder folder_;
  receipt::Receipt good_;
};

TEST_F(Receipts, hold_where_nothing_moved) {
  const auto answer = rechecked(good_);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->difference.total, 0U);
}

TEST_F(Receipts, hold_in_their_time_only) {
  receipt::Receipt other = good_;
  other.expires = now() - 1;
  expect_refused(other, "its time is over");
  other = good_;
  other.made = now() + 500;
  expect_refused(other, "its time is over, or has not come");
}

TEST_F(Receipts, hold_on_their_machine_and_in_their_place_only) {
  receipt::Receipt other = good_;
  other.host = std::string(64, '0');
  expect_refused(other, "it was written on another machine");
  other = good_;
  other.written = at("model/../elsewhere");
  expect_refused(other, "it is a copy of");
  other = good_;
  ++other.model_inode;
  expect_refused(other, "another directory stands in the place of the model");
  other = good_;
  ++other.model_device;
  expect_refused(other, "another directory stands in the place of the model");
}

TEST_F(Receipts, tell_a_file_of_the_same_size_that_was_touched) {
  for (auto FileIdentity::*field : {&FileIdentity::mtime_ns, &FileIdentity::ctime_ns}) {
    receipt::Receipt other = good_;
    --(other.files[0].identity.*field);
    EXPECT_EQ(rechecked(other)->difference.total, 1U);
  }
}

TEST_F(Receipts, are_left_by_verified_models_that_lay_still) {
  const auto model = io::ModelDirectory::open(at("model")).value();
  const ReceiptRequest request{.file = at("receipt"), .key_file = at("key"), .valid_for = std::chrono::hours(1)};
  const auto begun = Clock::now();
  const std::int64_t begun_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(begun.time_since_epoch()).count();
  const auto left = [&](std::int64_t touched_ns, policy::Verdict verdict) {
    evidence::Evidence evidence;
    evidence.observations.push_back({.path = ModelPath::parse("config.json").value(),
                                     .identity = {.ctime_ns = begun_ns + touched_ns},
                                     .digests = evidence::DigestSet{}});
    policy::Report report;
    report.verdict = verdict;
    return leave_receipt(model, request, evidence, {}, report, begun, std::nullopt);
  };
  for (const std::int64_t touched_ns : {-500'000'000, 0, 1})
    EXPECT_EQ(left(touched_ns, policy::Verdict::verified).error().code, ErrorCode::changed) << touched_ns;
  EXPECT_FALSE(fs::exists(at("receipt")));
  EXPECT_TRUE(left(-2'000'000'000, policy::Verdict::verified).ok());
  EXPECT_TRUE(fs::exists(at("receipt")));
  EXPECT_TRUE(left(-2'000'000'000, policy::Verdict::failed).ok());
  EXPECT_FALSE(fs::exists(at("receipt"))) << "a model that is not verified takes the old one away";
}

TEST_F(Receipts, end_with_the_first_waiver_that_the_model_passed_by) {
  const auto model = io::ModelDirectory::open(at("model")).value();
  const ReceiptRequest request{.file = at("receipt"), .key_file = at("key"), .valid_for = std::chrono::hours(24 * 300)};
  const auto today = std::chrono::floor<std::chrono::days>(Clock::now());
  const auto waiver = [&](int days) {
    return policy::Waiver{.rule = "unsafe-file",
                          .path = policy::PathPattern::parse("a").value(),
                          .reason = "r",
                          .expires = today + std::chrono::days(days)};
  };
  policy::Demands demands{.waivers = {waiver(40), waiver(2), waiver(-1)}, .today = today};
  policy::Report report;
  report.verdict = policy::Verdict::verified;
  const auto expires = [&] {
    EXPECT_TRUE(leave_receipt(model, request, {}, demands, report, Clock::now(), std::nullopt).ok());
    return receipt::read(bytes_of(io::read_file(at("receipt"), 100'000).value()), bytes_of(key_)).value().expires;
  };
  EXPECT_EQ(expires(), std::chrono::sys_seconds(today + std::chrono::days(3)).time_since_epoch().count() - 1);
  demands.waivers.clear();
  EXPECT_GE(expires(), now() + request.valid_for.count() - 60);
}

}  // namespace
}  // namespace weightcheck::workflow
