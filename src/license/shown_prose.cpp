// SPDX-License-Identifier: Apache-2.0
// Line by line for fences of code, then character by character; looks ahead no further than a fixed distance.
#include "license/shown_prose.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t prose_tag_bytes_max = 1000;
constexpr std::size_t shown_sentence_bytes_max = 2000;

std::size_t comment_length(std::string_view rest) {
  if (!rest.starts_with("<!--")) return 0;
  const std::size_t end = rest.find("-->");
  return end == std::string_view::npos ? rest.size() : end + 3;
}

std::size_t tag_length(std::string_view rest) {
  if (rest.size() < 2 || rest[0] != '<' || !(is_alpha(rest[1]) || rest[1] == '/')) return 0;
  const std::size_t end = rest.substr(0, prose_tag_bytes_max).find('>');
  return end == std::string_view::npos ? 0 : end + 1;
}

bool breaks_line(std::string_view tag) {
  constexpr std::array<std::string_view, 12> blocks = {"p",  "br", "div", "li", "tr", "td",
                                                       "th", "h1", "h2",  "h3", "ul", "table"};
  tag.remove_prefix(tag.starts_with("</") ? 2 : 1);
  std::size_t length = 0;
  while (length < tag.size() && is_alnum(tag[length]))
    ++length;
  const std::string name = lowered(tag.substr(0, length));
  return std::ranges::find(blocks, std::string_view(name)) != blocks.end();
}

// Where this sign is next, on the same line and not far away.
std::size_t end_within_line(std::string_view rest, char sign) {
  const std::string_view near = rest.substr(0, prose_tag_bytes_max);
  const std::size_t end = near.find(sign);
  return end != std::string_view::npos && near.substr(0, end).find('\n') == std::string_view::npos
             ? end
             : std::string_view::npos;
}

// Of "](address)" at the beginning; 0 where it is none.
std::size_t link_length(std::string_view rest) {
  if (!rest.starts_with("](")) return 0;
  const std::size_t end = end_within_line(rest, ')');
  return end == std::string_view::npos ? 0 : end + 1;
}

// Of "![text", the text that stands for a picture; 0 where it is none.
std::size_t picture_text_length(std::string_view rest) {
  if (!rest.starts_with("![")) return 0;
  const std::size_t end = end_within_line(rest, ']');
  return end == std::string_view::npos ? 0 : end;
}

}  // namespace

std::string without_fences(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::string_view fence;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    text.remove_prefix(line.size());
    const std::string_view words = trimmed(line);
    const bool is_fence = words.starts_with("```") || words.starts_with("~~~");
    const std::string_view mark = is_fence ? words.substr(0, 3) : std::string_view();
    const bool closes = is_fence && fence == mark;
    if (is_fence && (fence.empty() || closes)) {
      fence = closes ? std::string_view() : mark;
      out += '\n';
    } else {
      out += fence.empty() ? line : std::string_view("\n");
    }
  }
  return out;
}

std::string shown_prose(std::string_view markdown) {
  const std::string text = without_fences(markdown);
  const auto may_be_markup = [](char c) {
    return c == '<' || c == '!' || c == '[' || c == ']' || c == '&' || c == '`';
  };
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(at);
    const auto plain_end = std::find_if(from, text.end(), may_be_markup);
    if (plain_end != from) {
      out.append(from, plain_end);
      at += static_cast<std::size_t>(plain_end - from);
      continue;
    }
    const std::string_view rest = std::string_view(text).substr(at);
    if (const std::size_t comment = comment_length(rest); comment > 0) {
      at += comment;
    } else if (const std::size_t tag = tag_length(rest); tag > 0) {
      if (breaks_line(rest.substr(0, tag))) out += '\n';
      at += tag;
    } else if (const std::size_t alternative = picture_text_length(rest); alternative > 0) {
      at += alternative;
    } else if (const std::size_t address = link_length(rest); address > 0) {
      at += address;
    } else if (rest.starts_with("&nbsp;")) {
      out += ' ';
      at += 6;
    } else {
      if (rest[0] != '[' && rest[0] != '`') out += rest[0];
      ++at;
    }
  }
  return out;
}

namespace {

// Does the line that begins here stand for itself? A heading, a point of a list, a row of a table, a label.
bool begins_item(std::string_view rest) {
  const std::string_view line = trimmed(rest.substr(0, rest.find('\n')));
  if (line.empty() || line[0] == '#' || line[0] == '|' || line[0] == '>') return true;
  if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ") || line.starts_with("**")) return true;
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && std::ranges::count(line.substr(0, colon), ' ') <= 3;
}

bool is_heading_line(std::string_view text, std::size_t line_end) {
  const std::size_t before = line_end == 0 ? std::string_view::npos : text.rfind('\n', line_end - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return begin < line_end && text[begin] == '#';
}

// The length of what ends a sentence here; 0 where none ends.
std::size_t end_length(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ';' || c == '|') return 1;
  if (c == '\n') return begins_item(text.substr(at + 1)) || is_heading_line(text, at) ? 1 : 0;
  if (c == '.' || c == '!' || c == '?') {
    const bool ends =
        at + 1 == text.size() || std::string_view(" \n\r*_\"')").find(text[at + 1]) != std::string_view::npos;
    return ends ? 1 : 0;
  }
  for (const std::string_view stop : {"\xE3\x80\x82", "\xEF\xBC\x81", "\xEF\xBC\x9F", "\xEF\xBC\x9B"}) {  // of Chinese
    if (text.substr(at).starts_with(stop)) return stop.size();
  }
  return 0;
}

}  // namespace

void for_each_shown_sentence(std::string_view markdown, const std::function<void(std::string_view)>& use) {
  const std::string shown = shown_prose(markdown);
  const std::string_view text = shown;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_length(text, at);
    const bool is_long = at - begin >= shown_sentence_bytes_max && text[at] == ' ';
    if (end > 0 || is_long) {
      use(text.substr(begin, at - begin));
      begin = at + std::max<std::size_t>(end, 1);
    }
    at += std::max<std::size_t>(end, 1);
  }
  if (begin < text.size()) use(text.substr(begin));
}

}  // namespace weightcheck::license
