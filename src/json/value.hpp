// SPDX-License-Identifier: Apache-2.0
// A JSON document in memory. Objects keep the order of their members, and numbers keep what kind they were: 1 is
// not 1.0.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weightcheck::json {

class Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

template <typename T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

// A plain value. The as_* queries give nothing where the value is of another kind: what a document holds is for the
// reader to decide.
class Value {
 public:
  Value() noexcept;  // null
  Value(std::nullptr_t) noexcept : Value() {}
  Value(std::same_as<bool> auto value) : Value(from_bool(value)) {}
  Value(double value);
  Value(std::string value);
  Value(std::string_view value);
  Value(const char* value);
  Value(Array value);
  Value(Object value);
  template <Integer T>
  Value(T value)
      : Value(std::cmp_less(value, 0) ? from_negative(static_cast<std::int64_t>(value))
                                      : from_unsigned(static_cast<std::uint64_t>(value))) {}

  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  [[nodiscard]] bool is_null() const noexcept { return std::holds_alternative<std::monostate>(store_); }
  [[nodiscard]] std::optional<bool> as_bool() const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> as_uint() const noexcept;  // integers only
  [[nodiscard]] const std::string* as_string() const noexcept;
  [[nodiscard]] const Array* as_array() const noexcept;
  [[nodiscard]] const Object* as_object() const noexcept;

  // The member of an object, the last one where the key was given twice; null where there is none, or this is no
  // object. Looks at every member: walk as_object() instead where many keys are asked of a large one.
  [[nodiscard]] const Value* find(std::string_view key) const noexcept;
  [[nodiscard]] const std::string* find_string(std::string_view key) const noexcept;

  // Members are compared in order.
  friend bool operator==(const Value& left, const Value& right);

 private:
  // Integers of 0 and more are unsigned, so that equal numbers are equal values.
  using Store = std::variant<std::monostate, bool, std::uint64_t, std::int64_t, double, std::string, Array, Object>;
  friend class Writer;

  static Value from_bool(bool value);
  static Value from_unsigned(std::uint64_t value);
  static Value from_negative(std::int64_t value);

  Store store_;
};

struct Member {
  std::string key;
  Value value;

  friend bool operator==(const Member&, const Member&) = default;
};

}  // namespace weightcheck::json
