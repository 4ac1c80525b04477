// SPDX-License-Identifier: Apache-2.0
// An option as plain data: what it is called, what it takes, what its help says, and where its value goes. argv is
// parsed by these tables (command_line.cpp), and man pages and completions are written from them (reference/).
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace weightcheck::cli {

// A whole number within bounds.
struct Number {
  std::int64_t min = 0, max = 0;
  std::function<void(std::int64_t)> take{};
};

// One of a few words.
struct Choice {
  std::vector<std::string> words{};
  std::function<void(const std::string&)> take{};
};

struct Help {};  // prints the help and ends the program

// Every word behind `--`, as it stands: the command line of another program.
struct Rest {
  std::vector<std::string>* into = nullptr;
};

// Where a value goes; the table and what it points to live in one command. A bool is a flag, an int counts how often
// the flag was given, a vector takes the option again and again.
using Target = std::variant<Help, bool*, int*, std::string*, std::vector<std::string>*, Number, Choice, Rest>;

enum class Need : std::uint8_t { optional, required };

struct Option {
  std::string names{};  // "-q,--quiet"; of an argument one word in capitals: "MODEL"
  std::string value{};  // what help calls the value: "N". "FILE" and "DIRECTORY" complete to names of files
  std::string help{};
  Target into{};
  Need need = Need::optional;
  std::string with{};                                           // an option without which this one has no meaning
  std::function<std::string(const std::string& word)> check{};  // "", or what is wrong with the word
};

using Options = std::vector<Option>;

[[nodiscard]] bool is_argument(const Option& option);
[[nodiscard]] bool is_flag(const Option& option);
[[nodiscard]] bool is_repeatable(const Option& option);
[[nodiscard]] bool is_rest(const Option& option);
[[nodiscard]] std::vector<std::string> names_of(const Option& option);  // with their dashes, the longest last
[[nodiscard]] std::vector<std::string> words_of(const Option& option);  // the only ones that it takes; empty: any
[[nodiscard]] std::string value_of(const Option& option);               // "FILE", "error|warning"; "" for a flag

// "", or why the option does not take this word. An empty word is most often a variable that nobody set, and must not
// pass for "not given": --commit "" would verify without a pin.
[[nodiscard]] std::string objection(const Option& option, const std::string& word);

// Puts a word that has no objection where it goes; of an option that is no flag.
void store(const Option& option, const std::string& word);

[[nodiscard]] Options joined(std::initializer_list<Options> parts);

template <typename T>
[[nodiscard]] Number in_range(T& into, std::int64_t min, std::int64_t max) {
  return {.min = min, .max = max, .take = [&into](std::int64_t number) { into = static_cast<T>(number); }};
}

template <typename T>
[[nodiscard]] Choice one_of(T& into, const std::vector<std::pair<std::string, T>>& meanings) {
  Choice choice;
  for (const auto& meaning : meanings)
    choice.words.push_back(meaning.first);
  choice.take = [&into, meanings](const std::string& word) {
    for (const auto& meaning : meanings)
      if (meaning.first == word) into = meaning.second;
  };
  return choice;
}

[[nodiscard]] Choice one_of(std::string& into, std::vector<std::string> words);

}  // namespace weightcheck::cli
