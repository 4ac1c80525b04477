// SPDX-License-Identifier: Apache-2.0
#include "evidence/code_values.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "evidence/code_paths.hpp"

namespace weightcheck::evidence {
namespace {

bool is_of_word(char c) { return is_alnum(c) || c == '_'; }

// Before the parenthesis: "" where no word stands there.
std::string_view word_before(std::string_view text, std::size_t open) {
  const std::string_view before = trimmed(text.substr(0, open));
  std::size_t begin = before.size();
  while (begin > 0 && is_of_word(before[begin - 1]))
    --begin;
  return before.substr(begin);
}

}  // namespace

bool is_of_other_tools(std::string_view file_name) {
  constexpr std::array<std::string_view, 5> names = {"mkdocs.yml", "mkdocs.yaml", "package.json", "tsconfig.json",
                                                     "babel.config.json"};
  constexpr std::array<std::string_view, 4> begins = {".babelrc", ".eslintrc", ".prettierrc", ".stylelintrc"};
  return is_among(file_name, names) || begins_with_one_of(file_name, begins);
}

bool is_surely_a_path(std::string_view path) {
  return is_class_path(path) && (is_upper(path[path.find_last_of(".:") + 1]) || path.find('.') != path.rfind('.'));
}

bool is_class_of_backend(std::string_view text) {
  return text.find(':') == std::string_view::npos && is_class_path(text) && !is_installed_class(text);
}

// A name of SymPy's functions begins with a capital, and none is long.
bool is_more_than_symbols(std::string_view text) {
  constexpr std::string_view marks = "+-*/(), <>=.";
  constexpr std::size_t word_max = 20;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (!is_of_word(c) && marks.find(c) == std::string_view::npos) return true;
    letters = is_of_word(c) ? letters + 1 : 0;
    if (letters > word_max || (c == '_' && next == '_')) return true;
    if (c == '.' && (is_alpha(next) || next == '_')) return true;
    const std::string_view called = c == '(' ? word_before(text, i) : "";
    if (!called.empty() && !is_upper(called.front())) return true;
  }
  return false;
}

bool speaks_of_code(std::string_view key) {
  constexpr std::array<std::string_view, 19> words = {
      "class",   "cls",    "handler", "module", "type",   "target", "factory", "implem", "entry",   "service",
      "predict", "plugin", "custom",  "model",  "loader", "import", "func",    "call",   "pipeline"};
  const std::string low = lowered(key);
  return std::ranges::any_of(words, [&](std::string_view word) { return low.find(word) != std::string::npos; });
}

}  // namespace weightcheck::evidence
