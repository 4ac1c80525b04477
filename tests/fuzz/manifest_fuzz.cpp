// SPDX-License-Identifier: Apache-2.0
// Any bytes are a manifest or are refused in printable words; what was read is written, and what was written is read as
// the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/escape.hpp"
#include "manifest/manifest.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

manifest::Manifest read_or_abort(const std::string& text) {
  auto manifest = manifest::parse(bytes_of(text));
  require(manifest.ok());
  return *std::move(manifest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  auto outcome = manifest::read(bytes);
  if (const auto* refused = std::get_if<manifest::Rejection>(&outcome)) {
    const auto lines = static_cast<std::size_t>(std::ranges::count(text_of(bytes), '\n')) + 1;
    require(!refused->message.empty() && !hides_characters(refused->message) && refused->message.size() < 2000);
    require(refused->line <= lines);
    require(refused->error().message == refused->message);
    return 0;
  }
  auto first = std::get<manifest::Manifest>(std::move(outcome));
  require(!first.entries.empty());
  require(std::ranges::adjacent_find(first.entries, std::ranges::greater_equal{}, &manifest::Entry::path) ==
          first.entries.end());
  require(first.form == manifest::Form::v1 ||
          (!first.commit && !first.upstream && !first.license && first.base_models.empty()));

  const std::string text = manifest::write(first);
  auto second = read_or_abort(text);
  require(manifest::write(second) == text);
  first.form = manifest::Form::v1;
  for (auto* manifest : {&first, &second}) {
    for (auto& entry : manifest->entries)
      entry.line = 0;
  }
  require(first == second);
  return 0;
}
