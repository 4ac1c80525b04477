// SPDX-License-Identifier: Apache-2.0
// "from .a.b import x", "from . import a, b as c", "import .a" (which Python refuses and transformers looks for).
#include "evidence/python_imports.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "base/limits.hpp"

namespace weightcheck::evidence {
namespace {

bool may_stand_in_a_module(char c) { return !is_ascii(c) || is_alnum(c) || c == '_' || c == '.'; }

// The word at the beginning of the line, which is taken off with the blanks behind it.
std::string_view take_word(std::string_view& line) {
  const auto end = std::ranges::find_if_not(line, may_stand_in_a_module);
  const std::string_view word = line.substr(0, static_cast<std::size_t>(end - line.begin()));
  line.remove_prefix(word.size());
  line = trimmed(line);
  return word;
}

// The folder that `dots` stand for: one is the file's own.
std::string_view folder_above(std::string_view folder, std::size_t dots) {
  for (; dots > 1 && !folder.empty(); --dots) {
    const std::size_t slash = folder.rfind('/');
    folder = slash == std::string_view::npos ? std::string_view() : folder.substr(0, slash);
  }
  return folder;
}

void add_candidate(std::vector<ModelPath>& candidates, std::string_view folder, const std::string& name) {
  auto path = ModelPath::parse((folder.empty() ? "" : std::string(folder) + "/") + name);
  if (path.ok()) candidates.push_back(*std::move(path));
}

std::vector<ModelPath> files_of_module(std::string_view folder, std::string_view module) {
  std::string path(module);
  std::ranges::replace(path, '.', '/');
  std::vector<ModelPath> candidates;
  add_candidate(candidates, folder, path + ".py");
  add_candidate(candidates, folder, path + "/__init__.py");
  return candidates;
}

class Finder {
 public:
  explicit Finder(const ModelPath& file) : folder_(file.folder()) {}

  void look_at(std::string_view line) {
    line = trimmed(line);
    const std::string_view word = take_word(line);
    if (word != "from" && word != "import") return;
    std::string_view module = take_word(line);
    const std::size_t dots = std::min(module.find_first_not_of('.'), module.size());
    if (dots == 0) return;
    module.remove_prefix(dots);
    const std::string_view folder = folder_above(folder_, dots);
    if (!module.empty()) return add(folder, module);
    if (take_word(line) != "import") return;
    add_names(folder, line);
  }

  [[nodiscard]] std::vector<Import> take() && { return std::move(found_); }

 private:
  // "a, b as c", also in parentheses
  void add_names(std::string_view folder, std::string_view names) {
    while (!names.empty() && found_.size() < limits::remote_code_max) {
      names = trimmed(names, " \t(),\\");
      const std::string_view name = take_word(names);
      if (name.empty()) return;
      add(folder, name);
      names.remove_prefix(std::min(names.find(','), names.size()));
    }
  }

  void add(std::string_view folder, std::string_view module) {
    Import import{files_of_module(folder, module)};
    if (import.candidates.empty() || found_.size() >= limits::remote_code_max) return;
    if (std::ranges::find(found_, import) == found_.end()) found_.push_back(std::move(import));
  }

  std::string_view folder_;
  std::vector<Import> found_;
};

}  // namespace

std::vector<Import> relative_imports(const ModelPath& file, std::string_view text) {
  Finder finder(file);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    finder.look_at(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::move(finder).take();
}

std::vector<ModelPath> file_of_class(std::string_view folder, std::string_view reference) {
  const std::size_t point = reference.rfind('.');
  if (point == std::string_view::npos || point == 0 || reference.front() == '.' ||
      !std::ranges::all_of(reference, may_stand_in_a_module))
    return {};
  return files_of_module(folder, reference.substr(0, point));
}

}  // namespace weightcheck::evidence
