// SPDX-License-Identifier: Apache-2.0
// Equal digests are equal bytes. Of a file that was read in spans: every span was started from the same state on both
// machines and came to the same, so that whatever chain holds for the one holds for the other.
#include "workflow/merge_copies.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/escape.hpp"
#include "workflow/merge_parts.hpp"
#include "workflow/verify_observed.hpp"

namespace weightcheck::workflow {
namespace {

using Key = std::tuple<std::string, std::size_t>;  // path, first span

std::map<Key, const parts::Row*> by_piece(const parts::PartFile& part) {
  std::map<Key, const parts::Row*> rows;
  for (const parts::Row& row : part.rows)
    rows.emplace(Key{row.path.text(), row.spans.first}, &row);
  return rows;
}

bool is_same_content(const parts::Row& one, const parts::Row& other) {
  return one.identity.size == other.identity.size && one.spans == other.spans && one.digests == other.digests &&
         one.ends == other.ends;
}

void add(std::vector<std::string>& list, const std::string& path) {
  if (list.empty() || list.back() != path) list.push_back(path);
}

void compare(const parts::PartFile& judged, const parts::PartFile& copy, CopySeen& seen) {
  const auto expected = by_piece(judged);
  const auto found = by_piece(copy);
  for (const auto& [key, row] : expected) {
    const auto other = found.find(key);
    if (other == found.end()) {
      add(seen.differs, row->path.text());
    } else if (!other->second->digests.ok()) {
      add(seen.unreadable, row->path.text());
    } else if (row->digests.ok() && !is_same_content(*row, *other->second)) {
      add(seen.differs, row->path.text());
    }
  }
  for (const auto& [key, row] : found) {
    if (!expected.contains(key)) add(seen.differs, row->path.text());
  }
}

bool is_whole(const parts::Given& given) {
  return given.part.ok() && given.part->header.share == parts::Share{} && given.part->header.command == "verify";
}

// Size, times and inode of all its files are those of the model that lies here.
bool is_of(const parts::Given& given, const pipeline::HashPlan& whole) {
  return is_whole(given) && std::ranges::all_of(given.part->rows, [&](const parts::Row& row) {
           const auto item = std::ranges::lower_bound(whole.items, row.path, {}, &pipeline::HashItem::path);
           return item != whole.items.end() && item->path == row.path && is_same_file(row.identity, item->expected);
         });
}

CopySeen seen_of(const parts::Given& given, const parts::Given& judged) {
  CopySeen seen{.host = given.part.ok() ? given.part->header.host : std::string(), .name = given.name};
  seen.is_judged = &given == &judged;
  if (!given.part.ok()) {
    seen.fault = given.part.error().message;
  } else if (!is_whole(given)) {
    seen.fault = "is " + parts::name_of(given.part->header.share) + ", and not of a whole copy (--partition 1/1)";
  } else {
    compare(*judged.part, *given.part, seen);
    // The same bytes under another list of claims or another pin are not known to be the same model.
    if (seen.is_same() && given.part->header.plan != judged.part->header.plan)
      seen.fault = "is of another plan: other claims, other options, or other files that were not read";
  }
  return seen;
}

}  // namespace

Result<CopiesOutcome> verify_copies(const VerifyRequest& request, const std::vector<parts::Given>& given,
                                    std::stop_token stop, const VerifyHooks& hooks) {
  pipeline::Progress unwatched;
  VerifyHooks watched = hooks;
  if (watched.progress == nullptr) watched.progress = &unwatched;
  const parts::Given* judged = nullptr;
  const Observe observe = [&](const io::ModelDirectory& model, const evidence::Evidence& gathered,
                              const pipeline::HashPlan& whole) -> Result<std::vector<evidence::FileObservation>> {
    if (Status outside = check_outside(model, given); !outside.ok()) return std::move(outside).error();
    const auto found = std::ranges::find_if(given, [&](const parts::Given& one) { return is_of(one, whole); });
    if (found == given.end())
      return Error{ErrorCode::io, "none of the parts is of the copy in " + printable(request.model) +
                                      " as it is now; make one with --partition 1/1, here"};
    judged = &*found;
    const SharedPlan shared = share_model("verify", gathered, whole, 1);
    return observe_parts(model, whole, shared, {*found}, request.hashing, {stop, *watched.progress});
  };
  auto report = verify_observed(request, stop, watched, observe);
  if (!report.ok()) return report.error();
  CopiesOutcome outcome{.report = *std::move(report), .copies = {}};
  if (judged == nullptr) return outcome;  // what is said of the model was refused before any part was looked at
  for (const parts::Given& one : given)
    outcome.copies.push_back(seen_of(one, *judged));
  return outcome;
}

}  // namespace weightcheck::workflow
