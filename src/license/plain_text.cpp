// SPDX-License-Identifier: Apache-2.0
// Two passes: bytes to UTF-8 with LF, then marks away. Each pass looks ahead no further than a fixed distance, so the
// work is linear.
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
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t tag_bytes_max = 300;
constexpr std::size_t link_text_bytes_max = 200;

void append_code_point(std::string& out, std::uint32_t code_point) {
  append_utf8(out, static_cast<std::int32_t>(code_point));
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const Utf8Character first = is_ascii(bytes[0]) ? Utf8Character{bytes[0], 1} : first_character(bytes);
    if (!first.valid()) return false;
    bytes.remove_prefix(first.bytes);
  }
  return true;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  const auto unit_at = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code_point = unit_at(i);
    if (code_point >= 0xD800 && code_point < 0xDC00 && i + 3 < bytes.size()) {
      const std::uint32_t low = unit_at(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    append_code_point(out, code_point >= 0xD800 && code_point < 0xE000 ? ' ' : code_point);
  }
  return out;
}

std::string to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes.substr(2), true);
  if (is_utf8(bytes)) return std::string(bytes);
  std::string out;
  for (const char c : bytes)
    append_code_point(out, static_cast<unsigned char>(c));
  return out;
}

enum class Space : std::uint8_t { none, blank, nothing };

// Blank: shows as a gap. Nothing: shows not at all, so it may not split a word either.
Space space_of(std::uint32_t code_point) {
  switch (code_point) {
    case 0x00AD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x200E:
    case 0x200F:
    case 0x2060:
    case 0xFEFF:
      return Space::nothing;
    case 0x0085:
    case 0x00A0:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return Space::blank;
    default:
      if (code_point >= 0xFE00 && code_point <= 0xFE0F) return Space::nothing;
      if (code_point >= 0x2000 && code_point <= 0x200A) return Space::blank;
      return code_point < 0x20 && code_point != '\n' ? Space::blank : Space::none;
  }
}

// CRLF and CR become LF; spaces of all kinds become ' '.
std::string plain_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\r') {
      out += '\n';
      i += i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80 && (byte >= ' ' || byte == '\n')) {
      out += text[i++];
      continue;
    }
    const Utf8Character next = first_character(text.substr(i));
    switch (space_of(static_cast<std::uint32_t>(next.code_point))) {
      case Space::none:
        out.append(text, i, next.bytes);
        break;
      case Space::blank:
        out += ' ';
        break;
      case Space::nothing:
        break;
    }
    i += next.bytes;
  }
  return out;
}

bool starts_with_word(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

std::size_t find_word(std::string_view text, std::string_view lower_case, std::size_t from) {
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size())), text.end(),
                                 lower_case.begin(), lower_case.end(), [](char a, char b) { return lower(a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

constexpr std::array<std::string_view, 47> tag_names = {
    "a",    "abbr",   "article", "b",    "big",   "blockquote", "body", "br", "center", "code", "dd",      "div",
    "dl",   "dt",     "em",      "font", "h1",    "h2",         "h3",   "h4", "h5",     "h6",   "head",    "hr",
    "html", "i",      "img",     "kbd",  "li",    "link",       "meta", "ol", "p",      "pre",  "section", "small",
    "span", "strong", "sub",     "sup",  "table", "tbody",      "td",   "th", "tr",     "tt",   "u"};

bool is_tag_name(std::string_view name) {
  return std::find(tag_names.begin(), tag_names.end(), name) != tag_names.end() || name == "ul" || name == "title" ||
         name == "style" || name == "script";
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
  MarkRemover(std::string_view text, FileForm form)
      : text_(text), is_page_(form == FileForm::page && looks_like_page(text)) {
    out_.reserve(text.size());
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
    return {std::move(out_), removed_ || emphasis || has_headings(text_)};
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
      if (after != '>' && after != ' ') continue;
      const std::size_t end = find_word(rest, part.closing, part.opening.size());
      part.unclosed = end == std::string_view::npos;  // and so it is for all that follow: looked for once
      if (part.unclosed) continue;
      drop_until(at_ + end);
      return true;
    }
    return false;
  }

  bool tag(std::string_view rest) {
    const std::size_t end = rest.substr(0, tag_bytes_max).find('>');
    if (end == std::string_view::npos) return false;
    std::string_view inside = rest.substr(1, end - 1);
    if (inside.starts_with('/')) inside.remove_prefix(1);
    std::size_t length = 0;
    std::string name;
    while (length < inside.size() && length < 12 && is_alnum(inside[length])) {
      name += lower(inside[length++]);
    }
    const std::string_view attributes = inside.substr(length);
    if (!is_tag_name(name) ||
        (!attributes.empty() && attributes[0] != ' ' && attributes[0] != '/' && attributes[0] != '\n')) {
      return false;
    }
    if (!is_page_ && holds_terms_word(attributes)) return false;
    drop_until(at_ + end + 1);
    return true;
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
    if (code_point == '\n' || space_of(code_point) == Space::blank) {
      out_ += ' ';
    } else {
      append_code_point(out_, code_point);
    }
    at_ += i + 1;
    return true;
  }

  // [text](address) keeps the text. An address holds no space: what does is prose, and stays.
  bool link(std::string_view rest) {
    const std::string_view head = rest.substr(0, link_text_bytes_max + 2);
    const std::size_t close = head.find_first_of("]\n");
    if (close == std::string_view::npos || head[close] != ']' || close + 1 >= rest.size() || rest[close + 1] != '(')
      return false;
    const std::string_view address = rest.substr(close + 2, tag_bytes_max);
    const std::size_t end = address.find_first_of(") \n");
    if (end == std::string_view::npos || address[end] != ')') return false;
    removed_ = true;
    out_.append(rest.substr(1, close - 1));
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
  std::array<HiddenPart, 3> hidden_parts_ = {{{"<head", "</head"}, {"<style", "</style"}, {"<script", "</script"}}};
  std::size_t at_ = 0;
  bool removed_ = false;
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
  const std::string spaced = plain_spaces(to_utf8(text_of(bytes)));
  return MarkRemover(spaced, form).run();
}

}  // namespace weightcheck::license
