// SPDX-License-Identifier: Apache-2.0
// The words of one Jinja tag, `{{ ... }}` or `{% ... %}`, as Jinja's own lexer cuts them: a tag ends at its mark only
// where no bracket is open, and escapes in strings are undone. A lexer is a value: a copy looks ahead.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weightcheck::evidence::jinja {

enum class TokenKind { end, name, text, number, sign };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text{};  // of a string: what it says, without quotes and escapes

  [[nodiscard]] bool is_sign(std::string_view sign) const { return kind == TokenKind::sign && text == sign; }
  [[nodiscard]] bool is_name(std::string_view name) const { return kind == TokenKind::name && text == name; }
};

class Lexer {
 public:
  // `at` is behind the opening mark; `close` is '%' or '}'.
  Lexer(std::string_view text, std::size_t at, char close) : text_(text), at_(at), close_(close) { advance(); }

  [[nodiscard]] const Token& now() const { return now_; }
  void advance();

  // Behind the tag, once its end was reached.
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  bool is_at_end();
  void take_string(char quote);

  std::string_view text_;
  std::size_t at_;
  char close_;
  std::size_t brackets_ = 0;
  bool is_over_ = false;
  Token now_;
};

}  // namespace weightcheck::evidence::jinja
