// SPDX-License-Identifier: Apache-2.0
// Which license a text is. "Exact" rests on a hash of all its words; everything else is likeness, told together with
// what the known text does not explain. Not legal advice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "license/characters.hpp"
#include "license/words.hpp"

namespace weightcheck::license {

enum class Kind : std::uint8_t {
  exact,     // a known text as it is published: all its words and no others, but for its title and instructions
  match,     // the same with names where the published text has room for one, or with the address that it is known by
  variant,   // most words of a known text, and none that binds the reader stands beside them; or all of them in another
             // form (rendering), or with something in the file that its reader does not see
  contains,  // a known text is one part of this one, and no word of the rest binds
  notice,    // names a license, without its terms
  pointer,   // names another place, without terms
  placeholder,  // nothing, or too little to be anything
  unknown,      // also what is near to a known text and binds its reader to more, or has another title
};

[[nodiscard]] std::string_view name_of(Kind kind);

struct Identification {
  Kind kind = Kind::unknown;
  std::string id;  // an SPDX id without -only and -or-later, or a publisher's; empty for pointer, placeholder, unknown
  double confidence =
      0;  // 1 exactly for exact; the share of words that agree for match and variant; of the license for contains
  std::size_t words = 0;  // of the text, as compared

  bool same_words = false;  // all the words of the published text and no others, names in its blanks aside
  bool rendering = false;   // for variant: the same words, in markdown or HTML where the published text is plain

  // Against the license `id`, or for unknown against `nearest`. Names filled in where the license leaves room for one
  // are neither unexplained nor missing.
  std::size_t unexplained_words = 0;
  std::vector<std::uint32_t> unexplained_lines;  // ascending, from 1
  std::size_t missing_words = 0;                 // about
  std::vector<std::uint32_t> missing_lines;      // next to which they are missing
  bool obligation = false;  // beside unexplained words, or anywhere in an unknown text, stands one that binds
  bool reordered = false;   // all the words of the terms and no others, in another order or more often
  bool cut_off = false;     // longer than what is read of it: what stands behind that is not known

  std::string nearest;     // for unknown: the most alike, if any is alike at all; `confidence` is its likeness
  bool retitled = false;   // for unknown: another title stands in its first lines
  bool restricts = false;  // for unknown and notice: it speaks of duties or limits
  std::string target;      // for pointer: the address or file that is named; raw, to be printed through base/escape.hpp

  std::vector<SetAside> set_aside{};  // what was not compared: copyright statements, names in blanks, a comment's mark
  std::vector<Oddity> unsafe{};       // where what a reader sees is not what is there
  bool deceives = false;              // ... and can be another text

  friend bool operator==(const Identification&, const Identification&) = default;
};

// Is it one license, or is one that is nearly whole the most of it, whatever stands beside?
[[nodiscard]] bool is_mostly_license(const Identification& text);

// Reads no more than limits::license_bytes_max; what is longer is never exact, nor a match. Thread-safe.
// By its name a file is a page, of which a reader does not see everything.
[[nodiscard]] Identification identify(ByteSpan text, std::string_view file_name = {});

}  // namespace weightcheck::license
