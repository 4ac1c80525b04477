// SPDX-License-Identifier: Apache-2.0
// What lies behind a value: attributes, keys, calls and filters. Here the names are looked at.
#include <algorithm>
#include <array>
#include <utility>

#include "base/word_list.hpp"
#include "evidence/jinja_expressions.hpp"

namespace weightcheck::evidence::jinja {
namespace {

// What Jinja and web frameworks put beside the messages: no template of messages walks into them.
bool is_door(std::string_view name) {
  constexpr std::array<std::string_view, 6> doors = {"lipsum", "self",    "request",
                                                     "config", "url_for", "get_flashed_messages"};
  return is_among(name, doors);
}

bool is_class_of_jinja(std::string_view name) { return name == "cycler" || name == "joiner" || name == "namespace"; }

bool adds_to_a_list(std::string_view method) {
  constexpr std::array<std::string_view, 6> methods = {"append", "insert", "extend", "update", "setdefault", "add"};
  return is_among(method, methods);
}

// Filters that take the name of an attribute, or that of such a filter.
bool takes_a_name(std::string_view filter) {
  constexpr std::array<std::string_view, 10> filters = {"attr", "map", "selectattr", "rejectattr", "groupby",
                                                        "sort", "sum", "min",        "max",        "unique"};
  return is_among(filter, filters);
}

// `'{0.x}'.format` without its call: who calls it later cannot be followed.
bool is_named_format(const Value& key) {
  return std::ranges::any_of(key.texts, [](std::string_view text) { return text == "format"; });
}

bool names_filter_that_takes_one(const Value& name) {
  return name.is_made || name.is_open || std::ranges::any_of(name.texts, takes_a_name);
}

bool is_number(std::string_view text) { return text.find_first_not_of("0123456789-") == std::string_view::npos; }

}  // namespace

void Expressions::attribute(Found& found) {
  const Token word = words_.now();
  if (word.kind != TokenKind::name) {
    if (word.kind == TokenKind::number) words_.advance();
    found = {.value = scope_.operations.elements(found.value)};
    return;
  }
  words_.advance();
  constexpr std::array<std::string_view, 3> of_a_cycler = {"next", "current", "reset"};
  const std::string& base = found.place.name;
  const bool is_walk = found.place.is_bare && !is_assigned(base) &&
                       (is_door(base) || (is_class_of_jinja(base) && !is_among(word.text, of_a_cycler)));
  const bool is_private = word.text.starts_with('_') && word.text.size() > 1 && !found.place.is_path;
  // A function under another name, or in brackets.
  const bool is_of_function = found.value.is_function && found.value.items.empty() &&
                              (!found.place.is_bare || is_assigned(base)) && !is_among(word.text, of_a_cycler);
  if (is_inner_name(word.text) || is_walk || is_private || is_of_function) scope_.is_told = true;
  if (takes("(")) {
    const Arguments given = arguments();
    found = {.value = method(found, word.text, given)};
    return;
  }
  if (word.text == "format" && may_format_inner(scope_.operations.elements(found.value))) scope_.is_told = true;
  found = {.value = read_attribute(found, word.text),
           .place = {.name = word.text, .is_attribute = true, .is_path = found.place.is_path}};
}

// A mapping's values, whatever was set by that name, or something of the object's own.
Value Expressions::read_attribute(const Found& found, const std::string& name) {
  const bool is_of_a_loop = found.place.is_bare && found.place.name == "loop";
  Value value =
      is_of_a_loop && name != "previtem" && name != "nextitem" ? open_value() : scope_.operations.elements(found.value);
  const auto known = scope_.attributes.find(name);
  if (known != scope_.attributes.end()) {
    if (value.texts.empty() && found.place.is_bare) return scope_.operations.copy(known->second);
    value = scope_.operations.either(std::move(value), known->second);
  }
  return value;
}

void Expressions::subscript(Found& found) {
  Arguments bounds;
  bool is_slice = false, is_given = false;
  Value keys;
  while (!words_.now().is_sign("]") && words_.now().kind != TokenKind::end) {
    if (takes(":")) {
      is_slice = true;
      if (!is_given) bounds.listed.emplace_back();
      is_given = false;
      continue;
    }
    if (!is_given || takes(",")) {
      const Value one = expression();
      keys = scope_.operations.either(std::move(keys), one);
      bounds.listed.push_back(one);
      is_given = true;
    } else {
      words_.advance();
    }
  }
  takes("]");
  if (is_slice) {
    found.value = scope_.operations.part(found.value, bounds);
    found.place = {.is_path = found.place.is_path};
    return;
  }
  if (found.place.is_bare && !is_assigned(found.place.name) && is_door(found.place.name)) scope_.is_told = true;
  check_key(found.value, keys);
  Value value = scope_.operations.element(found.value, keys);
  for (const std::string& key : keys.texts) {
    if (const auto known = scope_.attributes.find(key); known != scope_.attributes.end())
      value = scope_.operations.either(std::move(value), known->second);
  }
  found = {.value = std::move(value), .place = {.is_path = found.place.is_path}};
}

// Functions, classes and texts have no keys but numbers: any other is an attribute of theirs.
void Expressions::check_key(const Value& base, const Value& key) {
  check(key);
  const bool is_constant = !key.is_open && !key.is_made, is_index = std::ranges::all_of(key.texts, is_number);
  if (base.is_function && base.items.empty() && !(is_constant && is_index)) scope_.is_told = true;
  if (is_text(base) && is_constant && !is_index) scope_.is_told = true;
  if (is_named_format(key) && may_format_inner(scope_.operations.elements(base))) scope_.is_told = true;
}

void Expressions::call(Found& found) {
  words_.advance();
  const Arguments given = arguments();
  found = {.value = called(found, given)};
}

Value Expressions::called(const Found& found, const Arguments& given) {
  const std::string& name = found.place.name;
  if (found.place.is_bare) {
    if (const auto macro = scope_.macros.find(name); macro != scope_.macros.end())
      return macro_called(macro->second, given);
    // What is handed to the block of a call, or to the next round of a loop, has its names there.
    if (name == "caller") hand_over(given.listed, scope_.caller_parameters);
    if (name == "loop" && !given.listed.empty())
      hand_over({scope_.operations.elements(given.listed.front())}, scope_.loop_targets);
    if (name == "namespace") return namespace_made(given);
    if (name == "range") return open_value();
  }
  if (found.place.is_bare && name == "dict") {
    Value made = scope_.operations.unfollowed({}, {.listed = given.listed});
    for (const auto& [key, value] : given.named) {
      made.items.push_back(text_value(key));
      made = scope_.operations.either(std::move(made),
                                      {.texts = scope_.operations.elements(value).texts, .is_made = value.is_made});
    }
    made.has_grown = !given.listed.empty();
    return made;
  }
  Value result = scope_.operations.unfollowed({}, given);
  for (const Value& written : found.value.items)  // of a macro by another name, or of `caller`
    result = scope_.operations.either(std::move(result), written);
  result.is_made = result.is_made || found.value.is_made;
  return result;
}

// To all of them, since which call or loop is meant is not followed.
void Expressions::hand_over(const std::vector<Value>& values, const std::vector<std::string>& names) {
  for (const Value& value : values)
    for (const std::string& name : names)
      scope_.assign(scope_.names, name, value);
}

Value Expressions::macro_called(Macro& macro, const Arguments& given) {
  for (std::size_t i = 0; i < given.listed.size(); ++i)
    scope_.assign(scope_.names, i < macro.parameters.size() ? macro.parameters[i] : "varargs", given.listed[i]);
  for (const auto& [name, value] : given.named) {
    const bool is_parameter = std::ranges::find(macro.parameters, name) != macro.parameters.end();
    scope_.assign(scope_.names, is_parameter ? name : "kwargs", value);
    if (!is_parameter) scope_.assign(scope_.names, "kwargs", {.items = {text_value(name)}, .has_grown = true});
  }
  return scope_.operations.copy(macro.written);
}

Value Expressions::namespace_made(const Arguments& given) {
  for (const auto& [name, value] : given.named)
    scope_.assign(scope_.attributes, name, value);
  for (const Value& mapping : given.listed) {
    const Value values{.texts = mapping.texts, .is_open = true, .is_made = mapping.is_made};
    for (const Value& key : mapping.items) {
      for (const std::string& name : key.texts)
        scope_.assign(scope_.attributes, name, values);
    }
  }
  return open_value();
}

Value Expressions::method(const Found& found, const std::string& name, const Arguments& given) {
  const Place& place = found.place;
  Operations& operations = scope_.operations;
  if (place.is_bare && place.name == "loop") return operations.unfollowed({}, given);
  if (name == "format") {
    if (may_format_inner(found.value)) scope_.is_told = true;
    return operations.formatted(found.value, given);
  }
  if (name == "join" && given.listed.size() == 1)
    return operations.filtered("join", given.listed.front(), {.listed = {found.value}});
  if (name == "get" || name == "pop" || name == "__getitem__") {
    if (!given.listed.empty() && place.is_bare && is_door(place.name)) scope_.is_told = true;
    Value value = operations.elements(found.value);
    for (const Value& one : given.listed)
      value = operations.either(std::move(value), one);
    return value;
  }
  if (adds_to_a_list(name) && !place.name.empty()) {
    Value added{.has_grown = true};
    for (const Value& one : given.listed)
      added.items.push_back(one);
    for (const auto& [key, one] : given.named)
      added.items.push_back(one);
    scope_.assign(place.is_attribute ? scope_.attributes : scope_.names, place.name, added);
    return open_value();
  }
  if (found.value.is_function) return operations.unfollowed({}, given);
  return operations.filtered(name, found.value, given);
}

// Which of the arguments is looked up as an attribute.
void Expressions::check_filter(std::string_view name, const Value& value, const Arguments& given) {
  const auto check_attribute = [&](const Value& attribute) {
    check(attribute);
    if (attribute.is_open) scope_.is_told = true;  // any attribute at all
    if (is_named_format(attribute) && may_format_inner(scope_.operations.elements(value))) scope_.is_told = true;
  };
  const auto& listed = given.listed;
  if (const auto named = given.named.find("attribute"); named != given.named.end()) check_attribute(named->second);
  if (name == "join" && listed.size() > 1) check_attribute(listed[1]);
  if (!takes_a_name(name)) return;
  if (given.is_spread) scope_.is_told = true;  // which of them is a name is not known
  // map() hands its arguments on to the filter that it names.
  const auto by_name = given.named.find("name");
  const Value* asked = by_name != given.named.end() ? &by_name->second : listed.empty() ? nullptr : &listed.front();
  if (name == "map" && by_name != given.named.end()) check_attribute(*asked);
  if (name == "attr" && asked != nullptr) {
    check_attribute(*asked);
    if (asked->texts.size() != 1) scope_.is_told = true;
  }
  if (name == "map") {
    if (listed.empty() || !names_filter_that_takes_one(listed.front())) return;
    for (const Value& one : listed)
      check(one);
    if (listed.size() > 1) check_attribute(listed[1]);
    return;
  }
  const std::size_t count = name == "selectattr" || name == "rejectattr" ? 1 : listed.size();
  for (std::size_t i = 0; i < std::min(count, listed.size()); ++i)
    check(listed[i]);
  if (!listed.empty() && (count == 1 || name == "groupby")) check_attribute(listed.front());
}

Value Expressions::filter(Value value) {
  std::string name = words_.now().text;
  if (words_.now().kind != TokenKind::name) return value;
  words_.advance();
  while (takes(".")) {
    name += "." + words_.now().text;
    words_.advance();
  }
  Arguments given;
  if (takes("(")) given = arguments();
  check_filter(name, value, given);
  return scope_.operations.filtered(name, value, given);
}

Value Expressions::filters(Value value) {
  takes("|");
  do
    value = filter(std::move(value));
  while (takes("|"));
  return value;
}

}  // namespace weightcheck::evidence::jinja
