// SPDX-License-Identifier: Apache-2.0
// Names are compared by their words, without case and whatever stands between them.
#include "license/file_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "base/path_text.hpp"
#include "base/word_list.hpp"
#include "license/name_words.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::license {
namespace {

using Words = std::vector<std::string>;

struct Path {
  std::string_view folders;
  std::string_view name;
};

enum class Form : std::uint8_t { text, data, other };

Form form_of_ending(std::string_view name) {
  static constexpr SortedWords data =
      std::to_array<std::string_view>({"cfg", "conf", "csv", "ini", "json", "jsonl", "toml", "xml", "yaml", "yml"});
  static constexpr SortedWords other = std::to_array<std::string_view>(
      {"c",  "cc",   "cpp",     "cs",  "css", "go", "gz", "h",  "hpp", "ipynb", "java", "jpeg", "jpg",
       "js", "lock", "parquet", "php", "png", "py", "rb", "rs", "sh",  "svg",   "ts",   "zip"});
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return Form::text;
  if (weights::is_weight_name(lowered(name))) return Form::other;
  const std::string ending = lowered(name.substr(dot + 1));
  return data.contains(ending) ? Form::data : other.contains(ending) ? Form::other : Form::text;
}

Path parts_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

bool holds(const Words& words, std::string_view wanted) { return std::ranges::find(words, wanted) != words.end(); }

template <std::size_t size>
bool holds(const Words& words, const SortedWords<size>& wanted) {
  return std::ranges::any_of(words, [&](const std::string& word) { return wanted.contains(word); });
}

bool holds_pair(const Words& words, std::string_view first, std::string_view second) {
  const auto pair = std::ranges::adjacent_find(
      words, [&](const std::string& one, const std::string& next) { return one == first && next == second; });
  return pair != words.end();
}

// Words of a license in the languages that models are published in.
constexpr SortedWords license_words =
    std::to_array<std::string_view>({"copying",
                                     "eula",
                                     "licenca",
                                     "licence",
                                     "licences",
                                     "licencia",
                                     "licencias",
                                     "licens",
                                     "license",
                                     "licenses",
                                     "licensing",
                                     "licentie",
                                     "licenza",
                                     "licen\xC3\xA7"
                                     "a",
                                     "lizenz",
                                     "lizenzen",
                                     "unlicence",
                                     "unlicense",
                                     "\xD0\x9B\xD0\x98\xD0\xA6\xD0\x95\xD0\x9D\xD0\x97\xD0\x98\xD0\xAF",
                                     "\xD0\x9B\xD0\xB8\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB7\xD0\xB8\xD1\x8F",
                                     "\xD0\xBB\xD0\xB8\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB7\xD0\xB8\xD1\x8F",
                                     "\xE3\x83\xA9\xE3\x82\xA4\xE3\x82\xBB\xE3\x83\xB3\xE3\x82\xB9",
                                     "\xE6\xA8\xA1\xE5\x9E\x8B\xE8\xAE\xB8\xE5\x8F\xAF\xE5\x8D\x8F\xE8\xAE\xAE",
                                     "\xE8\xAE\xB8\xE5\x8F\xAF",
                                     "\xE8\xAE\xB8\xE5\x8F\xAF\xE5\x8D\x8F\xE8\xAE\xAE",
                                     "\xE8\xAE\xB8\xE5\x8F\xAF\xE8\xAF\x81",
                                     "\xEB\x9D\xBC\xEC\x9D\xB4\xEC\x84\xA0\xEC\x8A\xA4"});

// Words that speak of terms and of other things too.
constexpr SortedWords weak_words =
    std::to_array<std::string_view>({"agreement",
                                     "agreements",
                                     "bedingungen",
                                     "compliance",
                                     "condiciones",
                                     "conditions",
                                     "copyright",
                                     "copyrights",
                                     "disclaimer",
                                     "legal",
                                     "noncommercial",
                                     "nutzungsbedingungen",
                                     "permission",
                                     "permissions",
                                     "policies",
                                     "policy",
                                     "restriction",
                                     "restrictions",
                                     "rights",
                                     "termini",
                                     "termos",
                                     "terms",
                                     "tos",
                                     "tou",
                                     "usage",
                                     "voorwaarden",
                                     "\xE4\xBD\xBF\xE7\x94\xA8\xE6\x9D\xA1\xE6\xAC\xBE",
                                     "\xE5\x88\xA9\xE7\x94\xA8\xE8\xA6\x8F\xE7\xB4\x84",
                                     "\xE5\x8D\x8F\xE8\xAE\xAE",
                                     "\xE6\x9D\xA1\xE6\xAC\xBE",
                                     "\xEC\x9D\xB4\xEC\x9A\xA9\xEC\x95\xBD\xEA\xB4\x80"});

bool is_use_policy(const Words& words) {
  if (holds_pair(words, "use", "policy") || holds_pair(words, "usage", "policy") ||
      holds_pair(words, "use", "policies") || holds_pair(words, "prohibited", "use") ||
      holds_pair(words, "prohibited", "uses") || holds_pair(words, "acceptable", "use") ||
      holds_pair(words, "responsible", "use") || holds_pair(words, "use", "restrictions") ||
      holds_pair(words, "usage", "restrictions"))
    return true;
  return holds(words, "aup");
}

// A list of licenses or a table of them is data; a license in a file of data has nothing in its name but that.
bool is_only_about_terms(const Words& words) {
  static constexpr SortedWords fitting = std::to_array<std::string_view>(
      {"agreement", "and", "code", "data", "end", "model", "models", "of", "use", "user", "weights"});
  if (words.size() == 1 && (words[0] == "licenses" || words[0] == "licences")) return false;
  return std::ranges::all_of(words, [&](const std::string& word) {
    return license_words.contains(word) || weak_words.contains(word) || fitting.contains(word);
  });
}

// The words of a name that is one of a text; none where it is a program's, a picture's or a list's.
Words words_of_text(std::string_view name, Form form) {
  if (form == Form::text) return name_words(name);
  if (form == Form::other) {  // a picture of the terms: LICENSE.png
    static constexpr SortedWords pictures = std::to_array<std::string_view>({"jpeg", "jpg", "png", "svg"});
    if (!pictures.contains(lowered(name.substr(name.rfind('.') + 1)))) return {};
  }
  Words words = name_words(name.substr(0, name.rfind('.')));
  return is_only_about_terms(words) ? words : Words();
}

// Where texts of terms are kept, whatever they are called.
bool is_folder_of_terms(const Words& folder) {
  return folder.size() == 1 && (folder[0] == "legal" || folder[0] == "terms");
}

bool holds_licenses(const Words& words) { return holds(words, "licenses") || holds(words, "licences"); }

bool is_folder_of_licenses(const Words& folder) {
  return (holds_licenses(folder) && folder.size() <= 2) || (folder.size() == 1 && license_words.contains(folder[0]));
}

// What says of a folder what is in it, and what only keeps it.
bool is_about_folder(std::string_view name) { return name.starts_with('.') || holds(name_words(name), "readme"); }

}  // namespace

Subject subject_of_name(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  const Form form = form_of_ending(name);
  const Words words = words_of_text(name, form);
  const Words folder = form == Form::text ? name_words(last_name(folders)) : Words();
  if (holds(words, "notice") || holds(words, "notices")) return Subject::notice;
  const bool names_license = holds(words, license_words), names_use = is_use_policy(words);
  if (names_use && !names_license) return Subject::use_policy;
  const bool is_license = names_license || (is_folder_of_licenses(folder) && !is_about_folder(name)) ||
                          holds_pair(words, "of", "use") || holds_pair(words, "of", "service") ||
                          holds_pair(words, "user", "agreement");
  const bool is_badge = form == Form::other && !folders.empty();  // one of many pictures
  if (is_license && !is_badge && !words.empty()) return Subject::license;
  const bool may_be_terms = is_folder_of_terms(folder) || holds(words, weak_words);
  return may_be_terms && !names_use ? Subject::terms : Subject::none;
}

bool is_plain_license_name(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  const Words folder = name_words(last_name(folders));
  return holds_licenses(folder) || name_words(name.substr(0, name.find('.'))).size() <= 2;
}

bool is_named_as_terms(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  const Words words = name_words(name.substr(0, name.rfind('.')));
  return !words.empty() && (is_folder_of_terms(name_words(last_name(folders))) || is_only_about_terms(words));
}

bool may_quote_license(std::string_view path) {
  static constexpr SortedWords endings =
      std::to_array<std::string_view>({"htm", "html", "markdown", "md", "rst", "text", "txt"});
  static constexpr SortedWords of_programs =
      std::to_array<std::string_view>({"bpe.txt", "merges.txt", "requirements.txt", "spiece.txt", "vocab.txt"});
  const auto [folders, name] = parts_of(path);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || !endings.contains(lowered(name.substr(dot + 1)))) return false;
  const Words folder = name_words(folders);
  const bool is_near = folders.empty() || (folder.size() == 1 && (folder[0] == "docs" || folder[0] == "doc")) ||
                       (is_folder_of_licenses(name_words(last_name(folders))) && is_about_folder(name));
  return is_near && !of_programs.contains(lowered(name));
}

std::string without_subject(std::string_view path, std::string_view text) {
  std::string left = lowered(text);
  const std::string_view name = parts_of(path).name;
  const Words words = words_of_text(name, form_of_ending(name));
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!license_words.contains(words[i]) || is_word_of_terms(words[i + 1])) continue;
    const bool is_plural = words[i + 1].size() > 3 && words[i + 1].ends_with('s');
    const std::string thing = words[i + 1].substr(0, words[i + 1].size() - (is_plural ? 1 : 0));
    for (const char* between : {" ", "-", "_", ""}) {
      const std::string phrase = words[i] + between + thing;
      for (std::size_t at = left.find(phrase); at != std::string::npos; at = left.find(phrase, at))
        left.erase(at, phrase.size());
    }
  }
  return left;
}

bool is_word_of_terms(std::string_view word) { return license_words.contains(word) || weak_words.contains(word); }

}  // namespace weightcheck::license
