// SPDX-License-Identifier: Apache-2.0
// Names are escaped here, once, so that no rule can forget to.
#include "policy/wording.hpp"

#include "base/escape.hpp"

namespace weightcheck::policy {

// Reserved in one piece: a report may hold very many of these.
std::string quoted(const ModelPath& path) {
  const std::string name = printable(path.text());
  std::string text;
  text.reserve(name.size() + 2);
  return text.append("'").append(name).append("'");
}

std::string quoted_text(std::string_view bytes) {
  constexpr std::size_t readable_bytes_max = 200;
  const bool cut = bytes.size() > readable_bytes_max;
  return "'" + printable(bytes.substr(0, readable_bytes_max)) + (cut ? "...'" : "'");
}

std::string counted(std::uint64_t count, std::string_view noun, std::string_view plural) {
  std::string digits = std::to_string(count);
  for (std::size_t place = digits.size(); place > 3; place -= 3)
    digits.insert(place - 3, ",");
  if (count != 1 && !plural.empty()) return digits + " " + std::string(plural);
  return digits + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string some_files(const std::vector<std::string>& paths) {
  constexpr std::size_t named_max = 3;
  std::string text;
  const std::size_t named = paths.size() <= named_max + 1 ? paths.size() : named_max;
  for (std::size_t i = 0; i < named; ++i) {
    if (i > 0) text += i + 1 == paths.size() ? " and " : ", ";
    text += "'" + printable(paths[i]) + "'";
  }
  if (named < paths.size()) text += " and " + counted(paths.size() - named, "more file");
  return text;
}

namespace {

std::string listed(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text.append(i == 0 ? "" : i + 1 == words.size() ? " and " : ", ").append(words[i]);
  return text.empty() ? "nobody" : text;
}

}  // namespace

std::string expectation_words(const evidence::Evidence& evidence) {
  std::vector<std::string_view> others, commit;
  bool one_for_all = false;  // beside the commit's trees
  for (const evidence::ClaimSet& set : evidence.claim_sets) {
    if (set.claims.empty()) continue;
    one_for_all |= set.coverage == evidence::Coverage::all;
    (set.coverage == evidence::Coverage::commit ? commit : others).push_back(set.source);
  }
  if (!one_for_all) others.insert(others.begin(), commit.begin(), commit.end());
  return listed(others);
}

std::string sources_that_say(const evidence::Evidence& evidence, const evidence::FileRow& row, evidence::Held word) {
  std::vector<std::string_view> sources;
  for (std::size_t set = 0; set < row.held.size(); ++set) {
    if (row.held[set] == word) sources.push_back(evidence.claim_sets[set].source);
  }
  return listed(sources);
}

}  // namespace weightcheck::policy
