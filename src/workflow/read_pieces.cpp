// SPDX-License-Identifier: Apache-2.0
// A line of the journal is a row of a part file. Its first line names the plan and the part: pieces of another one are
// other work.
#include "workflow/read_pieces.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/escape.hpp"

namespace weightcheck::workflow {
namespace {

using PieceKey = std::pair<ModelPath, std::size_t>;  // a piece: its file and its first span
using Known = std::map<PieceKey, parts::Row>;

std::string first_line_of(const PartRequest& part, const SharedPlan& shared) {
  return "weightcheck resume v1 " + parts::name_of(part.share) + " of plan " + shared.digest.hex() + "\n";
}

Result<Journal> open_journal(const PartRequest& part, const SharedPlan& shared, Known& known) {
  const auto take = [&](std::string_view line) {
    auto row = parts::read_row(line.substr(0, line.size() - 1));
    if (!row.ok() || !row->digests.ok() || parts::row_line(*row) != line) return false;
    known.insert_or_assign(PieceKey{row->path, row->spans.first}, *std::move(row));
    return true;
  };
  auto journal = Journal::open(part.file + std::string(resume_suffix), first_line_of(part, shared), part.reuse, take);
  if (!journal.ok() && journal.error().code == ErrorCode::not_found)
    return Error{ErrorCode::io,
                 "cannot write " + printable(part.file) + ": No such file or directory; make the folder first"};
  return journal;
}

std::optional<pipeline::PieceSeen> known_of(const Known& known, const pipeline::HashItem& item,
                                            midstates::SpanRange range) {
  const auto found = known.find(PieceKey{item.path, range.first});
  if (found == known.end()) return std::nullopt;
  const parts::Row& row = found->second;
  FileIdentity now = item.expected;
  now.device = 0;  // as in every row
  if (row.identity != now || row.spans != range) return std::nullopt;
  return pipeline::PieceSeen{
      .file = {.path = item.path, .identity = item.expected, .digests = row.digests, .states = row.states},
      .ends = row.ends};
}

}  // namespace

parts::Row row_of(const pipeline::HashItem& item, midstates::SpanRange range, const evidence::FileObservation& file,
                  const std::vector<hash::ChainingValue>& ends) {
  parts::Row row{.path = item.path, .identity = item.expected};
  row.identity.device = 0;
  row.spans = range;
  row.digests = file.digests;
  row.states = file.states;
  row.ends = ends;
  return row;
}

Result<PiecesRead> read_pieces(const io::FileOpener& files, const pipeline::PiecePlan& pieces,
                               const pipeline::HashOptions& options, const PartRequest& part, const SharedPlan& shared,
                               const Watch& watch) {
  Known known;
  auto journal = open_journal(part, shared, known);
  if (!journal.ok()) return std::move(journal).error();
  PiecesRead read{.journal = *std::move(journal)};
  std::vector<std::optional<pipeline::PieceSeen>> found;
  pipeline::PiecePlan left{.plan = {.items = {}, .grid = pieces.plan.grid, .keep_states = pieces.plan.keep_states}};
  for (std::size_t i = 0; i < pieces.plan.items.size(); ++i) {
    found.push_back(known_of(known, pieces.plan.items[i], pieces.ranges[i]));
    if (found.back()) {
      ++read.reused;
      continue;
    }
    left.plan.items.push_back(pieces.plan.items[i]);
    left.ranges.push_back(pieces.ranges[i]);
  }
  const auto keep = [&](std::size_t place, const evidence::FileObservation& file,
                        const std::vector<hash::ChainingValue>& ends) {
    const pipeline::HashItem& item = left.plan.items[place];
    if (!read.journal_fault.empty() || !file.digests.ok() || changed_just_now(item.expected))
      return pipeline::Next::go_on;
    const Status kept = read.journal.append(parts::row_line(row_of(item, left.ranges[place], file, ends)));
    if (!kept.ok()) read.journal_fault = kept.error().message;
    return pipeline::Next::go_on;
  };
  auto seen = pipeline::hash_pieces(files, left, options, watch.stop, &watch.progress, keep);
  if (!seen.ok()) return std::move(seen).error();
  const auto is_undone = [](const pipeline::PieceSeen& one) {
    return !one.file.digests.ok() && one.file.digests.error().code == ErrorCode::interrupted;
  };
  if (std::ranges::any_of(*seen, is_undone))
    return Error{ErrorCode::interrupted,
                 "interrupted; no part was written, and the same command with --resume goes on from here"};
  auto next = seen->begin();
  for (auto& one : found)
    read.seen.push_back(one ? *std::move(one) : std::move(*next++));
  return read;
}

}  // namespace weightcheck::workflow
