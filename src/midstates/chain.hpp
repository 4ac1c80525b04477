// SPDX-License-Identifier: Apache-2.0
// How one file's SHA-256 is put together from spans that were computed at the same time, each from a start that
// somebody only says is right. Pure: who reads and compresses is not known here.
//
// Why the result is the file's digest, whoever wrote the hints: the walk begins with the constant of FIPS 180-4 and
// goes from span to span. It takes over what a span came to only if that span was started from exactly the value which
// the walk has reached; otherwise it asks for the span to be computed from there. So every step is one of the serial
// computation. A right hint saves time, a wrong one costs a span, and neither can change what comes out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "midstates/midstates.hpp"

namespace weightcheck::midstates {

// Bytes of a file, the end not among them.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// A chaining value that was computed from the beginning of the file on. Only a Chain makes one.
class Proven {
 public:
  [[nodiscard]] const hash::ChainingValue& value() const { return value_; }

 private:
  friend class Chain;
  Proven() = default;
  explicit Proven(const hash::ChainingValue& value) : value_(value) {}

  hash::ChainingValue value_ = hash::initial_value;
};

class Chain {
 public:
  // `line` outlives the chain, and has the states of a file of its size at this grid.
  Chain(const Line& line, std::uint64_t grid);

  [[nodiscard]] std::size_t spans() const { return ends_.size(); }
  [[nodiscard]] ByteRange span(std::size_t index) const;

  // Where span `index` is started before anybody knows what precedes it. Of the first one, the constant.
  [[nodiscard]] const hash::ChainingValue& guess(std::size_t index) const;
  // What span `index` came to from its guess; the last one is padded for the whole file. Once a span. Of different
  // spans, safe from several threads.
  void ended(std::size_t index, const hash::ChainingValue& value) { ends_[index] = value; }

  // A span that has to be computed from a start that is proven.
  struct Step {
    std::size_t span = 0;
    Proven start;
  };
  // After all spans have ended: what is to be computed next, and after that again. Nothing: the file's digest is known.
  [[nodiscard]] std::optional<Step> next_step();
  // What the step that next_step() gave came to.
  void stepped(const hash::ChainingValue& value);
  // The file's digest is not the line's, though it is not known yet: all that is left to walk leads to that digest,
  // from a state that the file has not. From its own, the same bytes would lead there only by a collision.
  [[nodiscard]] bool is_shown_to_differ() const;

  // The rest once next_step() has given nothing; before that it is a bug, and throws.
  [[nodiscard]] Digest digest() const;
  // The file's own states, whatever the hints were.
  [[nodiscard]] std::vector<Hint> states() const;
  // How many of the hints are not the file's states.
  [[nodiscard]] std::size_t wrong_hints() const;

  // The spans that did not lead from their guess to the next one, or in the end to the line's digest; those that touch
  // are one range. A diagnosis of data or hints, and evidence of neither. After the first next_step().
  [[nodiscard]] const std::vector<ByteRange>& broken() const { return broken_; }

 private:
  [[nodiscard]] bool holds(std::size_t link) const;
  void find_broken();
  void require_walked() const;

  const Line& line_;
  std::uint64_t grid_;
  std::vector<hash::ChainingValue> ends_;  // by span: from its guess; behind the walk, from its proven start
  std::size_t walked_ = 0;                 // spans
  Proven reached_;                         // after them
  bool looked_for_broken_ = false;
  std::vector<ByteRange> broken_;
};

}  // namespace weightcheck::midstates
