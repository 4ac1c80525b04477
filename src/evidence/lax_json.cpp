// SPDX-License-Identifier: Apache-2.0
// What is no strict JSON is written anew as such, value by value, and then parsed: so there is one parser, and what it
// is given is well-formed by construction. Numbers that only others read become 0, as no key asks for one.
#include "evidence/lax_json.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "json/parse.hpp"
#include "json/utf8.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t number_bytes_max = 15;  // of what is surely a number that fits

void append_utf8(std::string& out, std::uint32_t code) {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0U | code >> 6U);
  } else if (code < 0x10000) {
    put(0xe0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3fU));
  } else {
    put(0xf0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3fU));
    put(0x80U | (code >> 6U & 0x3fU));
  }
  put(0x80U | (code & 0x3fU));
}

enum class Order : std::uint8_t { little, big };

std::string from_units(std::string_view text, std::size_t width, Order order) {
  std::string out;
  std::uint32_t high = 0;
  for (std::size_t at = 0; at + width <= text.size(); at += width) {
    std::uint32_t unit = 0;
    for (std::size_t i = 0; i < width; ++i)
      unit = unit << 8U | static_cast<unsigned char>(text[at + (order == Order::big ? i : width - 1 - i)]);
    const bool is_low = width == 2 && unit >= 0xdc00 && unit < 0xe000;
    if (high != 0 && is_low) {
      append_utf8(out, 0x10000 + ((high - 0xd800) << 10U) + (unit - 0xdc00));
      high = 0;
      continue;
    }
    if (high != 0) append_utf8(out, 0xfffd);
    high = width == 2 && unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
    if (high == 0 && !(at == 0 && unit == 0xfeff)) append_utf8(out, unit);
  }
  return out;
}

std::string with_invalid_replaced(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t valid = std::min(json::find_invalid_utf8(text), text.size());
    out.append(text.substr(0, valid));
    if (valid < text.size()) out.append("\xef\xbf\xbd");
    text.remove_prefix(std::min(valid + 1, text.size()));
  }
  return out;
}

bool is_space(std::string_view text) { return static_cast<unsigned char>(text.front()) <= ' '; }

class Rewriter {
 public:
  explicit Rewriter(std::string_view text) : rest_(text) {}

  Result<std::string> run() {
    while (skip_blank()) {
      const char c = rest_.front();
      if (c == '{' || c == '[') {
        if (Status opened = open(c); !opened.ok()) return opened.error();
      } else if (c == '}' || c == ']') {
        if (open_.empty() || open_.back().closing != c) return malformed("brackets do not fit each other");
        close();
      } else if (c == ',' || c == ':') {
        if (c == ':' && !open_.empty()) open_.back().saw_colon = true;
      } else {
        add_scalar();
        continue;
      }
      rest_.remove_prefix(1);
    }
    while (!open_.empty())
      close();
    return "[" + out_ + "]";
  }

 private:
  struct Level {
    char closing;
    bool is_empty = true;
    bool at_value = false;   // of an object: a key was written
    bool saw_colon = false;  // behind it
  };

  // False at the end.
  bool skip_blank() {
    while (!rest_.empty()) {
      if (is_space(rest_)) {
        rest_.remove_prefix(1);
      } else if (rest_.front() != '/' && rest_.front() != '#') {
        return true;
      } else if (rest_.starts_with("/*")) {
        const std::size_t end = rest_.find("*/", 2);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 2);
      } else if (rest_.starts_with("//") || rest_.starts_with('#')) {
        rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
      } else {
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool in_object() const { return !open_.empty() && open_.back().closing == '}'; }

  // Before a value: the comma and, where a key has no name, an empty one.
  void begin_value() {
    if (in_object() && open_.back().at_value) return;
    if (open_.empty() ? !out_.empty() : !open_.back().is_empty) out_ += ',';
    if (!open_.empty()) open_.back().is_empty = false;
    if (in_object()) out_ += "\"\":";
  }
  void end_value() {
    if (in_object()) open_.back().at_value = open_.back().saw_colon = false;
  }

  Status open(char bracket) {
    if (open_.size() >= lax_depth_max)
      return Error{ErrorCode::limit, "nested deeper than " + std::to_string(lax_depth_max) + " brackets"};
    begin_value();
    out_ += bracket;
    open_.push_back({.closing = bracket == '{' ? '}' : ']'});
    return done;
  }
  void close() {
    if (in_object() && open_.back().at_value) out_ += "null";
    out_ += open_.back().closing;
    open_.pop_back();
    end_value();
  }

  void add_scalar() {
    const bool quoted = rest_.front() == '"' || rest_.front() == '\'' || rest_.front() == '`';
    const std::string text = quoted ? take_string() : take_word();
    if (in_object() && (!open_.back().at_value || !open_.back().saw_colon)) return add_key(text);
    begin_value();
    if (quoted || !append_literal(text)) append_string(text);
    end_value();
  }

  void add_key(const std::string& text) {
    Level& level = open_.back();
    if (level.at_value) out_ += "null";  // of the key before
    if (!level.is_empty) out_ += ',';
    level.is_empty = false;
    append_string(text);
    out_ += ':';
    level.at_value = true;
    level.saw_colon = false;
  }

  bool append_literal(std::string_view word) {
    struct Literal {
      std::string_view word, json;
    };
    constexpr std::array<Literal, 7> literals = {{{"true", "true"},
                                                  {"True", "true"},
                                                  {"false", "false"},
                                                  {"False", "false"},
                                                  {"null", "null"},
                                                  {"None", "null"},
                                                  {"undefined", "null"}}};
    const auto* known = is_alpha(word.empty() ? '0' : word.front()) ? std::ranges::find(literals, word, &Literal::word)
                                                                    : literals.end();
    if (known != literals.end()) {
      out_ += known->json;
      return true;
    }
    const std::string_view digits = word.substr(word.starts_with('-') || word.starts_with('+') ? 1 : 0);
    const bool is_number = !digits.empty() && (is_digit(digits.front()) || digits.front() == '.');
    if (!is_number && digits != "NaN" && digits != "Infinity") return false;
    const bool is_plain = word.size() <= number_bytes_max && std::ranges::all_of(digits, is_digit) &&
                          !word.starts_with('+') && (digits.size() == 1 || digits.front() != '0');
    out_ += is_plain ? word : is_number && digits.find_first_not_of("0.eE+-") != std::string_view::npos ? "1" : "0";
    return true;
  }

  void append_string(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out_ += '"';
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') out_ += '\\';
      if (byte < 0x20) {
        out_ += "\\u00";
        out_ += digits[byte >> 4U];
        out_ += digits[byte & 15U];
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  std::string take_word() {
    constexpr std::string_view signs = "{}[],:\"'`/\\";
    const auto goes_on = [&](char c) {
      return static_cast<unsigned char>(c) > ' ' && (is_alnum(c) || signs.find(c) == std::string_view::npos);
    };
    std::string word;
    while (true) {
      const auto plain = std::ranges::find_if_not(rest_, goes_on) - rest_.begin();
      word += rest_.substr(0, static_cast<std::size_t>(plain));
      rest_.remove_prefix(static_cast<std::size_t>(plain));
      if (rest_.starts_with("\\u")) {
        rest_.remove_prefix(1);
        append_escape(word);
      } else if (rest_.starts_with('\\') ||
                 (rest_.starts_with('/') && !rest_.starts_with("//") && !rest_.starts_with("/*"))) {
        word.push_back(rest_.front());
        rest_.remove_prefix(1);
      } else {
        return word;
      }
    }
  }

  // What the quotes hold, escapes undone.
  std::string take_string() {
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    std::string text;
    while (!rest_.empty() && rest_.front() != quote) {
      const auto plain = std::ranges::find_if(rest_, [&](char c) { return c == quote || c == '\\'; }) - rest_.begin();
      text += rest_.substr(0, static_cast<std::size_t>(plain));
      rest_.remove_prefix(static_cast<std::size_t>(plain));
      if (!rest_.starts_with('\\')) continue;
      rest_.remove_prefix(1);
      if (!rest_.empty()) append_escape(text);
    }
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
    return text;
  }

  // The digits behind `skip` characters.
  [[nodiscard]] std::optional<std::uint32_t> hex(std::size_t skip, std::size_t count) const {
    if (rest_.size() < skip + count) return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : rest_.substr(skip, count)) {
      if (!is_hex_digit(c)) return std::nullopt;
      value = value * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : lower(c) - 'a' + 10);
    }
    return value;
  }

  // Behind a backslash.
  void append_escape(std::string& text) {
    const char kind = rest_.front();
    const std::size_t digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
    if (const auto code = digits == 0 ? std::nullopt : hex(1, digits)) {
      rest_.remove_prefix(1 + digits);
      const auto low = *code >= 0xd800 && *code < 0xdc00 && rest_.starts_with("\\u") ? hex(2, 4) : std::nullopt;
      if (!low || *low < 0xdc00 || *low >= 0xe000) return append_utf8(text, *code);
      rest_.remove_prefix(6);
      return append_utf8(text, 0x10000 + ((*code - 0xd800) << 10U) + (*low - 0xdc00));
    }
    rest_.remove_prefix(1);
    constexpr std::string_view letters = "bfnrtv", controls = "\b\f\n\r\t\v";
    const std::size_t place = letters.find(kind);
    if (kind != '\n') text.push_back(place == std::string_view::npos ? kind : controls[place]);
  }

  std::string_view rest_;
  std::string out_;
  std::vector<Level> open_;
};

}  // namespace

std::string as_utf8(std::string_view text) {
  using namespace std::string_view_literals;
  const auto is_nul = [&](std::size_t at) { return at < text.size() && text[at] == '\0'; };
  if (text.starts_with("\xff\xfe\0\0"sv)) return from_units(text, 4, Order::little);
  if (text.starts_with("\0\0\xfe\xff"sv)) return from_units(text, 4, Order::big);
  if (text.starts_with("\xff\xfe"sv)) return from_units(text, 2, Order::little);
  if (text.starts_with("\xfe\xff"sv)) return from_units(text, 2, Order::big);
  if (text.starts_with("\xef\xbb\xbf"sv)) return with_invalid_replaced(text.substr(3));
  if (is_nul(0)) return from_units(text, is_nul(1) ? 4 : 2, Order::big);
  if (is_nul(1)) return from_units(text, is_nul(2) && is_nul(3) ? 4 : 2, Order::little);
  return with_invalid_replaced(text);
}

Result<json::Value> parse_lax_json(std::string_view text) {
  const json::ParseOptions options{
      .bytes_max = 8 * limits::json_bytes_max, .depth_max = lax_depth_max + 1, .duplicates = json::Duplicates::kept};
  auto document = json::parse(text, options);
  if (document.ok() || document.error().code == ErrorCode::limit) return document;
  const std::string plain = as_utf8(text);
  const auto rewritten = Rewriter(plain).run();
  if (!rewritten.ok()) return rewritten.error();
  auto values = json::parse(*rewritten, options);
  if (!values.ok()) return values;
  const json::Array items = values->items();
  return items.size() == 1 ? items.front() : *values;
}

}  // namespace weightcheck::evidence
