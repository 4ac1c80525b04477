// SPDX-License-Identifier: Apache-2.0
// A JSON value in memory: a handle on nlohmann's tree, which this header only names, since to include it costs four
// seconds a source. Objects keep the order of their members, and numbers keep their kind: 1 is not 1.0.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weightcheck::json {

class Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

template <typename T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

// Never changes once it is made. A copy is cheap: it shares the tree, and so does a value taken out of a document,
// which therefore stays readable after the document is gone.
class Value {
 public:
  Value() noexcept = default;  // null
  Value(std::nullptr_t) noexcept {}
  Value(std::same_as<bool> auto value) : Value(from_bool(value)) {}
  Value(double value);
  Value(std::string value);
  Value(std::string_view value);
  Value(const char* value);
  Value(Array items);
  Value(Object members);
  template <Integer T>
  Value(T value)
      : Value(std::cmp_less(value, 0) ? from_negative(static_cast<std::int64_t>(value))
                                      : from_unsigned(static_cast<std::uint64_t>(value))) {}

  [[nodiscard]] bool is_null() const noexcept;
  [[nodiscard]] bool is_array() const noexcept;
  [[nodiscard]] bool is_object() const noexcept;
  // Nothing where the value is of another kind: what a document holds is for the reader to decide.
  [[nodiscard]] std::optional<bool> as_bool() const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> as_uint() const noexcept;  // integers only
  [[nodiscard]] std::optional<double> as_number() const noexcept;       // integers, too
  [[nodiscard]] const std::string* as_string() const noexcept;          // stands as long as a value of this document
  // Empty where the value is of another kind.
  [[nodiscard]] Array items() const;
  [[nodiscard]] Object members() const;

  // The member of an object, the last one where the key was given twice; nothing where there is none, or this is not an
  // object. Looks at every member: walk members() instead where many keys are asked of a large one.
  [[nodiscard]] std::optional<Value> find(std::string_view key) const;
  [[nodiscard]] const std::string* find_string(std::string_view key) const;

  friend bool operator==(const Value& left, const Value& right);  // both are the same text
  // What find() returns is no pointer: compared with one, null would pass for absent.
  friend bool operator==(const std::optional<Value>& found, std::nullptr_t) = delete;

  // For the sources of this module, which know what a tree is.
  using Tree = nlohmann::ordered_json;
  [[nodiscard]] static Value of_tree(Tree tree);
  [[nodiscard]] const Tree& tree() const noexcept;

 private:
  explicit Value(std::shared_ptr<Tree> tree) noexcept : tree_(std::move(tree)) {}
  static Value from_bool(bool value);
  static Value from_unsigned(std::uint64_t value);
  static Value from_negative(std::int64_t value);
  [[nodiscard]] Value part(Tree& tree) const;
  [[nodiscard]] Tree take() &&;

  std::shared_ptr<Tree> tree_;  // keeps the document around it alive; none: null
};

struct Member {
  std::string key;
  Value value;

  friend bool operator==(const Member&, const Member&) = default;
};

}  // namespace weightcheck::json
