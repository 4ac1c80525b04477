// SPDX-License-Identifier: Apache-2.0
// Go folds letters by their simple case folding, by which two signs beyond ASCII are letters of it.
#include "stores/document.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "json/parse.hpp"

namespace weightcheck::stores {
namespace {

// Of manifests, indexes, layouts and lists of models.
constexpr std::array<std::string_view, 21> known_keys = {
    "annotations", "architecture",       "artifactType", "config",    "data",      "digest", "files",
    "id",          "imageLayoutVersion", "layers",       "manifests", "mediaType", "models", "os",
    "platform",    "schemaVersion",      "size",         "subject",   "tags",      "urls",   "version"};

std::string folded(std::string_view key) {
  std::string plain = lowered(key);
  for (const auto& [sign, letter] : {std::pair<std::string_view, char>{"\xC5\xBF", 's'}, {"\xE2\x84\xAA", 'k'}}) {
    for (std::size_t at = plain.find(sign); at != std::string::npos; at = plain.find(sign, at))
      plain.replace(at, sign.size(), 1, letter);
  }
  return plain;
}

bool is_in_another_case(std::string_view key) {
  const std::string plain = folded(key);
  return std::ranges::any_of(known_keys,
                             [&](std::string_view known) { return known != key && lowered(known) == plain; });
}

// The parser bounds the depth.
Status check_keys(const json::Value& value) {
  for (const json::Value& item : value.items()) {
    if (Status checked = check_keys(item); !checked.ok()) return checked;
  }
  for (const json::Member& member : value.members()) {
    if (is_in_another_case(member.key))
      return malformed("a key is written '" + printable(member.key) + "': programs differ on what it says");
    if (member.key == "annotations") continue;
    if (Status checked = check_keys(member.value); !checked.ok()) return checked;
  }
  return done;
}

}  // namespace

Result<json::Value> parse_document(std::string_view text) {
  auto document = json::parse(text);
  if (!document.ok()) return document;
  if (Status checked = check_keys(*document); !checked.ok()) return std::move(checked).error();
  return document;
}

}  // namespace weightcheck::stores
