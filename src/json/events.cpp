// SPDX-License-Identifier: Apache-2.0
// One pass, no recursion: a stack of brackets and what may come next. An own scanner, since nlohmann's keeps every byte
// of the current token twice (290 MiB for one string of 100 MB), skips a byte order mark and cannot tell -0 from 0;
// tests compare the two.
#include "json/events.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "json/number.hpp"
#include "json/utf8.hpp"

namespace weightcheck::json {
namespace {

enum class Bracket : std::uint8_t { object, array };

enum class Expected : std::uint8_t { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };

std::string_view describe(Expected expected) {
  switch (expected) {
    case Expected::value:
      return "a value is expected";
    case Expected::value_or_end:
      return "a value or ']' is expected";
    case Expected::key:
      return "a key in double quotes is expected";
    case Expected::key_or_end:
      return "a key in double quotes or '}' is expected";
    case Expected::colon:
      return "':' is expected";
    case Expected::comma_or_end:
      return "',' or the closing bracket is expected";
    case Expected::nothing:
      return "nothing more is expected";
  }
  return "";
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool is_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

class Scanner {
 public:
  Scanner(std::string_view text, const EventLimits& limits, Handler& handler)
      : text_(text), limits_(limits), handler_(handler) {}

  Result<Ending> run() {
    bool going = true;
    while (going && skip_space() && at_ < text_.size())
      going = step(text_[at_]);
    if (error_) return *std::move(error_);
    if (!going) return Ending{.whole = false, .offset = at_};
    if (expected_ != Expected::nothing) return *refuse("the text ends early, " + std::string(describe(expected_)));
    return Ending{.whole = true, .offset = at_};
  }

 private:
  // Each step takes one token and tells whether to go on: false after an error, or when the handler has had enough.
  bool step(char c) {
    switch (expected_) {
      case Expected::value:
      case Expected::value_or_end:
        if (c == ']' && expected_ == Expected::value_or_end) return close(Bracket::array);
        return value(c);
      case Expected::key:
      case Expected::key_or_end:
        if (c == '}' && expected_ == Expected::key_or_end) return close(Bracket::object);
        return c == '"' ? key() : unexpected();
      case Expected::colon:
        if (c != ':') return unexpected();
        ++at_;
        expected_ = Expected::value;
        return true;
      case Expected::comma_or_end:
        if (c == ',') {
          ++at_;
          expected_ = open_.back() == Bracket::object ? Expected::key : Expected::value;
          return true;
        }
        if (c == (open_.back() == Bracket::object ? '}' : ']')) return close(open_.back());
        return unexpected();
      case Expected::nothing:
        return unexpected();
    }
    return false;
  }

  bool value(char c) {
    switch (c) {
      case '{':
        return open(Bracket::object);
      case '[':
        return open(Bracket::array);
      case '"': {
        const auto text = string();
        return text && after_value(handler_.on_string(*text));
      }
      case 't':
        return word("true") && after_value(handler_.on_bool(true));
      case 'f':
        return word("false") && after_value(handler_.on_bool(false));
      case 'n':
        return word("null") && after_value(handler_.on_null());
      default:
        return number();
    }
  }

  bool key() {
    const auto text = string();
    if (!text) return false;
    expected_ = Expected::colon;
    return handler_.on_key(*text) == Next::go_on;
  }

  bool open(Bracket bracket) {
    if (open_.size() == limits_.depth_max) {
      error_ = Error{ErrorCode::limit, "JSON is nested deeper than " + std::to_string(limits_.depth_max) +
                                           " brackets at " + describe_place(text_, at_)};
      return false;
    }
    ++at_;
    open_.push_back(bracket);
    const bool object = bracket == Bracket::object;
    expected_ = object ? Expected::key_or_end : Expected::value_or_end;
    return (object ? handler_.begin_object() : handler_.begin_array()) == Next::go_on;
  }

  bool close(Bracket bracket) {
    ++at_;
    open_.pop_back();
    return after_value(bracket == Bracket::object ? handler_.end_object() : handler_.end_array());
  }

  bool after_value(Next next) {
    expected_ = open_.empty() ? Expected::nothing : Expected::comma_or_end;
    return next == Next::go_on;
  }

  bool word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return unexpected();
    at_ += expected.size();
    return true;
  }

  bool number() {
    const std::size_t length = number_length(text_.substr(at_));
    if (length == 0) return unexpected();
    const auto parsed = number_value(text_.substr(at_, length));
    if (!parsed) return fail("the number is too large");
    at_ += length;
    if (const auto* whole = std::get_if<std::uint64_t>(&*parsed)) return after_value(handler_.on_unsigned(*whole));
    if (const auto* negative = std::get_if<std::int64_t>(&*parsed)) return after_value(handler_.on_negative(*negative));
    return after_value(handler_.on_real(std::get<double>(*parsed)));
  }

  // From the opening quote to behind the closing one.
  std::optional<std::string_view> string() {
    const std::size_t begin = at_ + 1;
    bool escapes = false;
    std::size_t end = begin;
    while (end < text_.size() && text_[end] != '"') {
      if (static_cast<unsigned char>(text_[end]) < 0x20) {
        at_ = end;
        return refuse_string("a control character stands unescaped in a string");
      }
      if (text_[end] == '\\') {
        escapes = true;
        ++end;
      }
      ++end;
    }
    if (end >= text_.size()) return refuse_string("the string has no end");
    const std::string_view raw = text_.substr(begin, end - begin);
    if (!escapes) {
      at_ = end + 1;
      return raw;
    }
    unescaped_.clear();
    unescaped_.reserve(raw.size());  // never longer than what it stands for, so it does not grow
    at_ = begin;
    while (at_ < end) {
      if (text_[at_] != '\\') {
        unescaped_.push_back(text_[at_++]);
      } else if (!escape()) {
        return std::nullopt;
      }
    }
    ++at_;
    return unescaped_;
  }

  bool escape() {
    static constexpr std::string_view names = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char c = text_[at_ + 1];  // the closing quote, at the latest
    if (const std::size_t which = names.find(c); which != std::string_view::npos) {
      unescaped_.push_back(meanings[which]);
      at_ += 2;
      return true;
    }
    if (c != 'u') return fail("the escape is none of JSON");
    const auto first = hex_unit(at_ + 2);
    if (!first) return fail("\\u needs four hexadecimal digits");
    if (!is_surrogate(*first)) {
      append_utf8(unescaped_, *first);
      at_ += 6;
      return true;
    }
    const auto second = text_.substr(at_ + 6, 2) == "\\u" ? hex_unit(at_ + 8) : std::nullopt;
    if (*first > 0xDBFF || !second || *second < 0xDC00 || *second > 0xDFFF) return fail("a surrogate stands alone");
    append_utf8(unescaped_, 0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00));
    at_ += 12;
    return true;
  }

  [[nodiscard]] std::optional<char32_t> hex_unit(std::size_t at) const {
    if (text_.size() - at < 4) return std::nullopt;
    char32_t unit = 0;
    for (const char c : text_.substr(at, 4)) {
      const bool digit = c >= '0' && c <= '9';
      const char lower = static_cast<char>(static_cast<unsigned char>(c) | 0x20U);
      if (!digit && (lower < 'a' || lower > 'f')) return std::nullopt;
      unit = unit * 16 + static_cast<char32_t>(digit ? c - '0' : lower - 'a' + 10);
    }
    return unit;
  }

  bool skip_space() {
    for (;;) {
      while (at_ < text_.size() && is_space(text_[at_]))
        ++at_;
      if (limits_.comments == Comments::refused || at_ == text_.size() || text_[at_] != '/') return true;
      const std::string_view mark = text_.substr(at_, 2);
      if (mark == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (mark == "/*") {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return fail("the comment has no end");
        at_ = end + 2;
      } else {
        return unexpected();
      }
    }
  }

  bool unexpected() { return fail(describe(expected_)); }

  bool fail(std::string_view reason) {
    error_ = refuse(reason);
    return false;
  }

  std::nullopt_t refuse_string(std::string_view reason) {
    error_ = refuse(reason);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Error> refuse(std::string_view reason) const {
    return Error{ErrorCode::malformed,
                 "JSON is malformed at " + describe_place(text_, at_) + ": " + std::string(reason)};
  }

  std::string_view text_;
  const EventLimits& limits_;
  Handler& handler_;
  std::size_t at_ = 0;
  Expected expected_ = Expected::value;
  std::vector<Bracket> open_;
  std::string unescaped_;
  std::optional<Error> error_;
};

}  // namespace

Result<Ending> parse_events(std::string_view text, const EventLimits& limits, Handler& handler) {
  if (text.size() > limits.bytes_max) {
    return Error{ErrorCode::limit, "JSON of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits.bytes_max)};
  }
  if (const std::size_t at = find_invalid_utf8(text); at != std::string_view::npos) {
    return Error{ErrorCode::malformed,
                 "JSON is malformed at " + describe_place(text, at) + ": the bytes are not UTF-8"};
  }
  return Scanner(text, limits, handler).run();
}

std::string describe_place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  return "line " + std::to_string(line) + " (byte " + std::to_string(offset) + ")";
}

}  // namespace weightcheck::json
