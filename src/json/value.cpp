// SPDX-License-Identifier: Apache-2.0
// Out of line, where Member is complete.
#include "json/value.hpp"

#include <algorithm>

namespace weightcheck::json {

Value::Value() noexcept = default;
Value::Value(double value) : store_(value) {}
Value::Value(std::string value) : store_(std::move(value)) {}
Value::Value(std::string_view value) : store_(std::string(value)) {}
Value::Value(const char* value) : store_(std::string(value)) {}
Value::Value(Array value) : store_(std::move(value)) {}
Value::Value(Object value) : store_(std::move(value)) {}
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value Value::from_bool(bool value) {
  Value made;
  made.store_.emplace<bool>(value);
  return made;
}

Value Value::from_unsigned(std::uint64_t value) {
  Value made;
  made.store_.emplace<std::uint64_t>(value);
  return made;
}

Value Value::from_negative(std::int64_t value) {
  Value made;
  made.store_.emplace<std::int64_t>(value);
  return made;
}

std::optional<bool> Value::as_bool() const noexcept {
  const auto* value = std::get_if<bool>(&store_);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::uint64_t> Value::as_uint() const noexcept {
  const auto* value = std::get_if<std::uint64_t>(&store_);
  return value ? std::optional(*value) : std::nullopt;
}

const std::string* Value::as_string() const noexcept { return std::get_if<std::string>(&store_); }
const Array* Value::as_array() const noexcept { return std::get_if<Array>(&store_); }
const Object* Value::as_object() const noexcept { return std::get_if<Object>(&store_); }

const Value* Value::find(std::string_view key) const noexcept {
  const Object* members = as_object();
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->rbegin(), members->rend(), [key](const Member& m) { return m.key == key; });
  return found == members->rend() ? nullptr : &found->value;
}

const std::string* Value::find_string(std::string_view key) const noexcept {
  const Value* value = find(key);
  return value ? value->as_string() : nullptr;
}

bool operator==(const Value& left, const Value& right) { return left.store_ == right.store_; }

}  // namespace weightcheck::json
