// SPDX-License-Identifier: Apache-2.0
// What is asked of a model's structure, license and code is the joiner's to ask, once; a part walks and reads.
#include "workflow/part_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "io/atomic_file.hpp"
#include "workflow/claim_source.hpp"
#include "workflow/expectations.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/read_pieces.hpp"
#include "workflow/version.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Evidence;
using evidence::FileObservation;

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

// A model, as far as its plan needs it.
struct Prepared {
  io::ModelDirectory model;
  Evidence evidence;
  ModelPlan planned;
};

Result<Prepared> prepare(const VerifyRequest& request) {
  auto model = open_model(request);
  if (!model.ok()) return model.error();
  Evidence evidence;
  auto said = gather_said(*model, request);
  if (!said.ok()) return said.error();
  static_cast<evidence::Said&>(evidence) = std::move(*said);
  if (evidence.rejected) return Error{ErrorCode::inconsistent, evidence.rejected->message};
  auto tree = walk_model(*model, request);
  if (!tree.ok()) return tree.error();
  evidence.tree = std::move(*tree);
  bring_in_signed(*model, evidence, evidence.tree);
  finish_claims(evidence, evidence.tree);
  auto planned = plan_model(*model, evidence, request);
  if (!planned.ok()) return planned.error();
  return Prepared{*std::move(model), std::move(evidence), *std::move(planned)};
}

// What is found of one item against what is said of its file, as far as a part can tell.
class Holding {
 public:
  Holding(const Evidence& evidence, PartOutcome& outcome) : evidence_(evidence), outcome_(outcome) {}

  void hold(const pipeline::HashItem& item, midstates::SpanRange range, const pipeline::PieceSeen& seen) {
    if (!seen.file.digests.ok()) {
      outcome_.unfinished.push_back(in_quotes(item.path.text()) + ": " + seen.file.digests.error().message);
    } else if (range.count > 0) {
      hold_spans(item, range, seen);
    } else {
      hold_file(item, seen.file);
    }
  }

 private:
  void hold_file(const pipeline::HashItem& item, const FileObservation& seen) {
    const evidence::ModelFile* file = evidence_.tree.find(item.path);
    for (const evidence::ClaimSet& set : evidence_.claim_sets) {
      const evidence::Claim* claim = set.find(item.path);
      if (claim == nullptr || file == nullptr) continue;
      const evidence::Held held = evidence::hold(*claim, *file, *seen.digests);
      if (held == evidence::Held::ok || held == evidence::Held::unhashed) continue;
      outcome_.differs.push_back(in_quotes(item.path.text()) + " is not what " + std::string(set.source) +
                                 " says: " + std::string(name_of(held)));
      return;
    }
  }

  // Whether each span led to the state of the next one, and the last to the digest of the file.
  void hold_spans(const pipeline::HashItem& item, midstates::SpanRange range, const pipeline::PieceSeen& seen) {
    const midstates::Line& line = *item.hints;
    std::uint64_t broken = 0;
    for (std::size_t i = 0; i < seen.ends.size(); ++i) {
      const std::size_t span = range.first + i;
      const bool holds = span < line.states.size() ? line.states[span].is(seen.ends[i])
                                                   : hash::to_bytes(seen.ends[i]) == line.sha256.bytes;
      broken += holds ? 0U : 1U;
    }
    if (broken == 0) return;
    outcome_.differs.push_back(in_quotes(item.path.text()) + " is not what its states say in " +
                               counted(broken, "span") + " of " + with_commas(seen.ends.size()) +
                               ": it was changed, or they are wrong");
  }

  const Evidence& evidence_;
  PartOutcome& outcome_;
};

std::string pin_of(const Evidence& evidence) {
  if (!evidence.pin) return "";
  return evidence.pin->upstream.value_or("") + " " + evidence.pin->commit.hex();
}

}  // namespace

parts::Plan share_out(const pipeline::HashPlan& whole, std::size_t count) {
  std::vector<parts::Work> work;
  for (const pipeline::HashItem& item : whole.items) {
    auto& one = work.emplace_back(
        parts::Work{.path = item.path, .size = item.expected.size, .wanted = item.wanted, .line = std::nullopt});
    if (pipeline::is_spanned(item)) one.line = item.hints->sha256;
  }
  return parts::make_plan(std::move(work), whole.grid, count);
}

std::vector<parts::PlanBasis::Listed> listed_of(const evidence::ModelTree& tree) {
  std::vector<parts::PlanBasis::Listed> list;
  for (const evidence::ModelFile& file : tree.files)
    list.push_back({file.path.text(), file.size});
  return list;
}

SharedPlan share_files(std::string_view command, std::vector<parts::PlanBasis::Listed> listed, const std::string& pin,
                       const pipeline::HashPlan& whole, std::size_t count,
                       const std::vector<evidence::ClaimSet>* claim_sets) {
  SharedPlan shared{.plan = share_out(whole, count)};
  shared.digest = parts::digest_of({.command = command,
                                    .listed = std::move(listed),
                                    .pin = pin,
                                    .keeps_states = whole.keep_states == pipeline::KeepStates::yes,
                                    .plan = &shared.plan,
                                    .claim_sets = claim_sets});
  return shared;
}

SharedPlan share_model(std::string_view command, const Evidence& gathered, const pipeline::HashPlan& whole,
                       std::size_t count) {
  return share_files(command, listed_of(gathered.tree), pin_of(gathered), whole, count, &gathered.claim_sets);
}

pipeline::PiecePlan pieces_of(const parts::Plan& plan, const pipeline::HashPlan& whole, parts::Share share) {
  pipeline::PiecePlan pieces{.plan = {.items = {}, .grid = whole.grid, .keep_states = whole.keep_states}};
  for (const parts::Piece& piece : plan.parts[share.part - 1]) {
    pieces.plan.items.push_back(whole.items[piece.work]);
    pieces.ranges.push_back(piece.spans);
  }
  return pieces;
}

parts::Header header_of(std::string_view command, const std::string& model, parts::Share share,
                        const SharedPlan& shared) {
  return {.command = std::string(command),
          .share = share,
          .plan = shared.digest,
          .grid = shared.plan.grid,
          .model = model,
          .host = host_name(),
          .tool = std::string(version())};
}

namespace {

// As on one machine, of the files that this part read as a whole.
Status look_again(const Prepared& prepared, const VerifyRequest& request, const Watch& watch,
                  std::vector<pipeline::PieceSeen>& seen) {
  std::vector<FileObservation> files;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (!seen[i].ends.empty()) continue;
    files.push_back(seen[i].file);
    places.push_back(i);
  }
  if (Status looked = take_second_look(prepared.model, prepared.evidence, request, watch, files); !looked.ok())
    return looked;
  for (std::size_t i = 0; i < places.size(); ++i)
    seen[places[i]].file = std::move(files[i]);
  return done;
}

}  // namespace

PartOutcome outcome_of(const PartRequest& part, const SharedPlan& shared, const PiecesRead& read,
                       const Stopwatch& since) {
  const std::size_t index = part.share.part - 1;
  return {.pieces = shared.plan.parts[index].size(),
          .bytes = shared.plan.bytes_of_parts[index],
          .seconds = since.seconds(),
          .reused = read.reused,
          .journal_fault = read.journal_fault};
}

Status leave_part(const PartRequest& part, parts::Header header, const pipeline::PiecePlan& pieces, PiecesRead& read,
                  const PartOutcome& outcome, std::string engines, const std::vector<std::string>& names) {
  parts::PartFile written{.header = std::move(header),
                          .rows = {},
                          .ending = {.bytes = outcome.bytes,
                                     .milliseconds = static_cast<std::uint64_t>(outcome.seconds * 1000),
                                     .engines = std::move(engines)}};
  for (std::size_t i = 0; i < read.seen.size(); ++i) {
    written.rows.push_back(row_of(pieces.plan.items[i], pieces.ranges[i], read.seen[i].file, read.seen[i].ends));
    if (!names.empty()) written.rows.back().name = names[i];
  }
  if (Status left = io::write_atomically(part.file, parts::write(written)); !left.ok()) return left;
  return read.journal.remove();
}

Result<PartOutcome> verify_part(const VerifyRequest& request, const PartRequest& part, const Watch& watch) {
  const Stopwatch stopwatch;
  const auto prepared = prepare(request);
  if (!prepared.ok()) return prepared.error();
  const pipeline::HashPlan& whole = prepared->planned.plan;
  const SharedPlan shared = share_model("verify", prepared->evidence, whole, part.share.of);
  const pipeline::PiecePlan pieces = pieces_of(shared.plan, whole, part.share);
  auto read = read_pieces(prepared->model, pieces, request.hashing, part, shared, watch);
  if (!read.ok()) return std::move(read).error();
  if (Status looked = look_again(*prepared, request, watch, read->seen); !looked.ok()) return std::move(looked).error();
  PartOutcome outcome = outcome_of(part, shared, *read, stopwatch);
  outcome.held = prepared->evidence.has_claims();
  Holding holding(prepared->evidence, outcome);
  for (std::size_t i = 0; i < read->seen.size(); ++i)
    holding.hold(pieces.plan.items[i], pieces.ranges[i], read->seen[i]);
  const Status left = leave_part(part, header_of("verify", request.model, part.share, shared), pieces, *read, outcome,
                                 watch.progress.engines());
  if (!left.ok()) return left.error();
  return outcome;
}

Result<SharedPlan> plan_of_model(const VerifyRequest& request, std::size_t count) {
  const auto prepared = prepare(request);
  if (!prepared.ok()) return prepared.error();
  return share_model("verify", prepared->evidence, prepared->planned.plan, count);
}

}  // namespace weightcheck::workflow
