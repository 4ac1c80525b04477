// SPDX-License-Identifier: Apache-2.0
// What is kept of every known license text: hashes of its word pairs and of its whole, as
// tools/make_license_fingerprints.py wrote them. Whose text is nearest is for identify.cpp to say.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "license/words.hpp"

namespace weightcheck::license {

// 24 bits: murmur3's finaliser over FNV-1a of "first second".
[[nodiscard]] std::uint32_t bigram_hash(std::string_view first, std::string_view second);

struct CountedBigram {
  std::uint32_t bigram = 0;
  std::uint32_t count = 0;
};

// A text's pairs of neighbours: n - 1 of n words.
struct TextBigrams {
  std::vector<CountedBigram> different;  // by bigram, ascending
  std::vector<std::uint32_t> at;         // of each pair in the text: its index in `different`
};

[[nodiscard]] TextBigrams bigrams_of(const std::vector<Word>& words);

struct Reference {
  std::string id;
  bool common = false;        // so widespread that it wins a near tie
  bool marked_up = false;     // published in markdown or HTML
  std::uint32_t bigrams = 0;  // of the terms, repeated ones counted
  std::uint32_t around =
      0;  // different ones that stand only around the terms: before them, or in the instructions behind them
  std::uint32_t repeats = 0;     // pairs of the terms that stand around them once more
  std::uint32_t in_titles = 0;   // ... and in the longest of its titles
  std::uint32_t words = 0;       // of the whole text
  std::uint32_t core_words = 0;  // of the terms
  std::uint64_t order = 0;       // order_hash() of the terms
};

// A bigram in a reference.
struct Membership {
  std::uint16_t reference = 0;
  std::uint8_t count = 0;
  bool outer = false;  // only around the terms (title, instructions)
};

class Fingerprints {
 public:
  // The texts this program knows, decoded at the first call. Thread-safe.
  [[nodiscard]] static const Fingerprints& stock();

  [[nodiscard]] std::span<const Reference> references() const noexcept { return references_; }

  // The references that hold a bigram, ascending.
  [[nodiscard]] std::span<const Membership> holders_of(std::uint32_t bigram) const;

  // The reference whose whole text, or one of its accepted forms, has exactly these words.
  [[nodiscard]] std::optional<std::size_t> exact(std::string_view joined_words) const;

 private:
  using WholeHash = std::array<std::byte, 12>;
  struct Whole {
    WholeHash hash;
    std::uint16_t reference;
  };

  explicit Fingerprints(ByteSpan data);  // the data is the program's own: a fault in it is a bug and throws

  std::vector<Reference> references_;
  std::vector<Whole> wholes_;              // by hash
  std::vector<Membership> memberships_;    // of all patterns
  std::vector<std::uint32_t> patterns_;    // where each begins in memberships_, and one past the last
  std::vector<std::uint32_t> bigrams_;     // ascending
  std::vector<std::uint16_t> pattern_of_;  // of each bigram
  std::vector<std::uint32_t> buckets_;     // by the upper 12 bits: where in bigrams_ they begin
};

// The entry of one reference among the holders of a bigram; null where it is not among them.
[[nodiscard]] const Membership* membership_of(std::span<const Membership> holders, std::size_t reference);

}  // namespace weightcheck::license
