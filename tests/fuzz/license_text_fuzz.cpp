// SPDX-License-Identifier: Apache-2.0
// Any bytes are told to be some license or none; what is told is within its bounds, and no input is exact but a known
// text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "license/fingerprints.hpp"
#include "license/identify.hpp"
#include "license/names.hpp"
#include "license/plain_text.hpp"
#include "license/words.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

bool are_lines(const std::vector<std::uint32_t>& lines, std::size_t count) {
  return std::is_sorted(lines.begin(), lines.end()) &&
         std::all_of(lines.begin(), lines.end(), [&](std::uint32_t line) { return line >= 1 && line <= count; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  using license::Kind;
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const license::Identification found = license::identify(bytes);

  const license::PlainText plain = license::plain_text(bytes);
  const auto lines = static_cast<std::size_t>(std::count(plain.text.begin(), plain.text.end(), '\n')) + 1;
  const std::vector<license::Word> words = license::words_of(plain.text);
  require(found.words == words.size());
  require(are_lines(found.unexplained_lines, lines) && are_lines(found.missing_lines, lines));
  require(found.confidence >= 0 && found.confidence <= 1);
  require((found.confidence == 1) == (found.kind == Kind::exact));

  const bool none = found.kind == Kind::pointer || found.kind == Kind::placeholder || found.kind == Kind::unknown;
  require(found.id.empty() == none);
  require(found.unexplained_lines.size() <= found.unexplained_words);
  if (found.kind == Kind::exact) require(license::Fingerprints::stock().exact(license::joined(words)).has_value());
  if (found.kind == Kind::exact || found.kind == Kind::match || found.same_words) {
    require(found.unexplained_words == 0 && found.missing_words == 0 && !found.deceives);
  }
  if (found.kind == Kind::exact || found.kind == Kind::match) require(found.unsafe.empty());
  require(found.unsafe.size() <= license::oddities_max);
  for (const license::SetAside& entry : found.set_aside)
    require(entry.line >= 1 && entry.line <= lines);
  require(license::general_words(words).words.size() <= words.size() * 2 + 16);
  return 0;
}
