// SPDX-License-Identifier: Apache-2.0
// "from .a.b import x", "from . import a, b as c", "import .a" (which Python refuses and transformers looks for).
#include "evidence/python_imports.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "evidence/line_ends.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::string_view blanks = " \t\r\n\\";  // between two words of a statement

bool may_stand_in_a_module(char c) { return !is_ascii(c) || is_alnum(c) || c == '_' || c == '.'; }

// The word at the beginning of the line, which is taken off with the blanks behind it.
std::string_view take_word(std::string_view& line) {
  const auto end = std::ranges::find_if_not(line, may_stand_in_a_module);
  const std::string_view word = line.substr(0, static_cast<std::size_t>(end - line.begin()));
  line.remove_prefix(word.size());
  line = trimmed(line, blanks);
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

  // Several statements may stand in a line, and one behind a condition; what looks continued may be a comment.
  void look_at_all(std::string_view line) {
    constexpr std::string_view ends = ";:\n";
    line = trimmed(line);
    look_at(line);
    for (std::size_t at = line.find_first_of(ends); at != std::string_view::npos; at = line.find_first_of(ends, at + 1))
      look_at(line.substr(at + 1));
  }

  [[nodiscard]] std::vector<Import> take() && { return std::move(found_); }

 private:
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

  // "a, b as c", also in parentheses
  void add_names(std::string_view folder, std::string_view names) {
    while (!names.empty() && found_.size() < limits::remote_code_max) {
      names = trimmed(names, " \t\r\n(),\\");
      if (names.starts_with('#')) {  // a comment
        names.remove_prefix(std::min(names.find('\n'), names.size()));
        continue;
      }
      const std::string_view name = take_word(names);
      if (name.empty()) return;
      add(folder, name);
      const std::size_t end = names.find_first_of(",;#");
      if (end == std::string_view::npos || names[end] == ';') return;
      names.remove_prefix(end);
    }
  }

  void add(std::string_view folder, std::string_view module) {
    Import import{files_of_module(folder, module)};
    if (import.candidates.empty() || found_.size() >= limits::remote_code_max) return;
    if (known_.insert(import.candidates.front()).second) found_.push_back(std::move(import));
  }

  std::string_view folder_;
  std::vector<Import> found_;
  std::set<ModelPath> known_;  // the first candidates of those
};

// Of the logical line that begins here: it goes on behind a backslash, and up to the end of parentheses of an import.
std::size_t end_of_line(std::string_view text) {
  std::size_t end = std::min(text.find('\n'), text.size());
  const auto goes_on = [&](std::size_t at) {
    const std::size_t last = at > 0 && text[at - 1] == '\r' ? at - 1 : at;
    return last > 0 && text[last - 1] == '\\';
  };
  while (end < text.size() && goes_on(end))
    end = std::min(text.find('\n', end + 1), text.size());
  const std::string_view line = text.substr(0, end);
  const bool is_open = line.find("import") != std::string_view::npos && line.find('(') != std::string_view::npos &&
                       line.find(')') == std::string_view::npos;
  return is_open ? std::min(text.find(')', end), text.size()) : end;
}

}  // namespace

std::vector<Import> relative_imports(const ModelPath& file, std::string_view written) {
  const auto plain = with_line_ends(written, "\r");  // where Python ends a line, and at a few signs more
  std::string_view text = plain ? *plain : written;
  Finder finder(file);
  while (!text.empty()) {
    const std::size_t end = end_of_line(text);
    finder.look_at_all(text.substr(0, end));
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
