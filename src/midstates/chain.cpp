// SPDX-License-Identifier: Apache-2.0
// The walk over the spans of one file.
#include "midstates/chain.hpp"

#include <algorithm>
#include <stdexcept>

namespace weightcheck::midstates {

Chain::Chain(const Line& line, std::uint64_t grid) : line_(line), grid_(grid), ends_(line.states.size() + 1) {
  if (line.states.size() != states_of(line.size, grid)) throw std::logic_error("states that do not fit the size");
}

ByteRange Chain::span(std::size_t index) const {
  const std::uint64_t begin = index * grid_;
  return {begin, std::min(begin + grid_, line_.size)};
}

const hash::ChainingValue& Chain::guess(std::size_t index) const {
  return index == 0 ? hash::initial_value : line_.states[index - 1].value_;
}

std::optional<Chain::Step> Chain::next_step() {
  if (!looked_for_broken_) find_broken();
  for (; walked_ < spans(); ++walked_) {
    if (walked_ > 0 && !line_.states[walked_ - 1].is(reached_.value())) return Step{walked_, reached_};
    reached_ = Proven(ends_[walked_]);  // it was computed from exactly this start
  }
  return std::nullopt;
}

void Chain::stepped(const hash::ChainingValue& value) {
  ends_[walked_] = value;
  reached_ = Proven(value);
  ++walked_;
}

bool Chain::is_shown_to_differ() const {
  const bool is_off_the_guess = walked_ > 0 && walked_ < spans() && !line_.states[walked_ - 1].is(reached_.value());
  return is_off_the_guess && !broken_.empty() && broken_.back().end <= span(walked_).begin;
}

Digest Chain::digest() const {
  require_walked();
  return {hash::to_bytes(reached_.value())};
}

std::vector<Hint> Chain::states() const {
  require_walked();
  std::vector<Hint> states;
  states.reserve(line_.states.size());
  for (std::size_t i = 0; i + 1 < ends_.size(); ++i)
    states.emplace_back(ends_[i]);
  return states;
}

std::size_t Chain::wrong_hints() const {
  require_walked();
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < line_.states.size(); ++i)
    wrong += line_.states[i].is(ends_[i]) ? 0U : 1U;
  return wrong;
}

bool Chain::holds(std::size_t link) const {
  if (link < line_.states.size()) return line_.states[link].is(ends_[link]);
  return hash::to_bytes(ends_[link]) == line_.sha256.bytes;
}

void Chain::find_broken() {
  looked_for_broken_ = true;
  for (std::size_t link = 0; link < spans(); ++link) {
    if (holds(link)) continue;
    const ByteRange range = span(link);
    if (!broken_.empty() && broken_.back().end == range.begin) {
      broken_.back().end = range.end;
    } else {
      broken_.push_back(range);
    }
  }
}

void Chain::require_walked() const {
  if (walked_ < spans()) throw std::logic_error("asked a chain that is not walked to its end");
}

}  // namespace weightcheck::midstates
