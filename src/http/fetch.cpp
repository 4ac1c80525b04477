// SPDX-License-Identifier: Apache-2.0
// Follows redirects itself: libcurl would, but where a token goes, which schemes and which addresses are allowed must
// be seen in one place.
#include "http/fetch.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "base/escape.hpp"
#include "http/transfer.hpp"

namespace weightcheck::http {
namespace {

using Clock = std::chrono::steady_clock;

Reach::Proxy proxy_of_environment() {
  static constexpr std::array names{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  const bool named = std::ranges::any_of(names, [](const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != '\0';
  });
  return named ? Reach::Proxy::maybe : Reach::Proxy::none;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// As written: where a proxy connects for us, we never see the address.
bool names_private_host(const Url& url) {
  const auto address = Address::parse(url.origin().host);
  return address ? !address->is_public() : url.is_loopback();
}

Status check_scheme(const Url& url, const Settings& settings) {
  if (url.origin().scheme == "https") return done;
  if (settings.plain_http == PlainHttp::on_loopback && url.is_loopback()) return done;
  return Error{ErrorCode::denied, url.origin().text() + " is not https"};
}

// The origin alone: what follows it may hold a secret.
void tell_hop(const EventHook& events, const Hop& hop, const Result<Response>& response, double seconds) {
  EventFields fields{{"method", "GET"}, {"origin", hop.url.origin().text()}};
  if (response.ok()) {
    fields.emplace_back("status", static_cast<std::uint64_t>(response->status));
    fields.emplace_back("bytes", std::uint64_t{response->body.size()});
  } else {
    fields.emplace_back("error", response.error().message);
  }
  fields.emplace_back("seconds", seconds);
  tell(events, response.ok() ? EventLevel::debug : EventLevel::warning, "http hop", std::move(fields));
}

Result<Url> redirect_target(const Response& response, const Url& first, Reach::Proxy proxy) {
  const Url& from = response.url;
  const auto leads = [&](const std::string& where) { return from.origin().text() + " redirects " + where; };
  auto target = from.resolve(response.header("location"));
  if (!target.ok()) return Error{ErrorCode::denied, leads("to a place that cannot be used: ") + target.error().message};
  if (target->origin().scheme != from.origin().scheme) {
    return Error{ErrorCode::denied, leads("from " + from.origin().scheme + " to " + target->origin().scheme)};
  }
  if (proxy == Reach::Proxy::maybe && names_private_host(*target) && !names_private_host(first)) {
    return Error{ErrorCode::denied, leads("to the private host " + printable(target->origin().host))};
  }
  return target;
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

Result<Response> fetch(const Request& request, const Settings& settings, const std::stop_token& stop) {
  const auto first = Url::parse(request.url);
  if (!first.ok()) return Error{ErrorCode::usage, first.error().message};
  if (Status allowed = check_scheme(*first, settings); !allowed.ok())
    return Error{ErrorCode::usage, allowed.error().message};

  const auto deadline = std::min(Clock::now() + settings.time_max, settings.deadline);
  const Reach::Proxy proxy = proxy_of_environment();
  Reach reach(proxy);
  std::vector<Origin> contacted;
  Hop hop{*first, request.bearer_token, request.body_bytes_max, settings.time_max};
  for (unsigned redirects = 0;; ++redirects) {
    // 0 would mean no limit to libcurl.
    hop.time_max =
        std::max(std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()), std::chrono::milliseconds(1));
    if (std::ranges::find(contacted, hop.url.origin()) == contacted.end()) contacted.push_back(hop.url.origin());
    const Stopwatch watch;
    auto response = transfer(hop, settings, reach, stop);
    tell_hop(settings.events, hop, response, watch.seconds());
    if (!response.ok()) return response;
    if (!is_redirect(response->status) || response->header("location").empty()) {
      response->contacted = std::move(contacted);
      return response;
    }
    if (redirects == settings.redirects_max) {
      return Error{ErrorCode::limit, first->origin().text() + " redirects more than " +
                                         std::to_string(settings.redirects_max) + " times"};
    }
    auto target = redirect_target(*response, *first, proxy);
    if (!target.ok()) return std::move(target).error();
    if (target->origin() != first->origin()) hop.bearer_token.clear();
    hop.url = std::move(*target);
    reach.redirected();
  }
}

}  // namespace weightcheck::http
