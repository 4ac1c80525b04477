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
#include <vector>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "license/characters.hpp"
#include "license/hidden_markup.hpp"
#include "license/html_marks.hpp"
#include "license/link_target.hpp"
#include "license/signs.hpp"
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

class MarkRemover {
 public:
  MarkRemover(const Characters& characters, FileForm form)
      : text_(characters.text),
        is_page_(form == FileForm::page && looks_like_page(characters.text)),
        body_at_(is_page_ ? body_of(characters.text) : 0),
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
          brackets_.push_back(out_.size());
          copy();
          break;
        case ']':
          if (!bracket_closed(rest)) copy();
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
    return {std::move(out_), removed_, std::move(found_)};
  }

 private:
  // Only a page's head and styles are out of a reader's sight; the same marks in a plain file are words like any other.
  static bool looks_like_page(std::string_view text) {
    const std::string_view head = text.substr(0, 2048);
    const auto first = head.find_first_not_of(" \n\t");
    return first != std::string_view::npos && head[first] == '<' &&
           find_word(head, "<html", first) != std::string_view::npos;
  }

  static std::size_t body_of(std::string_view page) {
    std::size_t first = page.size();
    for (const std::string_view tag : {"<body", "</head", "<p>", "<p ", "<pre", "<div", "<h1"})
      first = std::min(first, find_word(page, tag, 0));
    return first;
  }

  void copy() { out_ += text_[at_++]; }

  // Drops text_[at_, end) but for its line ends.
  void drop_until(std::size_t end) {
    removed_ = true;
    out_ += ' ';
    for (; at_ < end; ++at_) {
      if (text_[at_] == '\n') out_ += '\n';
    }
  }

  // What a rendering does not show is neither left out, for the file may be read as it is, nor part of the sentence
  // around it: each word of it stands behind a word that no license has there.
  void hide(std::string_view text) {
    bool in_word = false;
    for (const char c : text) {
      const bool is_part = !is_ascii(c) || is_alnum(c);
      if (is_part && !in_word) out_ += " hidden ";
      in_word = is_part;
      out_ += c;
    }
    removed_ = true;
    out_ += ' ';
  }

  // An address says where something lies, and is read.
  void hide_target(std::string_view target) {
    if (target.empty() || target.starts_with('#')) return;
    if (address_length(target) == target.size()) {
      out_.append(" ").append(target).append(" ");
    } else {
      hide(target);
    }
  }

  bool comment(std::string_view rest) {
    if (!rest.starts_with("<!--")) return false;
    const std::size_t end = unclosed_comment_ ? std::string_view::npos : text_.find("-->", at_);
    unclosed_comment_ = end == std::string_view::npos;
    const std::size_t begin = at_ + 4;
    at_ = unclosed_comment_ ? begin : std::max(begin, end);
    hide(text_.substr(begin, at_ - begin));
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
      // The title of a page stands in its head; further down no browser shows it.
      if (part.opening == "<title" && at_ < body_at_) continue;
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
    if (!is_page_ && !is_tag_name(name) &&
        (name == "no" || holds_terms_word(inside))) {  // "<WITHOUT> LIMITATION": the signs are read
      out_ += " < ";
      ++at_;
      return true;
    }
    if (!is_tag_name(name) || (!is_page_ && holds_terms_word(attributes))) return false;
    if (!attributes_read(attributes, at_ + end + 1)) return false;
    if (is_block_tag(name)) out_ += line_break;
    return true;
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
    hide_target(address);
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
    const Entity* known = entity_at(rest.substr(1));
    if (known == nullptr) return false;
    removed_ = true;
    out_ += known->text;
    at_ += 1 + known->name.size();
    return true;
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
    removed_ = true;
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

  // [text](address "title") keeps the text and the address, but an address that is the text, or leads to a heading of
  // the same page. A picture's text and a title show not at all, and neither does "[label]: address" on a line of its
  // own.
  bool bracket_closed(std::string_view rest) {
    if (brackets_.empty()) return false;
    const std::size_t opening = brackets_.back();
    brackets_.pop_back();
    if (rest.size() < 2 || out_.size() - opening > link_text_bytes_max) return false;
    const bool defines = rest[1] == ':' && begins_line(opening);
    if (rest[1] != '(' && !defines) return false;
    const LinkTarget target = link_target(rest.substr(2, tag_bytes_max));
    const std::size_t end = 2 + target.length;
    if (target.address.empty() && target.length == 0) return false;
    if (defines ? end < rest.size() && rest[end] != '\n' : end >= rest.size() || rest[end] != ')') return false;
    const std::string shown = out_.substr(opening + 1);
    const bool picture = opening > 0 && out_[opening - 1] == '!';
    out_.resize(picture ? opening - 1 : opening);
    if (picture || defines) {
      hide(shown);
    } else {
      out_ += shown;
    }
    const std::string_view taken = rest.substr(0, defines ? end : end + 1);
    const auto lines = std::ranges::count(taken, '\n') - std::ranges::count(target.title, '\n');
    if (target.address != shown) hide_target(target.address);
    hide_target(target.title);
    out_.append(static_cast<std::size_t>(lines), '\n');
    removed_ = true;
    at_ += taken.size();
    return true;
  }

  [[nodiscard]] bool begins_line(std::size_t at) const {
    while (at > 0 && out_[at - 1] == ' ')
      --at;
    return at == 0 || out_[at - 1] == '\n';
  }

  struct HiddenPart {
    std::string_view opening;
    std::string_view closing;
    bool unclosed = false;
  };

  std::string_view text_;
  bool is_page_;
  std::array<HiddenPart, 3> hidden_parts_ = {{{"<style", "</style"}, {"<script", "</script"}, {"<title", "</title"}}};
  std::size_t body_at_;  // where the text of a page begins
  std::size_t at_ = 0;
  bool removed_ = false;
  bool unclosed_comment_ = false;      // and so it is for all that follow: looked for once
  std::vector<std::size_t> brackets_;  // where in out_ those stand that are open
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
  if (ending == ".md" || ending == ".markdown") return FileForm::markdown;
  if (ending == ".rst") return FileForm::restructured;
  return ending == ".html" || ending == ".htm" || ending == ".xhtml" ? FileForm::page : FileForm::text;
}

PlainText plain_text(ByteSpan bytes, FileForm form) {
  Characters characters = characters_of(bytes);
  if (form == FileForm::markdown) characters.text = with_hidden_markdown(characters.text);
  if (form == FileForm::restructured) characters.text = with_hidden_restructured(characters.text);
  return MarkRemover(characters, form).run();
}

}  // namespace weightcheck::license
