// SPDX-License-Identifier: Apache-2.0
// REUSE.toml is read for its tables `[[annotations]]` (path, SPDX-License-Identifier), dep5 for its stanzas (Files,
// License): line by line, for nothing else of them matters here.
#include "license/declaring_files.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "license/card_labels.hpp"
#include "license/model_card.hpp"
#include "license/yaml_tree.hpp"

namespace weightcheck::license {
namespace {

// Does one of these patterns of file names take in weights?
bool covers_weights(std::string_view patterns) {
  constexpr std::array<std::string_view, 8> endings = {".safetensors", ".bin",  ".gguf", ".pt",
                                                       ".pth",         ".ckpt", ".onnx", ".h5"};
  std::string pattern;
  for (std::size_t i = 0; i <= patterns.size(); ++i) {
    if (i < patterns.size() && std::string_view(" \t\n\r,\"'[]").find(patterns[i]) == std::string_view::npos) {
      pattern += lower(patterns[i]);
      continue;
    }
    const bool all = pattern == "*" || pattern == "**" || pattern == "**/*" || pattern == "./**" || pattern == "*.*";
    const bool weights = std::ranges::any_of(endings, [&](std::string_view end) { return pattern.ends_with(end); });
    if (!pattern.empty() && (all || weights)) return true;
    pattern.clear();
  }
  return false;
}

template <typename Use>
void for_each_line(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    use(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// One table or stanza: which files, and under what.
class Stanzas {
 public:
  void add_files(std::string_view patterns) { files_.append(" ").append(patterns); }

  void add_license(std::string_view value) {
    value = trimmed(value, " \t\r\n\"',[]");
    if (!value.empty()) licenses_.emplace_back(value);
  }

  void end() {
    auto& to = covers_weights(files_) ? out_.weights : out_.others;
    to.insert(to.end(), licenses_.begin(), licenses_.end());
    files_.clear();
    licenses_.clear();
  }

  [[nodiscard]] FileDeclares take() && {
    end();
    return std::move(out_);
  }

 private:
  std::string files_;
  std::vector<std::string> licenses_;
  FileDeclares out_;
};

FileDeclares of_reuse(std::string_view text) {
  Stanzas stanzas;
  std::string key;
  for_each_line(text, [&](std::string_view line) {
    line = trimmed(line);
    if (line.starts_with("[[")) {
      stanzas.end();
      key.clear();
      return;
    }
    const std::size_t equals = line.find('=');
    const bool goes_on = line.starts_with('"') || line.starts_with('\'');  // a list over several lines
    if (equals != std::string_view::npos && !goes_on) key = lowered(trimmed(line.substr(0, equals)));
    const std::string_view value = equals == std::string_view::npos || goes_on ? line : line.substr(equals + 1);
    if (key == "path") stanzas.add_files(value);
    if (key == "spdx-license-identifier") stanzas.add_license(value);
  });
  return std::move(stanzas).take();
}

FileDeclares of_dep5(std::string_view text) {
  Stanzas stanzas;
  std::string key;
  for_each_line(text, [&](std::string_view line) {
    if (trimmed(line).empty()) {
      stanzas.end();
      key.clear();
      return;
    }
    const std::size_t colon = line.find(':');
    const bool goes_on = line[0] == ' ' || line[0] == '\t';
    if (colon != std::string_view::npos && !goes_on) key = lowered(trimmed(line.substr(0, colon)));
    if (key == "files") stanzas.add_files(goes_on ? line : line.substr(colon + 1));
    if (key == "license" && !goes_on) stanzas.add_license(line.substr(colon + 1));
  });
  return std::move(stanzas).take();
}

FileDeclares of_citation(std::string_view text) {
  FileDeclares out;
  const auto tree = YamlTree::parse(text);
  if (!tree || tree->at(tree->root()).kind != YamlNode::Kind::mapping) return out;
  const auto members = tree->members(tree->root(), [](std::string_view key) { return key == "license"; });
  if (!members) return out;
  for (const YamlTree::Member& member : *members) {
    const YamlNode& value = tree->at(member.value);
    if (value.kind == YamlNode::Kind::text) out.weights.push_back(value.text);
    if (value.kind != YamlNode::Kind::list) continue;
    for (const std::uint32_t part : value.parts) {
      if (tree->at(part).kind == YamlNode::Kind::text) out.weights.push_back(tree->at(part).text);
    }
  }
  return out;
}

FileDeclares of_card(std::string_view text) {
  FileDeclares out;
  const auto card = read_model_card(text);
  if (!card.ok()) return out;
  out.weights = card->declared.licenses;
  for (const BesideKey& one : card->beside)
    out.weights.push_back(one.value);
  for (const CardLabel& label : labels_in_card(card->body)) {
    if (label.form != CardLabel::Form::section) out.weights.push_back(label.license.shown);
  }
  return out;
}

}  // namespace

DeclaringFile declaring_file(std::string_view path) {
  const std::string lower = lowered(path);
  if (lower == "reuse.toml") return DeclaringFile::reuse;
  if (lower == ".reuse/dep5" || lower == "debian/copyright") return DeclaringFile::dep5;
  if (lower == "citation.cff") return DeclaringFile::citation;
  if (path == "README.md" || lower.find('/') != std::string::npos) return DeclaringFile::none;
  const std::size_t dot = std::min(lower.rfind('.'), lower.size());
  constexpr std::array<std::string_view, 6> endings = {"", ".md", ".markdown", ".mdx", ".rst", ".txt"};
  std::string stem = lower.substr(0, dot);
  if (std::ranges::find(endings, std::string_view(lower).substr(dot)) == endings.end()) return DeclaringFile::none;
  std::erase_if(stem, [](char c) { return c == '_' || c == '-' || c == ' '; });
  const bool is_card = stem.starts_with("modelcard") || stem.starts_with("readme");
  return is_card ? DeclaringFile::card : DeclaringFile::none;
}

FileDeclares declared_in_file(DeclaringFile form, std::string_view text) {
  switch (form) {
    case DeclaringFile::card:
      return of_card(text);
    case DeclaringFile::citation:
      return of_citation(text);
    case DeclaringFile::reuse:
      return of_reuse(text);
    case DeclaringFile::dep5:
      return of_dep5(text);
    case DeclaringFile::none:
      break;
  }
  return {};
}

}  // namespace weightcheck::license
