// SPDX-License-Identifier: Apache-2.0
// One read a file; a second look only where nobody said what a git id means (hash_plan.hpp).
#include "workflow/hash_model.hpp"

#include <algorithm>

#include "workflow/hash_plan.hpp"
#include "workflow/line_ends.hpp"
#include "workflow/midstates_file.hpp"
#include "workflow/signed_pieces.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Evidence;
using evidence::FileObservation;

// --fail-fast: the first file that no longer can be what a set says of it ends the hashing.
pipeline::OnFinished fail_fast_hook(const Evidence& evidence, FailFast fail_fast) {
  if (fail_fast == FailFast::no) return {};
  return [&evidence](const FileObservation& seen) {
    const evidence::ModelFile* file = seen.digests.ok() ? evidence.tree.find(seen.path) : nullptr;
    if (file == nullptr) return pipeline::Next::go_on;
    const bool differs = std::ranges::any_of(evidence.claim_sets, [&](const evidence::ClaimSet& set) {
      const evidence::Claim* claim = set.find(seen.path);
      // Whether a name in a cache is a git id at all is settled when everything is read.
      const bool is_unsettled =
          claim != nullptr && !claim->sha256() &&
          std::ranges::find(evidence.layouts, set.source, &evidence::LayoutRecord::source) != evidence.layouts.end();
      return claim != nullptr && !is_unsettled && hold(*claim, *file, *seen.digests) == evidence::Held::differs;
    });
    return differs ? pipeline::Next::stop : pipeline::Next::go_on;
  };
}

// States are written on the usual grid; hints on another one are of no use to that run.
pipeline::HashPlan with_midstates(pipeline::HashPlan plan, const FoundMidstates& found, const Evidence& gathered,
                                  const VerifyRequest& request) {
  const bool writes = request.write_midstates.has_value();
  if (found.midstates && (!writes || found.midstates->grid == midstates::grid_bytes_default)) {
    const std::size_t files = add_hints(*found.midstates, gathered.claim_sets, plan);
    tell(request.hashing.events, EventLevel::info, "midstates",
         {{"file", found.name},
          {"grid", found.midstates->grid},
          {"files_in_spans", std::uint64_t{files}},
          {"files", std::uint64_t{plan.items.size()}}});
  }
  if (writes) {
    plan.grid = midstates::grid_bytes_default;
    plan.keep_states = pipeline::KeepStates::yes;
  }
  if (request.fail_fast == FailFast::yes) plan.damaged = pipeline::Damaged::ruled_out;
  return plan;
}

void join(FileObservation& first, const FileObservation& second) {
  if (second.digests.ok()) {
    first.digests->add(*second.digests);
  } else {
    first.digests = second.digests;  // it was the same file a moment ago and is not now, or cannot be read any more
  }
}

// What a rule would have said of such a file is not known, whatever its digest is now.
void give_up_what_was_not_looked_at(const Evidence& evidence, std::vector<FileObservation>& observations) {
  for (const evidence::Unread& file : evidence.unread) {
    const auto seen = std::ranges::lower_bound(observations, file.path, {}, &FileObservation::path);
    if (seen != observations.end() && seen->path == file.path && seen->digests.ok()) seen->digests = file.error;
  }
}

}  // namespace

Result<ModelPlan> plan_model(const io::ModelDirectory& model, const Evidence& gathered, const VerifyRequest& request) {
  auto found = find_midstates(model, gathered.tree, request.midstates, request.manifest_file);
  if (!found.ok()) return found.error();
  ModelPlan planned{.found = *std::move(found), .plan = {}};
  planned.plan = with_midstates(plan_hashing(gathered), planned.found, gathered, request);
  return planned;
}

Status take_second_look(const io::ModelDirectory& model, const Evidence& gathered, const VerifyRequest& request,
                        const Watch& watch, std::vector<FileObservation>& observations) {
  const pipeline::HashPlan second = plan_second_look(gathered, observations);
  if (second.items.empty()) return done;
  const auto looked = pipeline::hash_files(model, second, request.hashing, watch.stop, &watch.progress);
  if (!looked.ok()) return looked.error();
  for (const FileObservation& seen : *looked)
    join(*std::ranges::lower_bound(observations, seen.path, {}, &FileObservation::path), seen);
  return done;
}

Result<evidence::Hashed> hash_model(const io::ModelDirectory& model, const Evidence& gathered,
                                    const VerifyRequest& request, const Observe& observe, const Watch& watch) {
  const auto planned = plan_model(model, gathered, request);
  if (!planned.ok()) return planned.error();
  auto observed = observe ? observe(model, gathered, planned->plan)
                          : pipeline::hash_files(model, planned->plan, request.hashing, watch.stop, &watch.progress,
                                                 fail_fast_hook(gathered, request.fail_fast));
  if (!observed.ok()) return observed.error();
  evidence::Hashed hashed{.observations = std::move(*observed), .hashed = true};
  hashed.midstates_wrong = wrong_midstates(planned->found, hashed.observations);
  if (Status looked = take_second_look(model, gathered, request, watch, hashed.observations); !looked.ok())
    return std::move(looked).error();
  if (Status pieces = hash_signed_pieces(model, gathered, request, watch, hashed.observations); !pieces.ok())
    return std::move(pieces).error();
  give_up_what_was_not_looked_at(gathered, hashed.observations);
  hashed.line_ends_changed = line_ends_changed(model, gathered, hashed.observations);
  hashed.interrupted = std::ranges::any_of(hashed.observations, [](const FileObservation& seen) {
    return !seen.digests.ok() && seen.digests.error().code == ErrorCode::interrupted;
  });
  return hashed;
}

}  // namespace weightcheck::workflow
