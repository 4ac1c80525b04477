// SPDX-License-Identifier: Apache-2.0
#include "evidence/lax_json.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "json/parse.hpp"

namespace weightcheck::evidence {
namespace {

// Python reads these words as numbers, so that a config that holds one is no JSON and is loaded all the same.
std::string without_odd_numbers(std::string_view text) {
  constexpr std::array<std::string_view, 3> words = {"-Infinity", "Infinity", "NaN"};
  std::string plain;
  bool inside_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto word = std::find_if(words.begin(), words.end(),
                                   [&](std::string_view one) { return text.substr(at).starts_with(one); });
    if (!inside_string && word != words.end()) {
      plain.append("0");
      at += word->size() - 1;
      continue;
    }
    if (text[at] == '"') inside_string = !inside_string;
    plain.push_back(text[at]);
    if (inside_string && text[at] == '\\' && at + 1 < text.size()) plain.push_back(text[++at]);
  }
  return plain;
}

}  // namespace

Result<json::Value> parse_lax_json(std::string_view text) {
  auto document = json::parse(text, {.duplicates = json::Duplicates::kept});
  return document.ok() ? document : json::parse(without_odd_numbers(text), {.duplicates = json::Duplicates::kept});
}

}  // namespace weightcheck::evidence
