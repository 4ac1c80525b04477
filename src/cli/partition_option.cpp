// SPDX-License-Identifier: Apache-2.0
// A part's words: it is ok or it differs, and what that says of the model is said by who has all of them.
#include "cli/partition_option.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/wording.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "parts/engine.hpp"

namespace weightcheck::cli {
namespace {

constexpr std::size_t told_max = 20;

std::optional<std::string> environment_variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// A folder stands for a file in it that is named after the part, with as many digits as the last one has: names then
// sort as numbers do.
std::string file_in(const std::string& place, parts::Share share) {
  std::error_code failed;
  if (!place.ends_with('/') && !std::filesystem::is_directory(place, failed)) return place;
  return fmt::format("{}{}part-{:0{}}-of-{}.part", place, place.ends_with('/') ? "" : "/", share.part,
                     std::to_string(share.of).size(), share.of);
}

void tell_all(const std::vector<std::string>& list) {
  for (std::size_t i = 0; i < std::min(list.size(), told_max); ++i)
    complain(list[i]);
  if (list.size() > told_max) complain(fmt::format("and {} more", with_commas(list.size() - told_max)));
}

}  // namespace

Options PartitionOption::options(Resumes resumes) {
  return {
      {.names = "--partition",
       .value = "I/N",
       .help = "read the I-th of N parts and leave the result in --part-file, for `weightcheck merge`; or auto:slurm, "
               "auto:slurm-array, auto:mpi, auto:k8s: which part, the engine says",
       .into = &word_},
      {.names = "--partitions",
       .value = "N",
       .help = "how many parts there are, for engines that do not say it",
       .into = in_range(parts_, 1, parts::parts_max),
       .with = "--partition"},
      {.names = "--part-file",
       .value = "FILE",
       .help = "file, or folder for a file named after the part, to leave the part in",
       .into = &file_,
       .with = "--partition"},
      {.names = "--resume",
       .help = "take over what an interrupted run had read",
       .into = &resume_,
       .with = resumes == Resumes::parts ? "--partition" : ""}};
}

Status PartitionOption::read() {
  request_.reuse = reuse();
  if (!given()) return done;
  if (file_.empty()) return Error{ErrorCode::usage, "--partition needs --part-file: where to leave the part"};
  const auto share = parts::find_share(word_, parts_ == 0 ? std::nullopt : std::optional(parts_), environment_variable);
  if (!share.ok()) return share.error();
  request_.share = *share;
  request_.file = file_in(file_, *share);
  return done;
}

int print_part(const workflow::PartOutcome& outcome, parts::Share share) {
  if (outcome.reused > 0)
    remark(fmt::format("{} taken over from the interrupted run", counted(outcome.reused, "piece")));
  if (!outcome.journal_fault.empty()) remark("this run could not have been resumed: " + outcome.journal_fault);
  tell_all(outcome.differs);
  tell_all(outcome.unfinished);
  const char* word = !outcome.differs.empty()      ? "differs"
                     : !outcome.unfinished.empty() ? "incomplete"
                     : outcome.held                ? "ok"
                                                   : "read, and nothing says what it must be";
  const int printed = print(fmt::format(
      "weightcheck: {} {} ({}, {}, {:.1f} s; all parts together are for `weightcheck merge`)\n", parts::name_of(share),
      word, counted(outcome.pieces, "piece"), counted(outcome.bytes, "byte"), outcome.seconds));
  if (printed != exit_done) return printed;
  if (!outcome.differs.empty()) return exit_differs;
  return outcome.unfinished.empty() ? exit_done : exit_unfinished;
}

}  // namespace weightcheck::cli
