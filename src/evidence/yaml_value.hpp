// SPDX-License-Identifier: Apache-2.0
// YAML as a tree of JSON values, for those who look for keys in it, and the tags by which YAML names what a loader is
// to call. All documents of a stream; anchors and aliases are followed for scalars only, so that nothing grows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t yaml_bytes_max = std::size_t{4} << 20;

struct YamlTag {
  std::string path{};   // the keys around it, with points between
  std::string tag{};    // resolved and unescaped: "tag:yaml.org,2002:python/object/apply:os.system", "!new:a.B"
  std::string value{};  // of a scalar

  friend bool operator==(const YamlTag&, const YamlTag&) = default;
};

struct YamlStream {
  json::Value documents{};      // an array
  std::vector<YamlTag> tags{};  // less those that only say which kind of plain data a value is
};

// Stands for what an alias of a collection repeats: no text of a config begins so.
inline constexpr std::string_view alias_of_collection = "*alias/of.a.collection";

// Errors: malformed, limit.
[[nodiscard]] Result<YamlStream> parse_yaml_stream(std::string_view text);

}  // namespace weightcheck::evidence
