// SPDX-License-Identifier: Apache-2.0
#include "report/package_identity.hpp"

#include <gtest/gtest.h>

namespace weightcheck::report {
namespace {

const git::ObjectId commit = *git::ObjectId::parse("5d0f2b1c6ae37f6b8d0f4a6de0f6f0a7b5c2e913");

TEST(HubName, is_read_from_every_spelling) {
  const HubName expected{.owner = "Qwen", .name = "Qwen3-8B"};
  EXPECT_EQ(hub_name_of("https://huggingface.co/Qwen/Qwen3-8B"), expected);
  EXPECT_EQ(hub_name_of("HTTPS://HuggingFace.co/Qwen/Qwen3-8B.git"), expected);
  EXPECT_EQ(hub_name_of("hf:Qwen/Qwen3-8B"), expected);
  EXPECT_EQ(hub_name_of("Qwen/Qwen3-8B"), expected);
}

TEST(HubName, is_of_no_other_host_and_of_nothing_odd) {
  for (const char* text : {"https://example.com/a/b", "ms:a/b", "a", "a/b/c", "../b", "a/<b>", "", "/", "a/"})
    EXPECT_EQ(hub_name_of(text), std::nullopt) << text;
}

TEST(PackageUrl, has_the_commit_as_its_version) {
  EXPECT_EQ(package_url({.owner = "a", .name = "B.c"}, commit), "pkg:huggingface/a/B.c@" + commit.hex());
  EXPECT_EQ(package_url({.owner = "a", .name = "b"}, std::nullopt), "pkg:huggingface/a/b");
}

TEST(PackageIdentity, is_of_the_upstream_only_where_that_was_shown) {
  policy::Report report{.model = "/srv/models/copy/"};
  report.pin = evidence::Pin{.upstream = "https://huggingface.co/Org/Name", .commit = commit};
  report.verdict = policy::Verdict::failed;
  const PackageIdentity failed = identity_of(report);
  EXPECT_EQ(failed.name, "Name");
  EXPECT_EQ(failed.purl + failed.commit, "");
  report.verdict = policy::Verdict::verified;
  const PackageIdentity shown = identity_of(report);
  EXPECT_EQ(shown.purl, "pkg:huggingface/Org/Name@" + commit.hex());
  EXPECT_EQ(shown.commit, commit.hex());
  EXPECT_EQ(shown.owner, "Org");
  report.pin.reset();
  EXPECT_EQ(identity_of(report).name, "copy");
}

TEST(Uuid, is_of_version_eight_and_the_same_for_the_same_text) {
  EXPECT_EQ(uuid_of("a"), uuid_of("a"));
  EXPECT_NE(uuid_of("a"), uuid_of("b"));
  EXPECT_EQ(uuid_of("a").size(), 36U);
  EXPECT_EQ(uuid_of("a")[14], '8');
}

}  // namespace
}  // namespace weightcheck::report
