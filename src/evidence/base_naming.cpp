// SPDX-License-Identifier: Apache-2.0
#include "evidence/base_naming.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "evidence/lax_json.hpp"
#include "hubs/table.hpp"
#include "hubs/upstream.hpp"

namespace weightcheck::evidence {

namespace {

constexpr std::size_t kept_max = limits::bases_max + 1;  // one more than are looked at: whoever counts them sees it

struct Repository {
  std::string name;
  std::optional<std::string> revision{};
};

// ".../models--ORG--NAME/snapshots/COMMIT/..."
std::optional<Repository> cached_repository(std::string_view path) {
  std::optional<Repository> found;
  bool is_snapshot = false;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of("/\\"), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (found && is_snapshot) {
      found->revision = part;
      return found;
    }
    is_snapshot = found && part == "snapshots";
    if (const auto cached = found ? std::nullopt : hubs::cached_upstream(part); cached && cached->is_model())
      found = Repository{cached->hub == &hubs::usual_hub ? cached->short_name() : cached->url};
  }
  return found;
}

std::optional<Repository> repository_of(const std::string& value) {
  return is_repository_name(value) ? Repository{value} : cached_repository(value);
}

class NamingReader {
 public:
  explicit NamingReader(const ModelPath& file) : file_(file) {}

  void read(const json::Value& config) {
    if (file_.name() == "quantize_config.json") return add(config, "model_name_or_path", BaseSource::config);
    add(config, "base_model_name_or_path", BaseSource::adapter_config);
    if (file_.name() == "adapter_config.json") return;
    add(config, "_name_or_path", file_.text() == "config.json" ? BaseSource::config : BaseSource::part_config);
    add_parts(config);
  }

  [[nodiscard]] std::vector<BaseNaming> take() && { return std::move(namings_); }

 private:
  void add(const json::Value& config, std::string_view key, BaseSource source) {
    const std::string* value = config.find_string(key);
    auto named = value == nullptr ? std::nullopt : repository_of(*value);
    if (!named || namings_.size() >= kept_max) return;
    BaseNaming naming{
        .file = file_, .source = source, .names = {std::move(named->name)}, .revision = std::move(named->revision)};
    const bool may_say_revision = source == BaseSource::adapter_config && !naming.revision;
    if (const std::string* revision = may_say_revision ? config.find_string("revision") : nullptr)
      naming.revision = *revision;
    const bool is_known =
        std::ranges::any_of(namings_, [&](const BaseNaming& one) { return one.names == naming.names; });
    if (!is_known) namings_.push_back(std::move(naming));
  }

  // "text_config", "vision_config", "decoder", ...: whatever their name, they say it with the same key. As deep as the
  // text may go, which is bounded.
  void add_parts(const json::Value& config) {  // NOLINT(misc-no-recursion)
    for (const json::Member& member : config.members()) {
      if (!member.value.is_object()) continue;
      add(member.value, "_name_or_path", BaseSource::part_config);
      add_parts(member.value);
    }
  }

  const ModelPath& file_;
  std::vector<BaseNaming> namings_;
};

}  // namespace

bool may_name_base(const ModelPath& file) {
  return file.name() == "adapter_config.json" || file.name() == "config.json" || file.text() == "quantize_config.json";
}

bool is_repository_name(std::string_view name) {
  if (name.empty() || name.size() > limits::url_bytes_max) return false;
  if (name.find("://") != std::string_view::npos) return hubs::read_upstream(name).ok();
  const bool is_path = name.front() == '/' || name.front() == '.' || name.front() == '~' || name.back() == '/' ||
                       name.find('\\') != std::string_view::npos;
  return !is_path && std::ranges::count(name, '/') == 1 && hubs::read_upstream(name, hubs::Bare::hub_name).ok();
}

std::vector<BaseNaming> bases_named_in(const ModelPath& file, std::string_view text) {
  const auto config = parse_lax_json(text);
  if (!config.ok()) return {};
  NamingReader reader(file);
  reader.read(*config);
  return std::move(reader).take();
}

}  // namespace weightcheck::evidence
