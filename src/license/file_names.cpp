// SPDX-License-Identifier: Apache-2.0
// Names are compared by their words, without case and whatever stands between them.
#include "license/file_names.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "base/path_text.hpp"
#include "license/name_words.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::license {
namespace {

using Words = std::vector<std::string>;
using Set = std::set<std::string, std::less<>>;

struct Path {
  std::string_view folders;
  std::string_view name;
};

enum class Form : std::uint8_t { text, data, other };

Form form_of_ending(std::string_view name) {
  static const Set data = {"cfg", "conf", "csv", "ini", "json", "jsonl", "toml", "xml", "yaml", "yml"};
  static const Set other = {"c",     "cc",   "cpp",  "cs",  "css", "go",   "gz",      "h",   "hpp",
                            "ipynb", "java", "jpeg", "jpg", "js",  "lock", "parquet", "php", "png",
                            "py",    "rb",   "rs",   "sh",  "svg", "ts",   "zip"};
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

bool holds(const Words& words, const Set& wanted) {
  return std::ranges::any_of(words, [&](const std::string& word) { return wanted.contains(word); });
}

bool holds_pair(const Words& words, std::string_view first, std::string_view second) {
  const auto pair = std::ranges::adjacent_find(
      words, [&](const std::string& one, const std::string& next) { return one == first && next == second; });
  return pair != words.end();
}

// Words of a license in the languages that models are published in.
const Set& license_words() {
  static const Set words = {"license",
                            "licenses",
                            "licence",
                            "licences",
                            "unlicense",
                            "unlicence",
                            "copying",
                            "licensing",
                            "eula",
                            "lizenz",
                            "lizenzen",
                            "licencia",
                            "licencias",
                            "licenza",
                            "licentie",
                            "licens",
                            "licenca",
                            "licen\xC3\xA7"
                            "a",
                            "\xE8\xAE\xB8\xE5\x8F\xAF\xE8\xAF\x81",
                            "\xE8\xAE\xB8\xE5\x8F\xAF",
                            "\xE8\xAE\xB8\xE5\x8F\xAF\xE5\x8D\x8F\xE8\xAE\xAE",
                            "\xE6\xA8\xA1\xE5\x9E\x8B\xE8\xAE\xB8\xE5\x8F\xAF\xE5\x8D\x8F\xE8\xAE\xAE",
                            "\xE3\x83\xA9\xE3\x82\xA4\xE3\x82\xBB\xE3\x83\xB3\xE3\x82\xB9",
                            "\xEB\x9D\xBC\xEC\x9D\xB4\xEC\x84\xA0\xEC\x8A\xA4",
                            "\xD0\xBB\xD0\xB8\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB7\xD0\xB8\xD1\x8F",
                            "\xD0\x9B\xD0\x98\xD0\xA6\xD0\x95\xD0\x9D\xD0\x97\xD0\x98\xD0\xAF",
                            "\xD0\x9B\xD0\xB8\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB7\xD0\xB8\xD1\x8F"};
  return words;
}

// Words that speak of terms and of other things too.
const Set& weak_words() {
  static const Set words = {"terms",
                            "tos",
                            "tou",
                            "restrictions",
                            "restriction",
                            "legal",
                            "conditions",
                            "agreement",
                            "agreements",
                            "copyright",
                            "copyrights",
                            "disclaimer",
                            "noncommercial",
                            "permissions",
                            "permission",
                            "rights",
                            "usage",
                            "policy",
                            "policies",
                            "compliance",
                            "nutzungsbedingungen",
                            "bedingungen",
                            "conditions",
                            "condiciones",
                            "termini",
                            "termos",
                            "voorwaarden",
                            "\xE5\x8D\x8F\xE8\xAE\xAE",
                            "\xE6\x9D\xA1\xE6\xAC\xBE",
                            "\xE4\xBD\xBF\xE7\x94\xA8\xE6\x9D\xA1\xE6\xAC\xBE",
                            "\xE5\x88\xA9\xE7\x94\xA8\xE8\xA6\x8F\xE7\xB4\x84",
                            "\xEC\x9D\xB4\xEC\x9A\xA9\xEC\x95\xBD\xEA\xB4\x80"};
  return words;
}

bool is_use_policy(const Words& words) {
  if (holds_pair(words, "use", "policy") || holds_pair(words, "usage", "policy") ||
      holds_pair(words, "use", "policies") || holds_pair(words, "prohibited", "use") ||
      holds_pair(words, "prohibited", "uses") || holds_pair(words, "acceptable", "use") ||
      holds_pair(words, "responsible", "use") || holds_pair(words, "use", "restrictions") ||
      holds_pair(words, "usage", "restrictions"))
    return true;
  return holds(words, {"aup"});
}

// A list of licenses or a table of them is data; a license in a file of data has nothing in its name but that.
bool is_only_about_terms(const Words& words) {
  static const Set fitting = {"model", "models", "weights", "code", "data",     "use",
                              "user",  "end",    "of",      "and",  "agreement"};
  if (words.size() == 1 && (words[0] == "licenses" || words[0] == "licences")) return false;
  return std::ranges::all_of(words, [&](const std::string& word) {
    return license_words().contains(word) || weak_words().contains(word) || fitting.contains(word);
  });
}

// The words of a name that is one of a text; none where it is a program's, a picture's or a list's.
Words words_of_text(std::string_view name) {
  const Form form = form_of_ending(name);
  if (form == Form::other) {  // a picture of the terms: LICENSE.png
    static const Set pictures = {"jpeg", "jpg", "png", "svg"};
    Words words = name_words(name.substr(0, name.rfind('.')));
    const bool is_it = pictures.contains(lowered(name.substr(name.rfind('.') + 1))) && is_only_about_terms(words);
    return is_it ? words : Words();
  }
  if (form == Form::text) return name_words(name);
  Words words = name_words(name.substr(0, name.rfind('.')));
  return is_only_about_terms(words) ? words : Words();
}

// Where texts of terms are kept, whatever they are called.
bool is_folder_of_terms(std::string_view folders) {
  const Words folder = name_words(last_name(folders));
  return folder.size() == 1 && (folder[0] == "legal" || folder[0] == "terms");
}

bool is_folder_of_licenses(std::string_view folders) {
  const Words folder = name_words(last_name(folders));
  return (holds(folder, {"licenses", "licences"}) && folder.size() <= 2) ||
         (folder.size() == 1 && license_words().contains(folder[0]));
}

// What says of a folder what is in it, and what only keeps it.
bool is_about_folder(std::string_view name) { return name.starts_with('.') || holds(name_words(name), {"readme"}); }

bool is_notice(const Words& words) { return holds(words, {"notice", "notices"}); }

}  // namespace

bool is_license_file_name(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  const Words words = words_of_text(name);
  if (words.empty() || is_notice(words)) return false;
  if (form_of_ending(name) == Form::other && !folders.empty()) return false;  // a badge among others
  const bool names_license = holds(words, license_words());
  if (is_use_policy(words) && !names_license) return false;
  if (names_license) return true;
  if (is_folder_of_licenses(folders) && form_of_ending(name) == Form::text && !is_about_folder(name)) return true;
  return holds_pair(words, "of", "use") || holds_pair(words, "of", "service") || holds_pair(words, "user", "agreement");
}

bool is_plain_license_name(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  const Words folder = name_words(last_name(folders));
  return holds(folder, {"licenses", "licences"}) || name_words(name.substr(0, name.find('.'))).size() <= 2;
}

bool may_hold_terms(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  const Words words = words_of_text(name);
  const bool by_folder = is_folder_of_terms(folders) && form_of_ending(name) == Form::text;
  return (by_folder || holds(words, weak_words())) && !is_notice(words) && !is_license_file_name(path) &&
         !is_use_policy(words);
}

bool is_named_as_terms(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  const Words words = name_words(name.substr(0, name.rfind('.')));
  return !words.empty() && (is_folder_of_terms(folders) || is_only_about_terms(words));
}

bool may_quote_license(std::string_view path) {
  static const Set endings = {"txt", "text", "md", "markdown", "rst", "html", "htm"};
  static const Set of_programs = {"vocab.txt", "merges.txt", "requirements.txt", "bpe.txt", "spiece.txt"};
  const auto [folders, name] = parts_of(path);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || !endings.contains(lowered(name.substr(dot + 1)))) return false;
  const Words folder = name_words(folders);
  const bool is_near = folders.empty() || (folder.size() == 1 && (folder[0] == "docs" || folder[0] == "doc")) ||
                       (is_folder_of_licenses(folders) && is_about_folder(name));
  return is_near && !of_programs.contains(lowered(name));
}

std::string without_subject(std::string_view path, std::string_view text) {
  std::string left = lowered(text);
  const Words words = words_of_text(parts_of(path).name);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!license_words().contains(words[i]) || is_word_of_terms(words[i + 1])) continue;
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

bool is_word_of_terms(std::string_view word) { return license_words().contains(word) || weak_words().contains(word); }

bool is_notice_file_name(std::string_view path) {
  const auto [folders, name] = parts_of(path);
  return form_of_ending(name) == Form::text && is_notice(name_words(name));
}

bool is_use_policy_file_name(std::string_view path) {
  const Words words = words_of_text(parts_of(path).name);
  return is_use_policy(words) && !holds(words, license_words()) && !is_notice(words);
}

}  // namespace weightcheck::license
