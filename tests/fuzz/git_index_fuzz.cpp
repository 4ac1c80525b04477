// SPDX-License-Identifier: Apache-2.0
// Any bytes are an index in git's order or are refused; what was read, written again in version 2 or 3, reads as the
// same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/escape.hpp"
#include "git/index.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

std::uint32_t written(git::Mode mode) {
  switch (mode) {
    case git::Mode::file:
      return 0100644;
    case git::Mode::executable:
      return 0100755;
    case git::Mode::symlink:
      return 0120000;
    case git::Mode::submodule:
      return 0160000;
    case git::Mode::folder:
      break;
  }
  std::abort();
}

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift & 0xFF));
}

std::string write(git::ObjectFormat format, const std::vector<git::IndexEntry>& entries) {
  std::string out = "DIRC";
  put(out, 3, 4);
  put(out, entries.size(), 4);
  for (const git::IndexEntry& entry : entries) {
    const std::size_t begin = out.size();
    out.append(24, '\0');
    put(out, written(entry.mode), 4);
    out.append(12, '\0');
    out.append(text_of(entry.id.raw()));
    const bool extended = entry.skip_worktree || entry.intent_to_add;
    const std::size_t name_bytes = std::min<std::size_t>(entry.path.text().size(), 0xFFF);
    put(out, (extended ? 0x4000U : 0U) | static_cast<std::uint32_t>(entry.stage) << 12 | name_bytes, 2);
    if (extended) put(out, (entry.skip_worktree ? 0x4000U : 0U) | (entry.intent_to_add ? 0x2000U : 0U), 2);
    out += entry.path.text();
    out.append(8 - (out.size() - begin) % 8, '\0');
  }
  out.append(format == git::ObjectFormat::sha1 ? 20 : 32, '\0');
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  for (const auto format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
    const auto entries = git::parse_index(format, bytes);
    if (!entries.ok()) {
      require(!hides_characters(entries.error().message) && entries.error().message.size() < 3000);
      continue;
    }
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const git::IndexEntry& entry = (*entries)[i];
      require(entry.id.format() == format && entry.stage <= 3);
      require(i == 0 || (*entries)[i - 1].path < entry.path ||
              ((*entries)[i - 1].path == entry.path && (*entries)[i - 1].stage < entry.stage));
    }
    const auto again = git::parse_index(format, bytes_of(write(format, *entries)));
    require(again.ok() && *again == *entries);
  }
  return 0;
}
