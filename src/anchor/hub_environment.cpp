// SPDX-License-Identifier: Apache-2.0
// The order of precedence is facts about another program; the table in its documentation is followed row by row.
#include "anchor/hub_environment.hpp"

#include <algorithm>
#include <string_view>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "http/url.hpp"
#include "hubs/table.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::anchor {
namespace {

constexpr std::size_t token_bytes_max = 4096;

std::string value_of(const Variables& variables, std::string_view name) {
  return name.empty() ? std::string() : variables(std::string(name).c_str()).value_or("");
}

bool is_true(std::string value) {
  std::ranges::transform(value, value.begin(), upper);
  return value == "1" || value == "ON" || value == "YES" || value == "TRUE";
}

std::string with_home(const Variables& variables, std::string path) {
  if (path == "~" || path.starts_with("~/")) path.replace(0, 1, value_of(variables, "HOME"));
  return path;
}

bool is_any_true(const Variables& variables, const hubs::Words& names) {
  return std::ranges::any_of(names, [&](std::string_view name) { return is_true(value_of(variables, name)); });
}

// "" where the hub's client keeps none, or nothing says where.
std::string token_file(const Variables& variables, const hubs::EnvironmentNames& names) {
  if (auto path = value_of(variables, names.token_file); !path.empty()) return with_home(variables, std::move(path));
  if (auto home = value_of(variables, names.home); !home.empty())
    return with_home(variables, std::move(home)) + "/token";
  if (names.cache_folder.empty()) return {};
  const std::string in_cache = "/" + std::string(names.cache_folder) + "/token";
  if (auto cache = value_of(variables, "XDG_CACHE_HOME"); !cache.empty())
    return with_home(variables, std::move(cache)) + in_cache;
  const std::string home = value_of(variables, "HOME");
  return home.empty() ? std::string() : home + "/.cache" + in_cache;
}

Result<std::string> find_token(const Variables& variables, const hubs::EnvironmentNames& names) {
  if (is_true(value_of(variables, names.token_off))) return std::string();
  for (const std::string_view name : names.tokens) {
    if (auto token = std::string(trimmed(value_of(variables, name))); !token.empty()) return token;
  }
  const std::string file = token_file(variables, names);
  if (file.empty()) return std::string();
  const auto bytes = io::read_file(file, token_bytes_max);
  if (bytes.ok()) return std::string(trimmed(*bytes));
  if (bytes.error().code == ErrorCode::not_found) return std::string();
  return within(bytes.error(), "token file");
}

// "" where the environment names none.
Result<std::string> find_endpoint(const Variables& variables, const hubs::EnvironmentNames& names) {
  std::string text(trimmed(value_of(variables, names.endpoint)));
  if (text.empty()) return text;
  if (names.endpoint_form == hubs::EndpointForm::host) text.insert(0, "https://");
  while (text.ends_with('/'))
    text.pop_back();
  const auto url = http::Url::parse(text);
  if (!url.ok()) return within({ErrorCode::usage, url.error().message}, names.endpoint);
  if (url->origin().scheme != "https" && !url->is_loopback())
    return Error{ErrorCode::usage, std::string(names.endpoint) + " is not https"};
  return text;
}

}  // namespace

HubEnvironment::HubEnvironment() {
  for (const hubs::Hub& hub : hubs::table)
    access_.push_back({.endpoint = std::string(hub.endpoint)});
}

const HubAccess& HubEnvironment::of(const hubs::Hub& hub) const {
  return access_.at(static_cast<std::size_t>(&hub - hubs::table.data()));
}

HubAccess& HubEnvironment::of(const hubs::Hub& hub) {
  return access_.at(static_cast<std::size_t>(&hub - hubs::table.data()));
}

Result<HubEnvironment> read_hub_environment(const Variables& variables) {
  HubEnvironment environment;
  for (const hubs::Hub& hub : hubs::table) {
    HubAccess& access = environment.of(hub);
    auto endpoint = find_endpoint(variables, hub.environment);
    if (!endpoint.ok()) return std::move(endpoint).error();
    if (!endpoint->empty()) access.endpoint = *std::move(endpoint);
    auto token = find_token(variables, hub.environment);
    if (!token.ok()) return std::move(token).error();
    access.token = *std::move(token);
    access.offline = is_any_true(variables, hub.environment.offline);
  }
  return environment;
}

}  // namespace weightcheck::anchor
