// SPDX-License-Identifier: Apache-2.0
// Recursive descent, no deeper than limits::spdx_expression_depth_max parentheses.
#include "license/spdx_expression.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "license/spdx_ids.hpp"

namespace weightcheck::license {
namespace {

bool is_id_character(char c) { return is_alnum(c) || c == '-' || c == '.'; }

bool is_operator(std::string_view word, std::string_view upper, std::string_view lower) {
  return word == upper || word == lower;
}

// "LicenseRef-x", "DocumentRef-y:LicenseRef-x" for the kind "LicenseRef-".
bool is_reference(std::string_view id, std::string_view kind) {
  constexpr std::string_view document = "DocumentRef-";
  if (id.starts_with(document)) {
    const std::size_t colon = id.find(':');
    if (colon == std::string_view::npos || colon == document.size()) return false;
    id.remove_prefix(colon + 1);
  }
  return id.starts_with(kind) && id.size() > kind.size() && id.find(':') == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { advance(); }

  Result<Expression> run() {
    auto expression = any_of(0);
    if (!expression) return expression;
    if (!word_.empty()) return unexpected("an operator or the end");
    return expression;
  }

 private:
  // The next word: "(", ")", "+" right behind an id is part of it, or a run of id characters and ':'; empty at the end.
  void advance() {
    at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size());
    begin_ = at_;
    if (at_ == text_.size()) {
      word_ = {};
      return;
    }
    std::size_t end = at_;
    while (end < text_.size() && (is_id_character(text_[end]) || text_[end] == ':'))
      ++end;
    if (end == at_) {
      ++end;
    } else if (end < text_.size() && text_[end] == '+') {
      ++end;
    }
    word_ = text_.substr(at_, end - at_);
    at_ = end;
  }

  [[nodiscard]] Error unexpected(std::string_view wanted) const {
    const std::string found = word_.empty() ? "the end" : "something else";
    return {ErrorCode::malformed, "license expression has " + found + " at position " + std::to_string(begin_ + 1) +
                                      " in place of " + std::string(wanted)};
  }

  Result<Expression> any_of(std::size_t depth) {
    return joined(Expression::Form::any_of, "OR", "or", [&] { return all_of(depth); });
  }

  Result<Expression> all_of(std::size_t depth) {
    return joined(Expression::Form::all_of, "AND", "and", [&] { return factor(depth); });
  }

  template <typename Part>
  Result<Expression> joined(Expression::Form form, std::string_view upper, std::string_view lower, const Part& part) {
    auto first = part();
    if (!first || !is_operator(word_, upper, lower)) return first;
    Expression out;
    out.form = form;
    add(out, *std::move(first));
    while (is_operator(word_, upper, lower)) {
      advance();
      auto next = part();
      if (!next) return next;
      add(out, *std::move(next));
    }
    return out;
  }

  // (A OR B) OR C is A OR B OR C.
  static void add(Expression& whole, Expression part) {
    if (part.form == whole.form) {
      std::move(part.parts.begin(), part.parts.end(), std::back_inserter(whole.parts));
    } else {
      whole.parts.push_back(std::move(part));
    }
  }

  Result<Expression> factor(std::size_t depth) {
    if (word_ != "(") return simple();
    if (depth == limits::spdx_expression_depth_max) {
      return Error{ErrorCode::limit,
                   "license expression is nested deeper than " + std::to_string(limits::spdx_expression_depth_max)};
    }
    advance();
    auto inside = any_of(depth + 1);
    if (!inside) return inside;
    if (word_ != ")") return unexpected("')'");
    advance();
    return inside;
  }

  [[nodiscard]] bool at_id() const {
    return !word_.empty() && is_id_character(word_[0]) && !is_operator(word_, "AND", "and") &&
           !is_operator(word_, "OR", "or") && !is_operator(word_, "WITH", "with");
  }

  Result<Expression> simple() {
    if (!at_id()) return unexpected("a license id");
    Expression out;
    std::string_view id = word_;
    if (id.ends_with('+')) {
      out.or_later = true;
      id.remove_suffix(1);
    }
    const bool reference = is_reference(id, "LicenseRef-");
    if (!reference && (id.starts_with("LicenseRef-") || id.starts_with("DocumentRef-")))
      return unexpected("a license id");
    if ((id.find(':') != std::string_view::npos && !reference) || (reference && out.or_later))
      return unexpected("a license id");
    // "Or a later version" of a license that has no versions means nothing: MIT+.
    if (out.or_later && !is_digit(id.empty() ? ' ' : id.back())) return unexpected("a license id with a version");
    const auto listed = spdx_license_id(id);
    out.listed = reference || listed.has_value();
    out.id = listed.value_or(id);
    advance();
    if (!is_operator(word_, "WITH", "with")) return out;
    advance();
    const bool addition = is_reference(word_, "AdditionRef-");
    if (!at_id() || word_.ends_with('+') || (word_.find(':') != std::string_view::npos && !addition))
      return unexpected("an exception id");
    const auto exception = spdx_exception_id(word_);
    out.exception_listed = addition || exception.has_value();
    out.exception = exception.value_or(word_);
    advance();
    return out;
  }

  std::string_view text_;
  std::string_view word_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of word_
};

template <typename Visit>
void for_each_license(const Expression& expression, const Visit& visit) {
  if (expression.form == Expression::Form::license) visit(expression);
  for (const Expression& part : expression.parts)
    for_each_license(part, visit);
}

// In order, each once; an expression of a stranger may hold two thousand.
class Once {
 public:
  void add(const std::string& item) {
    if (seen_.insert(item).second) items_.push_back(item);
  }
  [[nodiscard]] std::vector<std::string> take() && { return std::move(items_); }

 private:
  std::set<std::string> seen_;
  std::vector<std::string> items_;
};

}  // namespace

Result<Expression> parse_expression(std::string_view text) {
  if (text.size() > limits::spdx_expression_bytes_max) {
    return Error{ErrorCode::limit,
                 "license expression is longer than " + std::to_string(limits::spdx_expression_bytes_max) + " bytes"};
  }
  return Parser(text).run();
}

std::string canonical_text(const Expression& expression) {
  if (expression.form == Expression::Form::license) {
    std::string out = expression.id;
    if (expression.or_later) out += '+';
    if (!expression.exception.empty()) out += " WITH " + expression.exception;
    return out;
  }
  const bool all = expression.form == Expression::Form::all_of;
  std::string out;
  for (const Expression& part : expression.parts) {
    if (!out.empty()) out += all ? " AND " : " OR ";
    const bool parentheses = all && part.form == Expression::Form::any_of;
    out += parentheses ? "(" + canonical_text(part) + ")" : canonical_text(part);
  }
  return out;
}

bool has_known_exception(const Expression& license) {
  return license.exception.empty() || (license.exception_listed && spdx_exception_id(license.exception).has_value());
}

std::vector<std::string> ids_of(const Expression& expression) {
  Once ids;
  for_each_license(expression, [&](const Expression& license) { ids.add(license.id); });
  return std::move(ids).take();
}

std::vector<std::string> unlisted_ids_of(const Expression& expression) {
  Once ids;
  for_each_license(expression, [&](const Expression& license) {
    if (!license.listed) ids.add(license.id);
    if (!license.exception_listed) ids.add(license.exception);
  });
  return std::move(ids).take();
}

}  // namespace weightcheck::license
