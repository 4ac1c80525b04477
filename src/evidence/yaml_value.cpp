// SPDX-License-Identifier: Apache-2.0
// yaml-cpp's events: it resolves %TAG and the handles, and what it cannot read is an error here.
#include "evidence/yaml_value.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <utility>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "evidence/line_ends.hpp"
#include "license/yaml_nesting.hpp"

namespace weightcheck::evidence {
namespace {

// Leaves the parser from inside an event; caught in this file.
struct Refused {
  Error error;
};

constexpr std::size_t tags_max = 1000;
constexpr std::size_t path_bytes_max = 300;

// "%70ython" is "python": readers undo what a tag writes as in a URI.
std::string unescaped(std::string_view tag) {
  std::string plain;
  for (std::size_t at = 0; at < tag.size(); ++at) {
    std::array<std::byte, 1> byte{};
    if (tag[at] == '%' && tag.size() - at > 2 && from_hex(tag.substr(at + 1, 2), byte, HexCase::any)) {
      plain.push_back(static_cast<char>(byte[0]));
      at += 2;
    } else {
      plain.push_back(tag[at]);
    }
  }
  return plain;
}

// Of YAML itself, of PyYAML's for plain data, and of HyperPyYAML's for references.
bool is_plain_tag(std::string_view tag) {
  constexpr std::string_view core = "tag:yaml.org,2002:", python = "python/";
  constexpr std::array<std::string_view, 15> types = {"str",    "int",       "float", "bool",  "null",
                                                      "map",    "seq",       "set",   "omap",  "pairs",
                                                      "binary", "timestamp", "merge", "value", "yaml"};
  constexpr std::array<std::string_view, 11> of_python = {"none", "bool",  "bytes",   "str",  "unicode", "int",
                                                          "long", "float", "complex", "list", "tuple"};
  constexpr std::array<std::string_view, 8> others = {"", "?", "!", "!ref", "!copy", "!tuple", "!PLACEHOLDER", "!!"};
  if (!tag.starts_with(core)) return std::ranges::find(others, tag) != others.end();
  tag.remove_prefix(core.size());
  if (!tag.starts_with(python)) return std::ranges::find(types, tag) != types.end();
  tag.remove_prefix(python.size());
  return tag == "dict" || std::ranges::find(of_python, tag) != of_python.end();
}

class Builder : public YAML::EventHandler {
 public:
  // At a sign that no document may begin with, such as a comma, yaml-cpp finds an empty one and stays where it is.
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (mark.pos == document_begin_)
      throw Refused{malformed("not YAML: line " + std::to_string(mark.line + 1) + " begins nothing")};
    document_begin_ = mark.pos;
    anchors_.clear();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override { end_of_node(json::Value()); }
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    end_of_node(json::Value(known == anchors_.end() ? std::string(alias_of_collection) : known->second));
  }
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    see_tag(tag, value);
    if (anchor != 0 && value.size() <= limits::url_bytes_max) anchors_[anchor] = value;
    // Only `true` and its kin matter to those who ask; numbers may stay texts.
    const bool is_plain = tag == "?";
    if (is_plain && (value == "true" || value == "True" || value == "TRUE" || value == "yes" || value == "on"))
      return end_of_node(json::Value(true), value);
    if (is_plain && (value == "false" || value == "False" || value == "FALSE" || value == "no" || value == "off"))
      return end_of_node(json::Value(false), value);
    if (is_plain && (value == "null" || value == "~" || value == "Null" || value == "NULL" || value == "0"))
      return end_of_node(json::Value(), value);
    end_of_node(json::Value(value), value);
  }
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    see_tag(tag, "");
    enter({.is_mapping = false});
  }
  void OnSequenceEnd() override { leave(); }
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    see_tag(tag, "");
    enter({.is_mapping = true});
  }
  void OnMapEnd() override { leave(); }

  [[nodiscard]] YamlStream take() && {
    return {.documents = json::Value(std::move(documents_)), .tags = std::move(tags_)};
  }

 private:
  struct Level {
    bool is_mapping = false;
    bool at_value = false;
    std::string key{};
    json::Array items{};
    json::Object members{};
  };

  void see_tag(const std::string& written, const std::string& value) {
    const std::string tag = unescaped(written);
    if (is_plain_tag(tag)) return;
    if (tags_.size() == tags_max) throw Refused{{ErrorCode::limit, "it has more tags than are looked at"}};
    std::string path;
    for (const Level& level : open_) {
      if (level.is_mapping && path.size() < path_bytes_max)
        path += (path.empty() ? "" : ".") + level.key.substr(0, path_bytes_max);
    }
    tags_.push_back({.path = path.substr(0, path_bytes_max), .tag = tag, .value = value.substr(0, path_bytes_max)});
  }

  void enter(Level level) {
    if (open_.size() == limits::yaml_depth_max)
      throw Refused{{ErrorCode::limit, "nested deeper than " + std::to_string(limits::yaml_depth_max)}};
    open_.push_back(std::move(level));
  }
  void leave() {
    Level level = std::move(open_.back());
    open_.pop_back();
    end_of_node(level.is_mapping ? json::Value(std::move(level.members)) : json::Value(std::move(level.items)));
  }

  // `text` as it was written, for keys.
  void end_of_node(json::Value value, const std::string& text = "") {
    if (++values_ > limits::json_values_max) throw Refused{{ErrorCode::limit, "it has too many values"}};
    if (open_.empty()) {
      documents_.push_back(std::move(value));
      return;
    }
    Level& level = open_.back();
    if (!level.is_mapping) {
      level.items.push_back(std::move(value));
    } else if (level.at_value) {
      level.members.push_back({level.key, std::move(value)});
    } else {
      const std::string* alias = value.as_string();
      level.key = alias != nullptr ? *alias : text;
      // A collection as a key: what it holds is looked at all the same.
      if (value.is_array() || value.is_object()) level.members.push_back({"?", std::move(value)});
    }
    level.at_value = !level.at_value;
  }

  std::vector<Level> open_;
  json::Array documents_;
  std::vector<YamlTag> tags_;
  std::map<YAML::anchor_t, std::string> anchors_;
  std::size_t values_ = 0;
  int document_begin_ = -1;
};

Result<YamlStream> parse_with_plain_lines(std::string_view text) {
  if (text.size() > yaml_bytes_max)
    return Error{ErrorCode::limit, "YAML of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(yaml_bytes_max)};
  if (Status nesting = license::check_yaml_nesting(text); !nesting.ok()) return nesting.error();
  Builder builder;
  try {
    std::istringstream input{std::string(text)};
    YAML::Parser parser(input);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    return refused.error;
  } catch (const YAML::Exception& error) {
    return malformed("not YAML: " + printable(error.msg));
  }
  return std::move(builder).take();
}

}  // namespace

// Where lines may also end otherwise, both readings count: one reader's comment is the other's key. What cannot be read
// as it stands is not understood, whatever the other reading says.
Result<YamlStream> parse_yaml_stream(std::string_view text) {
  auto stream = parse_with_plain_lines(text);
  const auto otherwise = with_line_ends(text, yaml_line_ends);
  if (!stream.ok() || !otherwise) return stream;
  auto other = parse_with_plain_lines(*otherwise);
  if (!other.ok()) return stream;  // whoever reads it so refuses it
  json::Array documents;
  for (const json::Value* read : {&stream->documents, &other->documents}) {
    for (const json::Value& document : read->items())
      documents.push_back(document);
  }
  stream->documents = json::Value(std::move(documents));
  stream->tags.insert(stream->tags.end(), other->tags.begin(), other->tags.end());
  return stream;
}

}  // namespace weightcheck::evidence
