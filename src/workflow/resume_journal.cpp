// SPDX-License-Identifier: Apache-2.0
// The lines of the journal (workflow/journal.hpp) behind its first, "weightcheck resume v1":
//
//   text    = DEVICE " " INODE " " SIZE " " MTIME " " CTIME " " [ states " " ] sumline
//   states  = "states:" GRID ":" base64 as in SHA256.midstates, "" of a file that is not larger than the grid
//
//   A later line of the same path wins. Numbers are decimal, times in nanoseconds since the epoch and perhaps negative;
//   sumline is as sha256sum prints it, with its LF.
#include "workflow/resume_journal.hpp"

#include <charconv>
#include <string_view>
#include <utility>
#include <variant>

#include "manifest/sum_line.hpp"

namespace weightcheck::workflow {
namespace {

constexpr std::string_view first_line = "weightcheck resume v1\n";
constexpr std::string_view states_key = "states:";

// Takes "<number> " off the front.
template <typename Number>
std::optional<Number> take_number(std::string_view& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || length == text.size() || text[length] != ' ') return std::nullopt;
  text.remove_prefix(length + 1);
  return number;
}

std::optional<FileIdentity> take_identity(std::string_view& text) {
  const auto device = take_number<std::uint64_t>(text);
  const auto inode = device ? take_number<std::uint64_t>(text) : std::nullopt;
  const auto size = inode ? take_number<std::uint64_t>(text) : std::nullopt;
  const auto mtime = size ? take_number<std::int64_t>(text) : std::nullopt;
  const auto ctime = mtime ? take_number<std::int64_t>(text) : std::nullopt;
  if (!ctime) return std::nullopt;
  return FileIdentity{.device = *device, .inode = *inode, .size = *size, .mtime_ns = *mtime, .ctime_ns = *ctime};
}

// Takes "states:GRID:BASE64 " off the front.
std::optional<ResumeJournal::Finished> take_states(std::string_view& text, std::uint64_t size) {
  const std::size_t end = text.find(' ');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view word = text.substr(states_key.size(), end - states_key.size());
  const std::size_t colon = word.find(':');
  const auto grid = colon == std::string_view::npos ? std::nullopt : parse_decimal(word.substr(0, colon));
  auto states = grid && midstates::is_grid(*grid) ? midstates::read_states(word.substr(colon + 1)) : std::nullopt;
  if (!states || states->size() != midstates::states_of(size, *grid)) return std::nullopt;
  text.remove_prefix(end + 1);
  return ResumeJournal::Finished{.sha256 = {}, .grid = *grid, .states = *std::move(states)};
}

}  // namespace

Result<ResumeJournal> ResumeJournal::open(std::string path, Reuse reuse) {
  std::map<ModelPath, Known> known;
  auto journal =
      Journal::open(std::move(path), first_line, reuse, [&](std::string_view line) { return take(line, known); });
  if (!journal.ok()) return std::move(journal).error();
  return ResumeJournal(*std::move(journal), std::move(known));
}

bool ResumeJournal::take(std::string_view line, std::map<ModelPath, Known>& known) {
  std::string_view rest = line;
  const auto identity = take_identity(rest);
  if (!identity || rest.empty()) return false;
  auto finished = rest.starts_with(states_key) ? take_states(rest, identity->size) : Finished{};
  if (!finished) return false;
  auto sum = manifest::read_sum_line(rest.substr(0, rest.size() - 1));
  const auto* found = std::get_if<manifest::SumLine>(&sum);
  if (found == nullptr) return false;
  auto path = ModelPath::parse(found->name);
  if (!path) return false;
  finished->sha256 = found->sha256;
  known.insert_or_assign(*std::move(path), Known{*identity, *std::move(finished)});
  return true;
}

std::optional<ResumeJournal::Finished> ResumeJournal::find(const ModelPath& path, const FileIdentity& now,
                                                           std::uint64_t grid) const {
  const auto found = known_.find(path);
  if (found == known_.end() || found->second.identity != now) return std::nullopt;
  if (grid != 0 && found->second.finished.grid != grid) return std::nullopt;
  return found->second.finished;
}

Status ResumeJournal::record(const ModelPath& path, const FileIdentity& identity, const Finished& finished) {
  if (changed_just_now(identity)) return done;
  std::string line;
  for (const std::uint64_t number : {identity.device, identity.inode, identity.size})
    line.append(std::to_string(number)).push_back(' ');
  for (const std::int64_t time : {identity.mtime_ns, identity.ctime_ns})
    line.append(std::to_string(time)).push_back(' ');
  if (finished.grid != 0) {
    line.append(states_key).append(std::to_string(finished.grid)).append(":");
    line.append(midstates::write_states(finished.states)).push_back(' ');
  }
  line.append(manifest::sum_line(finished.sha256, path.text()));
  return journal_.append(line);
}

Status ResumeJournal::remove() {
  known_.clear();
  return journal_.remove();
}

}  // namespace weightcheck::workflow
