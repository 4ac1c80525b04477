// SPDX-License-Identifier: Apache-2.0
// The filters of Jinja and the methods of texts that are followed; any other passes its pieces through.
#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <utility>

#include "base/ascii.hpp"
#include "evidence/jinja_value.hpp"

namespace weightcheck::evidence::jinja {
namespace {

constexpr std::size_t filtered_bytes_max = 512;

std::string lower_text(std::string_view text) { return lowered(text); }
std::string trimmed_text(std::string_view text) { return std::string(trimmed(text)); }
std::string upper_text(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), upper);
  return result;
}
std::string backward(std::string_view text) { return {text.rbegin(), text.rend()}; }
std::string without_tags(std::string_view text) {
  std::string plain;
  bool is_inside = false;
  for (const char c : text) {
    if (c == '<') is_inside = true;
    if (!is_inside) plain.push_back(c);
    if (c == '>') is_inside = false;
  }
  return plain;
}

// "&#95;", "&#x5f;" and the two names of '_'. What else stands for a character of ASCII is in no name.
std::string with_references_read(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t end = text.find(';');
    const std::string_view inside = text.front() == '&' && end != std::string_view::npos ? text.substr(1, end - 1) : "";
    const bool is_hex = inside.starts_with("#x") || inside.starts_with("#X");
    const std::string_view digits = inside.substr(std::min<std::size_t>(is_hex ? 2 : 1, inside.size()));
    unsigned code = 0;
    const auto [behind, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
    const bool is_number = inside.starts_with('#') && failure == std::errc() && behind == digits.data() + digits.size();
    if (is_number || inside == "lowbar" || inside == "UnderBar") {
      plain.push_back(!is_number ? '_' : code < 0x80 ? static_cast<char>(code) : '?');
      text.remove_prefix(end + 1);
    } else {
      plain.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return plain;
}
std::string without_marks(std::string_view text) { return with_references_read(without_tags(text)); }
std::string in_json(std::string_view text) { return '"' + std::string(text) + '"'; }

// Filters of Jinja's own, and methods of texts, lists and mappings, that give what is in their pieces, or a number.
bool passes_pieces(std::string_view name) {
  return is_one_of(name,
                   {"attr",     "batch",        "center",       "clear",   "copy",      "expandtabs", "filesizeformat",
                    "get",      "indent",       "isalnum",      "isalpha", "isdecimal", "islower",    "isnumeric",
                    "isspace",  "isupper",      "join",         "ljust",   "lstrip",    "partition",  "pop",
                    "pprint",   "removeprefix", "removesuffix", "rfind",   "rindex",    "rjust",      "rpartition",
                    "rstrip",   "strip",        "sum",          "trim",    "truncate",  "urlencode",  "urlize",
                    "wordwrap", "xmlattr",      "zfill"});
}

std::string with_replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t at = 0; at < text.size() && result.size() <= filtered_bytes_max;) {
    if (!from.empty() && text.substr(at).starts_with(from)) {
      result += to;
      at += from.size();
    } else {
      result.push_back(text[at++]);
    }
  }
  return result;
}

const Value* argument(const Arguments& arguments, std::size_t place, std::string_view name) {
  const auto found = arguments.named.find(name);
  if (found != arguments.named.end()) return &found->second;
  return place < arguments.listed.size() ? &arguments.listed[place] : nullptr;
}

}  // namespace

Value Operations::each(const Value& value, std::string (*change)(std::string_view)) {
  Value result{.is_open = value.is_open, .is_made = any_made(value)};
  for (const std::string& text : value.texts)
    add(result, change(text));
  return value.items.empty() ? result : unfollowed(value, {});
}

Value Operations::joined_items(const Value& value, const Value& separator) {
  if (value.has_grown || value.is_function) return unfollowed(value, {.listed = {separator}});
  const Value list = value.items.empty() ? characters(value) : value;
  if (list.items.empty()) return unfollowed(list, {.listed = {separator}});
  Value result = list.items.front();
  for (std::size_t i = 1; i < list.items.size() && left_ > 0; ++i)
    result = joined(joined(std::move(result), separator), list.items[i]);
  result.is_open = result.is_open || value.is_open;
  return result;
}

Value Operations::replaced(const Value& value, const Arguments& arguments) {
  const Value *from = argument(arguments, 0, "old"), *to = argument(arguments, 1, "new");
  const bool is_plain = from != nullptr && to != nullptr && argument(arguments, 2, "count") == nullptr &&
                        from->texts.size() == 1 && to->texts.size() == 1 && value.items.empty();
  if (!is_plain || from->texts.front().empty()) return unfollowed(value, arguments);
  Value result{.is_open = value.is_open, .is_made = any_made(value) || from->is_made || to->is_made};
  for (const std::string& text : value.texts)
    add(result, with_replaced(text, from->texts.front(), to->texts.front()));
  return result;
}

Value Operations::pieces(const Value& value, const Arguments& arguments) {
  const Value* mark = argument(arguments, 0, "sep");
  const bool is_plain = value.texts.size() == 1 && (mark == nullptr || mark->texts.size() == 1);
  const std::string by = mark == nullptr || !is_plain ? " " : mark->texts.front();
  if (!is_plain || by.empty()) return either(unfollowed(value, arguments), {.has_grown = true});
  Value result{.is_open = value.is_open, .is_made = any_made(value), .has_grown = arguments.listed.size() > 1};
  const std::string& text = value.texts.front();
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(by, at), text.size());
    result.items.push_back(text_value(text.substr(at, end - at)));
    result.items.back().is_open = value.is_open;
    at = end + by.size();
  }
  left_ -= std::min<std::uint64_t>(left_, text.size() + 1);
  return result;
}

Value Operations::mapped(const Value& value, const Arguments& arguments) {
  const bool is_plain = !arguments.listed.empty() && arguments.listed.front().texts.size() == 1 &&
                        arguments.listed.front().texts.front() != "map" && !value.items.empty();
  if (!is_plain) return either(unfollowed(elements(value), arguments), {.has_grown = true});
  Arguments rest{.named = arguments.named};
  rest.listed.assign(arguments.listed.begin() + 1, arguments.listed.end());
  Value result = value;
  for (Value& item : result.items)
    item = filtered(arguments.listed.front().texts.front(), item, rest);
  return result;
}

Value Operations::reversed(const Value& value) {
  if (value.items.empty()) return each(value, backward);
  Value result = value;
  std::ranges::reverse(result.items);
  return result;
}

Value Operations::filtered(std::string_view name, const Value& value, const Arguments& arguments) {
  const bool has_arguments = !arguments.listed.empty() || !arguments.named.empty();
  if (is_one_of(name, {"length", "count", "int", "float", "round", "abs", "wordcount", "startswith", "endswith",
                       "isdigit", "find", "index"}))
    return open_value();
  if (is_one_of(name, {"string", "safe", "escape", "e", "forceescape"}))
    return value.items.empty() && !value.is_function ? value : unfollowed(value, {});
  if (name == "list") return value.items.empty() && !value.texts.empty() ? characters(value) : value;
  if (is_one_of(name, {"trim", "strip", "lstrip", "rstrip"}) && !has_arguments) return each(value, trimmed_text);
  if (name == "lower" || name == "casefold") return each(value, lower_text);
  if (name == "upper") return each(value, upper_text);
  if (is_one_of(name, {"title", "capitalize", "swapcase"}))
    return either(each(value, lower_text), each(value, upper_text));
  if (name == "striptags") return each(value, without_marks);
  if (name == "unescape") return each(value, with_references_read);
  if (name == "tojson") return either(each(value, in_json), {.is_open = true});
  if (name == "reverse") return reversed(value);
  if (name == "first") return element(value, text_value("0"));
  if (name == "last") return element(value, text_value("-1"));
  if (is_one_of(name, {"random", "min", "max"})) return elements(either(value, characters(value)));
  if (name == "replace") return replaced(value, arguments);
  if (is_one_of(name, {"split", "rsplit", "splitlines"})) return pieces(value, arguments);
  if (name == "map") return mapped(value, arguments);
  if (is_one_of(name, {"sort", "unique", "select", "reject", "selectattr", "rejectattr", "items", "dictsort", "batch",
                       "slice", "groupby", "keys", "values"}))
    return either(value, {.is_open = true, .has_grown = true});
  if (name == "join" && arguments.named.empty()) {
    const Value* separator = argument(arguments, 0, "d");
    return joined_items(value, separator == nullptr ? text_value("") : *separator);
  }
  if (name == "default" || name == "d") {
    const Value* other = argument(arguments, 0, "default_value");
    return other == nullptr ? value : either(value, *other);
  }
  if (name == "format") return printed(value, arguments.listed);
  return passes_pieces(name) ? unfollowed(value, arguments) : unknown(value, arguments);
}

}  // namespace weightcheck::evidence::jinja
