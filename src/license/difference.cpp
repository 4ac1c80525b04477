// SPDX-License-Identifier: Apache-2.0
// Works on pairs of words, as the fingerprints do. A pair is known, unknown to the reference, or known and there too
// often: a clause put together from the license's own phrases has only known pairs, and makes each of them one too
// many.
#include "license/difference.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace weightcheck::license {
namespace {

enum class Pair : std::uint8_t { known, repeated, unknown };

constexpr std::size_t plainly_altered =
    8;                              // unknown words: then there is no need to look for additions made of known ones
constexpr std::size_t run_min = 4;  // pairs: shorter repetitions are chance, or a title said twice
constexpr double part_of_instructions =
    3;  // a third of what stands around the terms holds most of what it repeats of them

struct Pairs {
  std::vector<Pair> at;    // of each place in the text
  std::size_t common = 0;  // pairs of the terms that the text has
  double surplus = 0;      // pairs that are there too often, beyond those that the published text repeats itself
};

Pairs pairs_of(const Fingerprints& fingerprints, const Likeness& likeness, const TextBigrams& bigrams) {
  Pairs out;
  std::vector<Pair> kinds(bigrams.different.size());
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const CountedBigram& entry = bigrams.different[i];
    const Membership* member = membership_of(fingerprints.holders_of(entry.bigram), likeness.reference);
    if (member == nullptr) {
      kinds[i] = Pair::unknown;
      continue;
    }
    if (!member->outer) out.common += std::min<std::uint32_t>(entry.count, member->count);
    if (entry.count <= member->count) continue;
    kinds[i] = Pair::repeated;
    repeated += entry.count - member->count;
  }
  const Reference& reference = fingerprints.references()[likeness.reference];
  const double own_repeats =
      reference.in_titles + reference.repeats * std::min(likeness.around * part_of_instructions, 1.0);
  out.surplus = static_cast<double>(repeated) - own_repeats;
  out.at.reserve(bigrams.at.size());
  for (const std::uint32_t index : bigrams.at)
    out.at.push_back(kinds[index]);
  return out;
}

struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Run> runs_of(std::span<const Pair> pairs, Pair kind) {
  std::vector<Run> out;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i] != kind) continue;
    if (out.empty() || out.back().end != i) out.push_back({i, i});
    out.back().end = i + 1;
  }
  return out;
}

// Words of which no pair is known. A word between an unknown pair and one that is there too often is one too: "is not
// granted".
struct UnknownWords {
  std::vector<std::size_t> all;
  std::vector<std::size_t> foreign;  // both pairs are unknown
};

UnknownWords unknown_words(std::span<const Pair> pairs, std::size_t words) {
  UnknownWords out;
  for (std::size_t i = 0; i < words; ++i) {
    const Pair left =
        pairs.empty() ? Pair::unknown : pairs[i > 0 ? i - 1 : 0];  // at either end there is one pair, not two
    const Pair right = pairs.empty() ? Pair::unknown : pairs[i < pairs.size() ? i : i - 1];
    if (left != Pair::known && right != Pair::known && (left == Pair::unknown || right == Pair::unknown))
      out.all.push_back(i);
    if (left == Pair::unknown && right == Pair::unknown) out.foreign.push_back(i);
  }
  return out;
}

// Which of the places with too many pairs are the added ones, the pairs alone do not say; a whole added sentence is the
// longest run.
std::vector<std::size_t> surplus_words(const Pairs& pairs) {
  std::vector<std::size_t> out;
  if (pairs.surplus < run_min) return out;
  std::vector<Run> runs = runs_of(pairs.at, Pair::repeated);
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Run& a, const Run& b) { return a.end - a.begin > b.end - b.begin; });
  double left = pairs.surplus;
  for (const Run& run : runs) {
    if (left < run_min || run.end - run.begin < run_min) break;
    for (std::size_t word = run.begin; word <= run.end; ++word)
      out.push_back(word);
    left -= static_cast<double>(run.end - run.begin);
  }
  return out;
}

// Where nothing else is told and the text is another one all the same: the words behind each joint that the reference
// does not have, as in "license: mit" above the title.
std::vector<std::size_t> joints_of(std::span<const Pair> pairs) {
  std::vector<std::size_t> out;
  for (const Run& run : runs_of(pairs, Pair::unknown))
    out.push_back(run.begin);
  return out;
}

}  // namespace

Difference difference(const Fingerprints& fingerprints, const Likeness& likeness, const std::vector<Word>& words,
                      const TextBigrams& bigrams) {
  const Pairs pairs = pairs_of(fingerprints, likeness, bigrams);
  Difference out;
  UnknownWords found = unknown_words(pairs.at, words.size());
  out.unexplained = std::move(found.all);
  out.foreign = std::move(found.foreign);
  const std::size_t unknown = out.unexplained.size();
  const std::vector<std::size_t> surplus =
      unknown < plainly_altered ? surplus_words(pairs) : std::vector<std::size_t>();
  out.unexplained.insert(out.unexplained.end(), surplus.begin(), surplus.end());
  std::sort(out.unexplained.begin(), out.unexplained.end());
  out.unexplained.erase(std::unique(out.unexplained.begin(), out.unexplained.end()), out.unexplained.end());
  out.repeated_words = out.unexplained.size() - unknown;

  // Where words are gone or others stand in their place, the text has a run of unknown pairs and the reference one
  // joint more than words: "a b c d" without c loses (b c) and (c d), two pairs for one word.
  std::size_t joints = 0;
  for (const Run& run : runs_of(pairs.at, Pair::unknown)) {
    if (run.begin == 0 || run.end == pairs.at.size()) continue;
    ++joints;
    const std::uint32_t line = words[run.begin].line;
    if (out.missing_lines.empty() || out.missing_lines.back() != line) out.missing_lines.push_back(line);
  }
  const std::size_t whole = fingerprints.references()[likeness.reference].bigrams;
  const std::size_t missing_pairs = whole > pairs.common ? whole - pairs.common : 0;
  out.pairs_missing = missing_pairs > 0;
  out.missing_words = missing_pairs > joints ? missing_pairs - joints : 0;
  if (out.missing_words == 0) {
    out.missing_lines.clear();
  } else if (out.missing_lines.empty() && !words.empty()) {
    out.missing_lines.push_back(words.back().line);
  }
  if (out.unexplained.empty() && out.missing_words == 0) out.unexplained = joints_of(pairs.at);
  return out;
}

}  // namespace weightcheck::license
