// SPDX-License-Identifier: Apache-2.0
#include "evidence/protobuf_text.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/ascii.hpp"

namespace weightcheck::evidence {
namespace {

class Strings {
 public:
  explicit Strings(std::string_view text) : rest_(text) {}

  std::string run() && {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (c == '"' || c == '\'') {
        out_ += '"';
        while (!rest_.empty() && (rest_.front() == '"' || rest_.front() == '\'')) {
          take_string();
          skip_blank();
        }
        out_ += "\" ";
      } else {
        out_ += c;
        rest_.remove_prefix(1);
      }
    }
    return std::move(out_);
  }

 private:
  void skip_blank() {
    constexpr std::string_view blank_signs = " \t\r\n\f\v";
    while (!rest_.empty()) {
      if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (blank_signs.find(rest_.front()) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  void put(std::uint32_t code) {
    const bool is_plain = code >= ' ' && code < 0x7f && code != '"' && code != '\'' && code != '\\';
    out_ += is_plain ? static_cast<char>(code) : ' ';
  }

  void take_string() {
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != quote) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\' && !rest_.empty()) {
        take_escape();
      } else {
        put(static_cast<unsigned char>(c));
      }
    }
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
  }

  // "\137", "\x5f", "_", "\U0000005f"
  void take_escape() {
    const char kind = rest_.front();
    const bool is_octal = kind >= '0' && kind <= '7';
    const std::size_t digits_max = is_octal                     ? 3
                                   : kind == 'x' || kind == 'X' ? 2
                                   : kind == 'u'                ? 4
                                   : kind == 'U'                ? 8
                                                                : 0;
    if (!is_octal) rest_.remove_prefix(1);
    if (digits_max == 0) return put(static_cast<unsigned char>(kind));
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < digits_max && !rest_.empty() && is_hex_digit(rest_.front()); ++i) {
      const char c = rest_.front();
      if (is_octal && (c < '0' || c > '7')) break;
      code = code * (is_octal ? 8 : 16) + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : lower(c) - 'a' + 10);
      rest_.remove_prefix(1);
    }
    put(code);
  }

  std::string_view rest_;
  std::string out_;
};

}  // namespace

std::string with_plain_strings(std::string_view text) { return Strings(text).run(); }

}  // namespace weightcheck::evidence
