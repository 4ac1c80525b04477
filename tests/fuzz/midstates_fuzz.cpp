// SPDX-License-Identifier: Apache-2.0
// Whatever is read is written back byte for byte, and what is refused is refused in printable words. And the input as a
// file and its hints: the chain's digest is the file's.
#include <cstdlib>
#include <string>

#include "base/escape.hpp"
#include "hash/engine.hpp"
#include "hash/sha256.hpp"
#include "midstates/chain.hpp"

namespace {

using namespace weightcheck;

constexpr std::uint64_t grid = 64;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_format(ByteSpan bytes) {
  const auto found = midstates::read(bytes);
  if (!found.ok()) {
    require(found.error().message.starts_with("line ") && !hides_characters(found.error().message) &&
            found.error().message.size() < 500);
    return;
  }
  require(midstates::write(*found) == text_of(bytes));
}

hash::ChainingValue compressed(const hash::ChainingValue& start, ByteSpan content, midstates::ByteRange span) {
  hash::LaneState state{.words = start, .bytes = span.begin};
  const std::size_t used = span.end - span.begin;
  std::vector<std::byte> bytes(used + hash::padding_bytes_max);
  std::ranges::copy(content.subspan(span.begin, used), bytes.begin());
  const std::size_t length = span.end == content.size() ? hash::pad(bytes, used, content.size()) : used;
  const hash::LaneInput input{&state, bytes.data()};
  hash::advance(hash::engines().back(), {&input, 1}, length / hash::block_bytes);
  return state.words;
}

// The first byte says which states are right; the others are bytes of the content.
void check_chain(ByteSpan content) {
  if (content.size() <= grid || content.size() > 64 * grid) return;
  midstates::Line line{.sha256 = hash::sha256(content), .size = content.size()};
  const auto right = std::to_integer<unsigned>(content.front());
  hash::ChainingValue value = hash::initial_value;
  for (std::size_t i = 0; i < midstates::states_of(content.size(), grid); ++i) {
    value = compressed(value, content, {i * grid, (i + 1) * grid});
    const bool is_right = (right >> (i % 8) & 1U) != 0;
    line.states.emplace_back(
        is_right ? value : hash::read_chaining_value(content.subspan(i * grid).first<hash::chaining_value_bytes>()));
  }
  midstates::Chain chain(line, grid);
  for (std::size_t i = 0; i < chain.spans(); ++i)
    chain.ended(i, compressed(chain.guess(i), content, chain.span(i)));
  while (const auto step = chain.next_step())
    chain.stepped(compressed(step->start.value(), content, chain.span(step->span)));
  require(chain.digest() == line.sha256);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  check_format(bytes);
  check_chain(bytes);
  return 0;
}
