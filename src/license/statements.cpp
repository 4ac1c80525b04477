// SPDX-License-Identifier: Apache-2.0
// A sentence is taken apart at its conjunctions. A part that names the weights, the code or the data waits for the next
// one that says under what: "the code and | the weights are under MIT".
#include "license/statements.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "license/mentions.hpp"
#include "license/words.hpp"

namespace weightcheck::license {
namespace {

using Of = Statement::Of;
using Set = std::set<std::string, std::less<>>;
using Tokens = std::vector<Word>;

// One sentence, or one line of a list or a table.
struct Sentence {
  std::string_view text;
  Tokens tokens;  // words in lower case, and "," ":" "|" by themselves
};

constexpr std::size_t sentence_bytes_max = 2000;  // longer ones are no statement of this kind

bool is_word(char c) { return is_alnum(c) || !is_ascii(c); }

// Does the line that begins here stand for itself? A heading, a point of a list, a row of a table, "Weights: ...".
bool begins_anew(std::string_view rest) {
  const std::string_view line = trimmed(rest.substr(0, rest.find('\n')));
  if (line.empty() || line[0] == '#' || line[0] == '|' || line.starts_with("- ") || line.starts_with("* ")) return true;
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && std::ranges::count(line.substr(0, colon), ' ') <= 3;
}

// A heading such as "# Model" is not the subject of the sentence below it.
bool is_heading(std::string_view text, std::size_t line_end) {
  const std::size_t before = line_end == 0 ? std::string_view::npos : text.rfind('\n', line_end - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return begin < line_end && text[begin] == '#';
}

bool ends_sentence(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ';') return true;
  if (c == '\n') return begins_anew(text.substr(at + 1)) || is_heading(text, at);
  if (c != '.' && c != '!' && c != '?') return false;
  return at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n' || text[at + 1] == '\r';
}

Tokens tokens_of(std::string_view sentence) {
  Tokens out;
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (word == "licence" || word == "licenses" || word == "licences") word = "license";
    out.push_back({std::exchange(word, ""), 0});
  };
  for (const char c : sentence) {
    if (is_word(c)) {
      word += lower(c);
      continue;
    }
    end_word();
    if (c == ',' || c == ':' || c == '|') out.push_back({std::string(1, c), 0});
  }
  end_word();
  return out;
}

template <typename Use>
void for_each_sentence(std::string_view text, const Use& use) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && !ends_sentence(text, at)) continue;
    const std::string_view sentence = text.substr(begin, at - begin);
    if (sentence.size() <= sentence_bytes_max) use(Sentence{sentence, tokens_of(sentence)});
    begin = at + 1;
  }
}

struct Subjects {
  bool weights = false, code = false, data = false;

  [[nodiscard]] bool any() const { return weights || code || data; }
  void add(const Subjects& other) {
    weights = weights || other.weights;
    code = code || other.code;
    data = data || other.data;
  }
};

Subjects subjects_in(const Tokens& tokens) {
  static const Set of_weights = {"weight", "weights", "checkpoint", "checkpoints", "parameters"};
  static const Set of_code = {"code", "codebase", "scripts", "implementation"};
  static const Set of_data = {"data", "dataset", "datasets"};
  Subjects out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& word = tokens[i].text;
    const std::string_view next = i + 1 < tokens.size() ? std::string_view(tokens[i + 1].text) : "";
    const bool is_model = (word == "model" || word == "models") && next != "code" && next != "license" &&
                          next != "agreement" && next != "card" && next != "definition";
    out.weights = out.weights || is_model || of_weights.contains(word);
    out.code = out.code || of_code.contains(word);
    out.data = out.data || (of_data.contains(word) && next != "license");
  }
  return out;
}

bool holds_word(const Tokens& tokens, const Set& words) {
  return std::ranges::any_of(tokens, [&](const Word& one) { return words.contains(one.text); });
}

// "the license of which it is": under, governed by, subject to, a license ...; or a label with a colon or a bar.
bool says_under_what(const Tokens& tokens) {
  static const Set verbs = {"under",   "license", "licensed", "governed", "subject", "covered",
                            "applies", "apply",   "released", ":",        "|"};
  return holds_word(tokens, verbs);
}

bool names_this_text(const Tokens& tokens) {
  const auto at = std::ranges::adjacent_find(tokens, [](const Word& one, const Word& next) {
    static const Set pointing = {"this", "following", "these", "present"};
    static const Set things = {"license", "agreement", "terms", "conditions"};
    return pointing.contains(one.text) && things.contains(next.text);
  });
  return at != tokens.end();
}

// The parts of a sentence between its conjunctions.
std::vector<Tokens> parts_of(const Tokens& tokens) {
  static const Set conjunctions = {"and", "while", "whereas", "but", ",", "whilst", "however"};
  std::vector<Tokens> parts(1);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& word = tokens[i].text;
    const bool splits = conjunctions.contains(word);
    if (splits && !parts.back().empty()) {
      parts.emplace_back();
    } else if (!splits) {
      parts.back().push_back(tokens[i]);
    }
  }
  return parts;
}

void add_once(std::vector<Statement>& all, const Statement& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

void add_each(std::vector<Statement>& all, const Subjects& subjects, Statement said) {
  for (const auto& [is_of, of] : {std::pair(subjects.weights, Of::weights), std::pair(subjects.code, Of::code),
                                  std::pair(subjects.data, Of::data)}) {
    said.of = of;
    if (is_of) add_once(all, said);
  }
}

// "License of the code", "License for the example code only": a title that says what stands below it.
bool is_title_of_code(const Tokens& tokens) {
  constexpr std::size_t title_words_max = 7;
  if (tokens.size() < 3 || tokens.size() > title_words_max || tokens[0].text != "license") return false;
  return (tokens[1].text == "of" || tokens[1].text == "for") && subjects_in(tokens).code &&
         !subjects_in(tokens).weights;
}

void add_statements(const Sentence& sentence, std::vector<Statement>& all) {
  if (is_title_of_code(sentence.tokens)) return add_each(all, {.code = true}, {.of_this_text = true});
  if (!subjects_in(sentence.tokens).any() || !says_under_what(sentence.tokens)) return;
  static const Set negations = {"not", "except", "excluding", "excludes", "excluded"};
  Subjects waiting;
  for (const Tokens& part : parts_of(sentence.tokens)) {
    waiting.add(subjects_in(part));
    const auto named = license_named("", part);
    const bool of_this = names_this_text(part);
    if (!waiting.any() || !says_under_what(part) || !(named || of_this)) continue;
    add_each(all, waiting,
             {.license = named.value_or(""), .of_this_text = of_this, .negated = holds_word(part, negations)});
    waiting = {};
  }
  // "The weights are under Acme's own terms, see MODEL_LICENSE": of a license that nobody knows.
  if (waiting.weights && holds_word(sentence.tokens, {"under", "governed", "subject", "covered"}))
    add_each(all, {.weights = true}, {});
}

std::string without_code_blocks(std::string_view text) {
  std::string out;
  bool in_code = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    text.remove_prefix(line.size());
    const std::string_view words = trimmed(line);
    const bool is_fence = words.starts_with("```") || words.starts_with("~~~");
    if (is_fence) in_code = !in_code;
    out += is_fence || in_code ? std::string_view("\n") : line;
  }
  return out;
}

}  // namespace

std::vector<Statement> statements_in(std::string_view text) {
  std::vector<Statement> all;
  for_each_sentence(text, [&](const Sentence& sentence) { add_statements(sentence, all); });
  return all;
}

std::vector<Statement> statements_in_card(std::string_view body) {
  static const Set others = {"adapted",    "adapter",    "backbone",    "base",      "based",     "built",
                             "decoder",    "derivative", "derivatives", "derived",   "distilled", "earlier",
                             "encoder",    "finetuned",  "foundation",  "if",        "inherits",  "original",
                             "originally", "other",      "others",      "parent",    "previous",  "should",
                             "similar",    "teacher",    "their",       "tokenizer", "tuned",     "tuning",
                             "underlying", "unlike",     "upstream",    "vae",       "|"};
  std::vector<Statement> all;
  for_each_sentence(without_code_blocks(body), [&](Sentence sentence) {
    // "As a derivative of LLaMA, this model is ...": what is said of it stands behind the comma.
    const auto comma = std::ranges::find(sentence.tokens, std::string_view(","), &Word::text);
    if (comma != sentence.tokens.end() && sentence.tokens.front().text == "as")
      sentence.tokens.erase(sentence.tokens.begin(), comma + 1);
    // "... CC BY-NC, but any small firm is free to ...": of which others is said behind the name.
    const auto but = std::ranges::find(sentence.tokens, std::string_view("but"), &Word::text);
    const bool of_any = std::any_of(sentence.tokens.begin(), but, [](const Word& word) { return word.text == "any"; });
    if (!of_any && !holds_word(sentence.tokens, others)) add_statements(sentence, all);
  });
  return all;
}

bool speaks_of_others(std::string_view text) {
  constexpr std::array<std::string_view, 9> signs = {"third part",        "third-part",  "3rd part",
                                                     "3rd-part",          "bundle",      "product includes",
                                                     "includes software", "portions of", "dependenc"};
  const std::string plain = lowered(text);
  return std::ranges::any_of(signs, [&](std::string_view sign) { return plain.find(sign) != std::string::npos; });
}

bool speaks_of_terms(std::string_view text) {
  constexpr std::array<std::string_view, 52> binding = {"license",
                                                        "licence",
                                                        "licens",
                                                        "permission",
                                                        "permitted",
                                                        "prohibit",
                                                        "forbidden",
                                                        "commercial",
                                                        "agreement",
                                                        "warrant",
                                                        "liab",
                                                        "shall",
                                                        "must not",
                                                        "may not",
                                                        "copyright",
                                                        "grant",
                                                        "restrict",
                                                        "terms of",
                                                        "obligation",
                                                        "rights",
                                                        "lizenz",
                                                        "untersagt",
                                                        "verboten",
                                                        "gewerblich",
                                                        "kommerziell",
                                                        "erlaub",
                                                        "nutzung",
                                                        "interdit",
                                                        "autoris",
                                                        "utilisation",
                                                        "prohib",
                                                        "comercial",
                                                        "autoriz",
                                                        "vietat",
                                                        "commerciale",
                                                        "proibid",
                                                        "\xD0\xB7\xD0\xB0\xD0\xBF\xD1\x80\xD0\xB5\xD1\x89",
                                                        "\xD0\xBA\xD0\xBE\xD0\xBC\xD0\xBC\xD0\xB5\xD1\x80\xD1\x87",
                                                        "\xD0\xBB\xD0\xB8\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB7",
                                                        "\xD1\x80\xD0\xB0\xD0\xB7\xD1\x80\xD0\xB5\xD1\x88",
                                                        "\xE5\x95\x86\xE4\xB8\x9A",
                                                        "\xE7\xA6\x81\xE6\xAD\xA2",
                                                        "\xE8\xAE\xB8\xE5\x8F\xAF",
                                                        "\xE6\x8E\x88\xE6\x9D\x83",
                                                        "\xE4\xB8\x8D\xE5\xBE\x97",
                                                        "\xE7\xA0\x94\xE7\xA9\xB6",
                                                        "\xE5\x95\x86\xE7\x94\xA8",
                                                        "\xE8\xA8\xB1\xE5\x8F\xAF",
                                                        "\xE7\xA6\x81\xE3\x81\x98",
                                                        "\xEC\x83\x81\xEC\x97\x85",
                                                        "\xEA\xB8\x88\xEC\xA7\x80",
                                                        "\xED\x97\x88\xEA\xB0\x80"};
  const std::string plain = lowered(text);
  std::size_t found = 0;
  for (const std::string_view word : binding)
    found += plain.find(word) != std::string::npos ? 1 : 0;
  return found >= 2;
}

}  // namespace weightcheck::license
