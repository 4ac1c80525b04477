// SPDX-License-Identifier: Apache-2.0
#include "report/package_identity.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace weightcheck::report {
namespace {

const git::ObjectId commit = *git::ObjectId::parse("5d0f2b1c6ae37f6b8d0f4a6de0f6f0a7b5c2e913");

std::string package_of(std::string_view text, const std::optional<git::ObjectId>& version = std::nullopt) {
  const auto upstream = hubs::read_upstream(text, hubs::Bare::hub_name);
  return upstream.ok() ? package_url(*upstream, version) : "no upstream";
}

TEST(PackageUrl, is_read_from_every_spelling) {
  for (const char* text : {"https://huggingface.co/Qwen/Qwen3-8B", "HTTPS://HuggingFace.co/Qwen/Qwen3-8B.git",
                           "hf:Qwen/Qwen3-8B", "Qwen/Qwen3-8B", "https://hf.co/Qwen/Qwen3-8B/tree/main"})
    EXPECT_EQ(package_of(text), "pkg:huggingface/Qwen/Qwen3-8B") << text;
}

TEST(PackageUrl, is_of_no_other_host_and_of_nothing_odd) {
  for (const char* text : {"https://example.com/a/b", "ms:a/b", "hf:datasets/a/b", "https://huggingface.co/a"})
    EXPECT_EQ(package_of(text), "") << text;
  for (const char* text : {"a/b/c", "../b", "a/<b>", "", "/", "a/"})
    EXPECT_EQ(package_of(text), "no upstream") << text;
}

TEST(PackageUrl, has_the_commit_as_its_version) {
  EXPECT_EQ(package_of("a/B.c", commit), "pkg:huggingface/a/B.c@" + commit.hex());
  EXPECT_EQ(package_of("a/b"), "pkg:huggingface/a/b");
}

TEST(PackageIdentity, is_of_the_upstream_only_where_that_was_shown) {
  policy::Report report{.model = "/srv/models/copy/"};
  report.pin = evidence::Pin{.upstream = "https://huggingface.co/Org/Name", .commit = commit};
  report.verdict = policy::Verdict::failed;
  report.trust = report.upstream_trust = evidence::Trust::pinned;
  report.checks = {{.check = policy::CheckId::anchor, .outcome = policy::Outcome::passed}};
  const auto is_nobody = [&] {
    const PackageIdentity identity = identity_of(report);
    return identity.name == "copy" && (identity.purl + identity.owner).empty();
  };
  EXPECT_TRUE(is_nobody());
  EXPECT_EQ(identity_of(report).commit, "");
  report.verdict = policy::Verdict::verified;
  report.checks.front().outcome = policy::Outcome::not_demanded;
  EXPECT_TRUE(is_nobody());
  report.checks.front().outcome = policy::Outcome::passed;
  report.upstream_trust = evidence::Trust::self;
  EXPECT_TRUE(is_nobody());
  EXPECT_EQ(identity_of(report).commit, commit.hex());
  report.upstream_trust = evidence::Trust::pinned;
  report.trust = evidence::Trust::self;
  EXPECT_TRUE(is_nobody());
  EXPECT_EQ(identity_of(report).commit, "");
  report.trust = evidence::Trust::pinned;
  const PackageIdentity shown = identity_of(report);
  EXPECT_EQ(shown.name, "Name");
  EXPECT_EQ(shown.purl, "pkg:huggingface/Org/Name@" + commit.hex());
  EXPECT_EQ(shown.commit, commit.hex());
  EXPECT_EQ(shown.owner, "Org");
  report.pin.reset();
  EXPECT_EQ(identity_of(report).name, "copy");
}

TEST(Uuid, is_of_version_eight_and_tells_runs_apart) {
  const policy::Report report{.model = "m", .finished_at = "2026-01-01T00:00:00Z"};
  const std::string uuid = uuid_of(report);
  EXPECT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '8');
  EXPECT_EQ(uuid_of(policy::Report(report)), uuid);
  std::vector<policy::Report> others(5, report);
  others[0].model = "n";
  others[1].finished_at = "2026-01-01T00:00:01Z";
  others[2].verdict = policy::Verdict::verified;
  others[3].files.push_back({.path = ModelPath::parse("a").value()});
  others[4].files.push_back({.path = ModelPath::parse("a").value(), .digests = {Digest{}}});
  std::set<std::string> all = {uuid};
  for (const policy::Report& other : others)
    all.insert(uuid_of(other));
  EXPECT_EQ(all.size(), others.size() + 1);
}

}  // namespace
}  // namespace weightcheck::report
