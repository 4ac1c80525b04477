// SPDX-License-Identifier: Apache-2.0
// Receipts made by hand, right in all but one thing: their MAC is this key's, so that nothing else can refuse them.
#include "workflow/receipts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "hash/sha256.hpp"
#include "midstates/midstates.hpp"
#include "support/git_repository.hpp"
#include "workflow/receipt_parts.hpp"
#include "workflow/recheck.hpp"

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
             .trust = evidence::Trust::pinned,
             .commit = git::ObjectId::parse(std::string(40, 'c')),
             .upstream_trust = evidence::Trust::pinned,
             .upstream = "https://huggingface.co/org/name",
             .demanded = {.trust = evidence::Trust::pinned, .fail_on = "warning", .whole = true}};
    const auto tree = model.walk().value();
    for (const auto& file : tree.files)
      good_.files.push_back({.path = file.path, .identity = file.identity});
    add_folders(tree, good_.places);
  }

  [[nodiscard]] std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  Result<Rechecked> rechecked(const receipt::Receipt& receipt, RecheckRequest request = {},
                              const DeepCheck* deep = nullptr) {
    test::write_file(at("receipt"), receipt::write(receipt, bytes_of(key_)));
    request.file = at("receipt");
    request.key_file = at("key");
    return recheck(request, deep);
  }
  void expect_refused(const receipt::Receipt& receipt, const std::string& why, const RecheckRequest& request = {}) {
    const auto answer = rechecked(receipt, request);
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

TEST_F(Receipts, answer_for_what_they_were_left_for) {
  const RecheckRequest all{.commit = good_.commit,
                           .upstream = good_.upstream,
                           .fail_on = policy::Severity::warning,
                           .trust_min = evidence::Trust::pinned,
                           .whole = true};
  EXPECT_TRUE(rechecked(good_, all).ok());
  receipt::Receipt other = good_;
  other.trust = evidence::Trust::self;
  expect_refused(other, "its commit was found beside the weights", {.commit = good_.commit});
  EXPECT_TRUE(rechecked(other).ok());
  other = good_;
  other.upstream_trust = evidence::Trust::self;
  expect_refused(other, "its upstream was found beside the weights", {.upstream = good_.upstream});
  expect_refused(good_, "it is not for upstream", {.upstream = "https://huggingface.co/org/other"});
  other = good_;
  other.demanded.trust = evidence::Trust::self;
  expect_refused(other, "did not ask for trust from outside", {.trust_min = evidence::Trust::pinned});
  other = good_;
  other.demanded.fail_on = "error";
  expect_refused(other, "let warnings pass", {.fail_on = policy::Severity::warning});
  EXPECT_TRUE(rechecked(other, {.fail_on = policy::Severity::error}).ok());
  EXPECT_TRUE(rechecked(good_, {.fail_on = policy::Severity::error}).ok());
  other = good_;
  other.demanded.whole = false;
  expect_refused(other, "a part of its commit", {.whole = true});
}

TEST_F(Receipts, tell_a_file_of_the_same_size_that_was_touched) {
  for (auto FileIdentity::*field : {&FileIdentity::mtime_ns, &FileIdentity::ctime_ns}) {
    receipt::Receipt other = good_;
    --(other.files[0].identity.*field);
    EXPECT_EQ(rechecked(other)->difference.total, 1U);
  }
}

// A disk that loses a bit changes no time: here the receipt has another digest than the bytes.
TEST_F(Receipts, tell_other_bytes_behind_the_same_times_where_all_is_hashed_again) {
  const DeepCheck deep;
  receipt::File& file = good_.files.at(0);
  file.sha256 = hash::sha256(bytes_of("{}"));
  const auto stands = rechecked(good_, {}, &deep);
  ASSERT_TRUE(stands.ok()) << stands.error().message;
  EXPECT_EQ(stands->difference.total, 0U);
  EXPECT_EQ(stands->bytes_hashed, 2U);
  EXPECT_EQ(rechecked(good_)->bytes_hashed, 0U);

  file.sha256 = hash::sha256(bytes_of("[]"));
  EXPECT_EQ(rechecked(good_)->difference.total, 0U);
  const auto other = rechecked(good_, {}, &deep);
  ASSERT_EQ(other->difference.total, 1U);
  EXPECT_EQ(other->difference.shown[0].how, "holds other bytes, and its times do not tell");
  file.sha256.reset();
  EXPECT_EQ(rechecked(good_, {}, &deep)->difference.shown.at(0).how, "has no SHA-256 in the receipt");
}

TEST_F(Receipts, take_no_word_of_states_where_all_is_hashed_again) {
  const std::string bytes(200000, 'w');
  test::write_file(at("model/big"), bytes);
  const auto tree = io::ModelDirectory::open(at("model"))->walk().value();
  good_.files.clear();
  for (const auto& file : tree.files)
    good_.files.push_back({.path = file.path,
                           .identity = file.identity,
                           .sha256 = hash::sha256(bytes_of(file.path.text() == "big" ? bytes : "{}"))});
  const auto tells_of_big = [&](const Digest& digest) {
    good_.files.at(0).sha256 = digest;
    const midstates::Line line{.sha256 = digest, .size = bytes.size(), .states = std::vector<midstates::Hint>(3)};
    test::write_file(at("states"), midstates::write({.grid = 65536, .lines = {line}}));
    const DeepCheck deep{.midstates = {.file = at("states")}};
    const auto answer = rechecked(good_, {}, &deep);
    return std::ranges::find(answer->difference.shown, "big", &receipt::Moved::path) != answer->difference.shown.end();
  };
  EXPECT_FALSE(tells_of_big(hash::sha256(bytes_of(bytes))));
  EXPECT_TRUE(tells_of_big(hash::sha256(bytes_of("other"))));
}

TEST_F(Receipts, are_left_by_verified_models_that_lay_still) {
  const auto model = io::ModelDirectory::open(at("model")).value();
  ReceiptBegun begun{.request = {.file = at("receipt"), .key_file = at("key"), .valid_for = std::chrono::hours(1)},
                     .at = Clock::now()};
  const auto begun_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(begun.at.time_since_epoch()).count();
  const auto left = [&](std::int64_t touched_ns, policy::Verdict verdict) {
    evidence::Evidence evidence;
    evidence.observations.push_back({.path = ModelPath::parse("config.json").value(),
                                     .identity = {.ctime_ns = begun_ns + touched_ns},
                                     .digests = evidence::DigestSet{}});
    policy::Report report;
    report.verdict = verdict;
    return leave_receipt(model, begun, evidence, {}, report);
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
  const ReceiptBegun begun{
      .request = {.file = at("receipt"), .key_file = at("key"), .valid_for = std::chrono::hours(24 * 300)},
      .at = Clock::now()};
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
    EXPECT_TRUE(leave_receipt(model, begun, {}, demands, report).ok());
    return receipt::read(bytes_of(io::read_file(at("receipt"), 100'000).value()), bytes_of(key_)).value().expires;
  };
  EXPECT_EQ(expires(), std::chrono::sys_seconds(today + std::chrono::days(3)).time_since_epoch().count() - 1);
  demands.waivers.clear();
  EXPECT_GE(expires(), now() + begun.request.valid_for.count() - 60);
}

TEST_F(Receipts, are_not_left_for_a_place_that_was_touched_just_now) {
  test::write_file(at("model/more.incomplete"), "x");
  const auto model = io::ModelDirectory::open(at("model")).value();
  evidence::Evidence evidence;
  evidence.tree = model.walk().value();
  ReceiptBegun begun{.request = {.file = at("receipt"), .key_file = at("key"), .valid_for = std::chrono::hours(1)},
                     .at = Clock::now()};
  policy::Report report;
  report.verdict = policy::Verdict::verified;
  const Status left = leave_receipt(model, begun, evidence, {}, report);
  ASSERT_FALSE(left.ok());
  EXPECT_NE(left.error().message.find("'more.incomplete' was touched"), std::string::npos) << left.error().message;
  begun.at += std::chrono::seconds(5);
  ASSERT_TRUE(leave_receipt(model, begun, evidence, {}, report).ok());
  const auto written = receipt::read(bytes_of(io::read_file(at("receipt"), 100'000).value()), bytes_of(key_)).value();
  ASSERT_EQ(written.places.size(), 2U);
  EXPECT_EQ(written.places[0].name, "./");
  EXPECT_EQ(written.places[1].name, "more.incomplete");
}

TEST_F(Receipts, name_all_that_a_request_asks) {
  VerifyRequest request{.model = at("model")};
  const auto plain = name_of_demands(request);
  request.demands.completeness = policy::Completeness::whole;
  EXPECT_NE(name_of_demands(request), plain);
  request.base_directories = {at("model")};
  EXPECT_EQ(name_of_demands(request), std::nullopt);
}

}  // namespace
}  // namespace weightcheck::workflow
