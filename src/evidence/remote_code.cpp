// SPDX-License-Identifier: Apache-2.0
// A text is read as its loader reads it; where no reader here understands it, the keys count as words.
#include "evidence/remote_code.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/code_search.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/loader_files.hpp"
#include "evidence/model_tree.hpp"
#include "evidence/properties.hpp"
#include "evidence/protobuf_text.hpp"
#include "evidence/yaml_value.hpp"
#include "json/python_reader.hpp"

namespace weightcheck::evidence {
namespace {

// Escapes of ASCII undone, so that no key hides behind "auto\u005fmap" or "auto\x5fmap".
std::string with_ascii_unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::array<std::byte, 1> byte{};
    const std::size_t skip = text.substr(at, 4) == "\\u00" ? 4 : text.substr(at, 2) == "\\x" ? 2 : 0;
    if (skip != 0 && text.size() - at >= skip + 2 && from_hex(text.substr(at + skip, 2), byte, HexCase::any)) {
      plain.push_back(static_cast<char>(byte[0]));
      at += skip + 1;
    } else {
      plain.push_back(text[at]);
    }
  }
  return plain;
}

bool has_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) { return is_alnum(c) || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

// In protobuf's text format: the text of the field, or where the word is one itself, as a key is, the text behind it.
std::string_view text_behind(std::string_view text, std::string_view word) {
  text = text.substr(text.find(word) + word.size());
  const std::size_t skipped = text.starts_with('"') ? 1 : 0;
  const std::size_t begin = text.find('"', skipped);
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin + 1);
  return text.substr(0, text.find('"'));
}

// Of a text that cannot be parsed: the keys of the table as words, wherever they stand.
void search_words(CodeSearch& search, const ModelPath& file, std::string_view text) {
  const std::string plain = with_ascii_unescaped(as_utf8(text));
  for (const CodeKey& row : code_keys()) {
    if (!row.is_telling || (!row.file.empty() && !is_named(file.name(), row.file))) continue;
    const std::string_view word = trimmed(row.key, "*");
    const bool is_there = word == row.key ? has_word(plain, word) : plain.find(word) != std::string::npos;
    if (is_there) search.add_word(row, "");
  }
}

// Of Triton's configs: the keys that count in them alone.
void search_fields(CodeSearch& search, const ModelPath& file, std::string_view text) {
  const std::string plain = with_plain_strings(text);
  for (const CodeKey& row : code_keys()) {
    if (is_named(file.name(), row.file) && has_word(plain, row.key)) search.add_word(row, text_behind(plain, row.key));
  }
}

// HyperPyYAML reads its file whatever the name is. In what Python's json takes, such words stand in strings.
void search_tags(CodeSearch& search, std::string_view text) {
  constexpr std::array<std::string_view, 6> tags = {"!!python/", "!<tag:", "!new:", "!apply:", "!name:", "!module:"};
  const auto* const tag =
      std::ranges::find_if(tags, [&](std::string_view one) { return text.find(one) != std::string_view::npos; });
  if (tag != tags.end() && !json::read_as_python(text).ok())
    search.add_tag({.path = "", .tag = std::string(*tag), .value = ""});
}

// A loader that reads the file may understand what no reader here does: deeper brackets, more values. What Python's
// json refuses as well is told as such (json-invalid), and is not told here again.
bool may_be_understood(const ModelPath& file, std::string_view text) {
  if (loader_file_of(file.name()) != LoaderFile::json) return false;
  return json::read_as_python(text).ok();
}

}  // namespace

ModuleNames modules_in(const ModelTree& tree) {
  ModuleNames names;
  for (const ModelFile& file : tree.files) {
    const std::string_view name = file.path.name();
    if (!name.ends_with(".py") || name == ".py") continue;
    names.emplace(name.substr(0, name.size() - 3));
    const std::string_view folder = file.path.folder();
    if (!folder.empty()) names.emplace(folder.substr(0, folder.find('/')));
    if (!folder.empty()) names.emplace(last_name(folder));
  }
  return names;
}

std::vector<RemoteCode> find_remote_code(const ModelPath& file, std::string_view text, Budget* budget,
                                         const ModuleNames* modules) {
  CodeSearch search(file, budget, modules);
  if (names_a_module(file.name())) {
    search.add_module(trimmed(text));
    return std::move(search).take();
  }
  if (is_evaluated_vocabulary(file.name())) {
    search.add_vocabulary(text);
    return std::move(search).take();
  }
  if (lowered(file.name()).ends_with(".gin")) {
    search.add_gin(text);
    return std::move(search).take();
  }
  if (is_named(file.name(), "config.pbtxt")) {
    search_fields(search, file, text);
    return std::move(search).take();
  }
  bool is_understood = false, may_be = true;
  if (is_named(file.name(), "serving.properties")) {
    const auto lines = read_properties(text);
    is_understood = lines.ok();
    if (lines.ok()) search.walk(*lines, "");
  } else if (is_yaml_name(file.name())) {
    const std::string plain = as_utf8(text);
    const auto stream = parse_yaml_stream(plain);
    is_understood = stream.ok();
    if (stream.ok()) {
      for (const YamlTag& tag : stream->tags)
        search.add_tag(tag);
      search.walk(stream->documents, "");
    }
  } else {
    const auto config = parse_lax_json(text);
    is_understood = config.ok();
    if (config.ok()) search.walk(*config, "");
    search_tags(search, text);
    may_be = is_understood || may_be_understood(file, text);
  }
  if (!is_understood) search_words(search, file, text);
  std::vector<RemoteCode> found = std::move(search).take();
  if (found.empty() && !is_understood && may_be) {
    CodeSearch none(file, nullptr);
    none.add_not_understood();
    return std::move(none).take();
  }
  return found;
}

std::vector<RemoteCode> find_template_code(const ModelPath& file, std::string_view text, Budget* budget) {
  CodeSearch search(file, budget);
  search.add_template("(template)", text);
  return std::move(search).take();
}

}  // namespace weightcheck::evidence
