// SPDX-License-Identifier: Apache-2.0
#include "license/html_marks.hpp"

#include <algorithm>
#include <array>

namespace weightcheck::license {
namespace {

constexpr std::array<std::string_view, 45> tag_names = {
    "a",    "abbr", "article", "b",     "big",  "blockquote", "body", "br",  "center",  "code",  "dd",   "div",
    "dl",   "dt",   "em",      "font",  "h1",   "h2",         "h3",   "h4",  "h5",      "h6",    "head", "hr",
    "html", "i",    "kbd",     "li",    "meta", "ol",         "p",    "pre", "section", "small", "span", "strong",
    "sub",  "sup",  "table",   "tbody", "td",   "th",         "tr",   "tt",  "u"};

constexpr std::array<Entity, 18> entities = {{{"quot;", "\""},
                                              {"amp;", "and"},
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

}  // namespace

bool is_tag_name(std::string_view name) {
  return std::find(tag_names.begin(), tag_names.end(), name) != tag_names.end() || name == "ul" || name == "title";
}

bool is_block_tag(std::string_view name) {
  constexpr std::array<std::string_view, 26> names = {
      "article", "blockquote", "body", "br", "center", "dd", "div", "dl",      "dt",    "h1", "h2", "h3", "h4",
      "h5",      "h6",         "hr",   "li", "ol",     "p",  "pre", "section", "title", "td", "th", "tr", "ul"};
  return std::ranges::find(names, name) != names.end();
}

bool is_deceptive_tag(std::string_view name) {
  constexpr std::array<std::string_view, 14> names = {"embed", "frame",    "iframe", "img",    "input",
                                                      "link",  "noscript", "object", "script", "style",
                                                      "svg",   "template", "video",  "canvas"};
  return std::ranges::find(names, name) != names.end();
}

bool is_strike_tag(std::string_view name) { return name == "s" || name == "strike" || name == "del"; }

bool is_plain_attribute(std::string_view name) {
  constexpr std::array<std::string_view, 24> names = {
      "align",   "bgcolor", "border", "cellpadding", "cellspacing", "charset", "class", "colspan",
      "content", "dir",     "height", "href",        "http-equiv",  "id",      "lang",  "name",
      "rel",     "rowspan", "start",  "target",      "type",        "valign",  "width", "xmlns"};
  return name.starts_with("xml:") || name.starts_with("xmlns:") || std::binary_search(names.begin(), names.end(), name);
}

const Entity* entity_at(std::string_view text) {
  const auto* found = std::ranges::find_if(entities, [&](const Entity& one) { return text.starts_with(one.name); });
  return found == entities.end() ? nullptr : found;
}

}  // namespace weightcheck::license
