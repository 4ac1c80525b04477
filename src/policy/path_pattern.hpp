// SPDX-License-Identifier: Apache-2.0
// Which files a waiver is for:
//   .         the model as a whole: findings that name no file
//   ?         one character other than '/'
//   *         any characters other than '/'
//   **        any characters; "**/" at the beginning or after a '/' is any number of folders, or none
//   \c        the character c itself
// and everything else is itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::policy {

class PathPattern {
 public:
  // Errors: malformed, limit: what could match no path inside a model is refused instead of never matching.
  [[nodiscard]] static Result<PathPattern> parse(std::string_view text);

  [[nodiscard]] bool is_whole_model() const noexcept { return text_ == "."; }
  [[nodiscard]] bool matches(std::string_view path) const;  // raw bytes; never where is_whole_model()
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  friend bool operator==(const PathPattern& left, const PathPattern& right) { return left.text_ == right.text_; }

 private:
  enum class Kind : std::uint8_t { literal, one, run, deep_run, folders };
  struct Token {
    Kind kind = Kind::literal;
    char byte = 0;
  };

  explicit PathPattern(std::string_view text) : text_(text) {}

  std::string text_;
  std::vector<Token> tokens_;
  std::string tail_;  // the literals at the end: most paths differ there already
};

}  // namespace weightcheck::policy
