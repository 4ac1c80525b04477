// SPDX-License-Identifier: Apache-2.0
// What cannot be published is refused by every part, before it hashes: the others need not find out an hour later.
#include "workflow/manifest_parts.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "io/atomic_file.hpp"
#include "workflow/manifest_steps.hpp"
#include "workflow/merge_parts.hpp"
#include "workflow/read_pieces.hpp"

namespace weightcheck::workflow {
namespace {

SharedPlan share_manifest(const ManifestRequest& request, const ManifestBegun& begun, const pipeline::HashPlan& whole,
                          std::size_t count) {
  const std::string pin =
      request.upstream.value_or("") + " " + (request.commit ? request.commit->hex() : std::string());
  return share_files("manifest", listed_of(begun.tree), pin, whole, count);
}

// A line of a part holds the states of a file.
Status check_lines(const ManifestRequest& request, const evidence::ModelTree& tree) {
  if (!request.midstates_grid) return done;
  for (const evidence::ModelFile& file : tree.files) {
    const std::uint64_t states = midstates::states_of(file.size, *request.midstates_grid);
    if (states * hash::chaining_value_bytes / 3 * 4 < parts::file_states_bytes_max) continue;
    return Error{ErrorCode::usage, in_quotes(file.path.text()) + " would have " + counted(states, "state") +
                                       " on this grid, more than a part can hold; take a larger one"};
  }
  return done;
}

}  // namespace

Result<PartOutcome> create_manifest_part(const ManifestRequest& request, const PartRequest& part, const Watch& watch) {
  const Stopwatch stopwatch;
  const auto begun = begin_manifest(request, watch.stop);
  if (!begun.ok()) return begun.error();
  if (Status may = check_lines(request, begun->tree); !may.ok()) return std::move(may).error();
  const pipeline::HashPlan whole = plan_manifest(request, *begun);
  const SharedPlan shared = share_manifest(request, *begun, whole, part.share.of);
  const pipeline::PiecePlan pieces = pieces_of(shared.plan, whole, part.share);
  auto read = read_pieces(begun->model, pieces, request.hashing, part, shared, watch);
  if (!read.ok()) return std::move(read).error();
  PartOutcome outcome = outcome_of(part, shared, *read, stopwatch);
  outcome.held = true;
  for (const pipeline::PieceSeen& one : read->seen) {
    if (!one.file.digests.ok())
      outcome.unfinished.push_back(in_quotes(one.file.path.text()) + ": " + one.file.digests.error().message);
  }
  const Status left = leave_part(part, header_of("manifest", request.model, part.share, shared), pieces, *read, outcome,
                                 watch.progress.engines());
  if (!left.ok()) return left.error();
  return outcome;
}

Result<ManifestOutcome> create_manifest_of_parts(ManifestRequest request, const std::vector<parts::Given>& given,
                                                 const Watch& watch) {
  for (const parts::Given& one : given) {
    if (one.part.ok() && one.part->header.grid != 0) request.midstates_grid = one.part->header.grid;
  }
  auto begun = begin_manifest(request, watch.stop);
  if (!begun.ok()) return begun.error();
  if (Status outside = check_outside(begun->model, given); !outside.ok()) return std::move(outside).error();
  const pipeline::HashPlan whole = plan_manifest(request, *begun);
  const SharedPlan shared = share_manifest(request, *begun, whole, std::max<std::size_t>(1, parts::count_of(given)));
  const auto seen = observe_parts(begun->model, whole, shared, given, request.hashing, watch);
  if (!seen.ok()) return seen.error();
  const auto hashes = take_hashes(request, *begun, *seen);
  if (!hashes.ok()) return hashes.error();
  return finish_manifest(request, *begun, *hashes);
}

}  // namespace weightcheck::workflow
