// SPDX-License-Identifier: Apache-2.0
// Codes, headers and the rate-limit draft as facts about hubs have them; every message ends with the cure.
#include "anchor/hub_answer.hpp"

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/escape.hpp"

namespace weightcheck::anchor {
namespace {

std::string_view digits_at(std::string_view text) { return text.substr(0, text.find_first_not_of("0123456789")); }

// Seconds until asking again makes sense: RateLimit: "api";r=0;t=55, else Retry-After: 55.
std::optional<std::uint64_t> seconds_to_wait(const http::Response& response) {
  const std::string_view limit = response.header("ratelimit");
  if (const std::size_t at = limit.find(";t="); at != std::string_view::npos) {
    if (const auto seconds = parse_decimal(digits_at(limit.substr(at + 3))))
      return *seconds < 86400 ? *seconds + 1 : *seconds;
  }
  return parse_decimal(response.header("retry-after"));
}

Error rate_limited(const http::Response& response, const Upstream& upstream) {
  const auto seconds = seconds_to_wait(response);
  std::string message = response.url.origin().text() + " is asked too often; try again " +
                        (seconds ? "in " + std::to_string(*seconds) + " s" : "in some minutes");
  if (upstream.hub == Hub::hugging_face && upstream.token.empty()) message += ", or set HF_TOKEN for a higher limit";
  return {ErrorCode::network, message};
}

Error gated(const Upstream& upstream) {
  return {ErrorCode::denied,
          "access to " + upstream.name + " is restricted; " +
              (upstream.token.empty() ? "accept its terms at " + upstream.page + " and set HF_TOKEN"
                                      : "the token's account is not on its list: ask for access at " + upstream.page)};
}

Error missing_or_private(const Upstream& upstream) {
  return {ErrorCode::not_found,
          upstream.name + " does not exist at " + upstream.page +
              (upstream.token.empty()
                   ? ", or is private: check the name, or set HF_TOKEN"
                   : ", or is private and not shared with the token's account: check the name and the token")};
}

}  // namespace

std::optional<Error> complaint(const http::Response& response, const Upstream& upstream) {
  if (response.status == 200) return std::nullopt;
  const std::string_view code = response.header("x-error-code");
  const std::string_view words = response.header("x-error-message");
  const std::string origin = response.url.origin().text();
  if (response.status == 429) return rate_limited(response, upstream);
  if (code == "GatedRepo") return gated(upstream);
  if (code == "RepoNotFound") return missing_or_private(upstream);
  if (code == "RevisionNotFound" || code == "EntryNotFound") {
    return Error{ErrorCode::not_found, upstream.name + " does not hold that commit at " + origin +
                                           "; if its history was rewritten, a proof made before stays valid"};
  }
  if (code == "DisabledRepo" || words.find("is disabled") != std::string_view::npos) {
    return Error{ErrorCode::denied,
                 upstream.name + " is disabled at " + origin + ": nobody can fetch it there any more"};
  }
  if (words.find("Invalid credentials") != std::string_view::npos ||
      response.body.find("Invalid credentials") != std::string::npos) {
    return Error{ErrorCode::denied,
                 origin + " does not accept the token; renew HF_TOKEN, or unset it for a public model"};
  }
  if (response.status == 401 || response.status == 404) return missing_or_private(upstream);
  if (response.status == 403)
    return Error{ErrorCode::denied, origin + " refuses access to " + upstream.name +
                                        (words.empty() ? "" : ": " + printable(words.substr(0, 300)))};
  std::string message = origin + " answers with status " + std::to_string(response.status);
  if (!words.empty()) message += " (" + printable(words.substr(0, 300)) + ")";
  return Error{ErrorCode::network, message + (response.status >= 500 ? "; try again later" : "")};
}

}  // namespace weightcheck::anchor
