// SPDX-License-Identifier: Apache-2.0
// The parser's events become nodes in one list; an alias is the number of the node that it stands for, so that no text
// can make the list longer than itself.
#include "license/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "license/yaml_nesting.hpp"

namespace weightcheck::license {
namespace {

using Kind = YamlNode::Kind;

// Leaves the parser from inside an event; caught in this file.
struct Refused {
  Error error;
};

[[noreturn]] void refuse(ErrorCode code, std::string message) { throw Refused{{code, std::move(message)}}; }

constexpr std::string_view merge_tag = "tag:yaml.org,2002:merge";

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::vector<YamlNode>& nodes) : nodes_(nodes) {}

  [[nodiscard]] std::uint32_t root() const { return root_; }
  [[nodiscard]] std::size_t documents() const { return documents_; }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override { ++documents_; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override { leaf({.kind = Kind::null}, anchor); }

  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override {
    if (++aliases_ > limits::yaml_aliases_max)
      refuse(ErrorCode::limit, "more than " + std::to_string(limits::yaml_aliases_max) + " aliases");
    const auto target = anchors_.find(anchor);
    if (target == anchors_.end()) refuse(ErrorCode::malformed, "an alias to what it stands in");
    complete(target->second);
  }

  void OnScalar(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(tag);
    const bool plain = tag == "?" || tag.empty();
    const bool text = plain || tag == "!" || tag == "tag:yaml.org,2002:str";
    const bool merges = (plain && value == "<<") || tag == merge_tag;
    leaf({.kind = text || merges ? Kind::text : Kind::odd_scalar, .merges = merges, .text = value}, anchor);
  }

  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    check(tag);
    open(Kind::list, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    check(tag);
    open(Kind::mapping, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    std::uint32_t node;
    YAML::anchor_t anchor;
  };

  std::uint32_t add(YamlNode node) {
    nodes_.push_back(std::move(node));
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }

  void leaf(YamlNode node, YAML::anchor_t anchor) {
    const std::uint32_t number = add(std::move(node));
    if (anchor != 0) anchors_[anchor] = number;
    complete(number);
  }

  void open(Kind kind, YAML::anchor_t anchor) {
    too_deep(open_.size() + 1);
    open_.push_back({add({.kind = kind}), anchor});
  }

  void close() {
    const Open closed = open_.back();
    open_.pop_back();
    YamlNode& node = nodes_[closed.node];
    std::size_t height = 0;
    for (const std::uint32_t part : node.parts)
      height = std::max<std::size_t>(height, nodes_[part].height);
    too_deep(height + 1);
    node.height = static_cast<std::uint8_t>(height + 1);
    if (closed.anchor != 0) anchors_[closed.anchor] = closed.node;  // not before: nothing stands in itself
    complete(closed.node);
  }

  // The hub and PyYAML's safe loader refuse a whole card for one tag that is not YAML's own.
  static void check(const std::string& tag) {
    constexpr std::array<std::string_view, 14> known = {"str",    "int",       "float", "bool", "null",
                                                        "map",    "seq",       "set",   "omap", "pairs",
                                                        "binary", "timestamp", "merge", "value"};
    constexpr std::string_view own = "tag:yaml.org,2002:";
    const std::string_view name = tag;
    if (name.empty() || name == "?" || name == "!") return;
    if (!name.starts_with(own) || std::ranges::find(known, name.substr(own.size())) == known.end())
      refuse(ErrorCode::malformed, "the tag '" + printable(name.substr(0, 60)) + "' is not one of YAML's own");
  }

  static void too_deep(std::size_t levels) {
    if (levels > limits::yaml_depth_max)
      refuse(ErrorCode::limit, "nested deeper than " + std::to_string(limits::yaml_depth_max));
  }

  void complete(std::uint32_t number) {
    if (open_.empty()) {
      root_ = number;
    } else {
      nodes_[open_.back().node].parts.push_back(number);
    }
  }

  std::vector<YamlNode>& nodes_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, std::uint32_t> anchors_;
  std::uint32_t root_ = 0;
  std::size_t aliases_ = 0;
  std::size_t documents_ = 0;
};
static_assert(limits::yaml_depth_max <= 255, "a height is a byte");

using Member = YamlTree::Member;

Member* find(std::vector<Member>& members, std::string_view key) {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &*found;
}

constexpr std::size_t wanted_keys_max = 200;

// Reads mappings for a few keys, each mapping once.
class Merging {
 public:
  Merging(const YamlTree& tree, YamlTree::IsWanted is_wanted) : tree_(tree), is_wanted_(is_wanted) {}

  const std::vector<Member>& members_of(std::uint32_t mapping) {
    const auto known = known_.find(mapping);
    if (known != known_.end()) return known->second;
    std::vector<Member> own, merged;
    const YamlNode& node = tree_.at(mapping);
    for (std::size_t i = 0; i + 1 < node.parts.size(); i += 2) {
      const YamlNode& key = tree_.at(node.parts[i]);
      const std::uint32_t value = node.parts[i + 1];
      if (key.merges) {
        merge(value, merged);
      } else if (key.kind == Kind::text) {
        if (is_wanted_(key.text)) add(own, {key.text, value});
      } else if (key.kind != Kind::null) {
        refuse(ErrorCode::malformed, "a key is no text");
      }
    }
    for (const Member& member : merged) {
      if (find(own, member.key) == nullptr) own.push_back(member);
    }
    return known_.emplace(mapping, std::move(own)).first->second;
  }

 private:
  // A second `<<` beside the first: the last counts with one reader, the first with another.
  void merge(std::uint32_t value, std::vector<Member>& into) {
    std::vector<Member> here;
    const YamlNode& node = tree_.at(value);
    if (node.kind == Kind::mapping) {
      here = members_of(value);
    } else if (node.kind == Kind::list) {
      for (const std::uint32_t part : node.parts) {
        if (tree_.at(part).kind != Kind::mapping) refuse(ErrorCode::malformed, "a merge of what is no mapping");
        for (const Member& member : members_of(part)) {
          if (find(here, member.key) == nullptr) here.push_back(member);
        }
      }
    } else {
      refuse(ErrorCode::malformed, "a merge of what is no mapping");
    }
    for (const Member& member : here)
      add(into, member);
  }

  static void add(std::vector<Member>& to, Member member) {
    if (Member* old = find(to, member.key)) {
      member.twice = true;
      *old = member;
    } else {
      if (to.size() == wanted_keys_max) refuse(ErrorCode::limit, "too many keys that mean the same");
      to.push_back(member);
    }
  }

  const YamlTree& tree_;
  const YamlTree::IsWanted is_wanted_;
  std::map<std::uint32_t, std::vector<Member>> known_;
};

// YAML 1.1, section 4.1: what is not printable stands in no document, and PyYAML refuses it.
bool is_allowed(std::int32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  if (c >= 0x7F && c < 0xA0) return c == 0x85;
  return c != 0xFFFE && c != 0xFFFF;
}

bool holds_disallowed(std::string_view yaml) {
  for (std::size_t i = 0; i < yaml.size();) {
    const Utf8Character next = first_character(yaml.substr(i));
    if (!next.valid() || !is_allowed(next.code_point)) return true;
    i += next.bytes;
  }
  return false;
}

// Some readers end a line here, and a comment with it, and others do not: what follows up to the next line feed is a
// key to the ones and a comment, or more of a text, to the others.
bool has_a_key_behind_a_doubtful_line_end(std::string_view yaml) {
  constexpr std::array<std::string_view, 4> line_ends = {"\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
  while (!yaml.empty()) {
    const std::string_view line = yaml.substr(0, yaml.find('\n'));
    yaml.remove_prefix(std::min(line.size() + 1, yaml.size()));
    for (const std::string_view line_end : line_ends) {
      const std::size_t at = line.find(line_end);
      if (at != std::string_view::npos && line.find(':', at) != std::string_view::npos) return true;
    }
  }
  return false;
}

}  // namespace

Result<YamlTree> YamlTree::parse(std::string_view yaml) {
  if (const Status nesting = check_yaml_nesting(yaml); !nesting) return nesting.error();
  if (has_a_key_behind_a_doubtful_line_end(yaml))
    return malformed("readers of YAML differ on where one of its lines ends");
  if (holds_disallowed(yaml)) return malformed("a character that YAML does not allow");
  YamlTree tree;
  // With the mark of a document's end behind it, a quote that never ends is refused, as other readers do.
  const bool has_end = yaml.starts_with("...") || yaml.find("\n...") != std::string_view::npos;
  std::istringstream stream{std::string(yaml) + (has_end ? "" : "\n...\n")};
  Builder builder(tree.nodes_);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
      if (builder.documents() > 1) return malformed("more than one document");
    }
  } catch (const Refused& refused) {
    return refused.error;
  } catch (const YAML::Exception& fault) {
    return malformed("line " + std::to_string(fault.mark.line + 1) + ": " + printable(fault.msg));
  }
  if (tree.nodes_.empty()) tree.nodes_.emplace_back();
  tree.root_ = builder.root();
  return tree;
}

Result<std::vector<Member>> YamlTree::members(std::uint32_t mapping, IsWanted is_wanted) const {
  if (at(mapping).kind != Kind::mapping) return malformed("no mapping of keys to values");
  try {
    return Merging(*this, is_wanted).members_of(mapping);
  } catch (const Refused& refused) {
    return refused.error;
  }
}

}  // namespace weightcheck::license
