// SPDX-License-Identifier: Apache-2.0
#include "evidence/pin.hpp"

#include <gtest/gtest.h>

namespace weightcheck::evidence {
namespace {

git::ObjectId commit(char digit) { return git::ObjectId::parse(std::string(40, digit)).value(); }

PinStatement said(std::string_view source, std::optional<std::string> upstream, std::optional<git::ObjectId> id,
                  bool from_caller) {
  return {.source = source,
          .upstream = std::move(upstream),
          .commit = std::move(id),
          .origin = {from_caller ? OriginKind::caller : OriginKind::self, ""}};
}

TEST(Pins, give_no_pin_when_nobody_names_a_commit) {
  const auto agreement = agree({said("the manifest", "https://example.org/m", std::nullopt, false)});
  EXPECT_FALSE(agreement.pin.has_value());
  EXPECT_EQ(agreement.commit, Trust::none);
}

TEST(Pins, found_beside_the_weights_are_trusted_no_further_than_themselves) {
  const auto agreement = agree(
      {said("the manifest", "https://example.org/m", commit('a'), false), said("the proof", {}, commit('a'), false)});
  EXPECT_EQ(agreement.pin->commit, commit('a'));
  EXPECT_EQ(agreement.commit, Trust::self);
}

TEST(Pins, of_the_caller_are_pinned) {
  const auto agreement =
      agree({said("the command line", {}, commit('a'), true), said("the manifest", "hf:o/n", commit('a'), false)});
  EXPECT_EQ(agreement.commit, Trust::pinned);
  EXPECT_EQ(agreement.pin->upstream, "hf:o/n");
  EXPECT_EQ(agreement.upstream, Trust::self) << "a pinned commit lends no trust to what the model names itself";
}

TEST(Pins, of_the_caller_without_a_commit_establish_nothing) {
  const auto agreement =
      agree({said("the command line", "hf:o/n", {}, true), said("the manifest", "hf:o/n", commit('a'), false)});
  EXPECT_EQ(agreement.commit, Trust::self);
}

TEST(Pins, that_contradict_each_other_leave_none) {
  const auto commits =
      agree({said("the command line", {}, commit('a'), true), said("the manifest", {}, commit('b'), false)});
  EXPECT_FALSE(commits.pin.has_value());
  EXPECT_NE(commits.conflict.find(std::string(40, 'b')), std::string::npos);
  // Alike but for the last digit.
  const auto nearly = git::ObjectId::parse(std::string(39, 'a') + "b");
  EXPECT_FALSE(agree({said("the command line", {}, commit('a'), true), said("the manifest", {}, nearly, false)})
                   .conflict.empty());
  EXPECT_FALSE(
      agree({said("the command line", "https://a.org/x", {}, true), said("the manifest", "https://b.org/x", {}, false)})
          .conflict.empty());
}

TEST(Pins, know_the_spellings_of_one_repository) {
  for (const char* spelling : {"hf:o/n", "https://huggingface.co/o/n/", "HTTPS://HuggingFace.co/o/n.git",
                               "https://hf.co/o/n/tree/main", "git@hf.co:o/n", "hf:o/N"}) {
    EXPECT_EQ(agree({said("the command line", "https://huggingface.co/o/n", {}, true),
                     said("the manifest", spelling, {}, false)})
                  .conflict,
              "");
  }
  EXPECT_EQ(agree({said("the command line", "https://modelscope.cn/models/o/n", {}, true),
                   said("the manifest", "ms:o/n", {}, false)})
                .conflict,
            "");
  for (const char* other : {"hf:o/m", "hf:datasets/o/n", "ms:o/n", "https://huggingface.co.evil.example/o/n"}) {
    EXPECT_NE(agree({said("the command line", "https://huggingface.co/o/n", {}, true),
                     said("the manifest", other, {}, false)})
                  .conflict,
              "")
        << other;
  }
  EXPECT_NE(agree({said("the command line", "ms:o/n", {}, true), said("the manifest", "ms:o/N", {}, false)}).conflict,
            "")
      << "no fact says that this hub ignores case";
}

}  // namespace
}  // namespace weightcheck::evidence
