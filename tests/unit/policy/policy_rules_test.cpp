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

TEST(AllowedUpstreams, are_not_the_matter_where_the_evidence_was_rejected) {
  EXPECT_FALSE(finds(judged(good_model().rejected(evidence::RejectedKind::pin_conflict), allowing({"hf:x/"})),
                     "upstream-not-allowed"));
}

}  // namespace
}  // namespace weightcheck::policy
