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

// The variable that holds the hub's token, between these words; "" where no token is read for it.
std::string with_token_variable(const Repository& repository, std::string_view before, std::string_view after = "") {
  const hubs::Hub* const hub = repository.upstream.hub;
  if (hub == nullptr || hub->environment.tokens.empty()) return "";
  return std::string(before).append(hub->environment.tokens.front()).append(after);
}

Error rate_limited(const http::Response& response, const Repository& repository) {
  const auto seconds = seconds_to_wait(response);
  std::string message = response.url.origin().text() + " is asked too often; try again " +
                        (seconds ? "in " + std::to_string(*seconds) + " s" : "in some minutes");
  if (repository.token.empty()) message += with_token_variable(repository, ", or set ", " for a higher limit");
  return {ErrorCode::network, message};
}

Error gated(const Repository& repository) {
  std::string message = "access to " + repository.upstream.short_name() + " is restricted; ";
  if (repository.token.empty()) {
    message += "accept its terms at " + repository.page + with_token_variable(repository, " and set ");
    if (repository.upstream.hub != nullptr && !repository.upstream.hub->token_page.empty())
      message += " to a token of " + std::string(repository.upstream.hub->token_page);
  } else {
    message += "the token's account is not on its list: ask for access at " + repository.page;
  }
  return {ErrorCode::denied, std::move(message)};
}

Error missing_or_private(const Repository& repository) {
  return {ErrorCode::not_found,
          repository.upstream.short_name() + " does not exist at " + repository.page +
              (repository.token.empty()
                   ? ", or is private: check the name" + with_token_variable(repository, ", or set ")
                   : ", or is private and not shared with the token's account: check the name and the token")};
}

}  // namespace

std::optional<Error> complaint(const http::Response& response, const Repository& repository) {
  if (response.status == 200) return std::nullopt;
  const std::string_view code = response.header("x-error-code");
  const std::string_view words = response.header("x-error-message");
  const std::string origin = response.url.origin().text();
  if (response.status == 429) return rate_limited(response, repository);
  if (code == "GatedRepo") return gated(repository);
  if (code == "RepoNotFound") return missing_or_private(repository);
  if (code == "RevisionNotFound" || code == "EntryNotFound") {
    return Error{ErrorCode::not_found, repository.upstream.short_name() + " does not hold that commit at " + origin +
                                           "; if its history was rewritten, a proof made before stays valid"};
  }
  if (code == "DisabledRepo" || words.find("is disabled") != std::string_view::npos) {
    return Error{ErrorCode::denied, repository.upstream.short_name() + " is disabled at " + origin +
                                        ": nobody can fetch it there any more"};
  }
  if (words.find("Invalid credentials") != std::string_view::npos ||
      response.body.find("Invalid credentials") != std::string::npos) {
    return Error{ErrorCode::denied,
                 origin + " does not accept the token" +
                     with_token_variable(repository, "; renew ", ", or unset it for a public model")};
  }
  if (response.status == 401 || response.status == 404) return missing_or_private(repository);
  if (response.status == 403)
    return Error{ErrorCode::denied, origin + " refuses access to " + repository.upstream.short_name() +
                                        (words.empty() ? "" : ": " + printable(words.substr(0, 300)))};
  std::string message = origin + " answers with status " + std::to_string(response.status);
  if (!words.empty()) message += " (" + printable(words.substr(0, 300)) + ")";
  return Error{ErrorCode::network, message + (response.status >= 500 ? "; try again later" : "")};
}

}  // namespace weightcheck::anchor
