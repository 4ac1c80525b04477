// SPDX-License-Identifier: Apache-2.0
// Compared are the names that a writer puts a file in the place of, their folders resolved: a link is itself replaced,
// not what it leads to.
#include "cli/outputs.hpp"

#include <filesystem>
#include <set>

#include "base/escape.hpp"
#include "io/atomic_file.hpp"

namespace weightcheck::cli {
namespace fs = std::filesystem;
namespace {

// A snapshot of a hub cache reads its repository's blobs too.
std::string folder_read(const std::string& input) {
  std::error_code missing;
  const fs::path whole = fs::canonical(input, missing);
  if (missing || !fs::is_directory(whole, missing)) return "";
  const bool snapshot = whole.parent_path().filename() == "snapshots";
  return (snapshot ? whole.parent_path().parent_path() : whole).string();
}

bool replaces(const std::string& place, const std::string& input) {
  std::error_code missing;
  if (!fs::exists(fs::symlink_status(place, missing))) return false;
  if (place == io::place_of(input) || fs::equivalent(place, input, missing)) return true;
  const std::string folder = folder_read(input);
  return !folder.empty() && place.starts_with(folder == "/" ? folder : folder + "/");
}

}  // namespace

Status check_outputs(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
  std::set<std::string> places;
  for (const std::string& output : outputs) {
    if (output.empty() || output == "-") continue;
    const std::string place = io::place_of(output).value_or(output);  // without its folder the writing fails anyway
    if (!places.insert(place).second)
      return Error{ErrorCode::usage, printable(output) + " is named by two outputs; each needs a file of its own"};
    for (const std::string& input : inputs) {
      if (replaces(place, input))
        return Error{ErrorCode::usage, printable(output) + " belongs to what is read; an output would replace it"};
    }
  }
  return done;
}

}  // namespace weightcheck::cli
