// SPDX-License-Identifier: Apache-2.0
// A part counts for a file only while the file is the one that it read: size, times and inode are those of now. Numbers
// of devices differ from machine to machine and say nothing.
#include "workflow/merge_parts.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "io/model_directory.hpp"
#include "midstates/chain.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;
using evidence::FileObservation;

constexpr std::string_view part_ending = ".part";
constexpr std::size_t told_max = 20;
constexpr std::uint64_t parts_bytes_max = std::uint64_t{1} << 30;  // of all parts together

Result<std::vector<std::string>> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().filename().string().ends_with(part_ending)) names.push_back(entry->path().string());
    if (names.size() > 2 * parts::parts_max)
      return Error{ErrorCode::limit, printable(folder) + " holds more parts than a plan has"};
  }
  if (failed) return Error{ErrorCode::io, "cannot list " + printable(folder) + ": " + failed.message()};
  std::ranges::sort(names);
  return names;
}

Error telling(const std::vector<std::string>& list) {
  std::string message = "the parts do not make a whole: ";
  for (std::size_t i = 0; i < std::min(list.size(), told_max); ++i)
    message += (i == 0 ? "" : "; ") + list[i];
  if (list.size() > told_max) message += "; and " + with_commas(list.size() - told_max) + " more";
  return {ErrorCode::io, std::move(message)};
}

// Why a part is of another plan: a file is not of the size that it had when the part was made.
std::vector<std::string> changed_files(const pipeline::HashPlan& whole, const parts::Objections& objections) {
  std::vector<std::string> list;
  std::set<std::string> told;
  for (const parts::Given* given : objections.foreign) {
    for (const parts::Row& row : given->part->rows) {
      const auto item = std::ranges::lower_bound(whole.items, row.path, {}, &pipeline::HashItem::path);
      if (item == whole.items.end() || item->path != row.path || item->expected.size == row.identity.size) continue;
      if (!told.insert(row.path.text()).second) continue;
      list.push_back(in_quotes(row.path.text()) + " changed while it was read: it had " +
                     counted(row.identity.size, "byte") + " for " + printable(given->name) + " and has " +
                     with_commas(item->expected.size) + " now");
    }
  }
  return list;
}

class PartsJoiner {
 public:
  PartsJoiner(const pipeline::HashPlan& whole, const parts::Joined& joined) : whole_(whole), joined_(joined) {}

  // None where its spans do not lead from one to the other.
  [[nodiscard]] std::optional<FileObservation> observe(std::size_t index) const {
    const pipeline::HashItem& item = whole_.items[index];
    const std::span rows =
        std::span(joined_.rows).subspan(joined_.at[index], joined_.at[index + 1] - joined_.at[index]);
    FileObservation seen{item.path, item.expected, evidence::DigestSet()};
    for (const parts::Row* row : rows) {
      if (!row->digests.ok()) {
        seen.digests = row->digests;
      } else if (!is_same_file(row->identity, item.expected)) {
        seen.digests = Error{ErrorCode::changed, "file changed between the parts"};
      } else {
        continue;
      }
      return seen;
    }
    if (rows.front()->spans.count == 0) {
      seen.digests = rows.front()->digests;
      seen.states = rows.front()->states;
      if (whole_.keep_states == pipeline::KeepStates::yes &&
          seen.states.size() != midstates::states_of(item.expected.size, whole_.grid))
        seen.digests = malformed("its part has not as many states as the file");
      return seen;
    }
    midstates::Chain chain(*item.hints, whole_.grid);
    for (const parts::Row* row : rows) {
      for (std::size_t i = 0; i < row->ends.size(); ++i)
        chain.ended(row->spans.first + i, row->ends[i]);
    }
    if (chain.next_step()) return std::nullopt;
    seen.digests = evidence::DigestSet{chain.digest()};
    seen.spans =
        evidence::SpansSeen{.line = item.hints->sha256, .broken = chain.broken(), .wrong_hints = chain.wrong_hints()};
    if (whole_.keep_states == pipeline::KeepStates::yes) seen.states = chain.states();
    return seen;
  }

 private:
  const pipeline::HashPlan& whole_;
  const parts::Joined& joined_;
};

std::string together(const std::vector<std::string>& engines) {
  std::string names;
  for (const std::string& name : engines)
    names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

bool is_same_file(FileIdentity then, FileIdentity now) {
  then.device = now.device = 0;
  return then == now;
}

Result<std::vector<parts::Given>> read_parts(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code failed;
    const fs::file_status status = fs::status(name, failed);
    if (!fs::exists(status)) return Error{ErrorCode::usage, printable(name) + ": No such file or directory"};
    if (!fs::is_directory(status)) {
      files.push_back(name);
      continue;
    }
    const auto inside = names_in(name);
    if (!inside.ok()) return inside.error();
    files.insert(files.end(), inside->begin(), inside->end());
  }
  std::uint64_t bytes = 0;
  std::vector<parts::Given> given;
  for (const std::string& file : files) {
    const auto text = io::read_file(file, parts::part_bytes_max);
    if (!text.ok()) {
      given.push_back({file, within(text.error(), "cannot be read")});
      continue;
    }
    bytes += text->size();
    if (bytes > parts_bytes_max)
      return Error{ErrorCode::limit, "the parts are over the limit of " + counted(parts_bytes_max, "byte")};
    given.push_back({file, parts::read(bytes_of(*text))});
  }
  return given;
}

Status check_outside(const io::ModelDirectory& model, const std::vector<parts::Given>& given) {
  for (const parts::Given& one : given) {
    if (model.has_a_say_in(one.name))
      return Error{ErrorCode::usage, printable(one.name) +
                                         " lies in the model, or a link in it leads there: parts are "
                                         "not taken from there"};
  }
  return done;
}

Result<PartsFacts> facts_of(const std::vector<parts::Given>& given) {
  std::vector<const parts::Header*> headers;
  for (const parts::Given& one : given) {
    if (one.part.ok()) headers.push_back(&one.part->header);
  }
  if (headers.empty()) {
    std::vector<std::string> list;
    for (const parts::Given& one : given)
      list.push_back(printable(one.name) + " " + one.part.error().message);
    if (list.empty()) list.emplace_back("there is none; parts are files whose names end with .part");
    return telling(list);
  }
  PartsFacts facts{.command = headers.front()->command, .model = headers.front()->model};
  for (const parts::Header* header : headers) {
    if (header->command != facts.command) facts.command.clear();
    if (header->model != facts.model) facts.model.clear();
  }
  return facts;
}

Status check_all_there(const std::vector<parts::Given>& given) {
  const std::size_t count = parts::count_of(given);
  std::vector<bool> there(count, false);
  std::vector<std::string> list;
  for (const parts::Given& one : given) {
    if (!one.part.ok()) {
      list.push_back(printable(one.name) + " " + one.part.error().message);
    } else if (one.part->header.share.of == count) {
      there[one.part->header.share.part - 1] = true;
    }
  }
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < count; ++i) {
    if (!there[i]) missing.push_back(i + 1);
  }
  if (!missing.empty()) list.push_back(parts::missing(missing, count));
  return list.empty() ? Status(done) : telling(list);
}

Result<std::vector<FileObservation>> observe_parts(const io::FileOpener& files, const pipeline::HashPlan& whole,
                                                   const SharedPlan& shared, const std::vector<parts::Given>& given,
                                                   const pipeline::HashOptions& options, const Watch& watch) {
  const parts::Objections objections = parts::objections(shared.plan, shared.digest, given);
  if (objections.any()) {
    std::vector<std::string> list = changed_files(whole, objections);  // first: the rest follows from it
    list.insert(list.end(), objections.list.begin(), objections.list.end());
    return telling(list);
  }
  const parts::Joined joined = parts::join(shared.plan, given);
  watch.progress.engines_used(together(joined.engines));
  const PartsJoiner joiner(whole, joined);
  std::vector<FileObservation> observations;
  pipeline::HashPlan again{.items = {}, .grid = whole.grid, .keep_states = whole.keep_states};
  for (std::size_t i = 0; i < whole.items.size(); ++i) {
    auto seen = joiner.observe(i);
    if (!seen) {
      again.items.push_back(whole.items[i]);
      seen = FileObservation{whole.items[i].path, whole.items[i].expected, evidence::DigestSet()};
    }
    observations.push_back(*std::move(seen));
  }
  if (again.items.empty()) return observations;
  auto looked = pipeline::hash_files(files, again, options, watch.stop, &watch.progress);
  if (!looked.ok()) return looked.error();
  watch.progress.engines_used(together(joined.engines));
  auto at = observations.begin();
  for (FileObservation& seen : *looked) {
    at = std::ranges::find(at, observations.end(), seen.path, &FileObservation::path);
    *at = std::move(seen);
  }
  return observations;
}

Result<policy::Report> verify_parts(const VerifyRequest& request, const std::vector<parts::Given>& given,
                                    std::stop_token stop, const VerifyHooks& hooks) {
  pipeline::Progress unwatched;
  VerifyHooks watched = hooks;
  if (watched.progress == nullptr) watched.progress = &unwatched;
  const Observe observe = [&](const io::ModelDirectory& model, const evidence::Evidence& gathered,
                              const pipeline::HashPlan& whole) {
    if (Status outside = check_outside(model, given); !outside.ok())
      return Result<std::vector<FileObservation>>(std::move(outside).error());
    const SharedPlan shared = share_model("verify", gathered, whole, std::max<std::size_t>(1, parts::count_of(given)));
    return observe_parts(model, whole, shared, given, request.hashing, {stop, *watched.progress});
  };
  return verify_observed(request, stop, watched, observe);
}

}  // namespace weightcheck::workflow
