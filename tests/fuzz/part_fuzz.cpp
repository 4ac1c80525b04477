// SPDX-License-Identifier: Apache-2.0
// Whatever is read as a part is written back byte for byte, and what is refused is refused in printable words. And the
// input as numbers: a plan of any files covers every byte once.
#include <cstdlib>
#include <map>
#include <string>

#include "base/escape.hpp"
#include "parts/join.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_format(ByteSpan bytes) {
  auto part = parts::read(bytes);
  if (part.ok()) {
    require(parts::write(*part) == text_of(bytes));
  } else {
    require(!hides_characters(part.error().message) && part.error().message.size() < 500);
  }
  const parts::Plan plan = parts::make_plan({}, 0, 2);
  for (const std::string& objection : parts::objections(plan, Digest(), {{"name", std::move(part)}}).list)
    require(!hides_characters(objection));
}

// Two bytes a file: how large it is, in sixteenths of a span, and whether it has states.
void check_plan(ByteSpan bytes) {
  constexpr std::uint64_t grid = 16;
  if (bytes.size() < 3 || bytes.size() > 400) return;
  const auto count = 1 + std::to_integer<std::size_t>(bytes.front()) % 16;
  std::vector<parts::Work> work;
  for (std::size_t at = 1; at + 1 < bytes.size(); at += 2) {
    auto& one = work.emplace_back(parts::Work{.path = ModelPath::parse(std::to_string(at)).value()});
    one.size = std::to_integer<std::uint64_t>(bytes[at]);
    if (one.size > grid && std::to_integer<unsigned>(bytes[at + 1]) % 2 == 1) one.line = Digest();
  }
  const parts::Plan plan = parts::make_plan(work, grid, count);
  require(plan.parts.size() == count);
  std::map<std::size_t, std::map<std::size_t, std::size_t>> spans;
  for (const auto& part : plan.parts) {
    for (const parts::Piece& piece : part)
      require(spans[piece.work].emplace(piece.spans.first, piece.spans.count).second);
  }
  require(spans.size() == work.size());
  for (const auto& [index, pieces] : spans) {
    std::size_t next = 0;
    for (const auto& [first, of] : pieces) {
      require(first == next);
      next += of;
    }
    require(work[index].line ? next == (work[index].size + grid - 1) / grid : next == 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  check_format(bytes);
  check_plan(bytes);
  return 0;
}
