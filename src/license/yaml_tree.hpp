// SPDX-License-Identifier: Apache-2.0
// One YAML document as the hub and PyYAML read it: anchors and aliases, and merge keys (`<<`). What those two refuse,
// or read differently from each other, is refused here or told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::license {

struct YamlNode {
  enum class Kind : std::uint8_t { null, text, odd_scalar, list, mapping };  // odd: of a tag that makes it no text

  Kind kind = Kind::null;
  bool merges = false;                 // text: `<<` as a key, not in quotes
  std::uint8_t height = 0;             // levels of lists and mappings in it, through aliases too
  std::string text{};                  // text
  std::vector<std::uint32_t> parts{};  // list; mapping: key, value, key, value; an alias is what it stands for
};

class YamlTree {
 public:
  // Errors: malformed (no YAML, a second document, an alias to what it stands in, a quote without its end, a tag that
  // is not YAML's own, a character that YAML does not allow), limit (depth, aliases). The caller bounds the size of the
  // text.
  [[nodiscard]] static Result<YamlTree> parse(std::string_view yaml);

  [[nodiscard]] std::uint32_t root() const { return root_; }
  [[nodiscard]] const YamlNode& at(std::uint32_t node) const { return nodes_[node]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  // One key of a mapping and its value.
  struct Member {
    std::string_view key;
    std::uint32_t value = 0;
    bool twice = false;  // given again in the same place, or by two mappings merged at once: programs differ
  };
  // The members of a mapping with what is merged into it: its own come before those of `<<`, of a list behind `<<` the
  // first, of equal keys the last. Only wanted keys are looked at. Errors: malformed (a key that is a list, a mapping
  // or of a tag; a merge of what is no mapping), limit (mappings merged; wanted keys).
  using IsWanted = bool (*)(std::string_view key);
  [[nodiscard]] Result<std::vector<Member>> members(std::uint32_t mapping, IsWanted is_wanted) const;

 private:
  std::vector<YamlNode> nodes_;
  std::uint32_t root_ = 0;
};

}  // namespace weightcheck::license
