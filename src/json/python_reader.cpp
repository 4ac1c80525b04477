// SPDX-License-Identifier: Apache-2.0
// value  = object | array | string | number | true | false | null | NaN | Infinity | -Infinity
// number = -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [-+]? [0-9]+)?
// string = '"' (any byte from 0x20 on but '"' and '\' | \ ["\/bfnrt] | \u hex hex hex hex)* '"'
// as in Lib/json/scanner.py and decoder.py; white space is blank, tab, line feed and carriage return. One loop with a
// stack of brackets: nothing recurses.
#include "json/python_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "json/utf8.hpp"

namespace weightcheck::json {
namespace {

constexpr std::size_t depth_max = 100'000;  // Python's own limit is about 1,000, or 10,000 in newer versions

class Reader {
 public:
  Reader(std::string_view text, Comments comments) : text_(text), comments_(comments) {}

  Result<PythonDocument> run() {
    PythonDocument document;
    skip_space();
    if (at_ == text_.size()) return fail("there is nothing");
    document.shape = text_[at_] == '{' ? Shape::object : text_[at_] == '[' ? Shape::array : Shape::scalar;
    if (!read_value()) return *std::move(error_);
    document.end = at_;
    skip_space();
    if (at_ < text_.size()) return fail("something follows behind the end of the document");
    return document;
  }

 private:
  Error fail(std::string_view reason) const {
    return {ErrorCode::malformed, "not JSON at " + describe_place(text_, at_) + ": " + std::string(reason)};
  }
  bool refuse(std::string_view reason) {
    error_ = fail(reason);
    return false;
  }

  void skip_space() {
    do {
      while (at_ < text_.size() &&
             (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
        ++at_;
    } while (comments_ == Comments::allowed && skip_comment());
  }
  // One that does not end is none.
  bool skip_comment() {
    const std::string_view opening = text_.substr(at_, 2);
    if (opening != "//" && opening != "/*") return false;
    const bool is_line = opening == "//";
    const std::size_t end = is_line ? text_.find_first_of("\r\n", at_) : text_.find("*/", at_ + 2);
    if (end == std::string_view::npos && !is_line) return false;
    at_ = end == std::string_view::npos ? text_.size() : is_line ? end : end + 2;
    return true;
  }
  [[nodiscard]] bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    const bool there = is_at(c);
    at_ += there ? 1 : 0;
    return there;
  }
  bool take_word(std::string_view word) {
    const bool there = text_.substr(at_, word.size()) == word;
    at_ += there ? word.size() : 0;
    return there;
  }

  // A value with everything in it: until as many brackets are closed as were opened.
  bool read_value() {
    do {
      bool opened = false;
      if (!read_beginning(opened)) return false;
      if (!opened && !close_and_go_on()) return false;
    } while (!is_object_.empty());
    return true;
  }

  // A scalar, or a bracket and what stands before its first value; an empty pair of brackets is whole at once.
  bool read_beginning(bool& opened) {
    skip_space();
    if (take('{')) return open(true, '}', opened);
    if (take('[')) return open(false, ']', opened);
    return read_scalar();
  }

  bool open(bool object, char closing, bool& opened) {
    if (is_object_.size() == depth_max) return refuse("more brackets are open than any reader follows");
    skip_space();
    if (take(closing)) return true;
    is_object_.push_back(object);
    opened = true;
    return !object || read_key();
  }

  // Behind a value: the brackets that end here, and up to the next value of the one that goes on.
  bool close_and_go_on() {
    while (!is_object_.empty()) {
      const bool object = is_object_.back();
      skip_space();
      if (take(',')) {
        skip_space();
        return !object || read_key();
      }
      if (!take(object ? '}' : ']')) {
        return refuse(at_ == text_.size() ? "the text ends inside of it"
                      : object            ? "a comma or '}' is missing"
                                          : "a comma or ']' is missing");
      }
      is_object_.pop_back();
    }
    return true;
  }

  bool read_key() {
    if (!is_at('"')) return refuse(at_ == text_.size() ? "the text ends inside of it" : "a key in quotes is missing");
    if (!read_string()) return false;
    skip_space();
    return take(':') || refuse("':' is missing behind a key");
  }

  bool read_scalar() {
    if (is_at('"')) return read_string();
    if (at_ == text_.size() || is_digit(text_[at_])) return read_number();  // most are digits
    for (const std::string_view word : {"true", "false", "null", "NaN", "Infinity", "-Infinity"}) {
      if (take_word(word)) return true;
    }
    return read_number();
  }

  bool read_string() {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return refuse("a control character stands in a string");
      ++at_;
      if (c == '\\' && !read_escape()) return false;
    }
    return refuse("the text ends inside of a string");
  }

  bool read_escape() {
    constexpr std::string_view letters = "\"\\/bfnrt";
    if (at_ == text_.size()) return refuse("the text ends inside of a string");
    if (letters.find(text_[at_]) != std::string_view::npos) {
      ++at_;
      return true;
    }
    const std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
    if (text_[at_] != 'u' || digits.size() < 4 || !std::ranges::all_of(digits, is_hex_digit))
      return refuse("an escape in a string is none of JSON's");
    at_ += 5;
    return true;
  }

  bool read_digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_]))
      ++at_;
    return at_ > begin;
  }

  // What does not belong to the number any more stands behind it, and is refused there.
  bool read_number() {
    const std::size_t begin = at_;
    take('-');
    if (!take('0') && !read_digits()) {
      at_ = begin;
      return refuse(at_ == text_.size() ? "the text ends inside of it" : "there is no value");
    }
    const std::size_t whole = at_;
    if (take('.') && !read_digits()) at_ = whole;
    const std::size_t before_exponent = at_;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!read_digits()) at_ = before_exponent;
    }
    return true;
  }

  std::string_view text_;
  Comments comments_;
  std::size_t at_ = 0;
  std::vector<bool> is_object_;  // of the brackets that are open
  std::optional<Error> error_;
};

}  // namespace

Result<PythonDocument> read_as_python(std::string_view text, Comments comments) {
  if (const std::size_t at = find_invalid_utf8(text); at != std::string_view::npos)
    return Error{ErrorCode::malformed, "not JSON at " + describe_place(text, at) + ": the bytes are not UTF-8"};
  if (text.starts_with("\xEF\xBB\xBF"))
    return Error{ErrorCode::malformed, "not JSON that Python reads: it begins with a byte order mark"};
  return Reader(text, comments).run();
}

}  // namespace weightcheck::json
