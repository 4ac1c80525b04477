// SPDX-License-Identifier: Apache-2.0
// Lines first: each is asked whether it is a label, a heading over a section, or a row. Badges are searched for by the
// addresses of the service that draws them, since the text of a picture is part of its address.
#include "license/card_labels.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "license/lexicon.hpp"
#include "license/shown_prose.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t labels_max = 64;
constexpr std::size_t lookups_max = 2000;  // of values and sentences, for a card may hold a million lines
constexpr std::size_t label_bytes_max = 60;
constexpr std::size_t value_bytes_max = 300;
constexpr std::size_t section_bytes_max = 2000;
constexpr std::size_t value_words_max = 7;  // more are a sentence

constexpr std::array<std::string_view, 24> label_words = {
    "license",  "licence", "licenses", "licences",   "licensing", "licensed", "lizenz",   "lizenzen",
    "licencia", "licenza", "licença",  "licentie",   "licens",    "лицензия", "许可证",   "许可协议",
    "许可",     "協議",    "授权协议", "ライセンス", "라이선스",  "許可證",   "使用许可", "开源协议"};
// Beside the word of the label; any other word makes it the label of something else.
constexpr std::array<std::string_view, 24> label_besides = {
    "model",       "models",     "weights", "weight", "type",   "name",      "the",   "of",
    "and",         "s",          "for",     "terms",  "use",    "usage",     "under", "info",
    "information", "checkpoint", "our",     "this",   "notice", "agreement", "id",    "spdx"};
constexpr std::array<std::string_view, 18> others = {
    "base",    "code",   "data", "dataset", "datasets", "backbone", "third",     "original",  "upstream",
    "derived", "parent", "vae",  "images",  "encoder",  "training", "tokenizer", "libraries", "scripts"};

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && (is_alnum(text[i]) || !is_ascii(text[i]))) {
      word += text[i];
    } else if (!word.empty()) {
      words.push_back(lower_case(word));
      word.clear();
    }
  }
  return words;
}

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& list) {
  return std::ranges::find(list, word) != list.end();
}

// "License", "Model license(s)", "Licensed under", "模型许可证".
bool is_label(std::string_view text) {
  if (text.empty() || text.size() > label_bytes_max) return false;
  bool names = false;
  for (const std::string& word : words_in(text)) {
    const bool caseless = !is_ascii(word[0]);
    const bool is_it =
        is_one_of(word, label_words) ||
        (caseless && (word.find("许可") != std::string::npos || word.find("ライセンス") != std::string::npos ||
                      word.find("協議") != std::string::npos || word.find("协议") != std::string::npos ||
                      word.find("라이선스") != std::string::npos));
    if (!is_it && !is_one_of(word, label_besides) && !is_digit(word[0]) && !(caseless && word.size() < 5)) return false;
    names = names || is_it;
  }
  return names;
}

bool speaks_of_others(std::string_view text) {
  return std::ranges::any_of(words_in(text), [](const std::string& word) { return is_one_of(word, others); });
}

// "## Training data", "## Base model": nothing but that, and what stands below is about it.
bool is_section_of_others(std::string_view heading) {
  constexpr std::array<std::string_view, 12> things = {"backbone",  "base",    "benchmark", "code",
                                                       "corpus",    "data",    "dataset",   "datasets",
                                                       "libraries", "scripts", "tokenizer", "vae"};
  constexpr std::array<std::string_view, 10> besides = {"and", "details", "evaluation", "information", "model",
                                                        "our", "source",  "the",        "training",    "used"};
  const auto words = words_in(heading);
  const auto is_thing = [&](const std::string& word) { return is_one_of(word, things); };
  return std::ranges::any_of(words, is_thing) && std::ranges::all_of(words, [&](const std::string& word) {
           return is_thing(word) || is_one_of(word, besides);
         });
}

std::string_view without_bullet(std::string_view line) { return trimmed(line, " \t\r*+->_•"); }

// What stands behind the label of a line: "**License:** X", "License - X", "许可证：X"; "" where it is no such line.
std::string_view value_of_line(std::string_view line) {
  line = without_bullet(line);
  for (const std::string_view sign : {":", "\xEF\xBC\x9A", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", "="}) {
    const std::size_t at = line.substr(0, label_bytes_max + sign.size()).find(sign);
    if (at == std::string_view::npos || !is_label(trimmed(line.substr(0, at), " *_"))) continue;
    return trimmed(line.substr(at + sign.size(), value_bytes_max), " \t\r*_");
  }
  return {};
}

std::vector<std::string_view> cells_of(std::string_view row) {
  std::vector<std::string_view> cells;
  row = trimmed(row);
  if (row.starts_with('|')) row.remove_prefix(1);
  while (!row.empty()) {
    const std::size_t end = std::min(row.find('|'), row.size());
    cells.push_back(trimmed(row.substr(0, end), " \t\r*_"));
    row.remove_prefix(std::min(end + 1, row.size()));
  }
  return cells;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::size_t heading_level(std::string_view line) {
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  return level > 0 && level <= 6 ? level : 0;
}

bool is_underline(std::string_view line) {
  line = trimmed(line);
  return line.size() >= 3 && (line.find_first_not_of('=') == std::string_view::npos ||
                              line.find_first_not_of('-') == std::string_view::npos);
}

class LabelReader {
 public:
  explicit LabelReader(std::string_view body) : body_(body), shown_(shown_prose(body)), lines_(lines_of(shown_)) {}

  std::vector<CardLabel> run() && {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::string_view line = trimmed(lines_[i]);
      if (line.empty()) continue;
      if (const std::size_t level = level_at(i); level != 0) enter(line, level);
      if (level_of_others_ != 0) continue;
      if (line[0] == '|' || line.find(" | ") != std::string_view::npos) {
        row(line, i);
      } else if (const std::string_view value = value_of_line(line); !value.empty()) {
        add(CardLabel::Form::line, value);
      } else {
        heading(line, i);
      }
    }
    badges();
    return std::move(labels_);
  }

 private:
  // Of a heading, underlined ones too; 0 where there is none.
  [[nodiscard]] std::size_t level_at(std::size_t at) const {
    const std::size_t level = heading_level(trimmed(lines_[at]));
    const bool underlined = at + 1 < lines_.size() && is_underline(lines_[at + 1]) && !is_row(at);
    return level == 0 && underlined ? 2 : level;
  }

  void enter(std::string_view heading, std::size_t level) {
    if (level_of_others_ != 0 && level > level_of_others_) return;
    level_of_others_ = is_section_of_others(heading) ? level : 0;
  }

  void add(CardLabel::Form form, std::string_view value) {
    if (!may_look_up() || speaks_of_others(value)) return;
    auto meant = license_of_value(value);
    if (meant) keep({form, *std::move(meant)});
  }

  [[nodiscard]] bool may_look_up() { return labels_.size() < labels_max && ++lookups_ < lookups_max; }

  void keep(CardLabel label) {
    if (std::ranges::find(labels_, label) == labels_.end()) labels_.push_back(std::move(label));
  }

  // "| License | X |", or the one row below a heading of that name.
  void row(std::string_view line, std::size_t at) {
    const auto cells = cells_of(line);
    if (cells.size() >= 2 && is_label(cells[0]) && !is_header(at)) return add(CardLabel::Form::line, cells[1]);
    if (!is_header(at)) return;
    const std::size_t first = at + 2;
    const bool one_row = first < lines_.size() && is_row(first) && !is_row(first + 1);
    if (!one_row) return;
    const auto values = cells_of(lines_[first]);
    for (std::size_t i = 0; i < std::min(cells.size(), values.size()); ++i) {
      if (is_label(cells[i])) add(CardLabel::Form::line, values[i]);
    }
  }

  [[nodiscard]] bool is_row(std::size_t at) const {
    return at < lines_.size() && lines_[at].find('|') != std::string_view::npos;
  }

  [[nodiscard]] bool is_header(std::size_t at) const {
    return is_row(at + 1) && trimmed(lines_[at + 1]).find_first_not_of("|-: ") == std::string_view::npos;
  }

  // A section says its license in the first sentences that name one and speak of nothing else.
  void heading(std::string_view line, std::size_t at) {
    const std::size_t level = heading_level(line);
    const bool underlined = at + 1 < lines_.size() && is_underline(lines_[at + 1]);
    const bool bold = line.starts_with("**") && line.ends_with("**");
    if (level == 0 && !underlined && !bold) return;
    if (!is_label(trimmed(line, "# *_:.")) || lookups_ >= lookups_max) return;
    std::string section;
    for (std::size_t i = at + (underlined ? 2 : 1); i < lines_.size() && section.size() < section_bytes_max; ++i) {
      if (heading_level(trimmed(lines_[i])) != 0) break;
      section.append(lines_[i]).append("\n");
    }
    for_each_shown_sentence(section, [&](std::string_view sentence) {
      if (trimmed(sentence).empty() || !may_look_up() || speaks_of_others(sentence)) return;
      const bool is_value = words_in(sentence).size() <= value_words_max;
      auto meant = is_value ? license_of_value(sentence) : license_of_sentence(sentence);
      if (meant) keep({is_value ? CardLabel::Form::line : CardLabel::Form::section, *std::move(meant)});
    });
  }

  // img.shields.io/badge/License-CC--BY--NC--4.0-red, and the text of a picture: ![License: CC BY-NC 4.0](...).
  void badges() {
    for (const std::string_view place : {"/badge/", "![", "alt=\""}) {
      for (std::size_t at = body_.find(place); at != std::string_view::npos; at = body_.find(place, at + 1)) {
        const std::string_view rest = body_.substr(at + place.size(), value_bytes_max);
        const std::string text = place == "/badge/"
                                     ? badge_text(rest.substr(0, rest.find_first_of(")\"' \n?>")))
                                     : std::string(rest.substr(0, rest.find_first_of(place == "![" ? "]\n" : "\"\n")));
        const std::string_view value = value_of_line(text);
        if (!value.empty()) add(CardLabel::Form::badge, value);
      }
    }
  }

  // "License-CC--BY--NC--4.0-red" as "License: CC-BY-NC-4.0".
  static std::string badge_text(std::string_view path) {
    std::string out;
    std::size_t colour = std::string::npos;
    bool label = true;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const bool doubled = i + 1 < path.size() && path[i + 1] == path[i];
      if ((path[i] == '-' || path[i] == '_') && doubled) {
        out += path[i++];
      } else if (path[i] == '-') {
        colour = label ? colour : out.size();
        out += label ? ": " : "-";
        label = false;
      } else if (path[i] == '_' || path.substr(i).starts_with("%20")) {
        out += ' ';
        i += path[i] == '%' ? 2 : 0;
      } else {
        out += path[i];
      }
    }
    return out.substr(0, colour);
  }

  std::string_view body_;
  std::string shown_;
  std::vector<std::string_view> lines_;
  std::vector<CardLabel> labels_;
  std::size_t lookups_ = 0;
  std::size_t level_of_others_ = 0;  // of the heading below which data, code or a base is spoken of; 0: none
};

}  // namespace

std::vector<CardLabel> labels_in_card(std::string_view body) { return LabelReader(body).run(); }

}  // namespace weightcheck::license
