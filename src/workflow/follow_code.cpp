// SPDX-License-Identifier: Apache-2.0
// Every file is read once, whoever imports it.
#include "workflow/follow_code.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/python_imports.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Cost;
using evidence::Evidence;
using evidence::Import;
using evidence::RemoteCode;

constexpr std::uint64_t steps_an_import = 100;  // whose files are looked for in the tree
constexpr std::uint64_t steps_a_path = 120;     // which is taken from the text
constexpr std::uint64_t bytes_a_path = 128;     // beside its characters

// As they are kept.
std::uint64_t bytes_kept_of(const std::vector<Import>& imports) {
  std::uint64_t bytes = imports.size() * sizeof(Import);
  for (const Import& import : imports) {
    for (const ModelPath& path : import.candidates)
      bytes += sizeof(ModelPath) + bytes_a_path + path.text().size();
  }
  return bytes;
}

class Follower {
 public:
  Follower(const ModelReader& model, evidence::Budget& budget, const Evidence& evidence)
      : model_(model), budget_(budget), evidence_(evidence) {}

  // From the first of these files that is here, through all that it imports.
  void follow(RemoteCode& reference) {
    if (reference.code.empty()) return;
    const Import named{std::exchange(reference.code, {})};
    std::set<ModelPath> found;
    std::vector<ModelPath> open;
    const auto take = [&](const Import& import) {
      const auto here = std::ranges::find_if(
          import.candidates, [&](const ModelPath& path) { return evidence_.tree.find(path) != nullptr; });
      const bool is_here = here != import.candidates.end();
      const ModelPath& path = is_here ? *here : import.candidates.front();
      if (is_here && !found.insert(path).second) return;
      if (!pays(path, Cost::bytes, sizeof(ModelPath))) return;
      (is_here ? reference.code : reference.not_here).push_back(path);
      if (is_here) open.push_back(path);
    };
    take(named);
    while (!open.empty()) {
      if (found.size() > limits::remote_code_max) {
        leave(open.back(), {ErrorCode::limit,
                            "more than " + std::to_string(limits::remote_code_max) + " files are imported with it"});
        break;
      }
      const ModelPath file = std::move(open.back());
      open.pop_back();
      const std::vector<Import>& imports = imports_of(file);
      if (!pays(file, Cost::steps, imports.size() * steps_an_import)) break;
      for (const Import& import : imports)
        take(import);
    }
    std::ranges::sort(reference.not_here);
    reference.not_here.erase(std::unique(reference.not_here.begin(), reference.not_here.end()),
                             reference.not_here.end());
  }

  [[nodiscard]] std::optional<CodeGap> gap() && { return std::move(gap_); }

 private:
  void leave(const ModelPath& file, Error error) {
    if (!gap_) gap_ = CodeGap{file, within(std::move(error), "code that configs name")};
  }

  bool pays(const ModelPath& file, Cost cost, std::uint64_t amount) {
    const Status drawn = budget_.draw(cost, amount);
    if (!drawn.ok()) leave(file, drawn.error());
    is_spent_ = is_spent_ || !drawn.ok();
    return drawn.ok();
  }

  const std::vector<Import>& imports_of(const ModelPath& file) {
    const auto known = imports_.find(file);
    if (known != imports_.end()) return known->second;
    std::vector<Import> imports;
    if (is_spent_) return imports_.emplace(file, std::move(imports)).first->second;
    const std::uint64_t bytes = std::min<std::uint64_t>(evidence_.tree.find(file)->size, limits::python_code_bytes_max);
    Status drawn = budget_.draw(Cost::entries, 1);
    if (drawn.ok()) drawn = budget_.draw(Cost::scanned, bytes);
    const auto text = drawn.ok() ? model_.read_head(*evidence_.tree.find(file), limits::python_code_bytes_max)
                                 : Result<std::string>(drawn.error());
    if (text.ok()) imports = evidence::relative_imports(file, *text);
    if (!text.ok()) leave(file, text.error());
    if (!pays(file, Cost::bytes, bytes_kept_of(imports)) || !pays(file, Cost::steps, imports.size() * steps_a_path))
      imports.clear();
    if (evidence_.tree.find(file)->size > limits::python_code_bytes_max)
      leave(file, {ErrorCode::limit, "what it imports behind its first " +
                                         std::to_string(limits::python_code_bytes_max) + " bytes is not looked at"});
    if (imports.size() >= limits::remote_code_max)
      leave(file, {ErrorCode::limit, "it imports more than the " + std::to_string(limits::remote_code_max) +
                                         " files that are looked for"});
    return imports_.emplace(file, std::move(imports)).first->second;
  }

  const ModelReader& model_;
  evidence::Budget& budget_;
  const Evidence& evidence_;
  std::map<ModelPath, std::vector<Import>> imports_;
  std::optional<CodeGap> gap_;
  bool is_spent_ = false;  // nothing more is read then
};

// Triton's Python backend imports VERSION/model.py, also where no config says so, or what the config beside VERSION
// names instead, and puts the folder before all others that Python imports from.
bool is_imported_by_triton(const ModelPath& path, const evidence::ModelTree& tree) {
  const std::string_view version = last_name(path.folder());
  if (!path.name().ends_with(".py") || version.empty() || !std::ranges::all_of(version, is_digit)) return false;
  if (path.name() == "model.py") return true;
  const std::string_view around = path.folder().substr(0, path.folder().size() - version.size());
  const auto config = ModelPath::parse(std::string(around) + "config.pbtxt");
  return config.ok() && tree.find(*config) != nullptr;
}

bool has_beside(const ModelPath& path, std::string_view name, const evidence::ModelTree& tree) {
  const std::string folder(path.folder());
  const auto other = ModelPath::parse(folder + (folder.empty() ? "" : "/") + std::string(name));
  return other.ok() && tree.find(*other) != nullptr;
}

// Files that loaders import by their own names, when they are asked for such code and no config names it.
bool is_imported_by_name(const ModelPath& path, const evidence::ModelTree& tree) {
  // Of Hugging Face's endpoints, diffusers and transformers; torch.hub; SageMaker; SpeechBrain; Truss.
  constexpr std::array<std::string_view, 8> names = {
      "handler.py",        "pipeline.py", "custom_generate/generate.py", "hubconf.py",
      "code/inference.py", "custom.py",   "custom_interface.py",         "model/model.py"};
  const std::string_view folder = path.folder();
  const bool is_compiled_by_djl =  // by its translators' factory, with the classes that it finds there
      path.name().ends_with(".java") &&
      (folder.find("libs/classes") != std::string_view::npos || folder.find("lib/classes") != std::string_view::npos);
  return std::ranges::find(names, path.text()) != names.end() || is_compiled_by_djl ||
         is_imported_by_triton(path, tree) ||
         (path.name() == "model.py" && has_beside(path, "serving.properties", tree));  // of DJL Serving
}

// Of MLflow's "code" and "code_paths".
bool names_a_folder(const RemoteCode& reference) {
  const std::string_view key = std::string_view(reference.key).substr(reference.key.rfind('.') + 1);
  return evidence::is_named(reference.file.name(), "MLmodel") && (key == "code" || key == "code_paths");
}

Status add_code_below(RemoteCode& reference, const evidence::ModelTree& tree, evidence::Budget& budget) {
  const std::string around = std::string(reference.file.folder()) + (reference.file.folder().empty() ? "" : "/");
  const auto folder = ModelPath::parse(around + std::string(trimmed(reference.value, "/")));
  if (!folder.ok()) return done;
  const std::string below = folder->text() + "/";
  for (const auto& file : tree.files) {
    if (Status drawn = budget.draw(Cost::steps, 1); !drawn.ok()) return drawn;
    const std::string& path = file.path.text();
    if (path.starts_with(below) && path.ends_with(".py") && reference.code.size() < limits::remote_code_max)
      reference.code.push_back(file.path);
  }
  return done;
}

}  // namespace

std::optional<CodeGap> follow_code(const ModelReader& model, evidence::Budget& budget, Evidence& evidence) {
  Follower follower(model, budget, evidence);
  std::set<ModelPath> imported;
  for (RemoteCode& reference : evidence.remote_code) {
    follower.follow(reference);
    imported.insert(reference.code.begin(), reference.code.end());
  }
  std::erase_if(evidence.remote_code,
                [](const RemoteCode& reference) { return reference.only_if_here && reference.code.empty(); });
  for (RemoteCode& reference : evidence.remote_code) {
    if (!names_a_folder(reference)) continue;
    if (const Status added = add_code_below(reference, evidence.tree, budget); !added.ok())
      return CodeGap{reference.file, within(added.error(), "code that configs name")};
    imported.insert(reference.code.begin(), reference.code.end());
  }
  for (const auto& file : evidence.tree.files) {
    if (is_imported_by_name(file.path, evidence.tree)) imported.insert(file.path);
  }
  evidence.imported.assign(imported.begin(), imported.end());
  return std::move(follower).gap();
}

}  // namespace weightcheck::workflow
