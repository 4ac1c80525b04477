// SPDX-License-Identifier: Apache-2.0
// Any bytes are a tree in git's order or are refused; what was read is, written again, the same bytes.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/escape.hpp"
#include "git/tree.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

std::string_view written(git::Mode mode) {
  switch (mode) {
    case git::Mode::file:
      return "100644";
    case git::Mode::executable:
      return "100755";
    case git::Mode::symlink:
      return "120000";
    case git::Mode::folder:
      return "40000";
    case git::Mode::submodule:
      return "160000";
  }
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  for (const auto format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
    const auto entries = git::parse_tree(format, bytes);
    if (!entries.ok()) {
      require(!hides_characters(entries.error().message) && entries.error().message.size() < 1000);
      continue;
    }
    std::string again;
    for (const git::TreeEntry& entry : *entries) {
      require(entry.id.format() == format);
      again.append(written(entry.mode)).append(" ").append(entry.name).append(1, '\0').append(text_of(entry.id.raw()));
    }
    // 100664 is read as 100644 and is the one thing that does not come back.
    std::string expected(text_of(bytes));
    std::size_t at = 0;
    for (const git::TreeEntry& entry : *entries) {
      if (expected.compare(at, 7, "100664 ") == 0) expected[at + 4] = '4';
      at = expected.find('\0', at) + 1 + entry.id.raw().size();
    }
    require(again == expected);
  }
  return 0;
}
