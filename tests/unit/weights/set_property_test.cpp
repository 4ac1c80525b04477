// SPDX-License-Identifier: Apache-2.0
// Sets of every spelling and format, with gaps chosen by a generator of known seed: exactly the missing names are told.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "support/rounds.hpp"
#include "weights/format.hpp"
#include "weights/reconcile.hpp"

namespace weightcheck::weights {
namespace {

struct Spelling {
  std::string base;
  char mark = '-';
  char of = '-';
  bool zeros = true;  // leading ones
  std::size_t number_width = 5;
  std::size_t total_width = 5;
  std::string suffix;
  std::uint64_t first = 1;
  std::uint64_t total = 1;

  [[nodiscard]] std::string name(std::uint64_t number) const {
    const auto padded = [&](std::uint64_t value, std::size_t width) {
      const std::string digits = std::to_string(value);
      return std::string(zeros && digits.size() < width ? width - digits.size() : 0, '0') + digits;
    };
    return base + mark + padded(number, number_width) + of + "of" + of + padded(total, total_width) + suffix;
  }
};

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::uint64_t pick(std::uint64_t first, std::uint64_t last) {
    return std::uniform_int_distribution<std::uint64_t>(first, last)(random_);
  }
  template <typename Values>
  auto one_of(const Values& values) {
    return values[pick(0, values.size() - 1)];
  }

  Spelling spelling() {
    Spelling set;
    set.base = one_of(std::vector<std::string>{"model", "a-of-b", "q4_k_m", "x.fp16", "7", "tiny_2-of-3"});
    set.mark = one_of(std::string("-_"));
    set.of = one_of(std::string("-_"));
    set.zeros = pick(0, 1) == 1;
    set.total = pick(2, 40);
    set.number_width = pick(3, 9);
    set.total_width = pick(2, 9);
    set.first = pick(0, 1);
    set.suffix = (pick(0, 3) == 0 ? ".fp16" : "") + one_of(extensions_);
    return set;
  }

 private:
  static std::vector<std::string> every_extension() {
    std::vector<std::string> all;
    for (const Format& format : formats()) {
      std::string_view rest = format.extensions;
      while (!rest.empty()) {
        all.emplace_back(rest.substr(0, rest.find(' ')));
        rest.remove_prefix(std::min(all.back().size() + 1, rest.size()));
      }
    }
    return all;
  }

  std::mt19937 random_;
  std::vector<std::string> extensions_ = every_extension();
};

TEST(Sets, tell_exactly_the_names_that_are_missing) {
  for (std::uint32_t seed = 0; seed < test::rounds(3000U); ++seed) {
    Generator generator(seed);
    const Spelling set = generator.spelling();
    const std::string folder = generator.pick(0, 1) == 0 ? "" : "unet/";
    std::vector<FileHere> here;
    std::vector<std::string> missing;
    // The first stays, since it says whether the set begins at 0, and whether there are leading zeros.
    for (std::uint64_t number = set.first; number < set.first + set.total; ++number) {
      const bool kept = number == set.first || generator.pick(0, 3) > 0;
      if (kept) here.push_back({.path = ModelPath::parse(folder + set.name(number)).value()});
      if (!kept) missing.push_back(set.name(number));
    }
    const auto facts = reconcile(here, {});
    if (missing.empty()) {
      EXPECT_EQ(facts, Reconciliation{}) << set.name(1);
      continue;
    }
    ASSERT_EQ(facts.incomplete_sets.size(), 1U) << set.name(1) << " seed " << seed;
    const IncompleteSet& told = facts.incomplete_sets[0];
    EXPECT_EQ(told.missing, missing.size()) << set.name(1);
    EXPECT_EQ(told.surplus, 0U);
    missing.resize(std::min<std::size_t>(missing.size(), 16));
    EXPECT_EQ(told.first_missing, missing) << set.name(1);
  }
}

TEST(Sets, of_different_spelling_are_different_sets) {
  const auto gaps_of = [](std::initializer_list<const char*> names) {
    std::vector<FileHere> here;
    for (const char* name : names)
      here.push_back({.path = ModelPath::parse(name).value()});
    return reconcile(here, {}).incomplete_sets.size();
  };
  EXPECT_EQ(gaps_of({"m-1-of-2.bin", "m-2-of-2.bin"}), 0U);
  EXPECT_EQ(gaps_of({"m-1-of-2.bin", "m_2-of-2.bin"}), 2U);
  EXPECT_EQ(gaps_of({"m-1-of-2.bin", "m-2-of-02.bin"}), 2U);
  EXPECT_EQ(gaps_of({"m-1-of-2.bin", "m-2-of-2.gguf"}), 2U);
  EXPECT_EQ(gaps_of({"m-1-of-2.bin", "deeper/m-2-of-2.bin"}), 2U);
}

}  // namespace
}  // namespace weightcheck::weights
