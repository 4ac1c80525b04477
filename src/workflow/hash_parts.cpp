// SPDX-License-Identifier: Apache-2.0
// The list is in the parts: each row has its file's name and place.
#include "workflow/hash_parts.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "workflow/merge_parts.hpp"
#include "workflow/named_files.hpp"
#include "workflow/read_pieces.hpp"

namespace weightcheck::workflow {
namespace {

Result<pipeline::HashPlan> plan_of(const std::vector<std::string>& paths) {
  pipeline::HashPlan plan;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto identity = io::identity_of_file(paths[i]);
    if (!identity.ok()) {
      Error error = within(identity.error(), printable(paths[i]));
      if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
      return error;
    }
    plan.items.push_back({.path = NamedFiles::position(i), .expected = *identity});
  }
  return plan;
}

SharedPlan share_list(const std::vector<std::string>& paths, const pipeline::HashPlan& whole, std::size_t count) {
  std::vector<parts::PlanBasis::Listed> listed;
  for (std::size_t i = 0; i < paths.size(); ++i)
    listed.push_back({paths[i], whole.items[i].expected.size});
  return share_files("hash", std::move(listed), "", whole, count);
}

// As far as the parts that are there tell it.
std::vector<std::string> names_in(const std::vector<parts::Given>& given) {
  std::vector<std::pair<std::uint64_t, std::string>> places;
  for (const parts::Given& one : given) {
    if (!one.part.ok()) continue;
    for (const parts::Row& row : one.part->rows)
      places.emplace_back(parse_decimal(row.path.text()).value_or(UINT64_MAX), row.name);
  }
  std::ranges::sort(places);
  std::vector<std::string> names;
  for (auto& [place, name] : places) {
    if (place == names.size()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Result<PartOutcome> hash_files_part(const std::vector<std::string>& paths, const pipeline::HashOptions& options,
                                    const PartRequest& part, const Watch& watch) {
  const Stopwatch stopwatch;
  const NamedFiles files(paths);
  watch.progress.show_as([&paths](const ModelPath& position) { return NamedFiles(paths).name_of(position); });
  const auto whole = plan_of(paths);
  if (!whole.ok()) return whole.error();
  const SharedPlan shared = share_list(paths, *whole, part.share.of);
  const pipeline::PiecePlan pieces = pieces_of(shared.plan, *whole, part.share);
  auto read = read_pieces(files, pieces, options, part, shared, watch);
  if (!read.ok()) return std::move(read).error();
  PartOutcome outcome = outcome_of(part, shared, *read, stopwatch);
  outcome.held = true;
  std::vector<std::string> names;
  for (const pipeline::PieceSeen& one : read->seen) {
    names.push_back(files.name_of(one.file.path));
    if (!one.file.digests.ok())
      outcome.unfinished.push_back(printable(names.back()) + ": " + one.file.digests.error().message);
  }
  const Status left = leave_part(part, header_of("hash", "", part.share, shared), pieces, *read, outcome,
                                 watch.progress.engines(), names);
  if (!left.ok()) return left.error();
  return outcome;
}

Result<std::vector<NamedDigest>> hash_of_parts(const std::vector<parts::Given>& given,
                                               const pipeline::HashOptions& options, const Watch& watch) {
  if (Status there = check_all_there(given); !there.ok()) return std::move(there).error();
  const std::vector<std::string> names = names_in(given);
  const auto whole = plan_of(names);
  if (!whole.ok()) return whole.error();
  const SharedPlan shared = share_list(names, *whole, parts::count_of(given));
  const auto seen = observe_parts(NamedFiles(names), *whole, shared, given, options, watch);
  if (!seen.ok()) return seen.error();
  std::vector<NamedDigest> digests;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& found = (*seen)[i].digests;
    digests.push_back({names[i], found.ok() ? Result<Digest>(found->sha256().value()) : found.error()});
  }
  return digests;
}

}  // namespace weightcheck::workflow
