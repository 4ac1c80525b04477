// SPDX-License-Identifier: Apache-2.0
// Takes the marks away. Looks ahead no further than a fixed distance, so the work is linear.
#include "license/plain_text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "license/characters.hpp"
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t tag_bytes_max = 300;
constexpr std::size_t link_text_bytes_max = 200;

bool starts_with_word(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

std::size_t find_word(std::string_view text, std::string_view lower_case, std::size_t from) {
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size())), text.end(),
                                 lower_case.begin(), lower_case.end(), [](char a, char b) { return lower(a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

constexpr std::array<std::string_view, 45> tag_names = {
    "a",    "abbr", "article", "b",     "big",  "blockquote", "body", "br",  "center",  "code",  "dd",   "div",
    "dl",   "dt",   "em",      "font",  "h1",   "h2",         "h3",   "h4",  "h5",      "h6",    "head", "hr",
    "html", "i",    "kbd",     "li",    "meta", "ol",         "p",    "pre", "section", "small", "span", "strong",
    "sub",  "sup",  "table",   "tbody", "td",   "th",         "tr",   "tt",  "u"};

bool is_tag_name(std::string_view name) {
  return std::find(tag_names.begin(), tag_names.end(), name) != tag_names.end() || name == "ul" || name == "title";
}

// What a browser shows as it pleases, or runs: the rest of the page may be another text for its reader.
bool is_deceptive_tag(std::string_view name) {
  constexpr std::array<std::string_view, 14> names = {"embed", "frame",    "iframe", "img",    "input",
                                                      "link",  "noscript", "object", "script", "style",
                                                      "svg",   "template", "video",  "canvas"};
  return std::ranges::find(names, name) != names.end();
}
bool is_strike_tag(std::string_view name) { return name == "s" || name == "strike" || name == "del"; }

// Attributes that change nothing of what a reader reads.
bool is_plain_attribute(std::string_view name) {
  constexpr std::array<std::string_view, 24> names = {
      "align",   "bgcolor", "border", "cellpadding", "cellspacing", "charset", "class", "colspan",
      "content", "dir",     "height", "href",        "http-equiv",  "id",      "lang",  "name",
      "rel",     "rowspan", "start",  "target",      "type",        "valign",  "width", "xmlns"};
  return name.starts_with("xml:") || name.starts_with("xmlns:") || std::binary_search(names.begin(), names.end(), name);
}

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Entity, 18> entities = {{{"quot;", "\""},
                                              {"amp;", "&"},
                                              {"lt;", "<"},
                                              {"gt;", ">"},
                                              {"nbsp;", " "},
                                              {"ldquo;", "\""},
                                              {"rdquo;", "\""},
                                              {"lsquo;", "'"},
                                              {"rsquo;", "'"},
                                              {"apos;", "'"},
                                              {"mdash;", " - "},
                                              {"ndash;", " - "},
                                              {"hellip;", "..."},
                                              {"middot;", " "},
                                              {"bull;", " "},
                                              {"sect;", " "},
                                              {"copy;", "\xC2\xA9"},
                                              {"shy;", ""}}};

class MarkRemover {
 public:
  MarkRemover(const Characters& characters, FileForm form)
      : text_(characters.text),
        is_page_(form == FileForm::page && looks_like_page(characters.text)),
        found_(characters.found) {
    out_.reserve(text_.size());
  }

  PlainText run() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      switch (text_[at_]) {
        case '<':
          if (!comment(rest) && !hidden_part(rest) && !tag(rest)) copy();
          break;
        case '-':
          if (rest.starts_with("-->")) {
            at_ += 3;
          } else {
            copy();
          }
          break;
        case '&':
          if (!entity(rest)) copy();
          break;
        case '[':
          if (!link(rest)) copy();
          break;
        case '~':
          if (rest.starts_with("~~")) {  // struck out for a reader: not the same text as without the marks
            out_ += " struck ";
            at_ += 2;
            removed_ = true;
          } else {
            copy();
          }
          break;
        case '\\':
          ++at_;
          break;
        default:
          copy();
      }
    }
    const bool emphasis = out_.find("**") != std::string::npos;
    return {std::move(out_), removed_ || emphasis || has_headings(text_), std::move(found_)};
  }

 private:
  // Only a page's head and styles are out of a reader's sight; the same marks in a plain file are words like any other.
  static bool looks_like_page(std::string_view text) {
    const std::string_view head = text.substr(0, 2048);
    const auto first = head.find_first_not_of(" \n\t");
    return first != std::string_view::npos && head[first] == '<' &&
           find_word(head, "<html", first) != std::string_view::npos;
  }

  void copy() { out_ += text_[at_++]; }

  // "## Terms" among lines of another kind; where most lines begin so, it is a comment.
  static bool has_headings(std::string_view text) {
    std::size_t headings = 0;
    std::size_t others = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      begin = end + 1;
      const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
      if (level > 0 && level <= 6 && level < line.size() && line[level] == ' ') {
        ++headings;
      } else if (!line.empty()) {
        ++others;
      }
    }
    return headings > 0 && headings < others;
  }

  // Drops text_[at_, end) but for its line ends.
  void drop_until(std::size_t end) {
    removed_ = true;
    out_ += ' ';
    for (; at_ < end; ++at_) {
      if (text_[at_] == '\n') out_ += '\n';
    }
  }

  bool comment(std::string_view rest) {
    if (!rest.starts_with("<!--")) return false;
    at_ += 4;
    return true;
  }

  // Of a page: declarations, and scripts and styles with what is in them.
  bool hidden_part(std::string_view rest) {
    if (!is_page_) return false;
    if (rest.starts_with("<?") || rest.starts_with("<!")) {
      const auto end = rest.substr(0, tag_bytes_max).find('>');
      if (end == std::string_view::npos) return false;
      drop_until(at_ + end + 1);
      return true;
    }
    for (HiddenPart& part : hidden_parts_) {
      if (part.unclosed || !starts_with_word(rest, part.opening) || rest.size() <= part.opening.size()) continue;
      const char after = rest[part.opening.size()];
      if (after != '>' && after != ' ' && after != '\n') continue;
      const std::size_t end = find_word(rest, part.closing, part.opening.size());
      part.unclosed = end == std::string_view::npos;  // and so it is for all that follow: looked for once
      if (part.unclosed) continue;
      tell(std::string(part.opening) + ">", true);
      drop_until(at_ + end);
      return true;
    }
    return false;
  }

  // Outside of pages a tag with attributes that say something is text like any other.
  bool tag(std::string_view rest) {
    const std::size_t end = rest.substr(0, tag_bytes_max).find('>');
    if (end == std::string_view::npos) return false;
    std::string_view inside = rest.substr(1, end - 1);
    const bool closing = inside.starts_with('/');
    if (closing) inside.remove_prefix(1);
    std::size_t length = 0;
    std::string name;
    while (length < inside.size() && length < 12 && is_alnum(inside[length])) {
      name += lower(inside[length++]);
    }
    const std::string_view attributes = inside.substr(length);
    if (!attributes.empty() && attributes[0] != ' ' && attributes[0] != '/' && attributes[0] != '\n') return false;
    if (is_strike_tag(name)) {
      drop_until(at_ + end + 1);
      out_ += "struck ";
      return true;
    }
    if (is_page_ && is_deceptive_tag(name)) {
      if (!closing) tell("<" + name + ">", true);
      drop_until(at_ + end + 1);
      return true;
    }
    if (!is_tag_name(name) || (!is_page_ && holds_terms_word(attributes))) return false;
    return attributes_read(attributes, at_ + end + 1);
  }

  // Drops the tag up to `end`; an address that it leads to stays. False where an attribute is not a plain one and the
  // text not a page: then all of it stays.
  bool attributes_read(std::string_view attributes, std::size_t end) {
    std::string address;
    std::string odd;
    for (std::size_t i = 0; i < attributes.size();) {
      if (!is_alpha(attributes[i])) {
        ++i;
        continue;
      }
      const std::size_t name_end = std::min(attributes.find_first_of("= /\n", i), attributes.size());
      const std::string name = lowered(attributes.substr(i, name_end - i));
      i = name_end;
      std::string_view value;
      if (i < attributes.size() && attributes[i] == '=') {
        const char quote = i + 1 < attributes.size() ? attributes[i + 1] : ' ';
        const bool quoted = quote == '"' || quote == '\'';
        const std::size_t begin = i + (quoted ? 2 : 1);
        const std::size_t value_end = quoted ? attributes.find(quote, begin) : attributes.find_first_of(" \n", begin);
        value = attributes.substr(std::min(begin, attributes.size()),
                                  std::min(value_end, attributes.size()) - std::min(begin, attributes.size()));
        i = std::min(value_end, attributes.size());
      }
      if (!is_plain_attribute(name)) odd = name;
      if (name == "href" && !value.starts_with('#')) address = value;
    }
    if (!odd.empty() && !is_page_) return false;
    if (!odd.empty()) tell(odd + "=", true);
    drop_until(end);
    if (!address.empty()) out_ += address + " ";
    return true;
  }

  void tell(std::string what, bool deceptive) {
    line_ +=
        static_cast<std::uint32_t>(std::count(out_.begin() + static_cast<std::ptrdiff_t>(counted_), out_.end(), '\n'));
    counted_ = out_.size();
    found_.add(line_, std::move(what), deceptive);
  }

  bool entity(std::string_view rest) {
    if (rest.starts_with("& ")) {
      out_ += "and";
      ++at_;
      return true;
    }
    if (rest.starts_with("&#")) return numeric_entity(rest);
    for (const Entity& known : entities) {
      if (!rest.substr(1).starts_with(known.name)) continue;
      out_ += known.name == "amp;" ? std::string_view("and") : known.text;
      at_ += 1 + known.name.size();
      return true;
    }
    return false;
  }

  bool numeric_entity(std::string_view rest) {
    const bool hexadecimal = rest.size() > 2 && (rest[2] == 'x' || rest[2] == 'X');
    std::uint32_t code_point = 0;
    std::size_t i = hexadecimal ? 3 : 2;
    const std::size_t first = i;
    for (; i < rest.size() && i < first + 6; ++i) {
      const char c = lower(rest[i]);
      if (c >= '0' && c <= '9') {
        code_point = code_point * (hexadecimal ? 16 : 10) + static_cast<std::uint32_t>(c - '0');
      } else if (hexadecimal && c >= 'a' && c <= 'f') {
        code_point = code_point * 16 + static_cast<std::uint32_t>(c - 'a' + 10);
      } else {
        break;
      }
    }
    if (i == first || i >= rest.size() || rest[i] != ';' ||
        !utf8proc_codepoint_valid(static_cast<utf8proc_int32_t>(code_point))) {
      return false;
    }
    const Space space = space_of(code_point);
    if (code_point == '\n' || space == Space::blank) {
      out_ += ' ';
    } else if (space == Space::none) {
      append_utf8(out_, static_cast<std::int32_t>(code_point));
    } else {
      tell(name_of_code_point(code_point), space == Space::deceptive);
    }
    at_ += i + 1;
    return true;
  }

  // [text](address) keeps both, but an address that is the text, or leads to a heading of the same page. An address
  // holds no space: what does is prose, and stays.
  bool link(std::string_view rest) {
    const std::string_view head = rest.substr(0, link_text_bytes_max + 2);
    const std::size_t close = head.find_first_of("]\n");
    if (close == std::string_view::npos || head[close] != ']' || close + 1 >= rest.size() || rest[close + 1] != '(')
      return false;
    const std::string_view address = rest.substr(close + 2, tag_bytes_max);
    const std::size_t end = address.find_first_of(") \n");
    if (end == std::string_view::npos || address[end] != ')') return false;
    removed_ = true;
    const std::string_view shown = rest.substr(1, close - 1);
    out_.append(shown);
    if (const std::string_view target = address.substr(0, end); target != shown && !target.starts_with('#'))
      out_.append(" ").append(target).append(" ");
    at_ += close + 2 + end + 1;
    return true;
  }

  struct HiddenPart {
    std::string_view opening;
    std::string_view closing;
    bool unclosed = false;
  };

  std::string_view text_;
  bool is_page_;
  std::array<HiddenPart, 2> hidden_parts_ = {{{"<style", "</style"}, {"<script", "</script"}}};
  std::size_t at_ = 0;
  bool removed_ = false;
  Findings found_;
  std::size_t counted_ = 0;  // of out_, whose line ends are in line_
  std::uint32_t line_ = 1;
  std::string out_;
};

}  // namespace

FileForm form_of(std::string_view file_name) {
  const std::size_t dot = std::min(file_name.rfind('.'), file_name.size());
  std::string ending(file_name.substr(dot));
  std::ranges::transform(ending, ending.begin(), lower);
  return ending == ".html" || ending == ".htm" || ending == ".xhtml" ? FileForm::page : FileForm::text;
}

PlainText plain_text(ByteSpan bytes, FileForm form) {
  const Characters characters = characters_of(bytes);
  return MarkRemover(characters, form).run();
}

}  // namespace weightcheck::license
