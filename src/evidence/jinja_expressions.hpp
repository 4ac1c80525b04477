// SPDX-License-Identifier: Apache-2.0
// Reads the expressions of one tag and follows what they come to. Told is what a sandbox refuses: an attribute of
// Python's insides, written out or computed, and a walk into what renderers put beside the messages. What is not
// written as Jinja wants it is skipped word by word, since no renderer gets further with it either.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/jinja_lexer.hpp"
#include "evidence/jinja_value.hpp"

namespace weightcheck::evidence::jinja {

struct Macro {
  std::vector<std::string> parameters{};
  Value written{};

  friend bool operator==(const Macro&, const Macro&) = default;
};

// What the template has said so far; names count everywhere, whatever their scope.
struct Scope {
  explicit Scope(std::uint64_t bytes) : operations(bytes) {}

  Operations operations;
  std::map<std::string, Value, std::less<>> names{};
  std::map<std::string, Value, std::less<>> attributes{};  // of namespaces, by their names alone
  std::map<std::string, Macro, std::less<>> macros{};
  std::vector<std::string> caller_parameters{}, loop_targets{};  // of all of them together
  bool is_told = false;
  bool is_widening = false;  // what still grows now would grow without end
  std::size_t depth = 0;

  void assign(std::map<std::string, Value, std::less<>>& where, const std::string& name, const Value& value);
};

class Expressions {
 public:
  Expressions(Lexer& words, Scope& scope) : words_(words), scope_(scope) {}

  Value expression();                // without commas
  Value list();                      // with commas: a tuple
  Value without_condition();         // not `a if b`: of a loop
  Value filters(Value value);        // |a|b(c), also without the first bar
  void rest();                       // whatever is left of the tag
  std::vector<std::string> names();  // a, (b, c): targets of a loop or an assignment

 private:
  // Where a value lies, so far as it has a name.
  struct Place {
    std::string name{};
    bool is_attribute = false;  // of a namespace
    bool is_path = false;       // names and keys alone lead to it
    bool is_bare = false;       // the name alone
  };
  struct Found {
    Value value{};
    Place place{};
  };

  bool takes(std::string_view sign);
  bool takes_name(std::string_view name);
  bool is_too_deep();

  Value alternative();
  Value conjunction();
  Value negation();
  Value comparison();
  Value sum();
  Value concatenation();
  Value product();
  Value unary();
  Found primary();
  Found name_or_constant();
  Value strings();
  Value in_parentheses();
  Value list_literal();
  Value mapping();
  Value postfix(Found found);
  void attribute(Found& found);
  void subscript(Found& found);
  void call(Found& found);
  void test();
  Value filter(Value value);
  Value method(const Found& found, const std::string& name, const Arguments& arguments);
  Value called(const Found& found, const Arguments& arguments);
  Value macro_called(Macro& macro, const Arguments& arguments);
  Value namespace_made(const Arguments& arguments);
  Value read_attribute(const Found& found, const std::string& name);
  Arguments arguments();
  void check_filter(std::string_view name, const Value& value, const Arguments& arguments);
  void check_key(const Value& base, const Value& key);
  void hand_over(const std::vector<Value>& values, const std::vector<std::string>& names);
  void check(const Value& key) { scope_.is_told = scope_.is_told || may_be_inner(key); }
  [[nodiscard]] bool is_assigned(const std::string& name) const;

  Lexer& words_;
  Scope& scope_;
};

}  // namespace weightcheck::evidence::jinja
