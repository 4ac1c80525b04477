// SPDX-License-Identifier: Apache-2.0
#include "workflow/receipt_parts.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/sha256.hpp"
#include "io/key_file.hpp"
#include "signature/bundle.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {
namespace {

constexpr std::size_t key_bytes_max = 4096;

// `places` are sorted.
bool lies_in_one(const std::vector<receipt::Place>& places, std::string_view name) {
  for (std::size_t end = name.find('/'); end != std::string_view::npos; end = name.find('/', end + 1)) {
    if (std::ranges::binary_search(places, name.substr(0, end), {}, &receipt::Place::name)) return true;
  }
  return false;
}

}  // namespace

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string host_name_of_receipts() {
  const auto id = io::read_file(std::string(machine_id_file), 256);
  return id.ok() && !id->empty() ? hash::sha256(bytes_of("weightcheck receipt " + *id)).hex() : std::string();
}

Result<std::string> receipt_key(const std::string& file) {
  auto key = io::read_key(file, key_bytes_max);
  if (!key.ok()) {
    Error error = within(key.error(), "key " + printable(file));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  if (key->size() < receipt::key_bytes_min) {
    return Error{ErrorCode::usage, "key " + printable(file) + ": it has " + std::to_string(key->size()) + " bytes; " +
                                       std::to_string(receipt::key_bytes_min) +
                                       " are needed (head -c 32 /dev/urandom > FILE makes them)"};
  }
  return key;
}

Result<receipt::Basis> basis_of(const std::string& file) {
  constexpr std::size_t bytes_max =
      std::max({limits::manifest_bytes_max, limits::proof_bytes_max, limits::signature_bytes_max});
  const auto bytes = io::read_file(file, bytes_max);
  if (!bytes.ok()) return within(bytes.error(), printable(file));
  std::error_code unresolved;
  const std::filesystem::path whole = std::filesystem::absolute(file, unresolved).lexically_normal();
  return receipt::Basis{.path = unresolved ? file : whole.string(), .sha256 = hash::sha256(bytes_of(*bytes))};
}

Result<Places> look_at_places(const io::ModelDirectory& model, std::vector<std::string> names, io::AskWriters ask) {
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  Places found;
  for (const std::string& name : names) {
    if (lies_in_one(found.places, name)) continue;
    hash::Sha256 digest;
    const auto seen = model.look_into(name, ask, [&](std::string_view line) { digest.update(bytes_of(line)); });
    if (!seen.ok()) return within(seen.error(), printable(name));
    if (!*seen) continue;
    if ((*seen)->newest_ns > found.newest_ns) {
      found.newest_ns = (*seen)->newest_ns;
      found.newest = name;
    }
    if ((*seen)->written && found.written.empty()) found.written = *(*seen)->written;
    found.places.push_back({.name = name, .entries = (*seen)->entries, .seen = digest.finish()});
  }
  return found;
}

void add_folders(const evidence::ModelTree& tree, std::vector<receipt::Place>& places) {
  for (const evidence::FolderSeen& folder : tree.folders) {
    const auto* left_out = evidence::find_excluded(tree.excluded, folder.name);
    if (left_out != nullptr && left_out->reason != evidence::Exclusion::empty_folder) continue;  // a place of its own
    const std::string rights =
        std::to_string(folder.mode) + " " + std::to_string(folder.owner) + " " + std::to_string(folder.group);
    places.push_back({.name = (folder.name.empty() ? "." : folder.name) + "/",
                      .entries = 1,
                      .seen = hash::sha256(bytes_of("folder " + rights))});
  }
  std::ranges::sort(places, {}, &receipt::Place::name);
}

}  // namespace weightcheck::workflow
