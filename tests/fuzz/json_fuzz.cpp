// SPDX-License-Identifier: Apache-2.0
// Any bytes are JSON or are refused in printable words, and nlohmann_json agrees which; Python's reader
// takes all of them. What is written is read as the
// same value, is UTF-8 and holds no control character.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "json/parse.hpp"
#include "json/python_reader.hpp"
#include "json/utf8.hpp"
#include "json/write.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_written(const json::Value& value) {
  for (const json::Indent indent : {json::Indent::none, json::Indent::two_spaces}) {
    const std::string text = json::write(value, indent);
    require(json::find_invalid_utf8(text) == std::string_view::npos);
    require(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }));
    const auto again = json::parse(text, {.duplicates = json::Duplicates::kept});
    require(again.ok() && *again == value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  const auto strict = json::parse(text);
  const auto lax = json::parse(text, {.duplicates = json::Duplicates::kept});
  const auto commented = json::parse(text, {.duplicates = json::Duplicates::kept, .comments = json::Comments::allowed});
  if (strict.ok()) require(lax.ok() && *lax == *strict);
  if (lax.ok()) require(commented.ok() && *commented == *lax);
  if (!strict.ok()) require(!strict.error().message.empty() && !hides_characters(strict.error().message));
  if (lax.ok()) check_written(*lax);
  const auto python = json::read_as_python(text);
  require(!lax.ok() || python.ok());
  if (python.ok()) require(json::read_as_python(text, json::Comments::allowed).ok() && python->end <= text.size());
  if (!python.ok()) require(!hides_characters(python.error().message));

  const bool bounded = !lax.ok() && lax.error().code == ErrorCode::limit;
  // nlohmann skips a byte order mark and stops at a NUL.
  const bool lax_there = text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos;
  if (!bounded && !lax_there) require(nlohmann::json::accept(text) == lax.ok());
  return 0;
}
