// SPDX-License-Identifier: Apache-2.0
// Why a manifest was refused as a whole: a reason to decide on, a line to look at, a sentence to read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace weightcheck::manifest {

enum class Reason : std::uint8_t {
  too_large,         // over a bound of base/limits.hpp
  byte_order_mark,   // saved by an editor that writes one, or in UTF-16
  nul_byte,          // a binary file, or a name that would end early in C
  line_malformed,    // none of the line forms
  digest_malformed,  // wrong number of digits, or something else where the digest should be
  other_algorithm,   // a tagged line of MD5, SHA512, ...
  path_unsafe,       // what ModelPath refuses: absolute, `..`, drive letter, ...
  path_twice,
  version_unknown,  // says that it is a weightcheck manifest, and is not v1
  header_malformed,
  header_unknown,
  header_twice,
  header_misplaced,  // after the first file, or a size without its file
  pin_not_a_commit,  // a branch, tag or short id where a full commit id belongs: the rule pin-not-a-commit
  no_files,
};

struct Rejection {
  Reason reason = Reason::line_malformed;
  std::size_t line = 0;  // from 1; 0 where the whole file is meant
  std::string message;   // printable, begins with "line 7: " where there is a line

  // limit for too_large, unsupported for version_unknown, else malformed.
  [[nodiscard]] Error error() const;
};

}  // namespace weightcheck::manifest
