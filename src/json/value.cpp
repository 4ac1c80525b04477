// SPDX-License-Identifier: Apache-2.0
#include "json/value.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace weightcheck::json {

Value Value::of_tree(Tree tree) { return Value(std::make_shared<Tree>(std::move(tree))); }

Value::Value(double value) : Value(of_tree(value)) {}
Value::Value(std::string value) : Value(of_tree(std::move(value))) {}
Value::Value(std::string_view value) : Value(std::string(value)) {}
Value::Value(const char* value) : Value(std::string(value)) {}
Value Value::from_bool(bool value) { return of_tree(value); }
Value Value::from_unsigned(std::uint64_t value) { return of_tree(value); }
Value Value::from_negative(std::int64_t value) { return of_tree(value); }

Value::Value(Array items) {
  Tree::array_t array;
  array.reserve(items.size());
  for (Value& item : items)
    array.push_back(std::move(item).take());
  tree_ = std::make_shared<Tree>(std::move(array));
}

// The base's emplace_back here and in parse.cpp: that of ordered_map looks for the key among all members first.
Value::Value(Object members) {
  Tree::object_t object;
  object.reserve(members.size());
  for (Member& member : members)
    object.emplace_back(std::move(member.key), std::move(member.value).take());
  tree_ = std::make_shared<Tree>(std::move(object));
}

// Moved where nobody else sees the tree.
Value::Tree Value::take() && {
  if (!tree_) return nullptr;
  return tree_.use_count() == 1 ? std::move(*tree_) : *tree_;
}

Value Value::part(Tree& tree) const { return Value(std::shared_ptr<Tree>(tree_, &tree)); }

const Value::Tree& Value::tree() const noexcept {
  static const Tree null;
  return tree_ ? *tree_ : null;
}

bool Value::is_null() const noexcept { return tree().is_null(); }
bool Value::is_array() const noexcept { return tree().is_array(); }
bool Value::is_object() const noexcept { return tree().is_object(); }

std::optional<bool> Value::as_bool() const noexcept {
  const auto* value = tree().get_ptr<const bool*>();
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::uint64_t> Value::as_uint() const noexcept {
  const auto* value = tree().get_ptr<const std::uint64_t*>();
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<double> Value::as_number() const noexcept {
  return tree().is_number() ? std::optional(tree().get<double>()) : std::nullopt;
}

const std::string* Value::as_string() const noexcept { return tree().get_ptr<const std::string*>(); }

Array Value::items() const {
  Array items;
  if (!is_array()) return items;
  items.reserve(tree_->size());
  for (Tree& item : *tree_)
    items.push_back(part(item));
  return items;
}

Object Value::members() const {
  Object members;
  if (!is_object()) return members;
  members.reserve(tree_->size());
  for (auto& [key, value] : tree_->get_ref<Tree::object_t&>())
    members.push_back({key, part(value)});
  return members;
}

std::optional<Value> Value::find(std::string_view key) const {
  if (!is_object()) return std::nullopt;
  auto& object = tree_->get_ref<Tree::object_t&>();
  const auto found =
      std::find_if(object.rbegin(), object.rend(), [key](const auto& member) { return member.first == key; });
  return found == object.rend() ? std::nullopt : std::optional(part(found->second));
}

const std::string* Value::find_string(std::string_view key) const {
  const auto value = find(key);
  return value ? value->as_string() : nullptr;
}

bool operator==(const Value& left, const Value& right) {
  const auto text = [](const Value& value) {
    return value.tree().dump(-1, ' ', false, Value::Tree::error_handler_t::replace);
  };
  return text(left) == text(right);
}

}  // namespace weightcheck::json
