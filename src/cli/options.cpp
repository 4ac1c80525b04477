// SPDX-License-Identifier: Apache-2.0
// What follows from the table alone. Numbers are decimal digits and nothing else: "010" is ten, "0x10" is not a number.
#include "cli/options.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>

namespace weightcheck::cli {
namespace {

std::optional<std::int64_t> number_in(const std::string& word) {
  std::int64_t number = 0;
  const char* const end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

std::string text_of(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

}  // namespace

bool is_argument(const Option& option) { return !option.names.starts_with('-'); }

bool is_flag(const Option& option) {
  return std::holds_alternative<Help>(option.into) || std::holds_alternative<bool*>(option.into) ||
         std::holds_alternative<int*>(option.into);
}

bool is_repeatable(const Option& option) {
  return std::holds_alternative<int*>(option.into) || std::holds_alternative<std::vector<std::string>*>(option.into) ||
         is_rest(option);
}

bool is_rest(const Option& option) { return std::holds_alternative<Rest>(option.into); }

std::vector<std::string> names_of(const Option& option) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= option.names.size();) {
    const auto end = std::min(option.names.find(',', begin), option.names.size());
    names.push_back(option.names.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

std::vector<std::string> words_of(const Option& option) {
  const auto* choice = std::get_if<Choice>(&option.into);
  return choice == nullptr ? std::vector<std::string>() : choice->words;
}

std::string value_of(const Option& option) {
  return option.value.empty() ? text_of(words_of(option), "|") : option.value;
}

std::string objection(const Option& option, const std::string& word) {
  if (word.empty()) return "takes a value, and this one is empty";
  if (const auto* number = std::get_if<Number>(&option.into)) {
    const auto value = number_in(word);
    if (!value || *value < number->min || *value > number->max)
      return fmt::format("takes a number from {} to {}, not '{}'", number->min, number->max, word);
  }
  if (const auto words = words_of(option); !words.empty() && std::ranges::find(words, word) == words.end())
    return fmt::format("{} not in {{{}}}", word, text_of(words, ","));
  return option.check ? option.check(word) : "";
}

void store(const Option& option, const std::string& word) {
  if (auto* const* text = std::get_if<std::string*>(&option.into)) **text = word;
  if (auto* const* list = std::get_if<std::vector<std::string>*>(&option.into)) (*list)->push_back(word);
  if (const auto* rest = std::get_if<Rest>(&option.into)) rest->into->push_back(word);
  if (const auto* number = std::get_if<Number>(&option.into)) number->take(*number_in(word));
  if (const auto* choice = std::get_if<Choice>(&option.into)) choice->take(word);
}

Options joined(std::initializer_list<Options> parts) {
  Options all;
  for (const Options& part : parts)
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

Choice one_of(std::string& into, std::vector<std::string> words) {
  return {.words = std::move(words), .take = [&into](const std::string& word) { into = word; }};
}

}  // namespace weightcheck::cli
