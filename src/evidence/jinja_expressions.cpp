// SPDX-License-Identifier: Apache-2.0
// The grammar of Jinja's own parser: a if b else c, or, and, not, comparisons, + -, ~, * / // %, signs, **, and behind
// a value its attributes, keys, calls, filters and tests.
#include "evidence/jinja_expressions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/word_list.hpp"

namespace weightcheck::evidence::jinja {
namespace {

constexpr std::size_t depth_max = 100;  // of brackets and signs; templates have under ten

// Counts the nesting while it lives.
class Deeper {
 public:
  explicit Deeper(std::size_t& depth) : depth_(depth) { ++depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  ~Deeper() { --depth_; }

 private:
  std::size_t& depth_;
};

}  // namespace

void Scope::assign(std::map<std::string, Value, std::less<>>& where, const std::string& name, const Value& value) {
  Value& known = where[name];
  const std::size_t before = known.texts.size() + known.items.size();
  known = operations.either(std::move(known), value);
  if (is_widening && known.texts.size() + known.items.size() > before)
    known.is_made = known.is_made || operations.unfollowed(known, {}).is_made;
}

bool Expressions::takes(std::string_view sign) {
  if (!words_.now().is_sign(sign)) return false;
  words_.advance();
  return true;
}

bool Expressions::takes_name(std::string_view name) {
  if (!words_.now().is_name(name)) return false;
  words_.advance();
  return true;
}

bool Expressions::is_too_deep() {
  if (scope_.depth < depth_max) return false;
  scope_.is_told = true;  // no template is written so, and what is inside is not looked at
  while (words_.now().kind != TokenKind::end)
    words_.advance();
  return true;
}

Value Expressions::list() {
  Value first = expression();
  if (!words_.now().is_sign(",")) return first;
  Value tuple{.items = {std::move(first)}};
  while (takes(",") && words_.now().kind != TokenKind::end)
    scope_.operations.append(tuple, expression());
  return tuple;
}

Value Expressions::expression() {
  if (is_too_deep()) return {};
  const Deeper deeper(scope_.depth);
  Value value = alternative();
  while (takes_name("if")) {
    alternative();
    if (takes_name("else")) value = scope_.operations.either(std::move(value), expression());
  }
  return value;
}

Value Expressions::without_condition() { return alternative(); }

Value Expressions::alternative() {
  Value value = conjunction();
  while (takes_name("or"))
    value = scope_.operations.either(std::move(value), conjunction());
  return value;
}

Value Expressions::conjunction() {
  Value value = negation();
  while (takes_name("and"))
    value = scope_.operations.either(std::move(value), negation());
  return value;
}

Value Expressions::negation() {
  bool is_negated = false;
  while (takes_name("not"))
    is_negated = true;
  Value value = comparison();
  return is_negated ? Value{} : value;
}

Value Expressions::comparison() {
  constexpr std::array<std::string_view, 6> signs = {"==", "!=", "<", "<=", ">", ">="};
  Value value = sum();
  while (true) {
    const Token& word = words_.now();
    if (word.kind == TokenKind::sign && is_among(word.text, signs)) {
      words_.advance();
    } else if (takes_name("not")) {
      if (!takes_name("in")) return {};
    } else if (!takes_name("in")) {
      return value;
    }
    value = {};
    sum();
  }
}

Value Expressions::sum() {
  Value value = concatenation();
  while (words_.now().is_sign("+") || words_.now().is_sign("-")) {
    const bool is_sum = words_.now().is_sign("+");
    words_.advance();
    Value other = concatenation();
    if (!is_sum && other.texts.size() == 1) other.texts.front().insert(0, "-");
    value = scope_.operations.summed(std::move(value), other);
  }
  return value;
}

Value Expressions::concatenation() {
  Value value = product();
  while (takes("~"))
    value = scope_.operations.joined(std::move(value), product());
  return value;
}

Value Expressions::product() {
  Value value = unary();
  while (true) {
    if (takes("*")) {
      value = scope_.operations.repeated(value, unary());
    } else if (takes("%")) {
      const Value other = unary();
      value = scope_.operations.printed(value, other.items.empty() ? std::vector<Value>{other} : other.items);
    } else if (takes("/") || takes("//") || takes("**")) {
      value = scope_.operations.either(open_value(), unary());
    } else {
      return value;
    }
  }
}

Value Expressions::unary() {
  bool is_negative = false;
  while (words_.now().is_sign("-") || words_.now().is_sign("+")) {
    is_negative = is_negative != words_.now().is_sign("-");
    words_.advance();
  }
  Value value = postfix(primary());
  if (is_negative && value.texts.size() == 1) value.texts.front().insert(0, "-");
  return value;
}

Expressions::Found Expressions::primary() {
  const Token word = words_.now();
  if (word.kind == TokenKind::name) return name_or_constant();
  if (word.kind == TokenKind::text) return {.value = strings()};
  if (word.kind == TokenKind::end) return {};
  if (word.is_sign(".")) return {};  // what it belongs to was not understood; postfix() takes the name
  words_.advance();
  if (word.kind == TokenKind::number) return {.value = text_value(word.text)};
  if (word.is_sign("(")) return {.value = in_parentheses()};
  if (word.is_sign("[")) return {.value = list_literal()};
  if (word.is_sign("{")) return {.value = mapping()};
  return {};
}

bool Expressions::is_assigned(const std::string& name) const {
  return scope_.names.contains(name) || scope_.macros.contains(name);
}

Expressions::Found Expressions::name_or_constant() {
  constexpr std::array<std::string_view, 6> constants = {"true", "false", "none", "True", "False", "None"};
  constexpr std::array<std::string_view, 11> functions = {
      "lipsum", "cycler", "joiner",          "namespace",    "self",   "request",
      "config", "range",  "raise_exception", "strftime_now", "url_for"};
  const std::string name = words_.now().text;
  words_.advance();
  if (is_among(name, constants)) return {};
  Found found{.place = {.name = name, .is_path = true, .is_bare = true}};
  if (const auto macro = scope_.macros.find(name); macro != scope_.macros.end()) {
    found.value = {.texts = {name}, .items = {macro->second.written}, .is_function = true};
  } else if (const auto known = scope_.names.find(name); known != scope_.names.end()) {
    found.value = scope_.operations.copy(known->second);
  } else {
    // Special tokens are the model's own: they may be any text.
    const bool is_token = name.ends_with("_token") || name.ends_with("_tokens");
    found.value = {.is_open = true, .is_made = is_token, .is_function = is_among(name, functions)};
  }
  return found;
}

// Strings beside each other are one.
Value Expressions::strings() {
  std::string text;
  for (; words_.now().kind == TokenKind::text; words_.advance())
    text += words_.now().text;
  return scope_.operations.joined(text_value(std::move(text)), {});
}

Value Expressions::in_parentheses() {
  Value value;
  if (!words_.now().is_sign(")")) value = list();
  takes(")");
  return value;
}

Value Expressions::list_literal() {
  Value list;
  while (!words_.now().is_sign("]") && words_.now().kind != TokenKind::end) {
    scope_.operations.append(list, expression());
    if (!takes(",")) break;
  }
  takes("]");
  return list;
}

Value Expressions::mapping() {
  Value keys, values;
  while (!words_.now().is_sign("}") && words_.now().kind != TokenKind::end) {
    scope_.operations.append(keys, expression());
    if (takes(":")) values = scope_.operations.either(std::move(values), expression());
    if (!takes(",")) break;
  }
  takes("}");
  Value both{.items = std::move(keys.items), .is_open = keys.is_open || values.is_open, .is_made = keys.is_made};
  return scope_.operations.either(std::move(both),
                                  {.texts = scope_.operations.elements(values).texts, .is_made = values.is_made});
}

Value Expressions::postfix(Found found) {
  while (true) {
    if (takes(".")) {
      attribute(found);
    } else if (takes("[")) {
      subscript(found);
    } else if (words_.now().is_sign("(")) {
      call(found);
    } else if (takes("|")) {
      found = {.value = filter(std::move(found.value))};
    } else if (takes_name("is")) {
      test();
      found = {};
    } else if (takes("**")) {
      if (is_too_deep()) return {};
      const Deeper deeper(scope_.depth);
      postfix(primary());
      found = {.value = open_value()};
    } else {
      return std::move(found.value);
    }
  }
}

Arguments Expressions::arguments() {
  Arguments all;
  while (!words_.now().is_sign(")") && words_.now().kind != TokenKind::end) {
    const bool is_spread = takes("*") || takes("**");
    all.is_spread = all.is_spread || is_spread;
    Lexer ahead = words_;
    ahead.advance();
    if (words_.now().kind == TokenKind::name && ahead.now().is_sign("=")) {
      const std::string name = words_.now().text;
      ahead.advance();
      words_ = ahead;
      all.named[name] = expression();
    } else {
      Value value = expression();
      if (is_spread && !value.items.empty() && !value.has_grown) {
        all.listed.insert(all.listed.end(), value.items.begin(), value.items.end());
      } else {
        all.listed.push_back(std::move(value));
      }
    }
    if (!takes(",")) break;
  }
  takes(")");
  return all;
}

void Expressions::test() {
  takes_name("not");
  if (words_.now().kind == TokenKind::name) words_.advance();
  while (takes("."))
    words_.advance();
  constexpr std::array<std::string_view, 7> ends = {"else", "or", "and", "if", "in", "not", "is"};
  const Token& word = words_.now();
  if (takes("(")) {
    arguments();
  } else if (word.kind == TokenKind::text || word.kind == TokenKind::number || word.is_sign("[") || word.is_sign("{") ||
             (word.kind == TokenKind::name && !is_among(word.text, ends))) {
    primary();
  }
}

void Expressions::rest() {
  while (words_.now().kind != TokenKind::end) {
    const std::size_t before = words_.at();
    list();
    if (words_.at() == before && words_.now().kind != TokenKind::end) words_.advance();
  }
}

std::vector<std::string> Expressions::names() {
  std::vector<std::string> found;
  while (words_.now().kind == TokenKind::name || words_.now().is_sign("(") || words_.now().is_sign(",") ||
         words_.now().is_sign(")")) {
    if (words_.now().is_name("in")) break;
    if (words_.now().kind == TokenKind::name) found.push_back(words_.now().text);
    words_.advance();
  }
  return found;
}

}  // namespace weightcheck::evidence::jinja
