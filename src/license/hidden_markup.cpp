// SPDX-License-Identifier: Apache-2.0
// CommonMark section 6.6 says what a tag is; the tables are those of GitHub Flavored Markdown, section 4.10. Tags by
// which license texts are written, addresses in brackets and the blanks of templates stay as they are.
#include "license/hidden_markup.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "license/html_marks.hpp"
#include "license/lexicon.hpp"
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t hidden_tag_bytes_max = 300;

std::string hidden(std::string_view text) {
  std::string inside(text);
  std::ranges::replace(inside, '>', ' ');
  std::ranges::replace(inside, '<', ' ');
  return "<!--" + inside + "-->";
}

bool speaks(std::string_view text) {
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_alpha(text[i])) {
      word += lower(text[i]);
      continue;
    }
    if (!word.empty() && (word == "no" || word == "any" || binds(word) || is_terms_word(word))) return true;
    word.clear();
  }
  return false;
}

// "<name of author>": a blank of a template, which those who copy it forget to fill.
bool is_blank(std::string_view inside) {
  constexpr std::array<std::string_view, 28> beginnings = {
      "year",      "yyyy",   "name",    "names",   "program",  "signature",    "one",
      "copyright", "owner",  "owners",  "holder",  "holders",  "organization", "author",
      "authors",   "insert", "date",    "url",     "email",    "version",      "project",
      "your",      "full",   "company", "product", "software", "library",      "work"};
  const std::string first = lowered(inside.substr(0, inside.find_first_of(" \n")));
  return std::ranges::find(beginnings, std::string_view(first)) != beginnings.end() && !speaks(inside);
}

// Is it what CommonMark takes for a tag: a name, then attributes?
bool is_tag(std::string_view inside) {
  if (inside.starts_with('/')) inside.remove_prefix(1);
  if (inside.empty() || !is_alpha(inside[0])) return false;
  char quote = 0;
  char before = ' ';
  for (const char c : inside) {
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if ((c == '"' || c == '\'') && before == '=') {
      quote = c;
    } else if (!is_alnum(c) && std::string_view(" \n\t-_.:=/").find(c) == std::string_view::npos) {
      return false;
    }
    before = c;
  }
  return quote == 0;
}

// The part at `text`, which begins with '<', that no reader sees; 0 where it is shown, or told by others.
std::size_t hidden_length(std::string_view text) {
  if (text.starts_with("<!--")) return 0;
  const std::size_t end = text.substr(0, hidden_tag_bytes_max).find('>', 1);
  if (end == std::string_view::npos) return 0;
  const std::string_view inside = text.substr(1, end - 1);
  if (inside.starts_with('?') || (inside.size() > 1 && inside[0] == '!' && is_alpha(inside[1]))) return end + 1;
  if (!is_tag(inside) || inside.find("://") != std::string_view::npos || inside.starts_with("mailto:")) return 0;
  std::size_t length = inside.starts_with('/') ? 1 : 0;
  std::string name;
  while (length < inside.size() && (is_alnum(inside[length]) || inside[length] == '-'))
    name += lower(inside[length++]);
  const bool is_told = is_tag_name(name) || is_strike_tag(name) || is_deceptive_tag(name) || name == "details" ||
                       name == "summary" || name == "caption" || name == "thead";
  return is_told || is_blank(inside) ? 0 : end + 1;
}

std::size_t bars_in(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|')) line.remove_suffix(1);
  return static_cast<std::size_t>(std::ranges::count(line, '|'));
}

bool is_delimiter_row(std::string_view line) {
  line = trimmed(line);
  return line.find('-') != std::string_view::npos && line.find('|') != std::string_view::npos &&
         line.find_first_not_of("|-: ") == std::string_view::npos;
}

// A row of a table with what stands beyond its columns hidden.
std::string without_surplus(std::string_view line, std::size_t bars_max) {
  std::size_t at = line.find_first_not_of(" \t");
  if (at != std::string_view::npos && line[at] == '|') ++at;
  for (std::size_t bars = 0; at < line.size(); ++at) {
    if (line[at] != '|' || bars++ < bars_max) continue;
    const std::string_view surplus = trimmed(line.substr(at + 1), " \t\r|");
    if (surplus.empty()) break;
    return std::string(line.substr(0, at + 1)) + hidden(surplus);
  }
  return std::string(line);
}

// Behind the opening of a block of code stands its language, which no reader sees.
std::string without_language(std::string_view line, std::string_view words) {
  constexpr std::array<std::string_view, 10> languages = {"",         "text", "txt",  "plaintext", "plain",
                                                          "markdown", "md",   "none", "license",   "nohighlight"};
  const std::size_t marks = std::min(words.find_first_not_of(words[0]), words.size());
  const std::string_view language = trimmed(words.substr(marks));
  if (language.find('`') != std::string_view::npos) return std::string(line);  // a piece of code within a line
  const bool is_plain = std::ranges::find(languages, std::string_view(lowered(language))) != languages.end();
  return std::string(words.substr(0, marks)) + (is_plain ? "" : hidden(language));
}

class MarkdownLines {
 public:
  std::string take(std::string_view line) {
    if (in_comment_) {
      in_comment_ = line.find("-->") == std::string_view::npos;
      return std::string(line);
    }
    const std::string_view words = trimmed(line);
    const bool is_fence = words.starts_with("```") || words.starts_with("~~~");
    if (is_fence && (fence_.empty() || words.starts_with(fence_))) {
      const bool opens = fence_.empty();
      fence_ = opens ? std::string(words.substr(0, 3)) : "";
      return opens ? without_language(line, words) : std::string(line);
    }
    if (!fence_.empty()) return std::string(line);
    if (is_delimiter_row(line) && bars_in(before_) == bars_in(line)) {
      in_table_ = true;
      bars_ = bars_in(line);
    } else if (words.find('|') == std::string_view::npos) {
      in_table_ = false;
    }
    before_ = line;
    return without_tags(in_table_ ? without_surplus(line, bars_) : std::string(line));
  }

 private:
  std::string without_tags(const std::string& line) {
    std::string out;
    for (std::size_t at = 0; at < line.size();) {
      const std::string_view rest = std::string_view(line).substr(at);
      const std::size_t comment = rest.starts_with("<!--") ? rest.find("-->") : 0;
      const std::size_t length = rest[0] == '<' ? hidden_length(rest) : 0;
      if (length > 0) {
        out += hidden(rest.substr(1, length - 2));
        at += length;
      } else {
        in_comment_ = comment == std::string_view::npos;
        const std::size_t taken = in_comment_ ? rest.size() : std::max<std::size_t>(comment, 1);
        out += rest.substr(0, taken);
        at += taken;
      }
    }
    return out;
  }

  std::string fence_;
  std::string before_;  // the line
  bool in_table_ = false;
  bool in_comment_ = false;  // one that goes on
  std::size_t bars_ = 0;
};

template <typename Take>
std::string by_lines(std::string_view text, const Take& take) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += take(text.substr(0, end));
    if (end < text.size()) out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::string with_hidden_markdown(std::string_view text) {
  MarkdownLines lines;
  return by_lines(text, [&](std::string_view line) { return lines.take(line); });
}

std::string with_hidden_restructured(std::string_view text) {
  bool in_comment = false;
  return by_lines(text, [&](std::string_view line) {
    const std::string_view words = trimmed(line);
    const bool opens = words == ".." || words.starts_with(".. ");
    const bool says_more = words.find("::") != std::string_view::npos || words.starts_with(".. _") ||
                           words.starts_with(".. [") || words.starts_with(".. |");
    const bool indented = line.starts_with(' ') || line.starts_with('\t');
    in_comment = opens ? !says_more : in_comment && (indented || words.empty());
    return in_comment && !words.empty() ? hidden(words) : std::string(line);
  });
}

}  // namespace weightcheck::license
