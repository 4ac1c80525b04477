// SPDX-License-Identifier: Apache-2.0
// XML 1.0 section 2.2 says which characters there are; RFC 3986 section 2.3 which a URI need not escape; the runner's
// own unescaping which five a workflow command has.
#include "report/escape.hpp"

#include "base/ascii.hpp"
#include "json/utf8.hpp"

namespace weightcheck::report {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

// The code points that are UTF-8 and stand in no XML document (U+FFFE, U+FFFF) or move the cursor (C1 controls).
std::size_t refused_length(std::string_view text) {
  if (text.size() >= 3 && (text.substr(0, 3) == "\xEF\xBF\xBE" || text.substr(0, 3) == "\xEF\xBF\xBF")) return 3;
  if (text.size() >= 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0) return 2;
  return 0;
}

// Well-formed UTF-8 without controls, each ASCII character through `escape`, which also sees the next one.
template <typename Escape>
std::string escaped(std::string_view text, const Escape& escape) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::string_view valid = text.substr(0, json::find_invalid_utf8(text));
    for (std::size_t at = 0; at < valid.size();) {
      if (const std::size_t length = refused_length(valid.substr(at)); length > 0) {
        out += replacement;
        at += length;
        continue;
      }
      const char c = valid[at++];
      if (is_control(c)) {
        out += replacement;
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        out.push_back(c);
      } else {
        escape(out, c, at < valid.size() ? valid[at] : '\0');
      }
    }
    text.remove_prefix(valid.size());
    if (text.empty()) break;
    out += replacement;
    text.remove_prefix(1);
  }
  return out;
}

void percent(std::string& out, char c) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out.push_back('%');
  out.push_back(digits[byte >> 4U]);
  out.push_back(digits[byte & 0xFU]);
}

bool is_unreserved(char c) { return is_alnum(c) || std::string_view("-._~").find(c) != npos; }

std::string percent_encoded(std::string_view bytes, std::string_view kept) {
  std::string out;
  for (const char c : bytes) {
    if (is_unreserved(c) || kept.find(c) != npos) {
      out.push_back(c);
    } else {
      percent(out, c);
    }
  }
  return out;
}

std::string annotation(std::string_view text, std::string_view encoded) {
  return escaped(text, [encoded](std::string& out, char c, char) {
    encoded.find(c) == npos ? out.push_back(c) : percent(out, c);
  });
}

}  // namespace

std::string markup(std::string_view text) {
  return escaped(text, [](std::string& out, char c, char) {
    static constexpr std::string_view characters = "&<>\"'";
    static constexpr std::string_view entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    const std::size_t which = characters.find(c);
    if (which == npos) {
      out.push_back(c);
    } else {
      out += entities[which];
    }
  });
}

// Entities for what opens HTML or ends a cell; an empty comment parts the '@' from the name that it would call, and the
// letters of "http" and "www" from what makes a link of them.
std::string markdown(std::string_view text) {
  return escaped(text, [](std::string& out, char c, char next) {
    static constexpr std::string_view by_backslash = "\\`*_[]~$";
    // http:, https:, ftp:, mailto:, xmpp: and www.
    const bool makes_link =
        !out.empty() && ((c == ':' && next != ' ' && std::string_view("psoPSO").find(out.back()) != npos) ||
                         (c == '.' && (out.back() == 'w' || out.back() == 'W')));
    if (by_backslash.find(c) != npos) {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '|') {
      out += "&#124;";
    } else if (c == '@' || c == '#') {
      out.push_back(c);
      out += "<!-- -->";
    } else if (makes_link) {
      out += c == '.' ? "&#46;" : "&#58;";
    } else {
      out.push_back(c);
    }
  });
}

std::string annotation_data(std::string_view text) { return annotation(text, "%"); }

std::string annotation_property(std::string_view text) { return annotation(text, "%:,"); }

std::string no_command(std::string_view line) {
  std::string out(line);
  for (std::size_t at = out.find("##["); at != std::string::npos; at = out.find("##[", at))
    out.insert(at + 1, " ");
  return out;
}

std::string uri_path(std::string_view bytes) { return percent_encoded(bytes, "/"); }

std::string uri_segment(std::string_view bytes) { return percent_encoded(bytes, ""); }

std::string shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80)
    --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace weightcheck::report
