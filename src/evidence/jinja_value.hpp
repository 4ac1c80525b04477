// SPDX-License-Identifier: Apache-2.0
// What an expression of a template may come to, as far as its names matter: the texts that it may be, followed through
// the ways in which templates put texts together. What comes from the messages is open, and holds no name of Python's
// own by itself. What is put together in a way that is not followed is `made`, where its pieces suffice for such a
// name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weightcheck::evidence::jinja {

struct Value {
  std::vector<std::string> texts{};  // also the values of a mapping
  std::vector<Value> items{};        // of a list in order; the keys of a mapping; what a macro writes
  bool is_open = false;
  bool is_made = false;
  bool is_function = false;
  bool has_grown = false;  // a list of unknown order or length

  friend bool operator==(const Value&, const Value&) = default;
};

[[nodiscard]] inline Value text_value(std::string text) { return {.texts = {std::move(text)}}; }
[[nodiscard]] inline Value open_value() { return {.is_open = true}; }

[[nodiscard]] bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words);

struct Arguments {
  std::vector<Value> listed{};
  std::map<std::string, Value, std::less<>> named{};
  bool is_spread = false;  // some come out of a list or a mapping, by `*` or `**`
};

// A text that the template has written, and nothing else.
[[nodiscard]] bool is_text(const Value& value);

// Whether the value, or a part of it, is made, or is a function, whose text has names in it.
[[nodiscard]] bool any_made(const Value& value);
// An attribute that leads from an object to Python's own insides: `__class__`, `_X__context`, `gi_frame`.
[[nodiscard]] bool is_inner_name(std::string_view name);
// Whether a name that the value may be is one, dots between names counted.
[[nodiscard]] bool may_be_inner(const Value& value);
// Whether a text in it, taken as str.format takes it, asks for such an attribute.
[[nodiscard]] bool may_format_inner(const Value& value);

// Follows the operations of one template. The texts that it makes are bounded together.
class Operations {
 public:
  explicit Operations(std::uint64_t bytes) : left_(bytes) {}

  [[nodiscard]] bool is_exhausted() const { return left_ == 0; }
  [[nodiscard]] std::uint64_t left() const { return left_; }

  [[nodiscard]] Value either(Value one, const Value& other);
  [[nodiscard]] Value joined(Value one, const Value& other);
  [[nodiscard]] Value summed(Value one, const Value& other);
  void append(Value& list, Value item);
  [[nodiscard]] Value copy(const Value& value);
  [[nodiscard]] Value repeated(const Value& one, const Value& other);
  [[nodiscard]] Value elements(const Value& value);
  [[nodiscard]] Value element(const Value& value, const Value& key);
  [[nodiscard]] Value part(const Value& value, const Arguments& bounds);
  [[nodiscard]] Value printed(const Value& format, const std::vector<Value>& values);  // as % does
  [[nodiscard]] Value formatted(const Value& format, const Arguments& arguments);      // as str.format does
  // Of a filter, or of the method of a text that has the same name.
  [[nodiscard]] Value filtered(std::string_view name, const Value& value, const Arguments& arguments);
  // Passes all through, since it may; made where the pieces suffice.
  [[nodiscard]] Value unfollowed(const Value& value, const Arguments& arguments);
  // Of a filter or method that may give characters which are in none of its pieces: it may give any name.
  [[nodiscard]] Value unknown(const Value& value, const Arguments& arguments);

 private:
  [[nodiscard]] Value each(const Value& value, std::string (*change)(std::string_view));
  [[nodiscard]] Value joined_items(const Value& value, const Value& separator);
  [[nodiscard]] Value replaced(const Value& value, const Arguments& arguments);
  [[nodiscard]] Value pieces(const Value& value, const Arguments& arguments);
  [[nodiscard]] Value mapped(const Value& value, const Arguments& arguments);
  [[nodiscard]] Value characters(const Value& value);
  [[nodiscard]] Value reversed(const Value& value);
  void add(Value& value, std::string text);

  std::uint64_t left_;
};

}  // namespace weightcheck::evidence::jinja
