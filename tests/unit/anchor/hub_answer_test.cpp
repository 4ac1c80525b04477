// SPDX-License-Identifier: Apache-2.0
// Statuses, codes and words as the hub's documentation and captured answers have them.
#include "anchor/hub_answer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weightcheck::anchor {
namespace {

const hubs::Upstream of_model = hubs::read_upstream("hf:a/b").value();
const Repository anonymous{.upstream = of_model, .page = "https://hub.example/a/b"};
const Repository known{.upstream = of_model, .page = "https://hub.example/a/b", .token = "hf_secret"};
const Repository without_tokens{.upstream = hubs::read_upstream("ms:a/b").value(), .page = "https://hub.example/a/b"};

using Headers = std::vector<std::pair<std::string, std::string>>;

http::Response answer(int status, Headers headers = {}, std::string body = {}) {
  return {status, http::Url::parse("https://hub.example/api").value(), std::move(body), std::move(headers), {}};
}

void expect(const std::optional<Error>& error, ErrorCode code, std::string_view words) {
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, code) << error->message;
  EXPECT_NE(error->message.find(words), std::string::npos) << error->message;
  EXPECT_EQ(error->message.find("hf_secret"), std::string::npos);
}

TEST(HubAnswer, of_200_is_no_complaint) { EXPECT_FALSE(complaint(answer(200), anonymous)); }

TEST(HubAnswer, says_how_to_get_into_a_gated_repository) {
  const Headers gated{{"x-error-code", "GatedRepo"}};
  expect(complaint(answer(401, gated), anonymous), ErrorCode::denied,
         "accept its terms at https://hub.example/a/b and set HF_TOKEN");
  EXPECT_EQ(complaint(answer(401), without_tokens)->message,
            "a/b does not exist at https://hub.example/a/b, or is private: check the name")
      << "no token is read for this hub";
  expect(complaint(answer(403, gated), known), ErrorCode::denied, "ask for access at https://hub.example/a/b");
}

TEST(HubAnswer, tells_missing_from_private_no_better_than_the_hub) {
  expect(complaint(answer(401), anonymous), ErrorCode::not_found, "or is private: check the name, or set HF_TOKEN");
  expect(complaint(answer(404, {{"x-error-code", "RepoNotFound"}}), known), ErrorCode::not_found,
         "check the name and the token");
}

TEST(HubAnswer, knows_a_commit_that_is_gone) {
  expect(complaint(answer(404, {{"x-error-code", "RevisionNotFound"}}), anonymous), ErrorCode::not_found,
         "a proof made before stays valid");
}

TEST(HubAnswer, knows_a_bad_token) {
  expect(complaint(answer(401, {{"x-error-message", "Invalid credentials in Authorization header"}}), known),
         ErrorCode::denied, "renew HF_TOKEN");
  expect(complaint(answer(401, {}, R"({"error":"Invalid credentials in Authorization header"})"), known),
         ErrorCode::denied, "renew HF_TOKEN");
}

TEST(HubAnswer, knows_a_disabled_repository) {
  expect(complaint(answer(403, {{"x-error-message", "Access to this resource is disabled."}}), known),
         ErrorCode::denied, "disabled");
}

TEST(HubAnswer, says_how_long_to_wait) {
  expect(complaint(answer(429, {{"ratelimit", "\"api\";r=0;t=55"}}), anonymous), ErrorCode::network,
         "try again in 56 s, or set HF_TOKEN");
  expect(complaint(answer(429, {{"retry-after", "17"}}), known), ErrorCode::network, "try again in 17 s");
  expect(complaint(answer(429, {{"retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"}}), known), ErrorCode::network,
         "in some minutes");
  expect(complaint(answer(429, {{"ratelimit", "\"api\";r=0;t=99999999999999999999"}}), known), ErrorCode::network,
         "in some minutes");
}

TEST(HubAnswer, of_any_other_kind_is_told_escaped) {
  expect(complaint(answer(503), anonymous), ErrorCode::network, "status 503; try again later");
  expect(complaint(answer(418, {{"x-error-message", "\x1b[31mtea"}}), anonymous), ErrorCode::network, "\\x1b[31mtea");
  expect(complaint(answer(403, {{"x-error-message", "\x1b[31mno"}}), anonymous), ErrorCode::denied, "\\x1b[31mno");
}

}  // namespace
}  // namespace weightcheck::anchor
