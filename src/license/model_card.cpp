// SPDX-License-Identifier: Apache-2.0
// YAML comes as events, never as a tree: what is not asked for is not stored, and an alias is seen before anything
// could expand it.
#include "license/model_card.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "license/plain_text.hpp"
#include "license/words.hpp"
#include "license/yaml_nesting.hpp"

namespace weightcheck::license {
namespace {

// Leaves the parser from inside an event; caught in this file.
struct Refused {
  Error error;
};

std::vector<std::string>* list_of(Declarations& declared, std::string_view key) {
  if (key == "license") return &declared.licenses;
  return key == "base_model" ? &declared.base_models : nullptr;
}

std::string* text_of_key(Declarations& declared, std::string_view key) {
  if (key == "license_name") return &declared.license_name;
  if (key == "license_link") return &declared.license_link;
  return key == "base_model_relation" ? &declared.base_model_relation : nullptr;
}

// Depth 1 is the front matter's own mapping: its keys and values alternate. Depth 2 is read only as the list of a
// wanted key.
class FrontMatter : public YAML::EventHandler {
 public:
  explicit FrontMatter(ModelCard& card) : card_(card) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {
    need_mapping();
    if (depth_ == 1) end_of_node(std::nullopt);
  }

  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {
    need_mapping();
    if (++aliases_ > limits::yaml_aliases_max)
      refuse(ErrorCode::limit, "more than " + std::to_string(limits::yaml_aliases_max) + " aliases");
    if (depth_ == 1 && !at_value_) refuse(ErrorCode::malformed, "a key is an alias");
    if (in_wanted_value()) odd();
    if (depth_ == 1) end_of_node(std::nullopt);
  }

  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    need_mapping();
    if (depth_ == 1) {
      end_of_node(value);
    } else if (depth_ == 2 && in_list_) {
      add(value);
    }
  }

  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    need_mapping();
    if (depth_ == 1 && at_value_ && list_of(card_.declared, key_) != nullptr) {
      in_list_ = true;
    } else if (in_wanted_value()) {
      odd();
    }
    enter();
  }

  void OnSequenceEnd() override { leave(); }

  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    if (in_wanted_value()) odd();
    enter();
  }

  void OnMapEnd() override { leave(); }

 private:
  [[noreturn]] static void refuse(ErrorCode code, std::string message) {
    throw Refused{{code, "front matter: " + std::move(message)}};
  }

  void need_mapping() const {
    if (depth_ == 0) refuse(ErrorCode::malformed, "no mapping of keys to values");
  }

  [[nodiscard]] bool in_wanted_value() {
    const bool value = (depth_ == 1 && at_value_) || (depth_ == 2 && in_list_);
    return value && (list_of(card_.declared, key_) != nullptr || text_of_key(card_.declared, key_) != nullptr);
  }

  void enter() {
    if (++depth_ > limits::yaml_depth_max)
      refuse(ErrorCode::limit, "nested deeper than " + std::to_string(limits::yaml_depth_max));
  }

  void leave() {
    if (--depth_ != 1) return;
    in_list_ = false;
    end_of_node(std::nullopt);
  }

  // A key or a value of the mapping is complete: a text, or something that is none.
  void end_of_node(std::optional<std::string> text) {
    if (!at_value_) {
      key_ = std::move(text).value_or("");
      at_value_ = true;
      begin_value();
      return;
    }
    at_value_ = false;
    if (!text) return;
    if (std::string* single = text_of_key(card_.declared, key_)) {
      *single = *std::move(text);
    } else if (list_of(card_.declared, key_) != nullptr) {
      add(*text);
    }
  }

  void begin_value() {
    if (!keys_.insert(key_).second) {
      if (std::find(card_.repeated_keys.begin(), card_.repeated_keys.end(), key_) == card_.repeated_keys.end()) {
        card_.repeated_keys.push_back(key_);
      }
      if (auto* list = list_of(card_.declared, key_)) list->clear();
    }
    if (keys_.size() > limits::card_values_max)
      refuse(ErrorCode::limit, "more than " + std::to_string(limits::card_values_max) + " keys");
  }

  void add(const std::string& value) {
    auto* list = list_of(card_.declared, key_);
    if (list->size() == limits::card_values_max) {
      refuse(ErrorCode::limit, "more than " + std::to_string(limits::card_values_max) + " values of " + key_);
    }
    if (!value.empty()) list->push_back(value);
  }

  void odd() {
    if (std::find(card_.odd_keys.begin(), card_.odd_keys.end(), key_) == card_.odd_keys.end())
      card_.odd_keys.push_back(key_);
  }

  ModelCard& card_;
  std::size_t depth_ = 0;
  std::size_t aliases_ = 0;
  bool at_value_ = false;
  bool in_list_ = false;
  std::string key_;
  std::set<std::string> keys_;
};

struct Parts {
  std::optional<std::string_view> front_matter;
  std::string_view body;
};

std::string_view first_line(std::string_view text) { return text.substr(0, std::min(text.find('\n'), text.size())); }

bool is_fence(std::string_view line) {
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
    line.remove_suffix(1);
  return line == "---";
}

Parts split(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || !is_fence(first_line(text.substr(begin)))) return {std::nullopt, text};
  const std::string_view inside = text.substr(std::min(begin + first_line(text.substr(begin)).size() + 1, text.size()));
  for (std::size_t at = 0; at < inside.size();) {
    const std::string_view line = first_line(inside.substr(at));
    if (is_fence(line)) return {inside.substr(0, at), inside.substr(std::min(at + line.size() + 1, inside.size()))};
    at += line.size() + 1;
  }
  return {std::nullopt, text};  // a rule at the top of a text
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
  if (const Status nesting = check_yaml_nesting(*parts.front_matter); !nesting)
    return within(nesting.error(), "front matter");
  std::istringstream stream{std::string(*parts.front_matter)};
  FrontMatter handler(card);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(handler);
  } catch (const Refused& refused) {
    return refused.error;
  } catch (const YAML::Exception& fault) {
    return Error{ErrorCode::malformed,
                 "front matter: line " + std::to_string(fault.mark.line + 2) + ": " + printable(fault.msg)};
  }
  return card;
}

bool shows_phrase(std::string_view text, std::string_view phrase) {
  const std::string wanted = joined(words_of(plain_text(bytes_of(phrase)).text));
  if (wanted.empty()) return false;
  const std::string shown = " " + joined(words_of(plain_text(bytes_of(text)).text)) + " ";
  return shown.find(" " + wanted + " ") != std::string::npos;
}

bool add_metadata(Declarations& declared, std::string_view key, std::string_view value) {
  constexpr std::array<std::string_view, 3> prefixes = {"general.", "modelspec.", "model."};
  for (const std::string_view prefix : prefixes) {
    if (key.starts_with(prefix)) key.remove_prefix(prefix.size());
  }
  if (key == "license.name") key = "license_name";
  if (key == "license.link") key = "license_link";
  if (auto* list = list_of(declared, key)) {
    if (!value.empty() && list->size() < limits::card_values_max) list->emplace_back(value);
    return true;
  }
  if (std::string* single = text_of_key(declared, key)) {
    *single = value;
    return true;
  }
  return false;
}

}  // namespace weightcheck::license
