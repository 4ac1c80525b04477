// SPDX-License-Identifier: Apache-2.0
// Millions of names in little memory: one after the other in one buffer, each known by its number, and a table that
// finds them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::tensors {

// Names are bytes; up to 2^32 of them together, which the limits on headers and indexes keep far away.
class NameList {
 public:
  void reserve(std::size_t names, std::size_t bytes);
  std::uint32_t add(std::string_view name);  // returns its number: 0, 1, 2 ...
  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
  [[nodiscard]] std::string_view operator[](std::uint32_t number) const;

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
};

// SipHash-1-3: names that collide under one seed, which an attacker can prepare, do not collide under the next.
[[nodiscard]] std::uint64_t hash_name(std::string_view name, std::uint64_t seed);

// Finds names of a list by their bytes. Open addressing, four bytes a slot; where a search is longer than chance
// explains, the table is laid out anew under another seed, so that no choice of names makes it slow.
class NameLookup {
 public:
  // The number of the name in `list`, which must be the same list at every call.
  [[nodiscard]] std::optional<std::uint32_t> find(const NameList& list, std::string_view name) const;

  // The name's number, added at the end of `list` where it was not there.
  struct Placed {
    std::uint32_t number = 0;
    bool is_new = false;
  };
  Placed find_or_add(NameList& list, std::string_view name);

  // Enters every name of a list that is known to hold no name twice.
  void enter_all(const NameList& list);

  // Makes room for so many names, before the first is entered: growing would mean to hash all of them again.
  void reserve(std::size_t names);

 private:
  static constexpr std::uint32_t empty_slot = 0xFFFFFFFF;

  // Where a search for a name ended: at its slot or at the free one that it would take, so many steps from its home.
  struct Search {
    std::size_t slot = 0;
    std::size_t steps = 0;
  };
  [[nodiscard]] Search search(const NameList& list, std::string_view name) const;
  [[nodiscard]] bool is_too_long(const Search& search) const;
  void lay_out(const NameList& list, std::size_t slots);

  std::vector<std::uint32_t> slots_;  // a power of two, or none yet
  std::uint64_t seed_ = 0;
};

}  // namespace weightcheck::tensors
