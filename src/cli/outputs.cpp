// SPDX-License-Identifier: Apache-2.0
// Compared are the names that a writer puts a file in the place of, their folders resolved: a link is itself replaced,
// not what it leads to.
#include "cli/outputs.hpp"

#include <filesystem>
#include <set>

#include "base/escape.hpp"
#include "cli/step_summary.hpp"
#include "io/atomic_file.hpp"
#include "io/snapshot_link.hpp"

namespace weightcheck::cli {
namespace fs = std::filesystem;
namespace {

// A snapshot of a hub cache reads its repository's blobs too.
std::string folder_read(const std::string& input) {
  std::error_code missing;
  const fs::path whole = fs::canonical(input, missing);
  if (missing || !fs::is_directory(whole, missing)) return "";
  return io::repository_around(whole.string());
}

bool lies_in(const std::string& place, const std::string& folder) {
  return !folder.empty() && place.starts_with(folder == "/" ? folder : folder + "/");
}

// Where a file that is opened under this name is written to, also where the name is a link to a file that is not there.
std::string written_place(const std::string& name) {
  constexpr int links_max = 40;  // as the kernel
  std::error_code failed;
  fs::path place = fs::absolute(name, failed);
  for (int links = 0; links < links_max && fs::is_symlink(fs::symlink_status(place, failed)); ++links)
    place = place.parent_path() / fs::read_symlink(place, failed);
  return fs::weakly_canonical(place, failed).string();
}

bool replaces(const std::string& place, const std::string& input) {
  std::error_code missing;
  if (!fs::exists(fs::symlink_status(place, missing))) return false;
  if (place == io::place_of(input) || fs::equivalent(place, input, missing)) return true;
  return lies_in(place, folder_read(input));
}

// The next run would find a file there that nobody lists.
bool adds_to(const std::string& place, const std::string& input) { return lies_in(place, folder_read(input)); }

}  // namespace

std::vector<std::string> together(std::vector<std::string> paths, const std::vector<std::string>& more) {
  paths.insert(paths.end(), more.begin(), more.end());
  return paths;
}

Status check_outputs(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
  std::set<std::string> places;
  for (const std::string& output : outputs) {
    if (output.empty() || output == "-") continue;
    // A step's summary is appended to: its folder need not be writable.
    if (Status writable = io::can_write(output); !writable.ok() && output != step_summary_file()) return writable;
    const std::string place = io::place_of(output).value_or(output);
    if (!places.insert(place).second)
      return Error{ErrorCode::usage, printable(output) + " is named by two outputs; each needs a file of its own"};
    for (const std::string& input : inputs) {
      if (replaces(place, input))
        return Error{ErrorCode::usage, printable(output) + " belongs to what is read; an output would replace it"};
      if (adds_to(place, input))
        return Error{ErrorCode::usage, printable(output) +
                                           " would be a new file in the folder that is read, and unlisted at the next "
                                           "run; write it outside of " +
                                           printable(input)};
    }
  }
  return done;
}

Status check_log(const std::string& log, const std::vector<std::string>& inputs,
                 const std::vector<std::string>& outputs) {
  std::error_code failed;
  if (log == "-" || fs::equivalent(log, "/dev/stdout", failed))
    return Error{ErrorCode::usage, "--log-file takes a file: standard output is for results"};
  if (fs::is_regular_file(log, failed) && fs::hard_link_count(log, failed) > 1)
    return Error{ErrorCode::usage, printable(log) + " has other names (hard links); a log there would change them too"};
  const std::string place = written_place(log);
  for (const std::string& output : outputs) {
    if (!output.empty() && output != "-" && io::place_of(output).value_or(output) == place)
      return Error{ErrorCode::usage, printable(log) + " is the log and an output; each needs a file of its own"};
  }
  for (const std::string& input : inputs) {
    std::error_code missing;
    if (fs::equivalent(place, input, missing) || lies_in(place, folder_read(input)))
      return Error{ErrorCode::usage, printable(log) + " belongs to what is read; a log there would change it"};
  }
  return done;
}

}  // namespace weightcheck::cli
