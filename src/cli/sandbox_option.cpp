// SPDX-License-Identifier: Apache-2.0
// A file is written by way of its folder, where a draft of it takes its place; so the folder is what a run may write.
#include "cli/sandbox_option.hpp"

#include <filesystem>
#include <set>

#include "hash/sha256.hpp"
#include "hubs/upstream.hpp"
#include "io/sandbox.hpp"
#include "io/snapshot_link.hpp"

namespace weightcheck::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t single_inputs_max = 256;

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? "." : file.substr(0, slash + 1);
}

}  // namespace

Options SandboxOption::options() {
  return {{.names = "--no-sandbox",
           .help = "keep the rights that this command does not need: to run programs, to open others' files",
           .into = &off}};
}

Status SandboxOption::enter(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                            const EventHook& events) {
  if (off) {
    state = "off, by --no-sandbox";
    tell(events, EventLevel::info, "sandbox", {{"state", state}});
    return done;
  }
  io::Places places;
  std::set<std::string> folders;
  for (const std::string& input : inputs) {
    std::error_code unresolved;
    if (inputs.size() > single_inputs_max && !fs::is_symlink(input, unresolved) && !unresolved) {
      folders.insert(folder_of(input));
      continue;
    }
    const std::string whole = fs::canonical(input, unresolved).string();
    const std::string repository = io::repository_around(whole);
    places.read.push_back(repository != whole ? repository : input);
    // Of a repository in a hub's cache: the store that it shares with the others.
    if (!unresolved && hubs::is_cache_folder(fs::path(repository).filename().string()))
      places.read.push_back((fs::path(repository).parent_path() / "blobs").string());
  }
  places.read.insert(places.read.end(), folders.begin(), folders.end());
  for (const std::string& output : outputs) {
    if (output.empty() || output == "-") continue;
    places.write.push_back(folder_of(output));
  }
  // OpenSSL reads its settings and providers, wherever they lie, at its first use: that has to be before.
  static_cast<void>(hash::sha256(ByteSpan()));
  const auto entered = io::enter_sandbox(places);
  if (!entered.ok()) return Error{entered.error().code, entered.error().message + "; --no-sandbox does without"};
  state = io::words_of(*entered);
  tell(events, EventLevel::info, "sandbox",
       {{"state", state}, {"landlock", static_cast<std::uint64_t>(entered->landlock)}});
  return done;
}

}  // namespace weightcheck::cli
