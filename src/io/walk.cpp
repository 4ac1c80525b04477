// SPDX-License-Identifier: Apache-2.0
// Depth first, without recursion, each folder opened by its own descriptor with O_NOFOLLOW: a folder that is swapped
// for a link during the walk is seen as a link. Nothing is read but directories and links.
#include "io/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hubs/table.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::io {
namespace {

using evidence::Exclusion;
using evidence::Layout;
using evidence::ModelTree;
using evidence::Refusal;

struct CloseDirectory {
  void operator()(DIR* stream) const noexcept { ::closedir(stream); }
};
using DirectoryStream = std::unique_ptr<DIR, CloseDirectory>;

// A folder, a FIFO or a device is none of the files that are left out, whatever its name.
std::optional<Exclusion> exclusion_of(const std::string& name, mode_t mode) {
  const bool is_folder = S_ISDIR(mode);
  const bool is_file = S_ISREG(mode) || S_ISLNK(mode);
  if (name == ".git" && (is_folder || is_file)) return Exclusion::git_folder;  // the file is that of a worktree
  if (is_folder && hubs::is_record_folder(name)) return Exclusion::hub_metadata;
  if (!is_file) return std::nullopt;
  if (name == manifest_name || name == proof_name || name == resume_name) return Exclusion::own_file;
  if (name.ends_with(".incomplete")) return Exclusion::partial_download;
  return std::nullopt;
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
    const DirectoryStream stream(::fdopendir(attempt.descriptor.get()));
    if (stream == nullptr) return system_error("cannot list the folder", errno);
    static_cast<void>(attempt.descriptor.release());  // the stream owns it now
    while (true) {
      errno = 0;
      const dirent* entry = ::readdir(stream.get());
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (Status seen = see(::dirfd(stream.get()), folder, std::string(name)); !seen.ok()) return seen;
    }
    if (errno != 0) return system_error("cannot list the folder", errno);
    return done;
  }

  Status see(int folder_descriptor, const std::string& folder, const std::string& name) {
    if (++entries_ > limits::model_files_max) {
      return Error{ErrorCode::limit, "more than " + std::to_string(limits::model_files_max) + " entries in one model"};
    }
    const std::string relative = folder.empty() ? name : folder + "/" + name;
    struct stat status {};
    if (::fstatat(folder_descriptor, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      refuse(relative, Refusal::unreadable, system_error("cannot stat", errno).message);
      return done;
    }
    if (const auto exclusion = exclusion_of(relative, status.st_mode)) {
      tree_.excluded.push_back({relative, *exclusion});
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

  // Of a link into blobs/ of a hub cache, whose files are no one else's.
  [[nodiscard]] std::optional<std::string> blob_of(const ModelPath& path, std::string_view target) const {
    return start_.layout == Layout::hub_cache_snapshot ? blob_named(path, target) : std::nullopt;
  }

  void see_link(const ModelPath& path, int folder_descriptor, const std::string& name) {
    std::array<char, PATH_MAX> buffer{};
    const ssize_t length = ::readlinkat(folder_descriptor, name.c_str(), buffer.data(), buffer.size());
    if (length < 0)
      return refuse(path.text(), Refusal::unreadable, system_error("cannot read the link", errno).message);
    std::string target(buffer.data(), static_cast<std::size_t>(length));
    const std::string shown = "links to " + printable(target);

    // A blob must be a file of its own: a link in blobs/ could lead to another snapshot.
    const auto blob = blob_of(path, target);
    OpenAttempt attempt = blob ? open_beneath(start_.containment, *blob, O_PATH, Links::refuse, start_.method)
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
      const bool leads_to_one =
          !file.link_target || blob_of(file.path, *file.link_target) || std::ranges::binary_search(checked, place);
      if (!leads_to_one) {
        refuse(file.path.text(), Refusal::link_escapes,
               "links to " + printable(*file.link_target) + ", which is not part of the model");
      }
      return !leads_to_one;
    });
  }

  void add_file(const ModelPath& path, const struct stat& status, std::optional<std::string> target) {
    tree_.files.push_back({.path = path,
                           .size = static_cast<std::uint64_t>(status.st_size),
                           .identity = identity_of(status),
                           .executable = (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0,
                           .link_target = std::move(target)});
  }

  void refuse(const std::string& name, Refusal reason, std::string detail,
              std::optional<std::string> target = std::nullopt) {
    tree_.refused.push_back({name, reason, std::move(detail), std::move(target)});
  }

  const WalkStart& start_;
  ModelTree tree_;
  std::vector<std::string> pending_;
  std::size_t entries_ = 0;
};

}  // namespace

Result<evidence::ModelTree> walk_model(const WalkStart& start) { return Walker(start).run(); }

bool is_left_out(const ModelPath& path) {
  const std::string& name = path.text();
  return name.starts_with(".git/") || hubs::is_record(name) || exclusion_of(name, S_IFREG).has_value();
}

std::optional<std::string> blob_named(const ModelPath& path, std::string_view target) {
  const auto depth = std::ranges::count(path.text(), '/');
  for (std::ptrdiff_t i = 0; i < depth + 2; ++i) {
    if (!target.starts_with("../")) return std::nullopt;
    target.remove_prefix(3);
  }
  constexpr std::string_view blobs = "blobs/";
  if (!target.starts_with(blobs) || target.find('/', blobs.size()) != std::string_view::npos) return std::nullopt;
  return std::string(target);
}

}  // namespace weightcheck::io
