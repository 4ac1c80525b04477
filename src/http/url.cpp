// SPDX-License-Identifier: Apache-2.0
// libcurl's URL interface behind values: it also turns odd spellings of IPv4 addresses (0x7f.1, 2130706433) into the
// plain one.
#include "http/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "http/reach.hpp"

namespace weightcheck::http {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, FreeUrl>;

std::optional<std::string> part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK || text == nullptr) return std::nullopt;
  std::string copy = text;
  curl_free(text);
  return copy;
}

Status set(CURLU* url, std::string_view text) {
  if (text.size() > limits::hub_url_bytes_max) {
    return Error{ErrorCode::limit, "URL of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::hub_url_bytes_max)};
  }
  if (!std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; })) {
    return Error{ErrorCode::malformed, "URL has a blank, a control or a non-ASCII character"};
  }
  if (curl_url_set(url, CURLUPART_URL, std::string(text).c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return Error{ErrorCode::malformed, "URL cannot be read, or holds credentials"};
  }
  return done;
}

Result<Origin> origin_of(CURLU* url) {
  auto scheme = part(url, CURLUPART_SCHEME);
  auto host = part(url, CURLUPART_HOST);
  const std::uint64_t port = parse_decimal(part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("")).value_or(0);
  if (!scheme || !host || host->empty()) return Error{ErrorCode::malformed, "URL has no scheme or no host"};
  if (*scheme != "https" && *scheme != "http") return Error{ErrorCode::malformed, "URL is neither https nor http"};
  if (port == 0 || port > 65535) return Error{ErrorCode::malformed, "URL has no usable port"};
  if (part(url, CURLUPART_USER) || part(url, CURLUPART_PASSWORD))
    return Error{ErrorCode::malformed, "URL holds credentials"};
  host = lowered(*host);
  if (host->ends_with('.')) host->pop_back();  // the root of the name tree: the same host under a second name
  return Origin{std::move(*scheme), std::move(*host), narrow<std::uint16_t>(port)};
}

}  // namespace

std::string Origin::text() const {
  const bool own_port = port == (scheme == "https" ? 443 : 80);
  return scheme + "://" + host + (own_port ? "" : ":" + std::to_string(port));
}

Result<Url> Url::parse(std::string_view text) { return Url().resolve(text); }

Result<Url> Url::resolve(std::string_view reference) const {
  const UrlHandle handle(curl_url());
  if (handle == nullptr) throw std::bad_alloc();
  if (!text_.empty()) {
    if (Status base = set(handle.get(), text_); !base.ok()) return std::move(base).error();
  }
  if (Status read = set(handle.get(), reference); !read.ok()) return std::move(read).error();
  auto origin = origin_of(handle.get());
  if (!origin.ok()) return std::move(origin).error();
  curl_url_set(handle.get(), CURLUPART_FRAGMENT, nullptr, 0);
  auto text = part(handle.get(), CURLUPART_URL);
  if (!text) return Error{ErrorCode::malformed, "URL cannot be written"};
  Url url;
  url.text_ = std::move(*text);
  url.origin_ = std::move(*origin);
  return url;
}

bool Url::is_loopback() const {
  const auto address = Address::parse(origin_.host);
  return address ? address->is_loopback() : origin_.host == "localhost";
}

std::string escape_segment(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const bool plain = is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out.append("%").append(to_hex(bytes_of({&c, 1})));
    }
  }
  return out;
}

}  // namespace weightcheck::http
