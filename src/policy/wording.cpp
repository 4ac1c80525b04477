// SPDX-License-Identifier: Apache-2.0
// Long texts and long lists are cut here, to what a reader takes in.
#include "policy/wording.hpp"

#include <algorithm>

namespace weightcheck::policy {

std::string quoted_text(std::string_view bytes) {
  constexpr std::size_t readable_bytes_max = 200;
  return in_quotes(bytes, readable_bytes_max);
}

std::string some_files(const std::vector<std::string>& paths) {
  constexpr std::size_t named_max = 3;
  std::string text;
  const std::size_t named = paths.size() <= named_max + 1 ? paths.size() : named_max;
  for (std::size_t i = 0; i < named; ++i) {
    if (i > 0) text += i + 1 == paths.size() ? " and " : ", ";
    text += in_quotes(paths[i]);
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

bool is_named_alike(const ModelPath& file, const ModelPath& missing) {
  const std::string_view name = missing.name(), stem = name.substr(0, name.rfind('.'));
  return file.folder() == missing.folder() && !stem.empty() &&
         (file.name().starts_with(stem) || file.name().ends_with(name));
}

std::string folder_in_place_of(const evidence::ModelTree& tree, const ModelPath& path) {
  const bool is_folder = std::ranges::binary_search(tree.folders, path.text(), {}, &evidence::FolderSeen::name);
  return is_folder ? "; a folder of that name lies in its place" : "";
}

std::string some_tensors(const weights::NameSample& sample) {
  std::string text;
  constexpr std::size_t named_max = 3;
  for (std::size_t i = 0; i < sample.first.size() && i < named_max; ++i)
    text += (i == 0 ? "" : ", ") + quoted_text(sample.first[i]);
  const std::uint64_t named = std::min<std::uint64_t>(sample.first.size(), named_max);
  if (sample.count > named) text += " and " + counted(sample.count - named, "more tensor");
  return text;
}

std::string digests_that_differ(const evidence::Claim& claim, const evidence::DigestSet& digests) {
  for (const evidence::Expected& expected : claim.expected) {
    const evidence::Expected* found = digests.find(expected.algorithm());
    if (found == nullptr || *found == expected) continue;
    return "its " + std::string(row_of(expected.algorithm()).name) + " is " + found->hex() + ", expected " +
           expected.hex();
  }
  return "";
}

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
