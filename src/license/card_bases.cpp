// SPDX-License-Identifier: Apache-2.0
// Words that name a base are looked for, then the name behind them and, before them, of what they are said: the clause,
// and the whole sentence where the clause only adds something ("..., a fine-tuned version of").
#include "license/card_bases.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/word_list.hpp"
#include "license/shown_prose.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t base_behind_max = 45;              // between the words and the name
constexpr std::size_t base_sentence_max = 300;           // before the words
constexpr std::size_t kept_max = limits::bases_max + 1;  // one more than are looked at, so that it is told

constexpr std::array<std::string_view, 28> base_openings = {"fine-tuned from",
                                                            "finetuned from",
                                                            "fine-tuned on top of",
                                                            "fine-tune of",
                                                            "finetune of",
                                                            "fine-tuned version of",
                                                            "finetuned version of",
                                                            "quantized version of",
                                                            "quantised version of",
                                                            "converted version of",
                                                            "distilled version of",
                                                            "uncensored version of",
                                                            "abliterated version of",
                                                            "gguf version of",
                                                            "quantization of",
                                                            "conversion of",
                                                            "derived from",
                                                            "distilled from",
                                                            "converted from",
                                                            "format from",
                                                            "quantized from",
                                                            "initialized from",
                                                            "initialised from",
                                                            "adapter for",
                                                            "lora for",
                                                            "based on",
                                                            "built on",
                                                            "quants of"};

constexpr std::array<std::string_view, 6> base_labels = {"original model", "base model",   "base models",
                                                         "source model",   "parent model", "foundation model"};

// Of a clause that says nothing of its own: the subject stands before it.
constexpr SortedWords base_joints = std::to_array<std::string_view>(
    {"a", "an", "and", "are", "been", "being", "has", "have", "is", "itself", "that", "the", "was", "were", "which"});
// What is made from something and is not this model; what is no statement; what compares.
constexpr SortedWords words_of_others = std::to_array<std::string_view>(
    {"alternative", "baseline",    "baselines",    "cannot",  "compared",   "comparison",  "competing", "competitor",
     "corpus",      "counterpart", "counterparts", "dataset", "datasets",   "demo",        "earlier",   "former",
     "formerly",    "if",          "instead",      "isn",     "neither",    "never",       "no",        "nor",
     "not",         "older",       "other",        "others",  "paper",      "predecessor", "previous",  "previously",
     "rather",      "sibling",     "similar",      "sister",  "teacher",    "template",    "than",      "their",
     "tokenizer",   "tokenizers",  "unlike",       "versus",  "vocabulary", "vs",          "wasn",      "without"});
// Beside a model these are its own: "this code model is based on".
constexpr SortedWords words_of_things = std::to_array<std::string_view>(
    {"benchmark", "code", "data", "evaluation", "implementation", "prompt", "prompts", "script", "scripts"});
constexpr SortedWords words_of_models = std::to_array<std::string_view>(
    {"adapter", "checkpoint", "checkpoints", "llm", "lora", "model", "models", "network", "weights"});
// Between the words and the name: of it something else was taken, or this is better.
constexpr SortedWords words_of_parts_taken = std::to_array<std::string_view>(
    {"architecture", "beats", "code",           "codebase", "compared",    "data",  "dataset",
     "format",       "ideas", "implementation", "not",      "outperforms", "paper", "recipe",
     "surpasses",    "than",  "tokenizer",      "unlike",   "vocabulary",  "vs"});

std::vector<std::string> words_of_prose(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && (is_alpha(text[i]) || text[i] == '\'')) {
      word += lower(text[i]);
    } else if (!word.empty()) {
      words.push_back(word);
      word.clear();
    }
  }
  return words;
}

template <typename List>
bool holds_any(const std::vector<std::string>& words, const List& list) {
  return std::ranges::any_of(words, [&](const std::string& word) { return list.contains(word); });
}

bool is_of_another(std::string_view text) {
  auto words = words_of_prose(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {  // "not only", "not just"
    if (words[i] == "not" && (words[i + 1] == "only" || words[i + 1] == "just" || words[i + 1] == "merely"))
      words[i] = "";
  }
  const bool denies = std::ranges::any_of(words, [](const std::string& word) { return word.ends_with("n't"); });
  return denies || holds_any(words, words_of_others) ||
         (holds_any(words, words_of_things) && !holds_any(words, words_of_models));
}

// "We also release ORG/OTHER, a fine-tuned version of ..."
bool names_another_besides(std::string_view sentence) {
  const auto words = words_of_prose(sentence);
  return sentence.find('/') != std::string_view::npos &&
         std::ranges::find(words, std::string_view("also")) != words.end();
}

std::string_view sentence_before(std::string_view text) {
  text = text.substr(text.size() - std::min(text.size(), base_sentence_max));
  for (const std::string_view end : {". ", "! ", "? ", ".\n", "\n\n", "\n- ", "\n* ", "\n#", "\n|", "\xE3\x80\x82"}) {
    const std::size_t at = text.rfind(end);
    if (at != std::string_view::npos) text.remove_prefix(at + end.size());
  }
  return text;
}

bool is_said_of_this(std::string_view before) {
  const std::string_view sentence = sentence_before(before);
  const std::size_t end = sentence.find_last_of(",;:()");
  const std::string_view clause = end == std::string_view::npos ? sentence : sentence.substr(end + 1);
  const auto words = words_of_prose(clause);
  const bool only_adds = std::ranges::all_of(words, [](const std::string& word) { return base_joints.contains(word); });
  const std::string_view subject = only_adds ? sentence : clause;
  return !is_of_another(subject) && !(only_adds && names_another_besides(sentence));
}

// The first name with a slash, an address or OWNER/NAME, where nothing but a few words stands before it.
std::string_view name_in(std::string_view rest) {
  constexpr std::string_view ends = " \n\t()[]<>\"'`*,;|";
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash > base_behind_max) return {};
  const std::size_t before = rest.find_last_of(ends, slash);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::string_view between = rest.substr(0, begin);
  if (lowered(rest.substr(0, slash)).find("licens") != std::string::npos) return {};  // of the sentence's end
  if (holds_any(words_of_prose(between.substr(0, between.find('['))), words_of_parts_taken)) return {};
  std::string_view name = rest.substr(begin, std::min(rest.find_first_of(ends, slash), rest.size()) - begin);
  while (name.ends_with('.') || name.ends_with(':'))
    name.remove_suffix(1);
  return name;
}

class BaseReader {
 public:
  explicit BaseReader(std::string_view body) : body_(body), lower_(lowered(body)) {}

  std::vector<std::string> run() && {
    for (const std::string_view opening : base_openings)
      read_sentences(opening);
    read_labels();
    return std::move(bases_);
  }

 private:
  void read_sentences(std::string_view opening) {
    for (std::size_t at = lower_.find(opening); at != std::string::npos; at = lower_.find(opening, at + 1)) {
      std::string_view rest = body_.substr(at + opening.size(), base_behind_max + limits::license_name_bytes_max);
      rest = rest.substr(0, rest.find("\n\n"));
      const std::string_view name = name_in(rest);
      if (!name.empty() && is_said_of_this(body_.substr(0, at))) add(name);
    }
  }

  // "- **Base Model:** [ORG/NAME](...)", "| Base model | ORG/NAME |", and what stands below such a heading.
  void read_labels() {
    constexpr std::string_view marks = " \t\r*_`#>|+-";
    bool is_below_heading = false;
    for (std::size_t at = 0; at < body_.size();) {
      const std::size_t end = std::min(body_.find('\n', at), body_.size());
      const std::string_view line = trimmed(body_.substr(at, end - at));
      const std::string words = lowered(line);
      const std::size_t begin = std::min(words.find_first_not_of(marks), words.size());
      at = end + 1;
      if (is_below_heading && !line.empty()) {
        is_below_heading = false;
        add(name_in(line.substr(begin)));
      }
      for (const std::string_view label : base_labels) {
        if (std::string_view(words).substr(begin, label.size()) != label) continue;
        std::string_view rest = line.substr(begin + label.size());
        const std::size_t value = std::min(rest.find_first_not_of(marks), rest.size());
        const bool is_row = rest.substr(0, value).find('|') != std::string_view::npos;
        if (value == rest.size()) is_below_heading = line.starts_with('#');
        if (is_row) add(name_in(rest.substr(value)));
        if (rest.substr(value).starts_with(':')) add(name_in(rest.substr(value + 1)));
      }
    }
  }

  void add(std::string_view name) {
    if (bases_.size() < kept_max && !name.empty() && std::ranges::find(bases_, name) == bases_.end())
      bases_.emplace_back(name);
  }

  std::string_view body_;
  std::string lower_;
  std::vector<std::string> bases_;
};

}  // namespace

std::vector<std::string> bases_in_prose(std::string_view body) {
  const std::string prose = without_fences(body);
  return BaseReader(prose).run();
}

}  // namespace weightcheck::license
