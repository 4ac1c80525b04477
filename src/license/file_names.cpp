// SPDX-License-Identifier: Apache-2.0
// Names are compared without case and with '_', ' ' and '-' alike.
#include "license/file_names.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::license {
namespace {

std::string plain_name(std::string_view name) {
  std::string out = lowered(name);
  std::ranges::replace_if(
      out, [](char c) { return c == '_' || c == ' '; }, '-');
  return out;
}

// Text in a form that a license is published in. Anything behind a dot that is no such ending and no ending of data or
// programs is part of the name: LICENSE.Apache-2.0, LICENSE-2.0.
bool is_text_name(std::string_view plain) {
  constexpr std::array<std::string_view, 33> other_endings = {
      "c",   "cc",    "cfg",  "cpp", "cs",  "css",  "csv",   "go",   "gz",      "h",   "hpp",
      "ini", "ipynb", "java", "jpg", "js",  "json", "jsonl", "lock", "parquet", "php", "png",
      "py",  "rb",    "rs",   "sh",  "svg", "toml", "ts",    "xml",  "yaml",    "yml", "zip"};
  const std::size_t dot = plain.rfind('.');
  if (dot == std::string_view::npos) return true;
  if (weights::is_weight_name(plain)) return false;
  return std::find(other_endings.begin(), other_endings.end(), plain.substr(dot + 1)) == other_endings.end();
}

struct Path {
  std::string folder;  // the last one, plain
  std::string name;    // plain
};

Path plain_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {"", plain_name(path)};
  std::string_view folders = path.substr(0, slash);
  folders.remove_prefix(std::min(folders.rfind('/') + 1, folders.size()));  // npos + 1 is 0
  return {plain_name(folders), plain_name(path.substr(slash + 1))};
}

bool holds_word(std::string_view name, std::string_view word) {
  for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    const bool begins = at == 0 || name[at - 1] == '-' || name[at - 1] == '.';
    const std::size_t end = at + word.size();
    const bool ends = end == name.size() || name[end] == '-' || name[end] == '.' ||
                      (name[end] == 's' && end + 1 == name.find('.', end));
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace

bool is_license_file_name(std::string_view path) {
  const auto [folder, name] = plain_path(path);
  if (!is_text_name(name) || is_notice_file_name(path) || is_use_policy_file_name(path)) return false;
  if (folder == "licenses" || folder == "licences") return true;
  for (const std::string_view beginning : {"license", "licence", "unlicense", "unlicence", "copying"}) {
    if (name.starts_with(beginning) && (name.size() == beginning.size() || holds_word(name, beginning) ||
                                        name.starts_with(std::string(beginning) + "s")))
      return true;
  }
  return holds_word(name, "license") || holds_word(name, "licence");
}

bool is_plain_license_name(std::string_view path) {
  const auto [folder, name] = plain_path(path);
  const std::string_view stem = std::string_view(name).substr(0, name.find('.'));
  return folder == "licenses" || folder == "licences" || std::ranges::count(stem, '-') <= 1;
}

bool is_notice_file_name(std::string_view path) {
  const auto [folder, name] = plain_path(path);
  return is_text_name(name) && (holds_word(name, "notice") || holds_word(name, "notices"));
}

bool is_use_policy_file_name(std::string_view path) {
  const auto [folder, name] = plain_path(path);
  return is_text_name(name) &&
         (name.find("use-policy") != std::string::npos || name.find("use-restrictions") != std::string::npos ||
          name.find("prohibited-use") != std::string::npos);
}

}  // namespace weightcheck::license
