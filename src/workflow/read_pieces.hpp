// SPDX-License-Identifier: Apache-2.0
// The reading of a part, and the journal beside its file by which a killed run need not begin again.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "parts/part_file.hpp"
#include "pipeline/hash_pieces.hpp"
#include "workflow/hash_model.hpp"
#include "workflow/journal.hpp"
#include "workflow/part_run.hpp"

namespace weightcheck::workflow {

struct PiecesRead {
  std::vector<pipeline::PieceSeen> seen{};  // in the plan's order
  std::size_t reused = 0;                   // that an earlier run of this very part had read
  std::string journal_fault{};              // why this run could not be resumed; "" where it can
  Journal journal;                          // to be removed when the part is written
};

// Reads the pieces. With Reuse::yes those are taken over that an earlier run of this part of this plan wrote down, of
// files that are the very same still: inode, size, mtime and ctime. Errors: those of hash_pieces() and Journal::open();
// interrupted, and then the journal stays.
[[nodiscard]] Result<PiecesRead> read_pieces(const io::FileOpener& files, const pipeline::PiecePlan& pieces,
                                             const pipeline::HashOptions& options, const PartRequest& part,
                                             const SharedPlan& shared, const Watch& watch);

// What is written of a piece.
[[nodiscard]] parts::Row row_of(const pipeline::HashItem& item, midstates::SpanRange range,
                                const evidence::FileObservation& file, const std::vector<hash::ChainingValue>& ends);

}  // namespace weightcheck::workflow
