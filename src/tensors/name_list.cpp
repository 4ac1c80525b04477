// SPDX-License-Identifier: Apache-2.0
// SipHash after Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), with one compression and three
// finalization rounds. Its key is drawn anew by each process: names that crowd a table under keys known beforehand can
// be searched for at leisure, and what is found never depends on the key.
#include "tensors/name_list.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <random>

#include "base/bytes.hpp"

namespace weightcheck::tensors {
namespace {

constexpr std::size_t slots_min = 64;
constexpr std::size_t search_steps_max = 512;  // at 70 % full, four million names reach about 270 by chance
constexpr std::uint64_t seeds_max = 16;        // names that defeat so many seeds at once are not found by any search

class SipHash {
 public:
  explicit SipHash(std::uint64_t seed)
      : v0_(seed ^ 0x736f6d6570736575U),
        v1_(0x646f72616e646f6dU),
        v2_(seed ^ 0x6c7967656e657261U),
        v3_(0x7465646279746573U) {}

  void absorb(std::uint64_t word) {
    v3_ ^= word;
    round();
    v0_ ^= word;
  }

  [[nodiscard]] std::uint64_t finish() {
    v2_ ^= 0xFFU;
    round();
    round();
    round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void round() {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
};

std::uint64_t key_of_this_process() {
  static const std::uint64_t key = [] {
    std::random_device chance;
    return std::uint64_t{chance()} << 32U | std::uint64_t{chance()};
  }();
  return key;
}

std::uint64_t load_word(std::string_view bytes) {  // up to eight of them
  std::array<std::byte, 8> word{};
  std::memcpy(word.data(), bytes.data(), bytes.size());
  return load_le64(word);
}

}  // namespace

void NameList::reserve(std::size_t names, std::size_t bytes) {
  ends_.reserve(names);
  bytes_.reserve(bytes);
}

std::uint32_t NameList::add(std::string_view name) {
  bytes_.append(name);
  ends_.push_back(narrow<std::uint32_t>(bytes_.size()));
  return narrow<std::uint32_t>(ends_.size() - 1);
}

std::string_view NameList::operator[](std::uint32_t number) const {
  const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
  return std::string_view(bytes_).substr(begin, ends_[number] - begin);
}

std::uint64_t hash_name(std::string_view name, std::uint64_t seed) {
  SipHash hash(seed);
  const std::uint64_t length_byte = name.size() << 56U;
  while (name.size() >= 8) {
    hash.absorb(load_word(name.substr(0, 8)));
    name.remove_prefix(8);
  }
  hash.absorb(length_byte | (name.empty() ? 0 : load_word(name)));
  return hash.finish();
}

std::optional<std::uint32_t> NameLookup::find(const NameList& list, std::string_view name) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t number = slots_[search(list, name).slot];
  return number == empty_slot ? std::nullopt : std::optional(number);
}

NameLookup::Placed NameLookup::find_or_add(NameList& list, std::string_view name) {
  if (slots_.empty()) reserve(1);
  const Search found = search(list, name);
  if (slots_[found.slot] != empty_slot) return {.number = slots_[found.slot], .is_new = false};
  const std::uint32_t number = list.add(name);
  slots_[found.slot] = number;
  if (list.size() * 10 > slots_.size() * 7) {
    lay_out(list, slots_.size() * 2);
  } else if (is_too_long(found)) {
    ++seed_;
    lay_out(list, slots_.size());
  }
  return {.number = number, .is_new = true};
}

void NameLookup::enter_all(const NameList& list) {
  reserve(list.size());
  lay_out(list, slots_.size());
}

void NameLookup::reserve(std::size_t names) {
  std::size_t slots = slots_min;
  while (names * 10 > slots * 7)
    slots *= 2;
  slots_.assign(slots, empty_slot);
}

NameLookup::Search NameLookup::search(const NameList& list, std::string_view name) const {
  const std::size_t mask = slots_.size() - 1;
  Search at{.slot = static_cast<std::size_t>(hash_name(name, key_of_this_process() ^ seed_)) & mask, .steps = 0};
  while (slots_[at.slot] != empty_slot && list[slots_[at.slot]] != name)
    at = {.slot = (at.slot + 1) & mask, .steps = at.steps + 1};
  return at;
}

bool NameLookup::is_too_long(const Search& search) const {
  return search.steps > search_steps_max && seed_ < seeds_max;
}

void NameLookup::lay_out(const NameList& list, std::size_t slots) {
  for (bool again = true; again;) {
    slots_.assign(slots, empty_slot);
    again = false;
    for (std::uint32_t number = 0; !again && number < list.size(); ++number) {
      const Search found = search(list, list[number]);
      slots_[found.slot] = number;
      again = is_too_long(found);
    }
    if (again) ++seed_;
  }
}

}  // namespace weightcheck::tensors
