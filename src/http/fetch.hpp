// SPDX-License-Identifier: Apache-2.0
// The one way this program speaks HTTP: a GET of a bounded answer over verified TLS. There is no switch that turns
// verification off, no cookie, no .netrc, and no redirect that takes a credential along.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/event.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "http/url.hpp"

namespace weightcheck::http {

enum class PlainHttp : std::uint8_t { refused, on_loopback };

struct Settings {
  std::string cacert_file;  // PEM, trusted beside the system's; "" for the system's alone
  PlainHttp plain_http = PlainHttp::refused;
  std::chrono::milliseconds connect_time_max{15'000};
  std::chrono::milliseconds time_max{60'000};  // of one fetch, redirects included
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();  // of all fetches
  unsigned redirects_max = 5;
  EventHook events{};  // told of each hop: where to, what came, how long it took
};

struct Request {
  std::string url;
  std::string bearer_token{};  // sent to the origin of `url` only, and no more once a redirect has left it
  std::size_t body_bytes_max = limits::hub_answer_bytes_max;
};

struct Response {
  int status = 0;
  Url url;  // that of the last hop
  std::string body;
  std::vector<std::pair<std::string, std::string>>
      headers;                    // of the last hop; names in lower case, values without blanks at the ends
  std::vector<Origin> contacted;  // in order, each once

  // The first header of that name (lower case), or "".
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

// Any answer is a Response, 404 as well as 200; redirects are followed, to the same scheme only. A proxy named by the
// environment is used, except for plain HTTP on loopback. Errors: usage (a URL, token or CA file that cannot be used),
// limit (body, headers, redirects), denied (a redirect that must not be followed, a certificate that is not trusted),
// network (also for the time being up), interrupted. Safe to call from several threads.
[[nodiscard]] Result<Response> fetch(const Request& request, const Settings& settings,
                                     const std::stop_token& stop = {});

}  // namespace weightcheck::http
