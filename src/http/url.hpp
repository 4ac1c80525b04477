// SPDX-License-Identifier: Apache-2.0
// A checked http or https URL, and the origin (scheme, host, port) to which credentials are bound. Parsed by libcurl,
// so that what is compared here is what is connected to there.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace weightcheck::http {

struct Origin {
  std::string scheme;  // "https" or "http"
  std::string host;    // lower case; IPv6 addresses in brackets
  std::uint16_t port = 0;

  [[nodiscard]] std::string text() const;  // https://host, with the port where it is not the scheme's own

  friend auto operator<=>(const Origin&, const Origin&) = default;
};

class Url {
 public:
  // Errors: malformed (also for another scheme, and for a user or password in it: the message never repeats the URL),
  // limit.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
  // What a Location or Link header means where this URL answered.
  [[nodiscard]] Result<Url> resolve(std::string_view reference) const;

  [[nodiscard]] const std::string& text() const noexcept { return text_; }  // normalised, without a fragment
  [[nodiscard]] const Origin& origin() const noexcept { return origin_; }
  [[nodiscard]] bool is_loopback() const;  // "localhost", 127.0.0.0/8 or [::1], as written: no name is looked up

  friend bool operator==(const Url&, const Url&) = default;

 private:
  Url() = default;
  std::string text_;
  Origin origin_;
};

// Bytes as one segment of a path: everything but letters, digits and "-._~" escaped. A '/' is, too.
[[nodiscard]] std::string escape_segment(std::string_view bytes);

}  // namespace weightcheck::http
