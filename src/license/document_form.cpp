// SPDX-License-Identifier: Apache-2.0
// Tags are searched without a parser of HTML: what looks like one inside of a comment is taken for one too.
#include "license/document_form.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t form_tag_bytes_max = 4000;

// The value behind "name=" in a tag of lower case; from the tag as it is written.
std::string value_of(std::string_view tag, std::string_view lower, std::string_view name) {
  std::size_t at = lower.find(name);
  if (at == std::string_view::npos) return "";
  at = lower.find_first_not_of(" \t\r\n", at + name.size());
  if (at == std::string_view::npos || lower[at] != '=') return "";
  at = lower.find_first_not_of(" \t\r\n", at + 1);
  if (at == std::string_view::npos) return "";
  const char quote = lower[at];
  if (quote != '"' && quote != '\'') return std::string(tag.substr(at, lower.find_first_of(" \t\r\n>", at) - at));
  return std::string(tag.substr(at + 1, lower.find(quote, at + 1) - at - 1));
}

std::string address_in(std::string_view content) {
  const std::size_t url = lowered(content).find("url");
  std::size_t begin =
      content.find_first_of(url == std::string_view::npos ? ";," : "=", url == std::string_view::npos ? 0 : url);
  if (begin == std::string_view::npos) return std::string(trimmed(content));
  std::string_view address = trimmed(content.substr(begin + 1));
  while (!address.empty() && (address.front() == '"' || address.front() == '\''))
    address.remove_prefix(1);
  while (!address.empty() && (address.back() == '"' || address.back() == '\''))
    address.remove_suffix(1);
  return std::string(address);
}

}  // namespace

std::string unread_form(std::string_view bytes) {
  struct Form {
    std::string_view opening;
    std::string_view name;
  };
  constexpr std::array<Form, 10> forms = {{{"%!PS", "a PostScript document"},
                                           {"{\\rtf", "an RTF document"},
                                           {"PK\x03\x04", "a packed document"},
                                           {"\xD0\xCF\x11\xE0", "a document of an office program"},
                                           {"\x1F\x8B", "a compressed file"},
                                           {"\x89PNG", "a picture"},
                                           {"\xFF\xD8\xFF", "a picture"},
                                           {"GIF8", "a picture"},
                                           {"RIFF", "a picture"},
                                           {"<svg", "a picture"}}};
  constexpr std::size_t pdf_begins_within = 1024;  // readers of PDF skip what stands before
  if (bytes.substr(0, pdf_begins_within).find("%PDF-") != std::string_view::npos) return "a PDF document";
  const auto form = std::ranges::find_if(forms, [&](const Form& one) { return bytes.starts_with(one.opening); });
  return form == forms.end() ? "" : std::string(form->name);
}

std::optional<std::string> redirect_of(std::string_view page) {
  const std::string lower = lowered(page);
  for (std::size_t at = lower.find("<meta"); at != std::string::npos; at = lower.find("<meta", at + 5)) {
    const std::size_t length = std::min(lower.find('>', at), at + form_tag_bytes_max) - at;
    const std::string_view tag = page.substr(at, length);
    const std::string_view in_lower_case = std::string_view(lower).substr(at, length);
    if (lowered(trimmed(value_of(tag, in_lower_case, "http-equiv"))) != "refresh") continue;
    if (std::string address = address_in(value_of(tag, in_lower_case, "content")); !address.empty()) return address;
  }
  return std::nullopt;
}

}  // namespace weightcheck::license
