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
    if (found == nullptr && digests.rules_out(expected)) return "its sha256 is not " + expected.hex();
    if (found == nullptr || *found == expected) continue;
    return "its " + std::string(row_of(expected.algorithm()).name) + " is " + found->hex() + ", expected " +
           expected.hex();
  }
  return "";
}

namespace {

// The places of the sets on whose word the verdict rests: the commit's trees come first, unless a list of all files
// stands beside them.
std::vector<std::size_t> sets_that_count(const evidence::Evidence& evidence) {
  std::vector<std::size_t> others, commit;
  bool one_for_all = false;  // beside the commit's trees
  for (std::size_t i = 0; i < evidence.claim_sets.size(); ++i) {
    const evidence::ClaimSet& set = evidence.claim_sets[i];
    if (set.claims.empty()) continue;
    one_for_all |= set.coverage == evidence::Coverage::all;
    (set.coverage == evidence::Coverage::commit ? commit : others).push_back(i);
  }
  if (!one_for_all) others.insert(others.begin(), commit.begin(), commit.end());
  return others;
}

}  // namespace

std::string expectation_words(const evidence::Evidence& evidence) {
  std::vector<std::string_view> sources;
  for (const std::size_t set : sets_that_count(evidence))
    sources.push_back(evidence.claim_sets[set].source);
  return listed(sources);
}

std::string matching_words(const evidence::Evidence& evidence, const std::vector<evidence::FileRow>& rows) {
  struct Count {
    std::uint64_t matching = 0, listed = 0;
    std::vector<std::string_view> sources{};
  };
  std::vector<Count> counts;
  for (const std::size_t set : sets_that_count(evidence)) {
    Count count;
    for (const evidence::FileRow& row : rows) {
      const evidence::Held held = row.held[set];
      count.listed += held == evidence::Held::none || held == evidence::Held::unlisted ? 0 : 1;
      count.matching += held == evidence::Held::ok ? 1 : 0;
    }
    auto same = std::ranges::find_if(
        counts, [&](const Count& other) { return other.matching == count.matching && other.listed == count.listed; });
    if (same == counts.end()) same = counts.insert(same, std::move(count));
    same->sources.push_back(evidence.claim_sets[set].source);
  }
  std::string text;
  for (const Count& count : counts)
    text += (text.empty() ? "" : ", ") + std::to_string(count.matching) + " of " +
            (text.empty() ? counted(count.listed, "file") + " match " : std::to_string(count.listed) + " ") +
            listed(count.sources);
  return text;
}

std::string sources_that_say(const evidence::Evidence& evidence, const evidence::FileRow& row, evidence::Held word) {
  std::vector<std::string_view> sources;
  for (std::size_t set = 0; set < row.held.size(); ++set) {
    if (row.held[set] == word) sources.push_back(evidence.claim_sets[set].source);
  }
  return listed(sources);
}

}  // namespace weightcheck::policy
