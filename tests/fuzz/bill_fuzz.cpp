// SPDX-License-Identifier: Apache-2.0
// Any bytes are a bill of materials or are refused in printable words; of what is read, a manifest can be written.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/escape.hpp"
#include "manifest/bill.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const auto outcome = manifest::read_bill(bytes);
  if (const auto* refused = std::get_if<manifest::Rejection>(&outcome)) {
    require(!refused->message.empty() && !hides_characters(refused->message) && refused->message.size() < 20'000);
    return 0;
  }
  const auto& read = std::get<manifest::Manifest>(outcome);
  require(manifest::looks_like_bill(bytes));
  require(read.form == manifest::Form::plain && !read.commit && !read.upstream && !read.license);
  require(!read.entries.empty());
  require(std::ranges::adjacent_find(read.entries, std::ranges::greater_equal{}, &manifest::Entry::path) ==
          read.entries.end());
  require(manifest::parse(bytes_of(manifest::write(read))).ok());
  return 0;
}
