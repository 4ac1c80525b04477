// SPDX-License-Identifier: Apache-2.0
// A subset of RFC 3986, section 3.
#include "hubs/url.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "hubs/table.hpp"
#include "hubs/upstream.hpp"

namespace weightcheck::hubs {
namespace {

struct Scheme {
  std::string_view name;
  std::string_view port;
};
constexpr std::array<Scheme, 4> schemes{{{"https", "443"}, {"http", "80"}, {"ssh", "22"}, {"file", ""}}};

Error broken(std::string_view rule) { return {ErrorCode::malformed, std::string(rule)}; }

// RFC 3986, "unreserved".
bool is_plain(char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

bool is_all(std::string_view text, bool (*allowed)(char)) { return std::ranges::all_of(text, allowed); }

Status check_port(std::string_view port) {
  const auto number = parse_decimal(port);
  if (!number || *number == 0 || *number > 65535) return broken("URL has no port number behind its ':'");
  return done;
}

Status check_host(std::string_view host) {
  if (host.starts_with('[')) {
    const bool closed = host.size() > 2 && host.ends_with(']');
    const std::string_view address = closed ? host.substr(1, host.size() - 2) : "";
    const bool usable = closed && is_all(address, [](char c) { return c == ':' || c == '.' || is_alnum(c); });
    return usable ? Status(done) : broken("URL has a bad host");
  }
  if (host.empty() || host.front() == '-' || !is_all(host, is_plain)) return broken("URL has a bad host");
  return done;
}

// [USER@]HOST[:PORT]; the colons of an IPv6 address are no port's.
Status take_authority(std::string_view authority, const Scheme& scheme, Url& url) {
  if (scheme.name == "file") return authority.empty() ? Status(done) : broken("file URL has a host");
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    if (scheme.name != "ssh" || user.find(':') != std::string_view::npos) return broken("URL holds credentials");
    if (user.empty() || user.front() == '-' || !is_all(user, is_plain)) return broken("URL has a bad user");
    url.user = user;
    authority.remove_prefix(at + 1);
  }
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return broken("URL has a bad host");
  const std::size_t colon = authority.find(':', bracket);
  const std::string_view host = authority.substr(0, colon);
  if (Status checked = check_host(host); !checked.ok()) return checked;
  url.host = lowered(host);
  if (colon == std::string_view::npos) return done;
  const std::string_view port = authority.substr(colon + 1);
  if (Status checked = check_port(port); !checked.ok()) return checked;
  if (port != scheme.port) url.port = port;
  return done;
}

}  // namespace

bool is_dots(std::string_view segment) {
  std::string plain = lowered(segment);
  for (std::size_t at = plain.find("%2e"); at != std::string::npos; at = plain.find("%2e"))
    plain.replace(at, 3, ".");
  return plain == "." || plain == "..";
}

Error no_scheme() {
  std::string prefixes;
  for (const Hub& hub : table)
    prefixes += " " + std::string(hub.prefix) + ":";
  return broken("URL begins with none of https:// http:// ssh:// file:///" + prefixes);
}

std::string Url::before_path() const {
  return scheme + "://" + (user.empty() ? "" : user + "@") + host + (port.empty() ? "" : ":" + port);
}

Result<UrlBegin> parse_url_begin(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return no_scheme();
  const auto scheme = std::ranges::find(schemes, lowered(text.substr(0, colon)), &Scheme::name);
  if (scheme == schemes.end()) return no_scheme();
  UrlBegin begin{.url = {.scheme = std::string(scheme->name)}};
  begin.length = std::min(text.find_first_of("/?#", colon + 3), text.size());
  const std::string_view authority = text.substr(colon + 3, begin.length - colon - 3);
  if (Status taken = take_authority(authority, *scheme, begin.url); !taken.ok()) return taken.error();
  return begin;
}

Status check_path(std::string_view path) {
  if (path.find_first_of("?#") != std::string_view::npos) return broken("URL has a query or fragment");
  if (path.size() < 2) return broken("URL names no repository");
  if (path.find('@') != std::string_view::npos)
    return broken("URL has an '@' in its path, where a commit would be looked for");
  for (std::size_t begin = 1; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (is_dots(path.substr(begin, end - begin))) return broken("URL has a '.' or '..' in its path");
    if (end == begin && end != path.size()) return broken("URL has an empty segment in its path");
    begin = end + 1;
  }
  for (std::size_t at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 3)) {
    std::array<std::byte, 1> code{};
    if (!from_hex(path.substr(at + 1, 2), code, HexCase::any)) return broken("URL has a '%' that escapes nothing");
    const auto value = std::to_integer<unsigned char>(code[0]);
    const char escaped = static_cast<char>(value);
    // An escaped letter, dot or slash is a second spelling of a plain one, and so a way around comparisons.
    const bool control = value < 0x20 || value == 0x7f;
    if (control || is_plain(escaped) || escaped == '/')
      return broken("URL escapes a character that needs or allows no escape");
  }
  return done;
}

Status check_characters(std::string_view text) {
  if (text.size() > limits::url_bytes_max) {
    return Error{ErrorCode::limit, "URL of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::url_bytes_max)};
  }
  if (!is_all(text, [](char c) { return c > 0x20 && c < 0x7f; }))
    return broken("URL has a blank, control or non-ASCII character");
  if (text.find_first_of("\"'<>\\^`{|}") != std::string_view::npos)
    return broken("URL has a character that must be escaped");
  return done;
}

Status check_written(std::string_view text) {
  if (Status checked = check_characters(text); !checked.ok()) return checked;
  if (is_short_form(text)) {
    const bool plain = std::ranges::count(text, '/') == 1 && !text.ends_with('/') && read_upstream(text).ok();
    return plain ? Status(done) : broken("hub name is not ORG/NAME");
  }
  const auto begin = parse_url_begin(text);
  if (!begin.ok()) return begin.error();
  if (!text.starts_with(begin->url.scheme)) return no_scheme();  // in capitals
  return check_path(text.substr(begin->length));
}

}  // namespace weightcheck::hubs
