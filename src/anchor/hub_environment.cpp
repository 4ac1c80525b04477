// SPDX-License-Identifier: Apache-2.0
// The order of precedence is facts about another program; the table in its documentation is followed row by row.
#include "anchor/hub_environment.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/escape.hpp"
#include "http/url.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::anchor {
namespace {

constexpr std::size_t token_bytes_max = 4096;

std::string value_of(const Variables& variables, const char* name) { return variables(name).value_or(""); }

bool is_true(std::string value) {
  std::ranges::transform(value, value.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return value == "1" || value == "ON" || value == "YES" || value == "TRUE";
}

std::string stripped(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::string with_home(const Variables& variables, std::string path) {
  if (path == "~" || path.starts_with("~/")) path.replace(0, 1, value_of(variables, "HOME"));
  return path;
}

std::string token_file(const Variables& variables) {
  if (auto path = value_of(variables, "HF_TOKEN_PATH"); !path.empty()) return with_home(variables, std::move(path));
  if (auto home = value_of(variables, "HF_HOME"); !home.empty())
    return with_home(variables, std::move(home)) + "/token";
  if (auto cache = value_of(variables, "XDG_CACHE_HOME"); !cache.empty())
    return with_home(variables, std::move(cache)) + "/huggingface/token";
  const std::string home = value_of(variables, "HOME");
  return home.empty() ? std::string() : home + "/.cache/huggingface/token";
}

Result<std::string> find_token(const Variables& variables) {
  if (is_true(value_of(variables, "HF_HUB_DISABLE_IMPLICIT_TOKEN"))) return std::string();
  for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
    if (auto token = stripped(value_of(variables, name)); !token.empty()) return token;
  }
  const std::string file = token_file(variables);
  if (file.empty()) return std::string();
  const auto bytes = io::read_file(file, token_bytes_max);
  if (bytes.ok()) return stripped(*bytes);
  if (bytes.error().code == ErrorCode::not_found) return std::string();
  return within(bytes.error(), "token file");
}

Result<std::string> endpoint(std::string text, const char* name) {
  while (text.ends_with('/'))
    text.pop_back();
  const auto url = http::Url::parse(text);
  if (!url.ok()) return Error{ErrorCode::usage, std::string(name) + ": " + url.error().message};
  if (url->origin().scheme != "https" && !url->is_loopback())
    return Error{ErrorCode::usage, std::string(name) + " is not https"};
  return text;
}

}  // namespace

Variables process_variables() {
  return [](const char* name) -> std::optional<std::string> {
    const char* const value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<HubEnvironment> read_hub_environment(const Variables& variables) {
  HubEnvironment environment;
  if (auto named = stripped(value_of(variables, "HF_ENDPOINT")); !named.empty()) {
    auto checked = endpoint(std::move(named), "HF_ENDPOINT");
    if (!checked.ok()) return std::move(checked).error();
    environment.endpoint = std::move(*checked);
  }
  if (auto domain = stripped(value_of(variables, "MODELSCOPE_DOMAIN")); !domain.empty()) {
    auto checked = endpoint("https://" + domain, "MODELSCOPE_DOMAIN");
    if (!checked.ok()) return std::move(checked).error();
    environment.modelscope = std::move(*checked);
  }
  auto token = find_token(variables);
  if (!token.ok()) return std::move(token).error();
  environment.token = std::move(*token);
  environment.offline =
      is_true(value_of(variables, "HF_HUB_OFFLINE")) || is_true(value_of(variables, "TRANSFORMERS_OFFLINE"));
  return environment;
}

}  // namespace weightcheck::anchor
