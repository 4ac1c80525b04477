// SPDX-License-Identifier: Apache-2.0
// A template is read a few times over, since what a loop or a macro sets may be used before the line that sets it.
// Text outside of tags counts where it is caught: in `{% set x %}...{% endset %}`, in macros, calls and filter blocks.
#include "evidence/chat_template.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/word_list.hpp"
#include "evidence/budget.hpp"
#include "evidence/jinja_expressions.hpp"
#include "evidence/jinja_lexer.hpp"
#include "evidence/jinja_value.hpp"
#include "evidence/raw_text.hpp"

namespace weightcheck::evidence {
namespace {

using jinja::Expressions;
using jinja::Lexer;
using jinja::Scope;
using jinja::TokenKind;
using jinja::Value;

constexpr std::size_t shown_bytes = 80;
// A name that is made of one that is said further down takes a pass more, and so on.
constexpr int passes_max = 24, widening_pass = 2;
constexpr std::uint64_t made_bytes_least = std::uint64_t{2} << 20, made_bytes_each = 32;  // of one byte of the template
constexpr std::uint64_t steps_a_made_byte = 3;

// What is written between two statements, on its way into a name.
struct Caught {
  std::string ended_by{};
  std::string name{};  // that takes it; of a macro, its own
  Value text{};
  std::optional<Lexer> filters{};  // at their names
  std::size_t nesting = 0;         // of loops and conditions around it
  bool is_loose = false;           // some of it may be missing, or come again
};

class Template {
 public:
  Template(std::string_view text, std::uint64_t made_bytes_max) : text_(text), scope_(made_bytes_max) {}

  [[nodiscard]] std::uint64_t made_bytes_left() const { return scope_.operations.left(); }

  std::optional<std::string> run() {
    for (int pass = 0; pass < passes_max; ++pass) {
      const auto before = std::tuple(scope_.names, scope_.attributes, scope_.macros);
      scope_.is_widening = pass >= widening_pass;
      at_ = 0;
      nesting_ = 0;
      caught_.clear();
      if (reaches_out()) return std::string(text_.substr(tag_, shown_bytes));
      const bool is_settled = std::tie(scope_.names, scope_.attributes, scope_.macros) == before;
      if (is_settled && pass > widening_pass) return std::nullopt;
    }
    return std::string(text_.substr(0, shown_bytes));  // what it says in the end is not known
  }

 private:
  bool reaches_out() {
    while (at_ < text_.size()) {
      const std::size_t open = std::min(text_.find('{', at_), text_.size());
      write_text(text_.substr(at_, open - at_));
      if (open + 1 >= text_.size()) return false;
      at_ = open + 1;
      const char kind = text_[at_];
      if (kind == '#') {
        at_ = std::min(text_.find("#}", at_ + 1), text_.size());
        at_ = std::min(at_ + 2, text_.size());
      } else if (kind == '{' || kind == '%') {
        tag_ = open;
        const std::size_t begin = at_ + 1 + (text_.substr(at_ + 1, 1).find_first_of("-+") == 0 ? 1 : 0);
        Lexer words(text_, begin, kind == '%' ? '%' : '}');
        Expressions expressions(words, scope_);
        if (kind == '{') write(expressions.list());
        if (kind == '%') read_statement(words, expressions);
        expressions.rest();
        at_ = std::max(words.at(), at_);
        if (scope_.is_told || scope_.operations.is_exhausted()) return true;
      } else {
        write_text("{");
      }
    }
    return false;
  }

  // Blanks are left out: no name has any, and how many are written depends on the renderer.
  void write_text(std::string_view text) {
    if (caught_.empty()) return;
    std::string shown(text);
    std::erase_if(shown, is_space);
    if (!shown.empty()) write(jinja::text_value(std::move(shown)));
  }

  void write(const Value& value) {
    if (caught_.empty()) return;
    Caught& caught = caught_.back();
    caught.text = scope_.operations.joined(caught.text, value);
    caught.is_loose = caught.is_loose || nesting_ > caught.nesting;
  }

  void read_statement(Lexer& words, Expressions& expressions) {
    if (words.now().kind != TokenKind::name) return;
    constexpr std::array<std::string_view, 4> statements = {"import", "from", "include", "extends"};
    const std::string word = words.now().text;
    if (is_among(word, statements)) scope_.is_told = true;
    const std::size_t around = nesting_;
    if (word == "for" || word == "if") ++nesting_;
    if ((word == "endfor" || word == "endif") && nesting_ > 0) --nesting_;
    words.advance();
    if (word == "raw" && words.now().kind == TokenKind::end) return skip_raw(words);
    if (word.starts_with("end")) return end(word);
    if (word == "for") return read_loop(words, expressions);
    if (word == "set" || word == "with") return read_assignments(word, words, expressions);
    if (word == "macro") return read_macro(words, expressions);
    if (word == "call") return read_call(words, expressions);
    if (word == "filter") {
      caught_.push_back({.ended_by = "endfilter", .filters = words, .nesting = around});
      expressions.filters({});
    }
    if (word == "block" && words.now().kind == TokenKind::name) words.advance();
  }

  // Nothing in it is run, up to its end.
  void skip_raw(const Lexer& words) {
    const std::size_t begin = words.at();
    for (std::size_t open = text_.find("{%", begin); open != std::string_view::npos;
         open = text_.find("{%", open + 2)) {
      Lexer inside(text_, open + 2 + (text_.substr(open + 2, 1).find_first_of("-+") == 0 ? 1 : 0), '%');
      if (!inside.now().is_name("endraw")) continue;
      write_text(text_.substr(begin, open - begin));
      at_ = open;
      return;
    }
    at_ = text_.size();
  }

  void read_loop(Lexer& words, Expressions& expressions) {
    const std::vector<std::string> targets = expressions.names();
    if (words.now().is_name("in")) words.advance();
    const Value list = expressions.without_condition();
    Value one = scope_.operations.elements(list);
    if (targets.size() > 1) one = scope_.operations.elements(one);
    for (const std::string& target : targets)
      scope_.assign(scope_.names, target, one);
    remember(targets, scope_.loop_targets);
    scope_.assign(scope_.names, "loop", {.items = list.items, .is_open = true, .has_grown = true});
    if (words.now().is_name("if")) words.advance();
  }

  static void remember(const std::vector<std::string>& names, std::vector<std::string>& known) {
    for (const std::string& name : names)
      if (std::ranges::find(known, name) == known.end()) known.push_back(name);
  }

  // set a = b; set a, b = c; set ns.a = b; set a | filter (with what follows caught); with a = b, c = d
  void read_assignments(const std::string& statement, Lexer& words, Expressions& expressions) {
    while (words.now().kind == TokenKind::name || words.now().is_sign("(")) {
      std::vector<std::string> targets = {words.now().text};
      bool is_attribute = false;
      Lexer ahead = words;
      ahead.advance();
      if (ahead.now().is_sign(".")) {
        ahead.advance();
        is_attribute = true;
        targets = {ahead.now().text};
        ahead.advance();
        words = ahead;
      } else {
        targets = expressions.names();
      }
      if (!words.now().is_sign("=")) {
        if (statement == "set" && !targets.empty()) catch_text(targets.front(), is_attribute, words, expressions);
        return;
      }
      words.advance();
      const Value value = statement == "set" ? expressions.list() : expressions.expression();
      const Value each = targets.size() > 1 ? scope_.operations.elements(value) : value;
      for (const std::string& target : targets)
        scope_.assign(is_attribute ? scope_.attributes : scope_.names, target, each);
      if (words.now().is_sign(",")) words.advance();
    }
  }

  void catch_text(const std::string& name, bool is_attribute, Lexer& words, Expressions& expressions) {
    Caught caught{.ended_by = "endset", .name = (is_attribute ? "." : "") + name, .nesting = nesting_};
    if (words.now().is_sign("|")) {
      caught.filters = words;
      expressions.filters({});
    }
    caught_.push_back(std::move(caught));
  }

  void read_macro(Lexer& words, Expressions& expressions) {
    const std::string name = words.now().text;
    words.advance();
    scope_.macros[name].parameters = read_parameters(words, expressions);
    caught_.push_back({.ended_by = "endmacro", .name = name, .nesting = nesting_});
  }

  std::vector<std::string> read_parameters(Lexer& words, Expressions& expressions) {
    std::vector<std::string> parameters;
    if (!words.now().is_sign("(")) return parameters;
    words.advance();
    while (words.now().kind == TokenKind::name) {
      parameters.push_back(words.now().text);
      words.advance();
      Value otherwise = jinja::open_value();
      if (words.now().is_sign("=")) {
        words.advance();
        otherwise = scope_.operations.either(std::move(otherwise), expressions.expression());
      }
      scope_.assign(scope_.names, parameters.back(), otherwise);
      if (words.now().is_sign(",")) words.advance();
    }
    if (words.now().is_sign(")")) words.advance();
    return parameters;
  }

  void read_call(Lexer& words, Expressions& expressions) {
    remember(read_parameters(words, expressions), scope_.caller_parameters);
    write(expressions.expression());
    caught_.push_back({.ended_by = "endcall", .name = "caller", .nesting = nesting_});
  }

  void end(const std::string& word) {
    if (caught_.empty() || caught_.back().ended_by != word) return;
    const Caught caught = std::move(caught_.back());
    caught_.pop_back();
    Value text = caught.text;
    if (caught.is_loose) text = scope_.operations.either(std::move(text), scope_.operations.unfollowed(text, {}));
    if (caught.filters) {
      Lexer words = *caught.filters;
      text = Expressions(words, scope_).filters(std::move(text));
    }
    if (word == "endfilter") {
      write(text);
    } else if (word == "endset") {
      const bool is_attribute = caught.name.starts_with('.');
      scope_.assign(is_attribute ? scope_.attributes : scope_.names, caught.name.substr(is_attribute ? 1 : 0), text);
    } else if (word == "endmacro") {
      Value& written = scope_.macros[caught.name].written;
      written = scope_.operations.either(std::move(written), text);
    } else {
      scope_.assign(scope_.names, caught.name, {.items = {text}, .is_function = true});
    }
  }

  std::string_view text_;
  Scope scope_;
  std::size_t at_ = 0;
  std::size_t tag_ = 0;
  std::size_t nesting_ = 0;
  std::vector<Caught> caught_;
};

}  // namespace

std::optional<std::string> reach_of_template(std::string_view text, Budget* budget) {
  std::uint64_t made_bytes = made_bytes_least + made_bytes_each * text.size();
  if (budget != nullptr) made_bytes = std::min(made_bytes, budget->left(Cost::steps) / steps_a_made_byte);
  Template followed(text, made_bytes);
  auto reach = followed.run();
  const std::uint64_t steps = (made_bytes - followed.made_bytes_left()) * steps_a_made_byte;
  if (budget != nullptr && !budget->draw(Cost::steps, steps).ok()) return std::string(text.substr(0, shown_bytes));
  return reach;
}

}  // namespace weightcheck::evidence
