// SPDX-License-Identifier: Apache-2.0
// Which part of a card is its front matter, and what a few of its keys hold.
#include "license/model_card.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "license/yaml_tree.hpp"

namespace weightcheck::license {
namespace {

std::vector<std::string>* list_of(Declarations& declared, std::string_view key) {
  if (key == "license") return &declared.licenses;
  return key == "base_model" ? &declared.base_models : nullptr;
}

std::string* text_of_key(Declarations& declared, std::string_view key) {
  if (key == "license_name") return &declared.license_name;
  if (key == "license_link") return &declared.license_link;
  return key == "base_model_relation" ? &declared.base_model_relation : nullptr;
}

// Keys that hubs read, to the letter.
bool is_read(std::string_view key) {
  constexpr std::array<std::string_view, 5> keys = {"license", "license_name", "license_link", "base_model",
                                                    "base_model_relation"};
  return std::ranges::find(keys, key) != keys.end();
}

// A key as a person reads it: "model-license", "Model License" and "modelLicense" are one.
std::string spoken(std::string_view key) {
  std::string word = lowered(key);
  std::erase_if(word, [](char c) { return c == '-' || c == '_' || c == ' '; });
  return word;
}

template <std::size_t count>
bool is_spoken_among(const std::array<std::string_view, count>& words, std::string_view key) {
  return !is_read(key) && std::ranges::find(words, spoken(key)) != words.end();
}

// Keys that nothing reads and that a person reads all the same.
bool is_beside(std::string_view key) {
  constexpr std::array<std::string_view, 18> words = {
      "license",      "licence",        "licenses",       "licences",      "modellicense", "modellicence",
      "licensemodel", "licenseweights", "weightslicense", "weightlicense", "licensetype",  "licenseid",
      "licensetitle", "licensing",      "lizenz",         "licensename",   "licensespdx",  "spdxlicense"};
  return is_spoken_among(words, key);
}

bool is_of_base(std::string_view key) {
  constexpr std::array<std::string_view, 10> words = {
      "basemodels",         "basemodel",   "modelbase",     "base",        "finetunedfrom",
      "finetunedfrommodel", "parentmodel", "originalmodel", "sourcemodel", "basemodelnameorpath"};
  return is_spoken_among(words, key);
}

constexpr std::array<std::string_view, 4> keys_of_gates = {"extra_gated_prompt", "extra_gated_description",
                                                           "extra_gated_fields", "extra_gated_heading"};

// "base_model.0.repo_url" and what older converters wrote: addresses, beside names that are made for people.
bool is_base_of_gguf(std::string_view key) {
  constexpr std::string_view list = "base_model.";
  return (key.starts_with(list) && key.ends_with(".repo_url")) || key == "source.repo_url" ||
         (key.starts_with("source.") && key.ends_with(".repository"));  // a hub's name between
}

bool is_of_gate(std::string_view key) { return std::ranges::find(keys_of_gates, key) != keys_of_gates.end(); }

bool is_wanted(std::string_view key) {
  return is_read(key) || key == "tags" || is_beside(key) || is_of_base(key) || is_of_gate(key);
}

// The texts in a value, in lists and mappings too (of those the keys as well), as far as there are not too many.
void add_texts(const YamlTree& tree, std::uint32_t number, std::vector<std::string>& out, int depth = 0) {
  constexpr int depth_max = 4;
  const YamlNode& node = tree.at(number);
  if (node.kind == YamlNode::Kind::text && !node.text.empty()) out.push_back(node.text);
  for (const std::uint32_t part : node.parts) {
    if (out.size() >= limits::card_values_max || depth == depth_max) return;
    add_texts(tree, part, out, depth + 1);
  }
}

bool is_tag_of(std::string_view tag, std::string_view key) { return tag.starts_with(key) && tag.size() > key.size(); }

// "base_model:finetune:OWNER/NAME" is how the hub itself writes it.
std::string_view base_of_tag(std::string_view tag) {
  tag = tag.substr(tag.find(':') + 1);
  for (const std::string_view relation : {"finetune:", "quantized:", "adapter:", "merge:"}) {
    if (tag.starts_with(relation)) tag.remove_prefix(relation.size());
  }
  return tag;
}

// True where the key is none that hubs read: what it says is only remembered.
bool add_beside(ModelCard& card, const YamlTree& tree, const YamlTree::Member& member) {
  std::vector<std::string> texts;
  if (is_beside(member.key)) {
    add_texts(tree, member.value, texts);
    for (std::string& text : texts)
      card.beside.push_back({std::string(member.key), std::move(text)});
  } else if (is_of_base(member.key)) {
    add_texts(tree, member.value, card.bases_beside);
  } else if (is_of_gate(member.key)) {
    add_texts(tree, member.value, texts);
    for (const std::string& text : texts)
      card.gate.append(text).append("\n\n");
  } else if (member.key == "tags") {
    add_texts(tree, member.value, texts);
    for (const std::string& tag : texts) {
      if (is_tag_of(tag, "license:")) card.beside.push_back({"tags", tag.substr(8)});
      if (is_tag_of(tag, "base_model:")) card.bases_beside.emplace_back(base_of_tag(tag));
    }
  } else {
    return false;
  }
  return true;
}

Status add_values(ModelCard& card, const YamlTree& tree, const YamlTree::Member& member) {
  auto& list = *list_of(card.declared, member.key);
  const YamlNode& value = tree.at(member.value);
  bool is_odd = value.kind != YamlNode::Kind::list;
  for (const std::uint32_t part : value.parts) {
    const YamlNode& one = tree.at(part);
    if (value.kind == YamlNode::Kind::list && one.kind == YamlNode::Kind::null) continue;
    if (one.kind != YamlNode::Kind::text) is_odd = true;
    if (is_odd || one.text.empty()) continue;
    if (list.size() == limits::card_values_max) {
      return Error{ErrorCode::limit,
                   "more than " + std::to_string(limits::card_values_max) + " values of " + std::string(member.key)};
    }
    list.push_back(one.text);
  }
  if (is_odd) card.odd_keys.emplace_back(member.key);
  return done;
}

Status add_member(ModelCard& card, const YamlTree& tree, const YamlTree::Member& member) {
  if (add_beside(card, tree, member)) return done;
  const YamlNode& value = tree.at(member.value);
  if (member.twice) card.repeated_keys.emplace_back(member.key);
  if (value.kind == YamlNode::Kind::null) return done;
  auto* list = list_of(card.declared, member.key);
  if (value.kind == YamlNode::Kind::text) {
    if (list != nullptr && !value.text.empty()) list->push_back(value.text);
    if (list == nullptr) *text_of_key(card.declared, member.key) = value.text;
    return done;
  }
  if (list != nullptr) return add_values(card, tree, member);
  card.odd_keys.emplace_back(member.key);
  return done;
}

Status read_front_matter(ModelCard& card, std::string_view yaml) {
  const auto tree = YamlTree::parse(yaml);
  if (!tree) return tree.error();
  if (tree->at(tree->root()).kind == YamlNode::Kind::null) return done;
  const auto members = tree->members(tree->root(), is_wanted);
  if (!members) return members.error();
  for (const YamlTree::Member& member : *members) {
    if (const Status added = add_member(card, *tree, member); !added.ok()) return added;
  }
  return done;
}

struct Parts {
  std::optional<std::string_view> front_matter;
  std::string_view body;
};

std::string_view first_line(std::string_view text) { return text.substr(0, std::min(text.find('\n'), text.size())); }

std::string_view without_blanks(std::string_view line) {
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
    line.remove_suffix(1);
  return line;
}

// Where the front matter ends: at a line of three hyphens and nothing else, as the hub has it; where there is none, at
// one with blanks behind them.
std::optional<Parts> ended(std::string_view inside) {
  std::optional<Parts> lenient;
  for (std::size_t at = 0; at < inside.size();) {
    const std::string_view line = first_line(inside.substr(at));
    const Parts parts{inside.substr(0, at), inside.substr(std::min(at + line.size() + 1, inside.size()))};
    if (line == "---" || line == "---\r") return parts;
    if (!lenient && without_blanks(line) == "---") lenient = parts;
    at += line.size() + 1;
  }
  return lenient;
}

Parts split(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || without_blanks(first_line(text.substr(begin))) != "---")
    return {std::nullopt, text};
  const std::string_view inside = text.substr(std::min(begin + first_line(text.substr(begin)).size() + 1, text.size()));
  return ended(inside).value_or(Parts{std::nullopt, text});  // else a rule at the top of a text
}

}  // namespace

Result<ModelCard> read_model_card(std::string_view text) {
  if (text.size() > limits::card_bytes_max) {
    return Error{ErrorCode::limit, "model card of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::card_bytes_max)};
  }
  const Parts parts = split(text);
  ModelCard card;
  card.body = parts.body;
  if (!parts.front_matter) return card;
  card.has_front_matter = true;
  if (parts.front_matter->size() > limits::front_matter_bytes_max) {
    return Error{ErrorCode::limit,
                 "front matter is over the limit of " + std::to_string(limits::front_matter_bytes_max) + " bytes"};
  }
  if (const Status read = read_front_matter(card, *parts.front_matter); !read.ok())
    return within(read.error(), "front matter");
  return card;
}

bool declares_no_text(const ModelCard& card) {
  return std::ranges::find(card.odd_keys, "license") != card.odd_keys.end();
}

std::string linked_path(std::string_view link) {
  link = trimmed(link.substr(0, link.find_first_of("?#")));
  if (link.find("://") != std::string_view::npos) {
    std::string_view path;
    for (const std::string_view page : {"/blob/", "/resolve/", "/raw/", "/file/view/"}) {
      const std::size_t at = link.find(page);
      if (at == std::string_view::npos) continue;
      path = link.substr(at + page.size());
      path.remove_prefix(std::min(path.find('/'), path.size()));  // the revision
    }
    link = path;
  }
  while (link.starts_with("./") || link.starts_with('/'))
    link.remove_prefix(link[0] == '/' ? 1 : 2);
  std::string path;
  for (std::size_t i = 0; i < link.size(); ++i) {
    const bool escaped =
        link[i] == '%' && i + 2 < link.size() && is_hex_digit(link[i + 1]) && is_hex_digit(link[i + 2]);
    path += escaped ? static_cast<char>(std::stoi(std::string(link.substr(i + 1, 2)), nullptr, 16)) : link[i];
    i += escaped ? 2 : 0;
  }
  return path;
}

bool add_metadata(Declarations& declared, std::string_view key, std::string_view value) {
  constexpr std::array<std::string_view, 3> prefixes = {"general.", "modelspec.", "model."};
  const std::string plain = lowered(key);  // "License" is read by people, if by no program
  key = plain;
  for (const std::string_view prefix : prefixes) {
    if (key.starts_with(prefix)) key.remove_prefix(prefix.size());
  }
  if (key == "license.name") key = "license_name";
  if (key == "license.link") key = "license_link";
  if (is_beside(key)) key = "license";
  if (is_base_of_gguf(key)) key = "base_model";
  if (auto* list = list_of(declared, key)) {
    if (!value.empty()) list->emplace_back(value);
    return true;
  }
  if (std::string* single = text_of_key(declared, key)) {
    *single = value;
    return true;
  }
  return false;
}

}  // namespace weightcheck::license
