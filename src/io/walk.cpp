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
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "evidence/companion.hpp"
#include "evidence/git_folder.hpp"
#include "evidence/zip_directory.hpp"
#include "hubs/table.hpp"
#include "io/atomic_file.hpp"
#include "io/folder_entries.hpp"
#include "io/lfs_objects.hpp"
#include "io/own_files.hpp"
#include "io/walk_look.hpp"

namespace weightcheck::io {
namespace {

using evidence::Exclusion;
using evidence::Layout;
using evidence::ModelTree;
using evidence::Refusal;

constexpr std::string_view git_name = ".git", git_place = ".git/";

std::string_view special_kind(mode_t mode) {
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISBLK(mode) || S_ISCHR(mode)) return "a device";
  return "not a regular file";
}

class Walker {
 public:
  explicit Walker(const WalkStart& start) : start_(start), look_(start) {}

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
    name_empty_folders();
    std::ranges::sort(tree_.folders, {}, &evidence::FolderSeen::name);
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
    struct stat status {};
    if (::fstat(attempt.descriptor.get(), &status) != 0) return system_error("cannot stat the folder", errno);
    tree_.folders.push_back({.name = folder, .mode = status.st_mode, .owner = status.st_uid, .group = status.st_gid});
    const std::size_t before = entries_;
    Status listed = for_each_entry(std::move(attempt.descriptor),
                                   [&](int descriptor, const char* name) { return see(descriptor, folder, name); });
    if (entries_ == before && !folder.empty()) empty_folders_.push_back(folder);
    return listed;
  }

  // In a place that is left out as a whole they are told with it.
  void name_empty_folders() {
    std::ranges::sort(tree_.excluded, {}, &evidence::ExcludedEntry::name);
    std::erase_if(empty_folders_, [&](const std::string& folder) {
      return evidence::find_excluded(tree_.excluded, folder) != nullptr;
    });
    for (const std::string& folder : empty_folders_)
      tree_.excluded.push_back({.name = folder, .reason = Exclusion::empty_folder});
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
    if (lies_in_left_out(relative)) {
      if (is_of_its_place(relative, status)) return done;
    } else if (is_left_out(folder_descriptor, relative, name, status)) {
      return done;
    }
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

  [[nodiscard]] bool lies_in_left_out(const std::string& relative) const {
    return std::ranges::any_of(left_out_, [&](const std::string& place) { return relative.starts_with(place); });
  }

  // In a folder that is left out as a whole: is it what the folder's owner keeps there, and nothing that a loader could
  // be led to? A folder is entered, and a link or a file that is not is told as anywhere else.
  bool is_of_its_place(const std::string& relative, const struct stat& status) {
    const bool is_gits = relative.starts_with(git_place);
    const std::string inside = is_gits ? relative.substr(git_place.size()) : "";
    if (S_ISSOCK(status.st_mode)) return is_gits && evidence::is_socket_of_git(inside);
    if (S_ISLNK(status.st_mode)) return inside == "HEAD";  // as git made it long ago
    if (!S_ISREG(status.st_mode)) return false;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (is_gits && evidence::is_object_of_lfs(inside)) return lfs_objects_.is_of_the_checkout(relative, size);
    const std::string head = look_.head_of(relative, limits::head_bytes);
    if (head.empty() && size > 0) return false;  // it cannot be read
    if (is_companion_content(relative, status)) return true;
    if (is_gits && !evidence::is_of_git(inside, bytes_of(head), size)) return false;
    const bool is_hook = is_gits && inside.starts_with("hooks/");
    if (is_hook) return true;
    const std::string tail = look_.tail_of(relative, size);
    return evidence::is_packed_by_its_system(relative) ? !evidence::may_be_run(bytes_of(head), bytes_of(tail), size)
                                                       : !evidence::may_be_loaded(bytes_of(head), bytes_of(tail), size);
  }

  // A folder, a FIFO or a device is none of the files that are left out, whatever its name. Nor is a link what another
  // program keeps here for itself.
  bool is_left_out(int folder_descriptor, const std::string& relative, const std::string& name,
                   const struct stat& status) {
    const bool is_folder = S_ISDIR(status.st_mode), is_file = S_ISREG(status.st_mode);
    if (is_folder) return is_folder_left_out(folder_descriptor, relative, name, status);
    if (relative == git_name && (is_file || S_ISLNK(status.st_mode))) {
      if (!is_git_file(folder_descriptor, relative, status.st_mode)) return false;
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
    const auto text = own.ask == Ask::head ? Result<std::string>(look_.head_of(relative, own.bytes_max))
                                           : look_.content_of(relative, own.bytes_max);
    if (!text.ok() && is_file) {
      refuse(relative, Refusal::unreadable, text.error().message);
      return true;
    }
    if (!text.ok() || !own.is_one(*text)) return false;
    const auto size = look_.size_of(relative);
    if (!size && !is_file) return false;  // a link that leads nowhere
    const std::uint64_t bytes = size.value_or(text->size());
    if (evidence::may_be_loaded(bytes_of(*text), bytes_of(look_.tail_of(relative, bytes)), bytes)) return false;
    if (own.listed == Listed::is_of_the_model && is_file) {
      leave_out(relative, Exclusion::own_file, status);
    } else {
      tree_.excluded.push_back({relative, Exclusion::own_file});
    }
    return true;
  }

  bool is_folder_left_out(int parent, const std::string& relative, const std::string& name, const struct stat& status) {
    std::optional<Exclusion> reason;
    if (relative == git_name && is_git_folder(parent, name)) reason = Exclusion::git_folder;
    if (const auto is_entry = evidence::entries_of_system_folder(relative);
        is_entry != nullptr && holds_only(relative, is_entry))
      reason = Exclusion::companion;
    // What a check of a disk has found, which the system's own user alone may open.
    constexpr mode_t rights = S_IRWXU | S_IRWXG | S_IRWXO;
    const bool is_the_systems = status.st_uid == 0 && (status.st_mode & rights) == S_IRWXU;
    if (name == "lost+found" && is_the_systems && ::geteuid() != 0) reason = Exclusion::companion;
    if (hubs::is_record_folder(relative)) tree_.excluded.push_back({relative, Exclusion::hub_metadata});  // walked
    if (!reason) return false;
    tree_.excluded.push_back({relative, *reason});
    if (name == "lost+found") return true;
    left_out_.push_back(relative + "/");
    pending_.push_back(relative);
    return true;
  }

  static bool is_git_folder(int parent, const std::string& name) {
    struct stat status {};
    const auto is_there = [&](const char* inside, mode_t kind) {
      return ::fstatat(parent, (name + "/" + inside).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
             (status.st_mode & S_IFMT) == kind;
    };
    return is_there("HEAD", S_IFREG) || is_there("index", S_IFREG) || is_there("config", S_IFREG);
  }

  // That of a worktree or a submodule: one line. A link to a repository is its user's.
  [[nodiscard]] bool is_git_file(int folder, const std::string& relative, mode_t mode) const {
    struct stat status {};
    if (S_ISLNK(mode)) return ::fstatat(folder, ".git/HEAD", &status, 0) == 0 && S_ISREG(status.st_mode);
    const std::string text = look_.content_of(relative, limits::path_bytes_max + std::size_t{64}).value_or("");
    const std::size_t end = text.find('\n');
    return text.starts_with("gitdir: ") && text.find('\0') == std::string::npos &&
           (end == std::string::npos || end + 1 == text.size());
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
    if (!inside) return false;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const bool is_list = inside->starts_with(evidence::record_list_folder);
    if (is_list && size > evidence::record_list_bytes_max) return false;
    const std::string head = look_.head_of(relative, is_list ? static_cast<std::size_t>(size) : limits::head_bytes);
    if (!evidence::is_client_record(*inside, bytes_of(head), size)) return false;
    const std::string tail = look_.tail_of(relative, size);
    return relative.ends_with(".incomplete") ? !evidence::may_be_run(bytes_of(head), bytes_of(tail), size)
                                             : !evidence::may_be_loaded(bytes_of(head), bytes_of(tail), size);
  }

  bool is_unfinished(const std::string& relative, const struct stat& status) {
    const auto in_folder = evidence::finished_of_folder(relative);
    const auto named = evidence::unfinished_name(relative);
    if (!in_folder && !named) return false;
    if (!in_folder && named->is_control != nullptr &&
        !named->is_control(bytes_of(look_.head_of(relative, limits::head_bytes))))
      return false;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (evidence::may_be_run(bytes_of(look_.head_of(relative, limits::head_bytes)),
                             bytes_of(look_.tail_of(relative, size)), size))
      return false;
    leave_out(relative, Exclusion::partial_download, status, in_folder ? *in_folder : std::string(named->finished));
    tree_.excluded.back().superseded = is_draft_name(last_name(relative));  // ours, of a run cut off
    return true;
  }

  [[nodiscard]] bool is_companion_content(const std::string& relative, const struct stat& status) const {
    if (!evidence::may_be_companion(relative)) return false;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const std::string head = look_.head_of(relative, evidence::companion_bytes_max);
    return evidence::is_companion(relative, bytes_of(head), size) &&
           !evidence::may_be_loaded(bytes_of(head), bytes_of(look_.tail_of(relative, size)), size);
  }

  bool is_companion(const std::string& relative, const struct stat& status) {
    if (!is_companion_content(relative, status)) return false;
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

  void see_link(const ModelPath& path, int folder_descriptor, const std::string& name) {
    std::array<char, PATH_MAX> buffer{};
    const ssize_t length = ::readlinkat(folder_descriptor, name.c_str(), buffer.data(), buffer.size());
    if (length < 0)
      return refuse(path.text(), Refusal::unreadable, system_error("cannot read the link", errno).message);
    std::string target(buffer.data(), static_cast<std::size_t>(length));
    name_bytes_ += target.size();
    const std::string shown = "links to " + printable(target);

    // A blob must be a file of its own or of the shared store: another link in blobs/ could lead to another snapshot.
    const auto blob = look_.blob_of(path.text(), target);
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
    if (blob && target.starts_with('/')) {  // as the client writes it
      std::string ups = "../../";
      for (auto depth = std::ranges::count(look_.in_snapshot(path.text()), '/'); depth > 0; --depth)
        ups += "../";
      target = ups + *blob;
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
      const bool leads_to_one = !file.link_target || look_.blob_of(file.path.text(), *file.link_target) ||
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
  const WalkLook look_;
  LfsObjects lfs_objects_{look_};
  ModelTree tree_;
  std::vector<std::string> pending_;
  std::vector<std::string> left_out_;  // folders, each ending in '/': what lies in them is looked at
  std::vector<std::string> empty_folders_;
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
