// SPDX-License-Identifier: Apache-2.0
// Multisets of word pairs: blind to where a pair stands, exact about which and how many. Linear in the text but for one
// sort.
#include "license/compare.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "license/difference.hpp"

namespace weightcheck::license {
namespace {

constexpr double near_tie = 0.035;  // of Dice: as far apart as two wordings of one license are
constexpr double beyond_doubt = 0.985;
constexpr std::uint32_t own_pairs_max = 4;  // of the rarer license in the text: more is evidence for it
constexpr std::size_t rivals_max = 8;
constexpr double clear = 0.93;  // Dice from which there is no second opinion
constexpr double nearly_whole = 0.90;
constexpr std::uint32_t contained_bigrams_min = 25;

// How many of the text's pairs belong to `one` and not to `other`.
std::uint32_t own_pairs(const Fingerprints& fingerprints, const std::vector<CountedBigram>& text, std::size_t one,
                        std::size_t other) {
  std::uint32_t pairs = 0;
  for (const CountedBigram& entry : text) {
    const auto holders = fingerprints.holders_of(entry.bigram);
    const Membership* own = membership_of(holders, one);
    if (own == nullptr || own->outer) continue;
    const Membership* shared = membership_of(holders, other);
    if (shared == nullptr || shared->outer) pairs += std::min<std::uint32_t>(entry.count, own->count);
  }
  return pairs;
}

void prefer_common(const Fingerprints& fingerprints, const std::vector<CountedBigram>& text,
                   std::vector<Likeness>& ranking) {
  if (ranking.empty() || fingerprints.references()[ranking[0].reference].common) return;
  const double best = ranking[0].dice;
  for (std::size_t i = 1; i < std::min(rivals_max, ranking.size()); ++i) {
    const Likeness& rival = ranking[i];
    if (best - rival.dice >= near_tie) return;
    if (!fingerprints.references()[rival.reference].common || rival.dice >= beyond_doubt) continue;
    if (own_pairs(fingerprints, text, ranking[0].reference, rival.reference) > own_pairs_max) continue;
    std::rotate(ranking.begin(), ranking.begin() + static_cast<std::ptrdiff_t>(i),
                ranking.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    return;
  }
}

// The one that makes up the largest part of a text that holds more than one license; nothing where none is nearly
// whole.
std::optional<Likeness> largest_contained(const Fingerprints& fingerprints, const std::vector<Likeness>& likenesses) {
  std::optional<Likeness> best;
  double best_weight = 0;
  for (const Likeness& candidate : likenesses) {
    const Reference& reference = fingerprints.references()[candidate.reference];
    if (candidate.containment < nearly_whole || reference.bigrams < contained_bigrams_min) continue;
    const double gaps = 2 * (1 - candidate.containment);
    const double weight = reference.words * (candidate.containment - gaps + (reference.common ? 0.03 : 0));
    if (best && weight <= best_weight) continue;
    best = candidate;
    best_weight = weight;
  }
  return best;
}

// How many words of the text and of the reference the other does not have.
double disagreement(const Fingerprints& fingerprints, const Likeness& likeness, const std::vector<Word>& words,
                    const TextBigrams& bigrams) {
  const Difference found = difference(fingerprints, likeness, words, bigrams);
  return static_cast<double>(found.unexplained.size() - found.repeated_words + found.missing_words);
}

}  // namespace

std::vector<Likeness> likenesses(const Fingerprints& fingerprints, const TextBigrams& bigrams) {
  struct Tally {
    std::uint32_t common = 0;
    std::uint32_t around = 0;  // pairs of the text that stand around the terms in the reference
  };
  const std::vector<CountedBigram>& text = bigrams.different;
  const auto references = fingerprints.references();
  std::vector<Tally> tallies(references.size());
  for (const CountedBigram& entry : text) {
    for (const Membership& member : fingerprints.holders_of(entry.bigram)) {
      Tally& tally = tallies[member.reference];
      if (member.outer) {
        ++tally.around;
      } else {
        tally.common += std::min<std::uint32_t>(entry.count, member.count);
      }
    }
  }
  std::size_t pairs = 0;
  for (const CountedBigram& entry : text)
    pairs += entry.count;
  std::vector<Likeness> ranking;
  for (std::size_t i = 0; i < references.size(); ++i) {
    const Tally& tally = tallies[i];
    const Reference& reference = references[i];
    if (tally.common == 0 || reference.bigrams < 8) continue;
    const double own = static_cast<double>(pairs > tally.around ? pairs - tally.around : 1);
    Likeness& likeness = ranking.emplace_back();
    likeness.reference = i;
    likeness.dice = 2.0 * tally.common / (own + reference.bigrams);
    likeness.containment = static_cast<double>(tally.common) / reference.bigrams;
    if (reference.around != 0) likeness.around = static_cast<double>(tally.around) / reference.around;
  }
  std::stable_sort(ranking.begin(), ranking.end(), [](const Likeness& a, const Likeness& b) {
    return a.dice != b.dice ? a.dice > b.dice : a.containment > b.containment;
  });
  prefer_common(fingerprints, text, ranking);
  return ranking;
}

std::optional<Likeness> best_explanation(const Fingerprints& fingerprints, const std::vector<Likeness>& ranking,
                                         const std::vector<Word>& words, const TextBigrams& bigrams) {
  if (ranking.empty()) return std::nullopt;
  if (ranking[0].dice >= clear) return ranking[0];
  std::vector<Likeness> candidates;
  for (std::size_t i = 0; i < std::min(rivals_max, ranking.size()); ++i) {
    if (ranking[i].dice >= alike_min) candidates.push_back(ranking[i]);
  }
  if (const auto contained = largest_contained(fingerprints, ranking)) candidates.push_back(*contained);
  std::optional<Likeness> best;
  double least = 0;
  for (const Likeness& candidate : candidates) {
    const double differing = disagreement(fingerprints, candidate, words, bigrams);
    if (best && differing >= least) continue;
    best = candidate;
    least = differing;
  }
  return best;
}

}  // namespace weightcheck::license
