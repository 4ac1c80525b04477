// SPDX-License-Identifier: Apache-2.0
// A URL is a hub's only where its origin is that of the hub and its path names a model there; all else is plain git.
#include "anchor/repository.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "http/url.hpp"
#include "hubs/table.hpp"
#include "hubs/url.hpp"

namespace weightcheck::anchor {
namespace {

Error unusable(std::string_view reason) {
  return {ErrorCode::usage, std::string(reason) + "; an upstream is " + hubs::short_forms() +
                                ", https://HOST/PATH, file:///PATH or the path of a git repository"};
}

// Other things of a hub than models are fetched as from anywhere, and no token is sent for them.
Repository at_hub(hubs::Upstream upstream, const std::string& endpoint, const HubAccess& access) {
  Repository repository{.endpoint = endpoint,
                        .git_url = upstream.clone_url(endpoint),
                        .page = upstream.page_url(endpoint),
                        .token = upstream.is_model() && endpoint == access.endpoint ? access.token : std::string()};
  repository.upstream = std::move(upstream);
  return repository;
}

// A URL of the place at which the environment has a hub asked.
std::optional<Repository> at_mirror(std::string_view text, const HubEnvironment& environment) {
  const auto begin = hubs::parse_url_begin(text);
  if (!begin.ok()) return std::nullopt;
  const std::string address = begin->url.before_path() + std::string(text.substr(begin->length));
  for (const hubs::Hub& hub : hubs::table) {
    const std::string& endpoint = environment.of(hub).endpoint;
    if (!address.starts_with(endpoint + "/")) continue;
    auto named = hubs::read_upstream(std::string(hub.endpoint) + address.substr(endpoint.size()));
    if (named.ok() && named->is_model()) return at_hub(*std::move(named), endpoint, environment.of(hub));
  }
  return std::nullopt;
}

std::string unescaped(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    std::array<std::byte, 1> code{};
    if (path[i] == '%' && from_hex(path.substr(i + 1, 2), code, HexCase::any)) {
      out.push_back(static_cast<char>(code[0]));
      i += 2;
    } else {
      out.push_back(path[i]);
    }
  }
  return out;
}

Result<Repository> from_path(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path whole = std::filesystem::canonical(path, failure);
  if (failure || !std::filesystem::is_directory(whole, failure))
    return unusable("'" + printable(path) + "' is no folder");
  std::string text = "file://";
  for (const std::filesystem::path& part : whole.relative_path())
    text += "/" + http::escape_segment(part.string());
  return Repository{.upstream = {.url = text, .written = text}, .local_path = whole.string(), .page = text};
}

Result<Repository> plain_git(hubs::Upstream upstream) {
  if (upstream.written.starts_with("ssh://")) {
    return Error{ErrorCode::unsupported,
                 "ssh is not spoken here; make the proof with git by hand (docs/proof-format.md), or use https"};
  }
  const auto url = http::Url::parse(upstream.written);
  if (!url.ok()) return unusable(url.error().message);
  if (url->origin().scheme != "https" && !url->is_loopback()) return unusable("http is for loopback only");
  Repository repository{.git_url = upstream.written, .page = upstream.written};
  repository.upstream = std::move(upstream);
  return repository;
}

}  // namespace

Result<Repository> find_repository(std::string_view text, const HubEnvironment& environment) {
  if (auto mirrored = at_mirror(text, environment)) return *std::move(mirrored);
  auto upstream = hubs::read_upstream(text);
  if (upstream.ok() && upstream->hub != nullptr) {
    const HubAccess& access = environment.of(*upstream->hub);
    const bool is_asked_there = hubs::is_short_form(text) && upstream->is_model();
    const std::string endpoint = is_asked_there ? access.endpoint : std::string(upstream->hub->endpoint);
    return at_hub(*std::move(upstream), endpoint, access);
  }
  const bool is_url = hubs::is_short_form(text) || text.find("://") != std::string_view::npos;
  if (!is_url) return from_path(std::string(text));
  if (!upstream.ok()) return unusable(upstream.error().message);
  if (upstream->written.starts_with("file://")) return from_path(unescaped(upstream->written.substr(7)));
  return plain_git(*std::move(upstream));
}

}  // namespace weightcheck::anchor
