// SPDX-License-Identifier: Apache-2.0
// What the escapers of reports promise, for any bytes: nothing left that their language would take for its own.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/utf8.hpp"
#include "report/escape.hpp"

namespace {

using namespace std::string_view_literals;
namespace report = weightcheck::report;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_clean(std::string_view text) {
  if (weightcheck::json::find_invalid_utf8(text) != std::string_view::npos) return false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  }
  return true;
}

bool has_none_of(std::string_view text, std::string_view characters) {
  return text.find_first_of(characters) == std::string_view::npos;
}

// Every one of `characters` has a backslash of its own before it.
bool has_none_bare(std::string_view text, std::string_view characters) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (characters.find(text[at]) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const std::string markup = report::markup(text);
  require(is_clean(markup) && has_none_of(markup, "<>\"'"));

  std::string markdown = report::markdown(text);
  require(is_clean(markdown) && has_none_of(markdown, "|"));
  require(has_none_bare(markdown, "`*_[]~$"));
  constexpr std::string_view own = "<!-- -->";
  for (std::size_t at = markdown.find(own); at != std::string::npos; at = markdown.find(own))
    markdown.erase(at, own.size());
  require(has_none_of(markdown, "<>"));

  const std::string data_part = report::annotation_data(text), property = report::annotation_property(text);
  require(is_clean(data_part) && is_clean(property) && has_none_of(property, ":,"));

  require(report::no_command(text).find("##["sv) == std::string::npos);

  const std::string path = report::uri_path(text);
  require(path.size() <= 3 * text.size() && is_clean(path) && has_none_of(path, " \\<>\"?#[]{}|^`:"));
  require(has_none_of(report::uri_segment(text), "/"));

  const std::string cut = report::shortened(text, 10);
  require(cut.size() <= 13);
  return 0;
}
