// SPDX-License-Identifier: Apache-2.0
// Whoever bends a ledger must not have a tensor that is not the base's called proven or chained. WEIGHTCHECK_MUTATIONS
// in the environment asks for more trials than the few hundred of every run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "hash/sha256.hpp"
#include "model_of.hpp"

namespace weightcheck::lineage {
namespace {

constexpr std::uint64_t small_side = 24;
constexpr std::size_t usual_trials = 400;

std::size_t trials() {
  const char* const asked = std::getenv("WEIGHTCHECK_MUTATIONS");
  const auto number = asked == nullptr ? std::nullopt : parse_decimal(asked);
  return number ? static_cast<std::size_t>(*number) : usual_trials;
}

std::vector<MadeShard> small_base() {
  return {{"one.safetensors",
           {matrix("a", small_side, small_side, 1), matrix("b", small_side, small_side, 2),
            matrix("c", small_side, small_side, 3)}},
          {"two.safetensors",
           {matrix("d", small_side, small_side, 4), matrix("e", small_side, small_side, 5),
            matrix("f", small_side, small_side, 6)}}};
}

class Bender {
 public:
  explicit Bender(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }

  // The foreign bytes take the place of one of the base's tensors, in the ledger, as far as `upto` says: its digest,
  // its own state, or all states to the end of its shard.
  void pass_off(ledger::Ledger& ledger, std::size_t shard, std::size_t tensor, const std::string& foreign,
                std::size_t upto) {
    ledger::Shard& bent = ledger.shards[shard];
    bent.tensors[tensor].sha256 = hash::sha256(bytes_of(foreign));
    hash::Stream stream = ledger::stream_before(bent, tensor);
    stream.update(bytes_of(foreign));
    for (std::size_t t = tensor; t < bent.tensors.size() && t < tensor + upto; ++t) {
      if (t > tensor) stream.update(bytes_of(small_base()[shard].tensors[t].bytes));
      const ByteSpan lead = stream.lead();
      bent.tensors[t].end = {.value = stream.value(), .lead = {lead.begin(), lead.end()}};
    }
    if (upto > bent.tensors.size()) bent.sha256 = stream.digest();
  }

  void exchange_names(ledger::Ledger& ledger, std::size_t shard) {
    std::string& header = ledger.shards[shard].header;
    const char first = shard == 0 ? 'a' : 'd';
    const std::size_t left = header.find({'"', first, '"'}),
                      right = header.find({'"', static_cast<char>(first + 1), '"'});
    std::swap(header[left + 1], header[right + 1]);
  }

  // One sign of the text becomes another.
  void change_a_sign(std::string& text) {
    constexpr std::string_view signs = "0123456789abcdef-= \nAZ/+";
    text[below(text.size())] = signs[below(signs.size())];
  }

  void change_a_line(std::string& text) {
    std::size_t begin = below(text.size());
    begin = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;
    const std::size_t end = text.find('\n', begin) + 1;
    const std::string line = text.substr(begin, end - begin);
    if (below(2) == 0) {
      text.erase(begin, line.size());
    } else {
      text.insert(below(2) == 0 ? begin : 0, line);
    }
  }

 private:
  std::mt19937 random_;
};

struct Trial {
  std::string text;
  std::size_t foreign = 0;  // the number of the fork's tensor that is not the base's
};

Trial bent(const ledger::Ledger& honest, const std::string& foreign, unsigned seed) {
  Bender bender(seed);
  ledger::Ledger ledger = honest;
  const std::size_t shard = bender.below(2), tensor = bender.below(3);
  constexpr std::size_t more_than_a_shard = 9;
  const std::size_t reach[] = {0, 1, 2, 3, more_than_a_shard};
  if (bender.below(4) != 0) bender.pass_off(ledger, shard, tensor, foreign, reach[bender.below(5)]);
  if (bender.below(5) == 0) bender.exchange_names(ledger, bender.below(2));
  if (bender.below(5) == 0) std::swap(ledger.shards[shard].tensors[0], ledger.shards[shard].tensors[bender.below(3)]);
  Trial trial{.text = ledger::write(ledger), .foreign = shard * 3 + tensor};
  for (std::size_t i = bender.below(3); i > 0; --i)
    bender.change_a_sign(trial.text);
  if (bender.below(8) == 0) bender.change_a_line(trial.text);
  return trial;
}

TEST(Ledgers, that_were_bent_never_have_a_foreign_tensor_called_proven_or_chained) {
  const ledger::Ledger honest = test::ledger_of(small_base());
  const MadeTensor foreign = matrix("foreign", small_side, small_side, 99);
  std::vector<MadeTensor> own;
  for (const MadeShard& shard : small_base())
    own.insert(own.end(), shard.tensors.begin(), shard.tensors.end());
  std::size_t refused = 0, judged = 0, wrong = 0;
  for (unsigned seed = 0; seed < trials(); ++seed) {
    const Trial trial = bent(honest, foreign.bytes, seed);
    auto read = ledger::read(bytes_of(trial.text));
    if (!read.ok()) {
      ++refused;
      continue;
    }
    ++judged;
    std::vector<MadeTensor> fork = own;
    fork[trial.foreign].bytes = foreign.bytes;
    std::vector<Base> bases;
    bases.push_back({.ledger = *std::move(read), .verified = false, .pinned = true});
    const Outcome outcome = outcome_of(Bases(std::move(bases)), fork);
    const Row& row = outcome.rows[trial.foreign];
    wrong += outcome.wrong.empty() ? 0U : 1U;
    ASSERT_TRUE(!row.evidence || *row.evidence >= Evidence::listed) << "seed " << seed << ": " << row.tensor.name;
  }
  EXPECT_GT(refused, trials() / 10);
  EXPECT_GT(judged, trials() / 10);
  EXPECT_GT(wrong, 0U);
  RecordProperty("refused", std::to_string(refused));
  RecordProperty("judged", std::to_string(judged));
}

TEST(Ledgers, that_are_honest_are_never_called_wrong) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    std::vector<MadeTensor> fork;
    for (const MadeShard& shard : small_base())
      fork.insert(fork.end(), shard.tensors.begin(), shard.tensors.end());
    fork[seed % fork.size()] = matrix("x", small_side, small_side, 100 + seed);
    EXPECT_TRUE(outcome_of(bases_of({small_base()}), fork).wrong.empty()) << seed;
  }
}

}  // namespace
}  // namespace weightcheck::lineage
