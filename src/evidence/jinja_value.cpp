// SPDX-License-Identifier: Apache-2.0
// Every list of possible texts is short, and so is every text: names are. What would grow beyond is judged by its
// pieces alone.
#include "evidence/jinja_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.hpp"

namespace weightcheck::evidence::jinja {
namespace {

constexpr std::size_t texts_max = 128, joined_texts_max = 16, items_max = 512, text_bytes_max = 512;
constexpr std::int64_t repeats_max = 64;

// All that a name could be put together from: a mark for '_' and the letters of a name that leads out.
bool suffice(std::string_view pieces) {
  constexpr std::array<std::string_view, 15> names = {"class",  "init", "globals", "builtins", "mro",
                                                      "base",   "dict", "import",  "self",     "subclasses",
                                                      "module", "func", "code",    "call",     "getattribute"};
  if (pieces.find_first_of("_%&") == std::string_view::npos) return false;
  std::array<bool, 256> here{};
  for (const char c : pieces)
    here[static_cast<unsigned char>(lower(c))] = true;
  return std::ranges::any_of(names, [&](std::string_view name) {
    return std::ranges::all_of(name, [&](char c) { return here[static_cast<unsigned char>(c)]; });
  });
}

void collect(const Value& value, std::string& pieces) {
  for (const std::string& text : value.texts)
    pieces += text;
  for (const Value& item : value.items)
    collect(item, pieces);
}

// Bounded, so that nested lists stay so.
void flatten(const Value& value, Value& into) {
  for (const std::string& text : value.texts)
    if (into.texts.size() < texts_max) into.texts.push_back(text);
  for (const Value& item : value.items)
    flatten(item, into);
}

std::optional<std::int64_t> number_of(const Value& value) {
  if (value.texts.size() != 1 || value.is_open || value.is_made) return std::nullopt;
  const std::string& text = value.texts.front();
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool any_made(const Value& value) {
  return value.is_made || value.is_function || std::ranges::any_of(value.items, any_made);
}

bool is_text(const Value& value) {
  return value.texts.size() == 1 && value.items.empty() && !value.is_open && !value.is_made && !value.is_function;
}

bool is_inner_name(std::string_view name) {
  if (name.starts_with("__")) return name.size() > 2 && name.find_first_not_of('_') != std::string_view::npos;
  if (name.starts_with('_') && name.find("__") != std::string_view::npos) return true;  // what a class keeps private
  return is_one_of(name,
                   {"mro",      "gi_frame",      "gi_code",   "gi_yieldfrom", "cr_frame",   "cr_code",   "cr_await",
                    "ag_frame", "ag_code",       "ag_await",  "f_globals",    "f_builtins", "f_locals",  "f_back",
                    "f_code",   "func_globals",  "func_code", "func_closure", "func_dict",  "im_class",  "im_func",
                    "im_self",  "func_defaults", "tb_frame",  "tb_next",      "co_consts",  "format_map"});
}

bool may_be_inner(const Value& value) {
  const auto is_one = [&](std::string_view text) {
    if (value.is_open && text.starts_with("__")) return true;  // and something between the marks
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('.', at), text.size());
      if (is_inner_name(text.substr(at, end - at))) return true;
      at = end + 1;
    }
    return false;
  };
  return value.is_made || std::ranges::any_of(value.texts, is_one) || std::ranges::any_of(value.items, may_be_inner);
}

bool may_format_inner(const Value& value) {
  const auto asks = [](std::string_view text) {
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
      const std::string_view field = text.substr(open, text.find('}', open) - open);
      for (std::size_t at = field.find_first_of(".["); at != std::string_view::npos;
           at = field.find_first_of(".[", at + 1)) {
        const std::string_view rest = field.substr(at + 1);
        if (is_inner_name(rest.substr(0, rest.find_first_of(".[]!:")))) return true;
      }
    }
    return false;
  };
  return value.is_made || std::ranges::any_of(value.texts, asks);
}

void Operations::add(Value& value, std::string text) {
  left_ -= std::min<std::uint64_t>(left_, 1 + text.size() + value.texts.size() / 8);
  if (std::ranges::find(value.texts, text) != value.texts.end()) return;
  if (text.size() <= text_bytes_max && value.texts.size() < texts_max) {
    value.texts.push_back(std::move(text));
    return;
  }
  for (const std::string& known : value.texts)
    text += known;
  value.is_made = value.is_made || suffice(text);
}

Value Operations::either(Value one, const Value& other) {
  for (const std::string& text : other.texts)
    add(one, text);
  if (one.items != other.items && !other.items.empty()) {
    one.has_grown = one.has_grown || !one.items.empty();
    for (const Value& item : other.items) {
      left_ -= std::min<std::uint64_t>(left_, 1 + item.texts.size());
      if (std::ranges::find(one.items, item) != one.items.end()) continue;
      if (one.items.size() < items_max) {
        one.items.push_back(item);
      } else {
        one.is_made = one.is_made || unfollowed(one, {.listed = {item}}).is_made;
      }
    }
  }
  one.is_open = one.is_open || other.is_open;
  one.is_made = one.is_made || other.is_made;
  one.is_function = one.is_function || other.is_function;
  one.has_grown = one.has_grown || other.has_grown;
  return one;
}

// What is open may be empty, too: a name that is not defined writes nothing.
Value Operations::joined(Value one, const Value& other) {
  Value result{.is_open = one.is_open || other.is_open, .is_made = any_made(one) || any_made(other)};
  const bool is_list = !one.items.empty(), is_other_list = !other.items.empty();
  if ((is_list && !other.texts.empty() && !is_other_list) || (is_other_list && !one.texts.empty() && !is_list))
    return unfollowed(one, {.listed = {other}});
  if (is_list || is_other_list) {  // lists: both, one behind the other
    result.items = std::move(one.items);
    result.items.insert(result.items.end(), other.items.begin(), other.items.end());
    left_ -= std::min<std::uint64_t>(left_, result.items.size());
    result.has_grown = one.has_grown || other.has_grown || result.is_open || result.items.size() > items_max;
    if (result.items.size() > items_max) result.items.resize(items_max);
    return result;
  }
  if (std::max<std::size_t>(one.texts.size(), 1) * std::max<std::size_t>(other.texts.size(), 1) > joined_texts_max) {
    Value many = unfollowed(one, {.listed = {other}});
    many.texts.clear();
    return many;
  }
  const std::vector<std::string> nothing = {""};
  for (const std::string& first : one.texts.empty() ? nothing : one.texts) {
    for (const std::string& second : other.texts.empty() ? nothing : other.texts) {
      if (left_ == 0) return result;
      add(result, first + second);
    }
  }
  return result;
}

void Operations::append(Value& list, Value item) {
  list.is_made = list.is_made || any_made(item);
  left_ -= std::min<std::uint64_t>(left_, 1 + item.items.size());
  if (list.items.size() < items_max) {
    list.items.push_back(std::move(item));
  } else {
    list.has_grown = true;
  }
}

Value Operations::summed(Value one, const Value& other) {
  const auto first = number_of(one), second = number_of(other);
  std::int64_t sum = 0;
  if (first && second && !__builtin_add_overflow(*first, *second, &sum)) return text_value(std::to_string(sum));
  return joined(std::move(one), other);
}

Value Operations::copy(const Value& value) {
  std::uint64_t weight = 1 + value.items.size();
  for (const std::string& text : value.texts)
    weight += text.size();
  left_ -= std::min(left_, weight);
  return value;
}

Value Operations::repeated(const Value& one, const Value& other) {
  const auto count = number_of(other), first = number_of(one);
  if (first && count) {
    std::int64_t product = 0;
    const bool is_too_large = __builtin_mul_overflow(*first, *count, &product);
    return is_too_large ? open_value() : text_value(std::to_string(product));
  }
  if (first && !count) return other.texts.empty() ? open_value() : repeated(other, one);
  if (!count) {
    Value result = unfollowed(one, {.listed = {other}});
    add(result, "");
    return result;
  }
  Value result = one.items.empty() ? Value{.is_open = one.is_open} : Value{};
  for (std::int64_t i = 0; i < std::min(*count, repeats_max) && left_ > 0; ++i)
    result = i == 0 ? one : joined(std::move(result), one);
  return result;
}

Value Operations::characters(const Value& value) {
  Value result{.is_open = value.is_open, .is_made = value.is_made};
  if (value.texts.size() != 1 || value.texts.front().size() > items_max) return unfollowed(value, {});
  for (const char c : value.texts.front())
    result.items.push_back(text_value(std::string(1, c)));
  left_ -= std::min<std::uint64_t>(left_, 1 + result.items.size());
  return result;
}

Value Operations::elements(const Value& value) {
  Value result{.texts = value.texts, .is_open = true, .is_made = value.is_made};
  for (const Value& item : value.items)
    result = either(std::move(result), item);
  return result;
}

Value Operations::element(const Value& value, const Value& key) {
  const auto place = number_of(key);
  if (place && value.items.empty() && !value.texts.empty()) {
    Value result{.is_open = value.is_open, .is_made = any_made(value)};
    for (const std::string& text : value.texts) {
      const std::int64_t at = *place < 0 ? *place + static_cast<std::int64_t>(text.size()) : *place;
      if (at >= 0 && at < static_cast<std::int64_t>(text.size()))
        add(result, std::string(1, text[static_cast<std::size_t>(at)]));
      add(result, text);  // a value of a mapping
    }
    return result;
  }
  const auto size = static_cast<std::int64_t>(value.items.size());
  if (place && !value.has_grown && *place < size && *place >= -size)
    return either(value.items[static_cast<std::size_t>(*place < 0 ? *place + size : *place)],
                  {.texts = value.texts, .is_open = value.is_open});
  return elements(value);
}

// As Python cuts: a bound that is not known may be any.
Value Operations::part(const Value& value, const Arguments& bounds) {
  std::array<std::optional<std::int64_t>, 3> given{};
  for (std::size_t i = 0; i < bounds.listed.size() && i < given.size(); ++i) {
    const Value& bound = bounds.listed[i];
    if (bound.texts.empty() && !bound.is_open && !bound.is_made) continue;  // left out
    given[i] = number_of(bound);
    if (!given[i]) return value.items.empty() ? unfollowed(value, {}) : either(value, {.has_grown = true});
  }
  const std::int64_t step = given[2].value_or(1);
  if (step == 0) return {};
  const auto cut = [&](std::int64_t size, const auto& take) {
    const auto bound = [&](const std::optional<std::int64_t>& written, std::int64_t otherwise) {
      if (!written) return otherwise;
      const std::int64_t at = *written < 0 ? std::max(*written, -size - 1) + size : *written;
      return step > 0 ? std::clamp<std::int64_t>(at, 0, size) : std::clamp<std::int64_t>(at, -1, size - 1);
    };
    const std::int64_t end = bound(given[1], step > 0 ? size : -1);
    const std::int64_t pace = std::clamp<std::int64_t>(step, -size - 1, size + 1);
    for (std::int64_t at = bound(given[0], step > 0 ? 0 : size - 1); step > 0 ? at < end : at > end; at += pace)
      take(static_cast<std::size_t>(at));
  };
  Value result{.is_open = value.is_open, .is_made = any_made(value), .has_grown = value.has_grown};
  cut(static_cast<std::int64_t>(value.items.size()), [&](std::size_t at) { result.items.push_back(value.items[at]); });
  for (const std::string& text : value.texts) {
    std::string taken;
    cut(static_cast<std::int64_t>(text.size()), [&](std::size_t at) { taken.push_back(text[at]); });
    add(result, std::move(taken));
  }
  // Characters that are not known may stand around the texts.
  return value.is_open ? either(std::move(result), unfollowed(value, {})) : result;
}

Value Operations::unfollowed(const Value& value, const Arguments& arguments) {
  Value result{.is_open = true, .is_made = any_made(value)};
  std::string pieces;
  const auto take = [&](const Value& one) {
    flatten(one, result);
    collect(one, pieces);
    result.is_made = result.is_made || any_made(one);
  };
  take(value);
  for (const Value& one : arguments.listed)
    take(one);
  for (const auto& [name, one] : arguments.named)
    take(one);
  left_ -= std::min<std::uint64_t>(left_, pieces.size() + 1);
  result.is_made = result.is_made || suffice(pieces);
  return result;
}

Value Operations::unknown(const Value& value, const Arguments& arguments) {
  Value result = unfollowed(value, arguments);
  result.is_made = true;
  return result;
}

}  // namespace weightcheck::evidence::jinja
