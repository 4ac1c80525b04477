// SPDX-License-Identifier: Apache-2.0
// URLs of repositories, in a grammar so narrow that two readers of one value cannot disagree about what it names.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace weightcheck::hubs {

struct Url {
  std::string scheme{};  // "https", "http", "ssh", "file"
  std::string user{};    // of ssh only
  std::string host{};    // in lower case; IPv6 addresses in brackets; "" of a file
  std::string port{};    // "" where it is the scheme's own
  std::string path{};    // with its first '/', as it was written

  [[nodiscard]] std::string text() const { return before_path() + path; }
  [[nodiscard]] std::string before_path() const;
};

// SCHEME://[USER@]HOST[:PORT] of a URL, and how much of the text that is; any case, no path. Errors: malformed.
struct UrlBegin {
  Url url{};
  std::size_t length = 0;
};
[[nodiscard]] Result<UrlBegin> parse_url_begin(std::string_view text);

// What stands behind the authority, from its first '/'. Errors: malformed.
[[nodiscard]] Status check_path(std::string_view path);

// Whether it is "." or "..", also escaped: a browser goes up there.
[[nodiscard]] bool is_dots(std::string_view segment);

// A length and characters that any spelling of an upstream has. Errors: malformed, limit.
[[nodiscard]] Status check_characters(std::string_view text);

[[nodiscard]] Error no_scheme();  // that an upstream begins with none of those there are

// An upstream as it may stand in a manifest, which is published and compared: one of
//   https://HOST[:PORT]/PATH   http://HOST[:PORT]/PATH   ssh://[USER@]HOST[:PORT]/PATH   file:///PATH   PREFIX:ORG/NAME
// with a hub's PREFIX, in visible ASCII and at most limits::url_bytes_max long. Refused (malformed, limit): a user or
// password in it (a user alone may stand in ssh), a query or fragment, `.` and `..` segments, a host or user that
// begins with '-' and would be an option of ssh, characters that a URL escapes, escaped control characters. The message
// does not repeat the value, which may hold a secret.
[[nodiscard]] Status check_written(std::string_view text);

}  // namespace weightcheck::hubs
