// SPDX-License-Identifier: Apache-2.0
// The keys are those of sentence-transformers, diffusers, transformers, MLflow and ONNX Runtime GenAI. Under any
// other key a text counts where it leads into a place that was left out: no config has a reason to name one.
#include "evidence/given_paths.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/remote_code.hpp"
#include "evidence/yaml_value.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {
namespace {

struct PathKey {
  std::string_view file;  // "" for any
  std::string_view key;   // '*' at its beginning stands for any characters
  PathUse use = PathUse::opened;
};

constexpr PathKey path_keys[] = {
    {"modules.json", "path"},
    {"", "subfolder"},
    {"", "fast_tokenizer_files"},
    {"", "configuration_files"},
    {"genai_config.json", "filename"},
    {"genai_config.json", "custom_ops_library"},
    {"MLmodel", "model_path"},
    {"MLmodel", "python_model"},
    {"MLmodel", "pickled_model"},
    {"MLmodel", "model_data"},
    {"MLmodel", "data"},
    {"MLmodel", "path"},
    {"MLmodel", "code"},
    {"tokenizer_config.json", "*_file", PathUse::local},
    {"adapter_config.json", "adapters"},
    {"adapter_config.json", "cache_file", PathUse::local},
    {"adapter_config.json", "covariance_file", PathUse::local},
    {"", "filepath", PathUse::local},
    {"speaker_embeddings_path.json", "*path", PathUse::local},
};

bool is_component_index(std::string_view name) {
  return is_named(name, "model_index.json") || is_named(name, "modular_model_index.json");
}

// A text that goes up, or into a folder that desktops and tools hide.
bool looks_hidden(std::string_view text) {
  constexpr std::size_t path_bytes_max = 1024;
  if (text.empty() || text.size() > path_bytes_max || text.find_first_of("\n\r\t{}<>*") != std::string_view::npos)
    return false;
  const bool begins_so = text.front() == '.' || text.front() == '@' || text.front() == '$';
  return begins_so || text.find("/.") != std::string_view::npos || text.find("/@") != std::string_view::npos ||
         text.find("/$") != std::string_view::npos;
}

// A folder or file that begins with a point, which no model keeps parts in.
bool is_hidden_below(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

bool is_here(const ModelTree& tree, const std::string& path) {
  const auto first_from = [&](const std::string& name) -> std::string_view {
    const auto at =
        std::ranges::lower_bound(tree.files, name, {}, [](const ModelFile& file) { return file.path.text(); });
    return at == tree.files.end() ? std::string_view() : std::string_view(at->path.text());
  };
  return first_from(path) == path || first_from(path + "/").starts_with(path + "/");
}

// Most configs have nothing of the kind, and are not parsed again.
bool is_worth_a_look(std::string_view name, std::string_view text) {
  constexpr std::array<std::string_view, 7> marks = {"..", ".git", ".Trash", "\\u", "\\x", "subfolder", "_files"};
  const auto is_row_of_it = [&](const PathKey& row) { return !row.file.empty() && is_named(name, row.file); };
  return is_component_index(name) || is_named(name, "router_config.json") ||
         std::ranges::any_of(path_keys, is_row_of_it) ||
         std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

class PathSearch {
 public:
  explicit PathSearch(std::string_view file_name) : file_name_(file_name) {}

  // Depth is bounded by the parsers.
  void walk(const json::Value& value, const PathKey* row) {
    if (const std::string* text = value.as_string()) {
      if (row != nullptr) add(*text, row->use);
      if (row == nullptr && looks_hidden(*text)) add(*text, PathUse::unknown);
    }
    for (const json::Value& item : value.items())
      walk(item, row);
    for (const json::Member& member : value.members())
      walk(member.value, row_below(row, member.key));
  }

  // A component's name is its folder's.
  void add_components(const json::Value& index) {
    for (const json::Member& member : index.members()) {
      if (!member.key.starts_with('_') && member.value.is_array()) add(member.key, PathUse::opened);
    }
  }

  // {"types": {FOLDER: CLASS}, "structure": {ROUTE: [FOLDER, ...]}}
  void add_routes(const json::Value& config) {
    if (const auto types = config.find("types")) {
      for (const json::Member& member : types->members())
        add(member.key, PathUse::opened);
    }
    static constexpr PathKey folder{"router_config.json", "structure"};
    if (const auto structure = config.find("structure")) walk_all(*structure, folder);
  }

  [[nodiscard]] std::vector<GivenPath> take() && { return std::move(found_); }

 private:
  void walk_all(const json::Value& value, const PathKey& row) {
    if (const std::string* text = value.as_string()) add(*text, row.use);
    for (const json::Value& item : value.items())
      walk_all(item, row);
    for (const json::Member& member : value.members())
      walk_all(member.value, row);
  }

  // Of a mapping whose values are all paths, the keys are names.
  [[nodiscard]] const PathKey* row_below(const PathKey* row, std::string_view key) const {
    return row != nullptr && row->key == "adapters" ? row : row_of(key);
  }

  [[nodiscard]] const PathKey* row_of(std::string_view key) const {
    const auto* const row = std::ranges::find_if(path_keys, [&](const PathKey& one) {
      const bool is_key = one.key.front() == '*' ? key.ends_with(one.key.substr(1)) : key == one.key;
      return is_key && (one.file.empty() || is_named(file_name_, one.file));
    });
    return row == std::end(path_keys) ? nullptr : row;
  }

  void add(const std::string& value, PathUse use) {
    if (found_.size() < given_paths_max) found_.push_back({value, use});
  }

  std::string_view file_name_;
  std::vector<GivenPath> found_;
};

bool is_absolute(std::string_view path) {
  return path.starts_with('/') || path.starts_with('~') ||
         (path.size() > 2 && is_alpha(path[0]) && path[1] == ':' && path[2] == '/');
}

// The path from the model's root, without "." and ".."; nothing where it leaves the model.
std::optional<std::string> resolved(std::string_view folder, std::string_view value) {
  std::vector<std::string_view> parts;
  const std::string whole = std::string(folder) + "/" + std::string(value);
  for (std::string_view rest = whole; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part == ".." && parts.empty()) return std::nullopt;
    if (part == "..") parts.pop_back();
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
  }
  std::string path;
  for (const std::string_view part : parts)
    path += (path.empty() ? "" : "/") + std::string(part);
  return path;
}

}  // namespace

std::vector<GivenPath> given_paths(const ModelPath& file, std::string_view text) {
  if (!is_worth_a_look(file.name(), text)) return {};
  PathSearch search(file.name());
  if (is_yaml_name(file.name())) {
    const std::string plain = as_utf8(text);
    const auto stream = parse_yaml_stream(plain);
    if (stream.ok()) search.walk(stream->documents, nullptr);
    return std::move(search).take();
  }
  const auto config = parse_lax_json(text);
  if (!config.ok()) return {};
  if (is_component_index(file.name())) search.add_components(*config);
  if (is_named(file.name(), "router_config.json")) search.add_routes(*config);
  search.walk(*config, nullptr);
  return std::move(search).take();
}

bool leads_astray(const ModelTree& tree, const ModelPath& file, const GivenPath& given) {
  std::string value = given.value;
  std::ranges::replace(value, '\\', '/');
  if (is_absolute(value)) return given.use == PathUse::opened;
  const bool is_address = value.find("://") != std::string::npos;
  if (is_address) return false;
  bool is_out = true, is_left_out = false;
  // Some loaders begin at the config's own folder, others at the model's.
  for (const std::string_view folder : {file.folder(), std::string_view()}) {
    const auto path = resolved(folder, value);
    if (!path) continue;
    is_out = false;
    const ExcludedEntry* entry = find_excluded(tree.excluded, *path);
    // What is not here yet may be put there later, and is looked at by nobody then.
    const bool is_hidden = given.use == PathUse::opened && is_hidden_below(*path) && !is_here(tree, *path);
    is_left_out = is_left_out || is_hidden;
    if (entry == nullptr) continue;
    if (given.use != PathUse::unknown) {
      is_left_out = true;
    } else if (!entry->file && entry->name != *path) {
      // Lists of what to ignore name such folders and files themselves, and settings a cache.
      is_left_out = is_left_out || entry->reason != Exclusion::hub_metadata;
    }
  }
  return is_left_out || (is_out && given.use != PathUse::unknown);
}

}  // namespace weightcheck::evidence
