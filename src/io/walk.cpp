// SPDX-License-Identifier: Apache-2.0
// Depth first, without recursion, each folder opened by its own descriptor with O_NOFOLLOW: a folder that is swapped
// for a link during the walk is seen as a link. Files are read only where a name asks for it: whether one is left out
// is told by what it holds.
#include "io/walk.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <iterator>
#include <memory>
#include <span>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "evidence/companion.hpp"
#include "git/proof.hpp"
#include "hubs/table.hpp"
#include "io/atomic_file.hpp"
#include "io/folder_entries.hpp"
#include "io/model_directory.hpp"
#include "io/regular_file.hpp"
#include "manifest/manifest.hpp"
#include "midstates/midstates.hpp"

namespace weightcheck::io {
namespace {

using evidence::Exclusion;
using evidence::Layout;
using evidence::ModelTree;
using evidence::Refusal;

constexpr std::string_view git_name = ".git";
constexpr std::string_view journal_opening = "weightcheck resume v1\n";

enum class Ask : std::uint8_t {
  whole,  // it is read to its end
  head,   // its first bytes tell; and it is one, too, where it cannot be read
};

struct OwnFile {
  std::string_view name;
  std::size_t bytes_max;
  bool (*is_one)(std::string_view text);
  Ask ask = Ask::whole;
};

constexpr OwnFile own_files[] = {
    {manifest_name, limits::manifest_bytes_max,
     [](std::string_view text) { return manifest::parse(bytes_of(text)).ok(); }},
    {proof_name, limits::proof_bytes_max, [](std::string_view text) { return git::parse_proof(bytes_of(text)).ok(); }},
    {resume_name, static_cast<std::size_t>(limits::resume_journal_bytes_max),
     // A full disk leaves less than its opening.
     [](std::string_view text) { return text.starts_with(journal_opening) || journal_opening.starts_with(text); }},
    // It bears on no verdict, so a damaged one is still one: what is wrong with it is told by those who read it.
    {midstates_name, midstates::opening.size(),
     [](std::string_view text) { return midstates::opening.starts_with(text); }, Ask::head},
};

const OwnFile* own_file(std::string_view name) {
  const auto found = std::ranges::find(own_files, name, &OwnFile::name);
  return found == std::end(own_files) ? nullptr : found;
}

std::string_view special_kind(mode_t mode) {
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISBLK(mode) || S_ISCHR(mode)) return "a device";
  return "not a regular file";
}

class Walker {
 public:
  explicit Walker(const WalkStart& start) : start_(start) {}

  Result<ModelTree> run() {
    tree_.layout = start_.layout;
    pending_.emplace_back();  // the root itself
    while (!pending_.empty()) {
      const std::string folder = std::move(pending_.back());
      pending_.pop_back();
      if (Status listed = list(folder); !listed.ok()) {
        return folder.empty() ? listed.error() : within(listed.error(), printable(folder));
      }
    }
    refuse_links_to_what_is_left_out();
    std::ranges::sort(tree_.files, {}, &evidence::ModelFile::path);
    std::ranges::sort(tree_.refused, {}, &evidence::RefusedEntry::name);
    std::ranges::sort(tree_.excluded, {}, &evidence::ExcludedEntry::name);
    return std::move(tree_);
  }

 private:
  Status list(const std::string& folder) {
    OpenAttempt attempt =
        open_beneath(start_.root, folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY, Links::refuse, start_.method);
    if (!attempt.descriptor.valid()) return system_error("cannot list the folder", attempt.error_number);
    return for_each_entry(std::move(attempt.descriptor),
                          [&](int descriptor, const char* name) { return see(descriptor, folder, name); });
  }

  Status see(int folder_descriptor, const std::string& folder, const std::string& name) {
    if (++entries_ > limits::model_files_max) {
      return Error{ErrorCode::limit, "more than " + std::to_string(limits::model_files_max) + " entries in one model"};
    }
    const std::string relative = folder.empty() ? name : folder + "/" + name;
    name_bytes_ += relative.size();
    if (name_bytes_ > start_.name_bytes_max) {
      return Error{ErrorCode::limit, "the paths of one model have more than " + std::to_string(start_.name_bytes_max) +
                                         " bytes together"};
    }
    struct stat status {};
    if (::fstatat(folder_descriptor, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      refuse(relative, Refusal::unreadable, system_error("cannot stat", errno).message);
      return done;
    }
    if (is_left_out(folder_descriptor, relative, name, status)) return done;
    const auto path = ModelPath::parse(relative);
    if (!path.ok()) {
      refuse(relative, Refusal::name_invalid, path.error().message);
    } else if (S_ISDIR(status.st_mode)) {
      pending_.push_back(relative);
    } else if (S_ISLNK(status.st_mode)) {
      see_link(*path, folder_descriptor, name);
    } else if (!S_ISREG(status.st_mode)) {
      refuse(relative, Refusal::special_file, std::string(special_kind(status.st_mode)));
    } else {
      add_file(*path, status, std::nullopt);
    }
    return done;
  }

  // A folder, a FIFO or a device is none of the files that are left out, whatever its name. Nor is a link what another
  // program keeps here for itself.
  bool is_left_out(int folder_descriptor, const std::string& relative, const std::string& name,
                   const struct stat& status) {
    const bool is_folder = S_ISDIR(status.st_mode), is_file = S_ISREG(status.st_mode);
    if (is_folder) return is_folder_left_out(folder_descriptor, relative, name, status);
    if (relative == git_name && (is_file || S_ISLNK(status.st_mode))) {
      if (!is_git_file(relative, status.st_mode)) return false;
      tree_.excluded.push_back({relative, Exclusion::git_folder});
      return true;
    }
    if (const OwnFile* own = own_file(relative); own != nullptr && (is_file || S_ISLNK(status.st_mode))) {
      return is_own_left_out(*own, relative, status);
    }
    if (!is_file) return false;
    return is_record(relative, status) || is_unfinished(relative, status) || is_companion(relative, status);
  }

  bool is_own_left_out(const OwnFile& own, const std::string& relative, const struct stat& status) {
    const bool is_file = S_ISREG(status.st_mode);
    if (own.ask == Ask::head) {
      const bool leads_nowhere = !is_file && !regular_source(open(relative)).ok();
      if (leads_nowhere || !own.is_one(head_of(relative, own.bytes_max))) return false;
      if (is_file) {
        leave_out(relative, Exclusion::own_file, status);
      } else {
        tree_.excluded.push_back({relative, Exclusion::own_file});
      }
      return true;
    }
    const auto text = content_of(relative, own.bytes_max);
    if (!text.ok() && is_file) {
      refuse(relative, Refusal::unreadable, text.error().message);
      return true;
    }
    if (!text.ok() || !own.is_one(*text)) return false;
    tree_.excluded.push_back({relative, Exclusion::own_file});
    return true;
  }

  bool is_folder_left_out(int parent, const std::string& relative, const std::string& name, const struct stat& status) {
    std::optional<Exclusion> reason;
    if (relative == git_name && is_git_folder(parent, name)) reason = Exclusion::git_folder;
    if (evidence::is_trash_name(relative) && holds_only(relative, evidence::is_trash_entry))
      reason = Exclusion::companion;
    // What a check of a disk has found, which the system's own user alone may open.
    constexpr mode_t rights = S_IRWXU | S_IRWXG | S_IRWXO;
    const bool is_the_systems = status.st_uid == 0 && (status.st_mode & rights) == S_IRWXU;
    if (name == "lost+found" && is_the_systems && ::geteuid() != 0) reason = Exclusion::companion;
    if (hubs::is_record_folder(relative)) tree_.excluded.push_back({relative, Exclusion::hub_metadata});  // walked
    if (reason) tree_.excluded.push_back({relative, *reason});
    return reason.has_value();
  }

  static bool is_git_folder(int parent, const std::string& name) {
    struct stat status {};
    const auto is_there = [&](const char* inside, mode_t kind) {
      return ::fstatat(parent, (name + "/" + inside).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
             (status.st_mode & S_IFMT) == kind;
    };
    return is_there("HEAD", S_IFREG) || is_there("index", S_IFREG) || is_there("config", S_IFREG);
  }

  // That of a worktree or a submodule; a link to the repository is its user's.
  [[nodiscard]] bool is_git_file(const std::string& relative, mode_t mode) const {
    return S_ISLNK(mode) ||
           content_of(relative, limits::path_bytes_max + std::size_t{64}).value_or("").starts_with("gitdir: ");
  }

  [[nodiscard]] bool holds_only(const std::string& folder, bool (*is_expected)(std::string_view)) const {
    OpenAttempt attempt = open_beneath(start_.root, folder, O_RDONLY | O_DIRECTORY, Links::refuse, start_.method);
    if (!attempt.descriptor.valid()) return false;
    return for_each_entry(std::move(attempt.descriptor),
                          [&](int, const char* name) -> Status {
                            if (is_expected(name)) return done;
                            return Error{ErrorCode::malformed, "an entry of another kind"};
                          })
        .ok();
  }

  // What a client wrote in its own folder for itself. Its folder is told as a whole, its unfinished files by the
  // layout.
  [[nodiscard]] bool is_record(const std::string& relative, const struct stat& status) const {
    const auto inside = hubs::path_of_record(relative);
    return inside && evidence::is_client_record(*inside, bytes_of(head_of(relative, limits::head_bytes)),
                                                static_cast<std::uint64_t>(status.st_size));
  }

  bool is_unfinished(const std::string& relative, const struct stat& status) {
    const bool is_in_folder = evidence::lies_among_unfinished(relative);
    const auto named = evidence::unfinished_name(relative);
    if (!is_in_folder && !named) return false;
    if (!is_in_folder && named->is_control &&
        !evidence::is_aria2_control(bytes_of(head_of(relative, limits::head_bytes))))
      return false;
    const std::string finished(is_in_folder ? relative.substr(evidence::unfinished_folder.size())
                                            : std::string(named->finished));
    leave_out(relative, Exclusion::partial_download, status, finished);
    tree_.excluded.back().superseded =
        is_draft_name(relative.substr(relative.rfind('/') + 1));  // ours, of a run cut off
    return true;
  }

  bool is_companion(const std::string& relative, const struct stat& status) {
    if (!evidence::may_be_companion(relative)) return false;
    const std::string head = head_of(relative, evidence::companion_bytes_max);
    if (!evidence::is_companion(relative, bytes_of(head), static_cast<std::uint64_t>(status.st_size))) return false;
    leave_out(relative, Exclusion::companion, status);
    return true;
  }

  void leave_out(const std::string& relative, Exclusion reason, const struct stat& status, std::string finished = "") {
    auto path = ModelPath::parse(relative);
    tree_.excluded.push_back({.name = relative,
                              .reason = reason,
                              .finished = std::move(finished),
                              .file = path.ok() ? std::optional(file_of(*path, status)) : std::nullopt});
  }

  [[nodiscard]] Result<std::string> content_of(const std::string& relative, std::size_t bytes_max) const {
    auto source = regular_source(open(relative));
    if (!source.ok()) return source.error();
    return read_all(**source, bytes_max);
  }
  // "" for what cannot be read: then nothing speaks for leaving it out.
  [[nodiscard]] std::string head_of(const std::string& relative, std::size_t count) const {
    auto source = regular_source(open(relative));
    if (!source.ok()) return "";
    std::string head(count, '\0');
    const auto filled = read_fully(**source, std::as_writable_bytes(std::span(head)), 0);
    head.resize(filled.value_or(0));
    return head;
  }
  // Of a file in the folder itself, or of a blob that it is a link to.
  [[nodiscard]] OpenAttempt open(const std::string& relative) const {
    OpenAttempt own = open_beneath(start_.root, relative, O_RDONLY, Links::follow_inside, start_.method);
    if (own.descriptor.valid() || start_.layout != Layout::hub_cache_snapshot) return own;
    const auto target = link_text(start_.root, relative, start_.method);
    const auto blob = target ? blob_of(relative, *target) : std::nullopt;
    return blob ? open_blob(start_.containment, start_.store, *blob, O_RDONLY, start_.method) : std::move(own);
  }

  // Of a link into blobs/ of a hub cache, whose files are no one else's.
  [[nodiscard]] std::optional<std::string> blob_of(const std::string& path, std::string_view target) const {
    if (start_.layout != Layout::hub_cache_snapshot) return std::nullopt;
    return blob_named(start_.prefix.substr(std::min(snapshot_bytes(start_.prefix), start_.prefix.size())) + path,
                      target);
  }

  void see_link(const ModelPath& path, int folder_descriptor, const std::string& name) {
    std::array<char, PATH_MAX> buffer{};
    const ssize_t length = ::readlinkat(folder_descriptor, name.c_str(), buffer.data(), buffer.size());
    if (length < 0)
      return refuse(path.text(), Refusal::unreadable, system_error("cannot read the link", errno).message);
    std::string target(buffer.data(), static_cast<std::size_t>(length));
    name_bytes_ += target.size();
    const std::string shown = "links to " + printable(target);

    // A blob must be a file of its own or of the shared store: another link in blobs/ could lead to another snapshot.
    const auto blob = blob_of(path.text(), target);
    OpenAttempt attempt = blob ? open_blob(start_.containment, start_.store, *blob, O_PATH, start_.method)
                               : open_beneath(start_.root, path.text(), O_PATH, Links::follow_inside, start_.method);
    if (!attempt.descriptor.valid()) {
      switch (attempt.error_number) {
        case EXDEV:
          return refuse(path.text(), Refusal::link_escapes, shown);
        case ELOOP:
          return refuse(path.text(), blob ? Refusal::link_escapes : Refusal::link_loop, shown);
        case ENOENT:
        case ENOTDIR:
          return refuse(path.text(), Refusal::link_dangling, shown, std::move(target));
        default:
          return refuse(path.text(), Refusal::unreadable,
                        system_error("cannot follow the link", attempt.error_number).message);
      }
    }
    struct stat status {};
    if (::fstat(attempt.descriptor.get(), &status) != 0) {
      return refuse(path.text(), Refusal::unreadable, system_error("cannot stat", errno).message);
    }
    if (S_ISDIR(status.st_mode)) return refuse(path.text(), Refusal::link_to_directory, shown);
    if (!S_ISREG(status.st_mode))
      return refuse(path.text(), Refusal::special_file, std::string(special_kind(status.st_mode)));
    add_file(path, status, std::move(target));
  }

  // A link is checked by where it leads: what is there must be a file that is checked itself, else a link to a file in
  // .git or of this program's own is as good as a file that nobody looks at.
  void refuse_links_to_what_is_left_out() {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> checked;
    for (const auto& file : tree_.files) {
      if (!file.link_target) checked.emplace_back(file.identity.device, file.identity.inode);
    }
    std::ranges::sort(checked);
    std::erase_if(tree_.files, [&](const evidence::ModelFile& file) {
      const std::pair place(file.identity.device, file.identity.inode);
      const bool leads_to_one = !file.link_target || blob_of(file.path.text(), *file.link_target) ||
                                std::ranges::binary_search(checked, place);
      if (!leads_to_one) {
        refuse(file.path.text(), Refusal::link_escapes,
               "links to " + printable(*file.link_target) + ", which is not part of the model");
      }
      return !leads_to_one;
    });
  }

  void add_file(const ModelPath& path, const struct stat& status, std::optional<std::string> target) {
    tree_.files.push_back(file_of(path, status));
    tree_.files.back().link_target = std::move(target);
  }

  static evidence::ModelFile file_of(const ModelPath& path, const struct stat& status) {
    return {.path = path,
            .size = static_cast<std::uint64_t>(status.st_size),
            .identity = identity_of(status),
            .executable = (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0,
            .link_target = std::nullopt};
  }

  void refuse(const std::string& name, Refusal reason, std::string detail,
              std::optional<std::string> target = std::nullopt) {
    tree_.refused.push_back({name, reason, std::move(detail), std::move(target)});
  }

  const WalkStart& start_;
  ModelTree tree_;
  std::vector<std::string> pending_;
  std::size_t entries_ = 0;
  std::size_t name_bytes_ = 0;
};

}  // namespace

Result<evidence::ModelTree> walk_model(const WalkStart& start) { return Walker(start).run(); }

bool is_left_out(const ModelPath& path) {
  const std::string& name = path.text();
  return name.starts_with(".git/") || hubs::is_record(name) || own_file(name) != nullptr;
}

}  // namespace weightcheck::io
