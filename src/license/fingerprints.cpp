// SPDX-License-Identifier: Apache-2.0
// The format is described in tools/make_license_fingerprints.py, which writes it.
#include "license/fingerprints.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "hash/sha256.hpp"
#include "license/data/embedded.hpp"

namespace weightcheck::license {
namespace {

constexpr unsigned bucket_shift = 12;
constexpr std::size_t bucket_count = std::size_t{1} << 12;
constexpr std::uint32_t bigram_max = (1U << 24) - 1;

class Reader {
 public:
  explicit Reader(ByteSpan data) : data_(data) {}

  ByteSpan bytes(std::size_t length) {
    if (data_.size() - at_ < length) throw std::logic_error("license fingerprints end early");
    const ByteSpan out = data_.subspan(at_, length);
    at_ += length;
    return out;
  }

  std::uint32_t number(std::uint32_t max) {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      const auto byte = std::to_integer<std::uint32_t>(bytes(1)[0]);
      value |= (byte & 0x7F) << shift;
      if ((byte & 0x80) != 0) continue;
      if (value > max) break;
      return value;
    }
    throw std::logic_error("license fingerprints hold a number out of range");
  }

  [[nodiscard]] bool at_end() const noexcept { return at_ == data_.size(); }

 private:
  ByteSpan data_;
  std::size_t at_ = 0;
};

}  // namespace

std::uint32_t bigram_hash(std::string_view first, std::string_view second) {
  std::uint32_t value = 2166136261U;
  const auto mix = [&value](std::string_view text) {
    for (const char c : text)
      value = (value ^ static_cast<unsigned char>(c)) * 16777619U;
  };
  mix(first);
  mix(" ");
  mix(second);
  value ^= value >> 16;
  value *= 0x85EBCA6BU;
  value ^= value >> 13;
  value *= 0xC2B2AE35U;
  value ^= value >> 16;
  return value >> 8;
}

TextBigrams bigrams_of(const std::vector<Word>& words) {
  TextBigrams out;
  if (words.size() < 2) return out;
  std::vector<std::uint64_t> sorted;  // bigram, then position
  sorted.reserve(words.size() - 1);
  for (std::size_t i = 1; i < words.size(); ++i) {
    sorted.push_back(std::uint64_t{bigram_hash(words[i - 1].text, words[i].text)} << 32 | (i - 1));
  }
  std::sort(sorted.begin(), sorted.end());
  out.at.resize(sorted.size());
  for (const std::uint64_t entry : sorted) {
    const auto bigram = static_cast<std::uint32_t>(entry >> 32);
    if (out.different.empty() || out.different.back().bigram != bigram) out.different.push_back({bigram, 0});
    ++out.different.back().count;
    out.at[entry & 0xFFFFFFFF] = static_cast<std::uint32_t>(out.different.size() - 1);
  }
  return out;
}

Fingerprints::Fingerprints(ByteSpan data) {
  constexpr std::uint32_t any = 1U << 24;
  Reader reader(data);
  if (text_of(reader.bytes(5)) != std::string_view("WCLF\x03", 5))
    throw std::logic_error("license fingerprints are of another format");
  const std::uint32_t reference_count = reader.number(0xFFFF);
  for (std::uint32_t i = 0; i < reference_count; ++i) {
    Reference& reference = references_.emplace_back();
    reference.id = text_of(reader.bytes(reader.number(64)));
    const std::uint32_t flags = reader.number(3);
    reference.common = (flags & 1) != 0;
    reference.marked_up = (flags & 2) != 0;
    reference.bigrams = reader.number(any);
    reference.around = reader.number(any);
    reference.repeats = reader.number(any);
    reference.in_titles = reader.number(any);
    reference.words = reader.number(any);
    reference.core_words = reader.number(any);
    unsigned shift = 0;
    for (const std::byte byte : reader.bytes(sizeof reference.order)) {
      reference.order |= std::to_integer<std::uint64_t>(byte) << shift;
      shift += 8;
    }
  }
  const auto reference_index = [&] { return static_cast<std::uint16_t>(reader.number(reference_count - 1)); };
  for (std::uint32_t left = reader.number(0xFFFF); left > 0; --left) {
    Whole& whole = wholes_.emplace_back();
    std::ranges::copy(reader.bytes(whole.hash.size()), whole.hash.begin());
    whole.reference = reference_index();
  }
  const std::uint32_t pattern_count = reader.number(0xFFFF);
  patterns_.push_back(0);
  for (std::uint32_t i = 0; i < pattern_count; ++i) {
    std::uint32_t reference = 0;
    for (std::uint32_t left = reader.number(reference_count); left > 0; --left) {
      const std::uint32_t member = reader.number(any);
      reference += member >> 2;
      if (reference >= reference_count) throw std::logic_error("license fingerprints name an unknown reference");
      constexpr std::array<std::uint32_t, 3> counts = {2, 4, 3};  // count * 2 + outer
      const std::uint32_t code = member & 3;
      const std::uint32_t count = code == 3 ? reader.number(511) : counts[code];
      memberships_.push_back(
          {static_cast<std::uint16_t>(reference), static_cast<std::uint8_t>(count / 2), count % 2 != 0});
    }
    patterns_.push_back(static_cast<std::uint32_t>(memberships_.size()));
  }
  const std::uint32_t bigram_count = reader.number(any);
  bigrams_.reserve(bigram_count);
  pattern_of_.reserve(bigram_count);
  for (std::uint32_t i = 0; i < bigram_count; ++i) {
    const std::uint32_t step = reader.number(bigram_max);
    bigrams_.push_back((bigrams_.empty() ? 0 : bigrams_.back()) + step);
    pattern_of_.push_back(static_cast<std::uint16_t>(reader.number(pattern_count - 1)));
  }
  if (!reader.at_end() || (bigram_count != 0 && bigrams_.back() > bigram_max))
    throw std::logic_error("license fingerprints run over");
  buckets_.resize(bucket_count + 1);
  for (std::size_t bucket = 0, at = 0; bucket <= bucket_count; ++bucket) {
    while (at < bigrams_.size() && bigrams_[at] >> bucket_shift < bucket)
      ++at;
    buckets_[bucket] = static_cast<std::uint32_t>(at);
  }
}

const Fingerprints& Fingerprints::stock() {
  static const Fingerprints fingerprints(embedded_fingerprints());  // read-only, so one for all threads
  return fingerprints;
}

std::span<const Membership> Fingerprints::holders_of(std::uint32_t bigram) const {
  const std::size_t bucket = bigram >> bucket_shift;
  if (bucket >= bucket_count) return {};
  const auto begin = bigrams_.begin() + buckets_[bucket];
  const auto end = bigrams_.begin() + buckets_[bucket + 1];
  const auto found = std::lower_bound(begin, end, bigram);
  if (found == end || *found != bigram) return {};
  const std::size_t pattern = pattern_of_[static_cast<std::size_t>(found - bigrams_.begin())];
  return std::span(memberships_).subspan(patterns_[pattern], patterns_[pattern + 1] - patterns_[pattern]);
}

const Membership* membership_of(std::span<const Membership> holders, std::size_t reference) {
  const auto found =
      std::lower_bound(holders.begin(), holders.end(), reference,
                       [](const Membership& member, std::size_t wanted) { return member.reference < wanted; });
  return found != holders.end() && found->reference == reference ? &*found : nullptr;
}

std::optional<std::size_t> Fingerprints::exact(std::string_view joined_words) const {
  const Digest digest = hash::sha256(bytes_of(joined_words));
  WholeHash wanted{};
  std::copy_n(digest.bytes.begin(), wanted.size(), wanted.begin());
  const auto found = std::lower_bound(wholes_.begin(), wholes_.end(), wanted,
                                      [](const Whole& whole, const WholeHash& value) { return whole.hash < value; });
  if (found == wholes_.end() || found->hash != wanted) return std::nullopt;
  return found->reference;
}

}  // namespace weightcheck::license
