// SPDX-License-Identifier: Apache-2.0
// A subset of RFC 3986, section 3, narrow enough that two readers of one value cannot disagree about what it names.
#include "manifest/upstream.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"

namespace weightcheck::manifest {
namespace {

Error broken(std::string_view rule) { return {ErrorCode::malformed, std::string(rule)}; }

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// RFC 3986, "unreserved".
bool is_plain(char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

bool is_all(std::string_view text, bool (*allowed)(char)) { return std::ranges::all_of(text, allowed); }

bool is_dots(std::string_view segment) { return segment == "." || segment == ".."; }

Status check_port(std::string_view port) {
  const auto number = parse_decimal(port);
  if (!number || *number == 0 || *number > 65535) return broken("URL has no port number behind its ':'");
  return done;
}

Status check_host(std::string_view host_and_port) {
  std::string_view host = host_and_port;
  if (host.starts_with('[')) {  // an IPv6 address: its colons are no port's
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos || end == 1) return broken("URL has a bad host");
    const std::string_view address = host.substr(1, end - 1);
    if (!is_all(address, [](char c) { return c == ':' || c == '.' || is_alphanumeric(c); }))
      return broken("URL has a bad host");
    host.remove_prefix(end + 1);
    if (host.empty()) return done;
    return host.front() == ':' ? check_port(host.substr(1)) : broken("URL has a bad host");
  }
  const std::size_t colon = host.find(':');
  host = host.substr(0, colon);
  if (host.empty() || host.front() == '-' || !is_all(host, is_plain)) return broken("URL has a bad host");
  return colon == std::string_view::npos ? Status(done) : check_port(host_and_port.substr(colon + 1));
}

// Everything behind the authority, from its first '/'.
Status check_path(std::string_view path) {
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

Status check_hierarchical(std::string_view scheme, std::string_view rest) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view authority = rest.substr(0, slash);
  const std::string_view path = rest.substr(slash);
  if (scheme == "file") {
    return authority.empty() ? check_path(path) : broken("file URL has a host");
  }
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    if (scheme != "ssh" || user.find(':') != std::string_view::npos) return broken("URL holds credentials");
    if (user.empty() || user.front() == '-' || !is_all(user, is_plain)) return broken("URL has a bad user");
    authority.remove_prefix(at + 1);
  }
  if (auto host = check_host(authority); !host) return host;
  return check_path(path);
}

// ORG/NAME of a hub.
Status check_hub_name(std::string_view name) {
  const std::size_t slash = std::min(name.find('/'), name.size());
  const std::string_view organisation = name.substr(0, slash);
  const std::string_view model = name.substr(std::min(slash + 1, name.size()));
  for (const std::string_view part : {organisation, model}) {
    if (part.empty() || part.front() == '-' || is_dots(part) || !is_all(part, is_plain))
      return broken("hub name is not ORG/NAME");
  }
  return done;
}

}  // namespace

Status check_upstream(std::string_view url) {
  if (url.size() > limits::url_bytes_max) {
    return Error{ErrorCode::limit, "URL of " + std::to_string(url.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::url_bytes_max)};
  }
  if (!is_all(url, [](char c) { return c > 0x20 && c < 0x7f; }))
    return broken("URL has a blank, control or non-ASCII character");
  if (url.find_first_of("?#") != std::string_view::npos) return broken("URL has a query or fragment");
  if (url.find_first_of("\"'<>\\^`{|}") != std::string_view::npos)
    return broken("URL has a character that must be escaped");
  if (url.starts_with("hf:") || url.starts_with("ms:")) return check_hub_name(url.substr(3));
  for (const std::string_view scheme : {"https", "http", "ssh", "file"}) {
    if (url.starts_with(scheme) && url.substr(scheme.size()).starts_with("://")) {
      return check_hierarchical(scheme, url.substr(scheme.size() + 3));
    }
  }
  return broken("URL begins with none of https:// http:// ssh:// file:/// hf: ms:");
}

Status check_license(std::string_view text) {
  if (text.empty()) return broken("license is empty");
  if (text.size() > limits::spdx_expression_bytes_max) {
    return Error{ErrorCode::limit, "license of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::spdx_expression_bytes_max)};
  }
  if (text.front() == ' ' || text.back() == ' ') return broken("license has a blank at its end or beginning");
  if (hides_characters(text)) return broken("license has control or invisible characters");
  return done;
}

}  // namespace weightcheck::manifest
