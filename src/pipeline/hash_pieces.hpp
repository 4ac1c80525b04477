// SPDX-License-Identifier: Apache-2.0
// hash_files() for a process that reads only a part of a model: of a file with hints, some of its spans.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "midstates/span_range.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::pipeline {

// Whether the file is hashed in spans: a blob id is one stream whatever is known of the file, and slower than SHA-256
// on one lane.
[[nodiscard]] bool is_spanned(const HashItem& item);

// Items of a plan, and of each which spans; those that are not hashed in spans are whole.
struct PiecePlan {
  HashPlan plan{};
  std::vector<midstates::SpanRange> ranges{};  // one an item
};

struct PieceSeen {
  evidence::FileObservation file;           // of some spans alone, with no digest: only whether they could be read
  std::vector<hash::ChainingValue> ends{};  // what each of the spans came to from its guess
};

// As OnFinished, of the item at that place of the plan, and what its spans came to.
using OnPiece = std::function<Next(std::size_t place, const evidence::FileObservation& file,
                                   const std::vector<hash::ChainingValue>& ends)>;

// As hash_files().
[[nodiscard]] Result<std::vector<PieceSeen>> hash_pieces(const io::FileOpener& files, const PiecePlan& pieces,
                                                         const HashOptions& options, std::stop_token stop,
                                                         Progress* progress = nullptr, const OnPiece& on_piece = {});

}  // namespace weightcheck::pipeline
