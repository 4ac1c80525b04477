// SPDX-License-Identifier: Apache-2.0
// Bytes of a text file as UTF-8 with LF line ends and plain blanks, and what a reader of the file does not see in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace weightcheck::license {

// What is in the file and not in what a reader sees, or the other way round.
struct Oddity {
  std::uint32_t line = 0;  // from 1
  std::string what;        // "U+202E", "<script>", "style="; plain ASCII

  friend bool operator==(const Oddity&, const Oddity&) = default;
};
inline constexpr std::size_t oddities_max = 32;

struct Findings {
  std::vector<Oddity> oddities{};  // the first oddities_max
  bool deceives = false;           // some of all can make a reader see another text

  void add(std::uint32_t line, std::string what, bool deceptive);
};

// Blank: shows as a gap. Nothing: shows not at all, so it may not split a word either. Deceptive: shows not at all, and
// changes what the letters around it look like, or carries letters that only a program reads.
enum class Space : std::uint8_t { none, blank, nothing, deceptive };
[[nodiscard]] Space space_of(std::uint32_t code_point);

[[nodiscard]] std::string name_of_code_point(std::uint32_t code_point);  // "U+202E"

struct Characters {
  std::string text{};  // one line a line of the input; what shows not at all is left out
  Findings found{};
};

// UTF-16 is known by its byte order mark; what is not UTF-8 is read as Latin-1.
[[nodiscard]] Characters characters_of(ByteSpan bytes);

}  // namespace weightcheck::license
