// SPDX-License-Identifier: Apache-2.0
#include "evidence/base_naming.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "evidence/lax_json.hpp"
#include "hubs/upstream.hpp"

namespace weightcheck::evidence {

bool may_name_base(const ModelPath& file) {
  return file.name() == "adapter_config.json" || file.text() == "config.json";
}

bool is_repository_name(std::string_view name) {
  if (name.empty() || name.size() > limits::url_bytes_max) return false;
  if (name.find("://") != std::string_view::npos) return hubs::read_upstream(name).ok();
  const bool is_path = name.front() == '/' || name.front() == '.' || name.front() == '~' || name.back() == '/' ||
                       name.find('\\') != std::string_view::npos;
  return !is_path && std::ranges::count(name, '/') == 1 && hubs::read_upstream(name, hubs::Bare::hub_name).ok();
}

std::optional<BaseNaming> base_named_in(const ModelPath& file, std::string_view text) {
  const auto config = parse_lax_json(text);
  if (!config.ok()) return std::nullopt;
  const bool is_adapter = file.name() == "adapter_config.json";
  const std::string* name = config->find_string(is_adapter ? "base_model_name_or_path" : "_name_or_path");
  if (name == nullptr || !is_repository_name(*name)) return std::nullopt;
  BaseNaming naming{
      .file = file, .source = is_adapter ? BaseSource::adapter_config : BaseSource::config, .names = {*name}};
  if (const std::string* revision = is_adapter ? config->find_string("revision") : nullptr) naming.revision = *revision;
  return naming;
}

}  // namespace weightcheck::evidence
