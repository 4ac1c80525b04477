// SPDX-License-Identifier: Apache-2.0
// Refs in both of their classic places: a file each, and packed-refs (gitrepository-layout(5), git-pack-refs(1)).
#include "anchor/local_repository.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>

#include "anchor/git_workspace.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "git/proof.hpp"
#include "io/file_descriptor.hpp"
#include "io/open_beneath.hpp"

namespace weightcheck::anchor {
namespace {

constexpr std::size_t packed_refs_bytes_max = std::size_t{16} << 20;
constexpr int symbolic_depth_max = 5;  // as git has it

// A regular file below the repository's folder, links refused; nothing where it does not exist.
Result<std::optional<std::string>> read_file(const std::string& folder, const std::string& name,
                                             std::size_t bytes_max) {
  const io::FileDescriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return io::system_error("cannot open '" + printable(folder) + "'", errno);
  const io::OpenAttempt file = io::open_beneath(directory.get(), name, O_RDONLY, io::Links::refuse);
  if (file.error_number == ENOENT || file.error_number == ENOTDIR) return std::optional<std::string>();
  if (!file.descriptor.valid()) return io::system_error("cannot open '" + printable(name) + "'", file.error_number);
  struct stat status {};
  if (::fstat(file.descriptor.get(), &status) != 0)
    return io::system_error("cannot look at '" + printable(name) + "'", errno);
  if (S_ISDIR(status.st_mode)) return std::optional<std::string>();  // refs/heads/a of a branch a/b
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::malformed, in_quotes(name) + " of the repository is no regular file"};
  std::string bytes(std::min<std::size_t>(static_cast<std::size_t>(status.st_size), bytes_max) + 1, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(file.descriptor.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io::system_error("cannot read '" + printable(name) + "'", errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (filled > bytes_max)
    return Error{ErrorCode::limit, in_quotes(name) + " is over the limit of " + std::to_string(bytes_max) + " bytes"};
  bytes.resize(filled);
  return std::optional<std::string>(std::move(bytes));
}

bool is_ref_name(std::string_view name) {
  if (name.size() > 1024 || name.find('\0') != std::string_view::npos || name.ends_with('/')) return false;
  return name == "HEAD" || (name.starts_with("refs/") && name.find("..") == std::string_view::npos &&
                            name.find("//") == std::string_view::npos);
}

std::string_view without_line_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.remove_suffix(1);
  return text;
}

std::optional<git::ObjectId> packed_ref(std::string_view packed, std::string_view ref) {
  while (!packed.empty()) {
    const std::string_view line = packed.substr(0, packed.find('\n'));
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos && line.substr(space + 1) == ref)
      return git::ObjectId::parse(line.substr(0, space));
    packed.remove_prefix(std::min(line.size() + 1, packed.size()));
  }
  return std::nullopt;
}

Result<std::optional<git::ObjectId>> read_ref(const std::string& git_folder, std::string ref) {
  for (int depth = 0; depth < symbolic_depth_max; ++depth) {
    if (!is_ref_name(ref)) return Error{ErrorCode::malformed, in_quotes(ref, 256) + " is no name of a ref"};
    const auto loose = read_file(git_folder, ref, 4096);
    if (!loose.ok()) return loose.error();
    if (!*loose) {
      const auto packed = read_file(git_folder, "packed-refs", packed_refs_bytes_max);
      if (!packed.ok()) return packed.error();
      return packed_ref(packed->value_or(""), ref);
    }
    const std::string_view text = without_line_end(**loose);
    if (!text.starts_with("ref: ")) {
      const auto id = git::ObjectId::parse(text);
      if (!id) return Error{ErrorCode::malformed, in_quotes(ref) + " of the repository holds no object id"};
      return id;
    }
    ref = text.substr(5);
  }
  return Error{ErrorCode::malformed, "refs of the repository lead to each other in a circle"};
}

}  // namespace

Result<LocalRepository> LocalRepository::open(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path root = std::filesystem::canonical(path, failure);
  if (failure) return Error{ErrorCode::not_found, "there is no folder '" + printable(path) + "'"};
  const auto is_folder = [](const std::filesystem::path& folder) {
    std::error_code ignored;  // what cannot be looked at is no repository to us
    return std::filesystem::is_directory(folder, ignored);
  };
  std::filesystem::path git_folder = root / ".git";
  if (!is_folder(git_folder)) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(git_folder, ignored)) {
      return Error{ErrorCode::unsupported,
                   in_quotes(path) + " is a linked worktree or a submodule; name the main repository with --upstream"};
    }
    git_folder = root;
  }
  if (!is_folder(git_folder / "objects") || !is_folder(git_folder / "refs")) {
    return Error{ErrorCode::not_found, in_quotes(path) + " is no git repository"};
  }
  return LocalRepository{git_folder.string(), (git_folder / "objects").string()};
}

Result<git::ObjectId> LocalRepository::resolve(const std::string& revision) const {
  const bool full_name = revision == "HEAD" || revision.starts_with("refs/");
  const auto missing = [&] {
    return Error{ErrorCode::not_found, in_quotes(git_folder) + " has no branch or tag '" + printable(revision) +
                                           "'; an abbreviated commit id does not do, all its digits are needed"};
  };
  if (full_name) {
    const auto id = read_ref(git_folder, revision);
    if (!id.ok()) return id.error();
    if (!*id) return missing();
    return **id;
  }
  const auto branch = read_ref(git_folder, "refs/heads/" + revision);
  if (!branch.ok()) return branch.error();
  const auto tag = read_ref(git_folder, "refs/tags/" + revision);
  if (!tag.ok()) return tag.error();
  if (*branch && *tag && **branch != **tag) {
    return Error{ErrorCode::inconsistent, in_quotes(revision) + " is both a branch and a tag; write refs/heads/" +
                                              printable(revision) + " or refs/tags/" + printable(revision)};
  }
  if (*branch) return **branch;
  if (*tag) return **tag;
  return missing();
}

Result<LocalProof> read_commit(const LocalRepository& repository, const git::ObjectId& object,
                               std::chrono::steady_clock::time_point deadline, const EventHook& events,
                               const std::stop_token& stop) {
  auto workspace = GitWorkspace::create(object.format(), deadline, stop, events);
  if (!workspace.ok()) return std::move(workspace).error();
  if (Status borrowed = workspace->borrow_objects(repository.objects_folder); !borrowed.ok())
    return std::move(borrowed).error();
  const auto peeled = workspace->run({.arguments = {"rev-parse", "--verify", "--quiet", object.hex() + "^{commit}"}});
  if (!peeled.ok()) return peeled.error();
  const auto commit = peeled->status == 0 ? git::ObjectId::parse(without_line_end(peeled->output)) : std::nullopt;
  if (!commit)
    return Error{ErrorCode::not_found,
                 "commit " + object.hex() + " is not in '" + printable(repository.git_folder) + "'"};
  if (Status cut = workspace->forget_parents(*commit); !cut.ok()) return std::move(cut).error();
  auto proof = workspace->write_proof(*commit);
  if (!proof.ok()) return within(std::move(proof).error(), in_quotes(repository.git_folder));
  const auto parsed = git::parse_proof(bytes_of(*proof));
  if (!parsed.ok()) return within(parsed.error(), "proof of " + commit->hex());
  std::vector<git::ObjectId> files;
  for (const git::ProofEntry& entry : parsed->entries) {
    if (entry.mode == git::Mode::file || entry.mode == git::Mode::executable) files.push_back(entry.id);
  }
  auto pointers = workspace->small_blobs(files);
  if (!pointers.ok()) return within(std::move(pointers).error(), in_quotes(repository.git_folder));
  return LocalProof{*commit, std::move(*proof), std::move(*pointers)};
}

}  // namespace weightcheck::anchor
