// SPDX-License-Identifier: Apache-2.0
// "Policy" in the catalogue: the upstreams that are allowed. Waivers are in adjust_test.cpp.
#include "judging.hpp"

namespace weightcheck::policy {
namespace {

using test::good_model;

Demands allowing(std::vector<std::string> upstreams) { return {.upstreams = std::move(upstreams)}; }

Judgement of_upstream(std::optional<std::string> upstream, const Demands& demands) {
  auto model = good_model();
  model.evidence.pin->upstream = std::move(upstream);
  return judged(model, demands);
}

constexpr const char* pinned_upstream = "https://huggingface.co/org/model";

TEST(AllowedUpstreams, are_given_whole_or_as_the_folder_above) {
  for (const char* allowed :
       {"https://huggingface.co/org/model", "hf:org/model", "https://huggingface.co/org/model.git",
        "https://huggingface.co/org/model/", "https://hf.co/org/model/tree/main", "http://huggingface.co/org/",
        "https://huggingface.co/Org/", "https://huggingface.co/org/", "hf:org/", "https://huggingface.co/"}) {
    EXPECT_EQ(ending(of_upstream(pinned_upstream, allowing({"https://example.org/other", allowed}))), verified)
        << allowed;
  }
  EXPECT_EQ(ending(of_upstream("hf:org/model", allowing({"https://HuggingFace.co/org/"}))), verified);
}

TEST(AllowedUpstreams, are_no_others) {
  for (const char* allowed :
       {"https://huggingface.co/org/mode", "https://huggingface.co/org/mode/", "https://huggingface.co/or/",
        "https://huggingface.co/datasets/org/", "ms:org/", "ms:org/model", "https://example.org/"}) {
    const Judgement judgement = of_upstream(pinned_upstream, allowing({allowed}));
    EXPECT_EQ(ending(judgement), untrusted) << allowed;
    EXPECT_TRUE(says(judgement, "upstream-not-allowed", pinned_upstream));
  }
  for (const char* named : {"https://huggingface.co.evil.example/org/model", "https://huggingface.co/organism/model",
                            "https://huggingface.co/other/org/model"}) {
    EXPECT_EQ(ending(of_upstream(named, allowing({"https://huggingface.co/org/"}))), untrusted) << named;
  }
}

TEST(AllowedUpstreams, are_not_met_by_a_pin_that_names_none) {
  EXPECT_EQ(ending(of_upstream(std::nullopt, allowing({"hf:org/"}))), untrusted);
  auto unpinned = good_model();
  unpinned.evidence.pin.reset();
  EXPECT_TRUE(finds(judged(unpinned, allowing({"hf:org/"})), "upstream-not-allowed"));
}

TEST(AllowedUpstreams, are_any_where_the_policy_names_none) {
  EXPECT_EQ(ending(of_upstream("https://example.org/m", {})), verified);
}

struct SignerCase {
  AllowedSigner allowed;
  bool is_key = false, is_certificate = false, is_keyless = false;  // is the one below it?
};

const signature::Signer by_key{.method = signature::Method::key, .key_hint = "k"};
const signature::Signer by_certificate{.method = signature::Method::certificate,
                                       .subject = "a name",
                                       .names = {"a name", "models@example.org"},
                                       .fingerprint = "f",
                                       .anchor_fingerprint = "r"};
const signature::Signer by_identity{.method = signature::Method::keyless,
                                    .fingerprint = "f",
                                    .anchor_fingerprint = "r",
                                    .identity = "models@example.org",
                                    .issuer = "https://accounts.example.org"};

TEST(AllowedSigners, are_who_fits_in_all_that_is_given) {
  const std::string name = "models@example.org", issuer = "https://accounts.example.org";
  const SignerCase cases[] = {
      {.allowed = {.key = "k"}, .is_key = true},
      {.allowed = {.key = "K"}},
      {.allowed = {.key = "r"}},
      {.allowed = {.root = "r"}, .is_certificate = true},
      {.allowed = {.root = "r", .identity = name}, .is_certificate = true},
      {.allowed = {.root = "r", .identity = "a name"}, .is_certificate = true},
      {.allowed = {.root = "r", .identity = "sha256:f"}, .is_certificate = true},
      {.allowed = {.root = "r", .identity = "Models@example.org"}},
      {.allowed = {.root = "x", .identity = name}},
      {.allowed = {.root = "r", .identity = "a"}},
      {.allowed = {.identity = name, .issuer = issuer}, .is_keyless = true},
      {.allowed = {.root = "r", .identity = name, .issuer = issuer}, .is_keyless = true},
      {.allowed = {.root = "x", .identity = name, .issuer = issuer}},
      {.allowed = {.identity = name, .issuer = issuer + "/"}},
      {.allowed = {.identity = "other", .issuer = issuer}},
      {.allowed = {}},
  };
  for (const SignerCase& one : cases) {
    EXPECT_EQ(one.allowed.is(by_key), one.is_key) << one.allowed.key;
    EXPECT_EQ(one.allowed.is(by_certificate), one.is_certificate) << one.allowed.root << one.allowed.identity;
    EXPECT_EQ(one.allowed.is(by_identity), one.is_keyless) << one.allowed.identity << one.allowed.issuer;
  }
}

TEST(AllowedSigners, are_no_others) {
  auto model = good_model();
  const Demands only{.signature = Signed::required, .signers = {{.key = "other"}, {.key = "k"}}};
  EXPECT_TRUE(finds(judged(model, only), "trust-self"));  // nobody signed
  model.evidence.signature.emplace().signer = by_key;
  EXPECT_EQ(ending(judged(model, only)), verified);
  model.evidence.signature->signer = by_certificate;
  EXPECT_EQ(ending(judged(model, only)), untrusted);
  EXPECT_TRUE(says(judged(model, only), "signer-not-allowed", "under the root sha256:r"));
  EXPECT_FALSE(finds(judged(model), "signer-not-allowed"));
}

TEST(AllowedUpstreams, are_not_the_matter_where_the_evidence_was_rejected) {
  EXPECT_FALSE(finds(judged(good_model().rejected(evidence::RejectedKind::pin_conflict), allowing({"hf:x/"})),
                     "upstream-not-allowed"));
}

}  // namespace
}  // namespace weightcheck::policy
