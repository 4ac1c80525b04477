// SPDX-License-Identifier: Apache-2.0
// A URL is a hub's only where its origin is that of the hub and its path names a model there; all else is plain git.
#include "anchor/upstream.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "http/url.hpp"
#include "manifest/upstream.hpp"

namespace weightcheck::anchor {
namespace {

constexpr std::string_view forms =
    "an upstream is hf:ORG/NAME, ms:ORG/NAME, https://HOST/PATH, file:///PATH or the path of a git repository";

Error unusable(std::string_view reason) { return {ErrorCode::usage, std::string(reason) + "; " + std::string(forms)}; }

Upstream on_hugging_face(const std::string& name, const std::string& endpoint, const HubEnvironment& environment) {
  return {.hub = Hub::hugging_face,
          .text = std::string(huggingface_endpoint) + "/" + name,
          .git_url = endpoint + "/" + name,
          .name = name,
          .api = endpoint + "/api/models",
          .page = endpoint + "/" + name,
          .token = endpoint == environment.endpoint ? environment.token : std::string()};
}

Upstream on_modelscope(const std::string& name, const HubEnvironment& environment) {
  return {.hub = Hub::modelscope,
          .text = std::string(modelscope_endpoint) + "/" + name,
          .git_url = environment.modelscope + "/" + name + ".git",
          .name = name,
          .api = environment.modelscope + "/api/v1/models",
          .page = environment.modelscope + "/models/" + name};
}

bool is_name_part(std::string_view part) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !part.empty() && part.front() != '-' && part != "." && part != ".." && !part.ends_with(".git") &&
         std::ranges::all_of(part, is_plain);
}

// The model that a hub's URL names by its path behind the endpoint: ORG/NAME, or NAME for the oldest ones. Nothing for
// data sets, spaces and pages.
std::optional<std::string> model_name(std::string_view path) {
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  const std::size_t slash = path.find('/');
  const std::string_view first = path.substr(0, slash);
  static constexpr std::array<std::string_view, 5> other_things{"datasets", "spaces", "kernels", "api", "models"};
  if (std::ranges::find(other_things, first) != other_things.end() || !is_name_part(first)) return std::nullopt;
  if (slash != std::string_view::npos && !is_name_part(path.substr(slash + 1))) return std::nullopt;
  return std::string(path);
}

std::optional<std::string_view> behind(std::string_view text, std::string_view endpoint) {
  if (!text.starts_with(endpoint) || text.size() == endpoint.size() || text[endpoint.size()] != '/')
    return std::nullopt;
  return text.substr(endpoint.size());
}

Result<Upstream> from_url(std::string_view text, const HubEnvironment& environment) {
  const auto url = http::Url::parse(text);
  if (!url.ok()) return unusable(url.error().message);
  if (url->origin().scheme != "https" && !url->is_loopback()) return unusable("http is for loopback only");
  const std::size_t path_begin = std::min(text.find('/', text.find("://") + 3), text.size());
  const std::string written =
      url->origin().text() + std::string(text.substr(path_begin));  // the origin in its one spelling
  for (const std::string& endpoint : {environment.endpoint, std::string(huggingface_endpoint)}) {
    const auto path = behind(written, endpoint);
    const auto name = path ? model_name(*path) : std::nullopt;
    if (name) return on_hugging_face(*name, endpoint, environment);
  }
  for (const std::string& endpoint :
       {environment.modelscope, std::string(modelscope_endpoint), std::string("https://modelscope.cn")}) {
    auto path = behind(written, endpoint);
    if (path && path->starts_with("/models/")) path = path->substr(7);
    const auto name = path ? model_name(*path) : std::nullopt;
    if (name && name->find('/') != std::string::npos) return on_modelscope(*name, environment);
  }
  return Upstream{.text = std::string(text), .git_url = std::string(text), .page = std::string(text)};
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

Result<Upstream> from_path(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path whole = std::filesystem::canonical(path, failure);
  if (failure || !std::filesystem::is_directory(whole, failure))
    return unusable("'" + printable(path) + "' is no folder");
  std::string text = "file://";
  for (const std::filesystem::path& part : whole.relative_path())
    text += "/" + http::escape_segment(part.string());
  return Upstream{.text = text, .local_path = whole.string(), .page = text};
}

}  // namespace

Result<Upstream> read_upstream(std::string_view text, const HubEnvironment& environment) {
  const bool short_name = text.starts_with("hf:") || text.starts_with("ms:");
  if (!short_name && text.find("://") == std::string_view::npos) return from_path(std::string(text));
  if (Status syntax = manifest::check_upstream(text); !syntax.ok()) return unusable(syntax.error().message);
  if (short_name) {
    const auto name = model_name("/" + std::string(text.substr(3)));
    if (!name) return unusable("'" + printable(text) + "' names no model");
    return text.starts_with("hf:") ? on_hugging_face(*name, environment.endpoint, environment)
                                   : on_modelscope(*name, environment);
  }
  if (text.starts_with("file://")) return from_path(unescaped(text.substr(7)));
  if (text.starts_with("ssh://")) {
    return Error{ErrorCode::unsupported,
                 "ssh is not spoken here; make the proof with git by hand (docs/proof-format.md), or use https"};
  }
  return from_url(text, environment);
}

}  // namespace weightcheck::anchor
