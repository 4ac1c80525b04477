// SPDX-License-Identifier: Apache-2.0
// Opens the model, tells its layout from its place and shape, and hands out its files. The walk itself is in walk.cpp.
#include "io/model_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "hubs/table.hpp"
#include "io/regular_file.hpp"
#include "io/snapshot_link.hpp"
#include "io/walk.hpp"

namespace weightcheck::io {
namespace {

// None, with errno set, for what does not exist.
std::optional<std::string> resolved_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> canonical(::realpath(path.c_str(), nullptr), &std::free);
  return canonical == nullptr ? std::nullopt : std::optional<std::string>(canonical.get());
}

bool has_download_records(int root) {
  return std::ranges::any_of(hubs::fetch_records, [&](std::string_view folder) {
    struct stat status {};
    return ::fstatat(root, std::string(folder).append("/download").c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  });
}

std::string folders_up(std::ptrdiff_t count) {
  std::string path = "..";
  for (std::ptrdiff_t i = 1; i < count; ++i)
    path += "/..";
  return path;
}

}  // namespace

Result<ModelDirectory> ModelDirectory::open(const std::string& path) {
  ModelDirectory directory;
  directory.root_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.root_.valid()) {
    if (errno == ENOTDIR)
      return Error{ErrorCode::usage, "not a directory; a model is the folder that holds the weights"};
    return system_error("cannot open the model", errno);
  }
  auto canonical = resolved_path(path);
  if (!canonical) return system_error("cannot resolve the model's path", errno);
  directory.canonical_path_ = std::move(*canonical);

  struct stat status {};
  constexpr int as_place = O_PATH | O_DIRECTORY | O_CLOEXEC;
  if (const auto snapshot = snapshot_in(directory.canonical_path_)) {
    directory.layout_ = evidence::Layout::hub_cache_snapshot;
    directory.prefix_ = directory.canonical_path_.substr(*snapshot) + "/";
    const auto depth = std::ranges::count(directory.prefix_, '/');
    directory.containment_ = FileDescriptor(::openat(directory.root_.get(), folders_up(depth).c_str(), as_place));
    directory.cache_ = FileDescriptor(::openat(directory.root_.get(), folders_up(depth + 1).c_str(), as_place));
  } else {
    if (::fstatat(directory.root_.get(), ".git", &status, AT_SYMLINK_NOFOLLOW) == 0) {
      directory.layout_ = evidence::Layout::git_checkout;
    } else if (has_download_records(directory.root_.get())) {
      directory.layout_ = evidence::Layout::hub_local_dir;
    }
    directory.containment_ = FileDescriptor(::openat(directory.root_.get(), ".", as_place));
  }
  if (!directory.containment_.valid()) return system_error("cannot open the model", errno);
  return directory;
}

Result<ModelDirectory> ModelDirectory::open_image(const std::string& folder, Image image) {
  ModelDirectory directory;
  directory.root_ = FileDescriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.root_.valid()) return system_error("cannot open the store", errno);
  auto canonical = resolved_path(folder);
  if (!canonical) return system_error("cannot resolve the store's path", errno);
  directory.canonical_path_ = std::move(*canonical);
  directory.containment_ = FileDescriptor(::openat(directory.root_.get(), ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory.containment_.valid()) return system_error("cannot open the store", errno);
  directory.image_ = std::move(image);
  return directory;
}

Result<ModelDirectory> ModelDirectory::open_single(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return system_error("cannot open the model", errno);
  if (S_ISLNK(status.st_mode))
    return Error{ErrorCode::usage, "it is a link; name the file that it leads to, or the folder that it lies in"};
  if (Status regular = check_regular(status); !regular.ok()) return regular.error();
  auto canonical = resolved_path(path);
  if (!canonical) return system_error("cannot resolve the model's path", errno);
  ModelDirectory directory;
  directory.canonical_path_ = std::move(*canonical);
  const std::size_t slash = directory.canonical_path_.rfind('/');
  directory.only_ = directory.canonical_path_.substr(slash + 1);
  const std::string folder = directory.canonical_path_.substr(0, slash) + "/";
  constexpr int as_place = O_PATH | O_DIRECTORY | O_CLOEXEC;
  directory.root_ = FileDescriptor(::open(folder.c_str(), as_place));
  directory.containment_ = FileDescriptor(::open(folder.c_str(), as_place));
  if (!directory.root_.valid() || !directory.containment_.valid())
    return system_error("cannot open the folder of the model", errno);
  return directory;
}

Result<evidence::ModelTree> ModelDirectory::walk() const {
  if (image_) return walk_image(root_.get(), *image_);
  if (is_single()) {
    const auto path = ModelPath::parse(only_);
    if (!path.ok()) return path.error();
    auto file = look_up(*path, Links::refuse);
    if (!file.ok()) return file.error();
    evidence::ModelTree tree;
    tree.files.push_back(*std::move(file));
    return tree;
  }
  return walk_model({.root = root_.get(),
                     .containment = containment_.get(),
                     .prefix = prefix_,
                     .store = cache_.get(),
                     .layout = layout_});
}

Result<evidence::ModelFile> ModelDirectory::look_up(const ModelPath& path, Links links) const {
  if (links == Links::refuse) {
    const OpenAttempt own = open_beneath(containment_.get(), prefix_ + path.text(), O_PATH, Links::refuse);
    if (!own.descriptor.valid()) return system_error("cannot open", own.error_number);
  }
  const auto source = open(path);
  if (!source.ok()) return source.error();
  const auto identity = (*source)->identity();
  if (!identity.ok()) return identity.error();
  struct stat status {};
  if (::fstat((*source)->descriptor(), &status) != 0) return system_error("cannot stat", errno);
  constexpr mode_t any_x = S_IXUSR | S_IXGRP | S_IXOTH;
  return evidence::ModelFile{
      .path = path, .size = identity->size, .identity = *identity, .executable = (status.st_mode & any_x) != 0};
}

Result<std::unique_ptr<ByteSource>> ModelDirectory::open(const ModelPath& path) const {
  return image_ ? open_image_file(root_.get(), *image_, path) : open_on_disk(path, nullptr);
}

Result<std::unique_ptr<ByteSource>> ModelDirectory::open_on_disk(const ModelPath& path,
                                                                 const FileIdentity* found) const {
  if (is_single() && path.text() != only_) return Error{ErrorCode::not_found, "it is not part of this model"};
  OpenAttempt own = open_beneath(containment_.get(), prefix_ + path.text(), O_RDONLY, Links::follow_inside);
  if (own.descriptor.valid() || own.error_number != EXDEV || layout_ != evidence::Layout::hub_cache_snapshot)
    return regular_source(std::move(own), found);
  // It led out of the repository: by the client's own second hop, or by another that is refused.
  const auto target = link_text(containment_.get(), prefix_ + path.text());
  const std::string in_snapshot = prefix_.substr(snapshot_bytes(prefix_)) + path.text();
  auto blob = target ? blob_named(in_snapshot, *target) : std::nullopt;
  if (target && !blob) blob = blob_named_absolutely(containment_.get(), *target);
  if (!blob) return regular_source(std::move(own));
  return regular_source(open_blob(containment_.get(), cache_.get(), *blob, O_RDONLY, OpenMethod::automatic), found);
}

Result<std::unique_ptr<ByteSource>> ModelDirectory::open(const evidence::ModelFile& file) const {
  return image_ ? open_found(*this, file.path, file.identity) : open_on_disk(file.path, &file.identity);
}

Result<std::string> ModelDirectory::read_head(const evidence::ModelFile& file, std::size_t count) const {
  auto source = open(file);
  if (!source.ok()) return source.error();
  std::string head(static_cast<std::size_t>(std::min<std::uint64_t>(count, file.size)), '\0');
  const auto filled = read_fully(**source, std::as_writable_bytes(std::span(head)), 0);
  if (!filled.ok()) return filled.error();
  head.resize(*filled);
  return head;
}

Result<std::string> ModelDirectory::read_small(const evidence::ModelFile& file, std::size_t bytes_max) const {
  auto source = open(file);
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

Result<std::string> ModelDirectory::read_small(const ModelPath& path, std::size_t bytes_max) const {
  auto source = open(path);
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

std::optional<ModelPath> ModelDirectory::path_of(const std::string& path_on_disk) const {
  if (image_) return std::nullopt;  // names on disk are not those of the image
  const auto canonical = resolved_path(path_on_disk);
  const std::string folder = canonical_path_ == "/" ? "/" : canonical_path_ + "/";
  if (!canonical || !canonical->starts_with(folder)) return std::nullopt;
  auto inside = ModelPath::parse(canonical->substr(folder.size()));
  return inside.ok() ? std::optional(std::move(*inside)) : std::nullopt;
}

bool ModelDirectory::has_a_say_in(const std::string& path_on_disk) const {
  const std::string around = canonical_path_.substr(0, canonical_path_.size() - prefix_.size());
  const auto is_inside = [&](const std::string& path) {
    const auto here = resolved_path(path);
    return here && (*here == around || here->starts_with(around == "/" ? around : around + "/"));
  };
  // Every name is looked up in the folder before it. The ways `.` and `..` are nobody's word.
  for (std::size_t begin = 0; begin < path_on_disk.size();) {
    const std::size_t end = std::min(path_on_disk.find('/', begin), path_on_disk.size());
    const std::string name = path_on_disk.substr(begin, end - begin);
    const bool is_name = !name.empty() && name != "." && name != "..";
    if (is_name && is_inside(begin == 0 ? "." : path_on_disk.substr(0, begin))) return true;
    begin = end + 1;
  }
  return is_inside(path_on_disk);
}

std::optional<std::string> ModelDirectory::other_name_of(const std::string& path_on_disk) const {
  namespace fs = std::filesystem;
  struct stat asked {};
  if (::stat(path_on_disk.c_str(), &asked) != 0) return std::nullopt;
  const auto is_it = [&](const std::string& path) {
    struct stat here {};
    return ::lstat(path.c_str(), &here) == 0 && here.st_dev == asked.st_dev && here.st_ino == asked.st_ino;
  };
  if (is_single()) return is_it(canonical_path_) ? std::optional(canonical_path_) : std::nullopt;
  std::error_code failed;
  const fs::path around = canonical_path_.substr(0, canonical_path_.size() - prefix_.size());
  for (fs::recursive_directory_iterator at(around, fs::directory_options::skip_permission_denied, failed), end;
       !failed && at != end; at.increment(failed)) {
    if (is_it(at->path().string())) return at->path().string();
  }
  return std::nullopt;
}

Result<std::optional<LeftOut>> ModelDirectory::look_into(const std::string& name, AskWriters ask,
                                                         const LineSink& sink) const {
  const std::string way_up = prefix_.empty() ? "" : folders_up(std::ranges::count(prefix_, '/')) + "/";
  if (!way_up.empty() && name.starts_with(way_up))
    return io::look_into(containment_.get(), name.substr(way_up.size()), ask, sink);
  auto seen = io::look_into(root_.get(), name, ask, sink);
  if (!seen.ok() || !*seen) return seen;
  const auto path = ModelPath::parse(name);
  if (!path.ok() || !link_text(root_.get(), name)) return seen;
  const auto file = open(*path);
  if (!file.ok()) return seen;  // it leads nowhere, or to no file
  const auto led_to = (*file)->identity();
  if (!led_to.ok()) return led_to.error();
  std::string line = "leads to";
  for (const std::uint64_t number : {led_to->device, led_to->inode, led_to->size})
    line += " " + std::to_string(number);
  for (const std::int64_t time : {led_to->mtime_ns, led_to->ctime_ns})
    line += " " + std::to_string(time);
  sink(line + "\n");
  (*seen)->newest_ns = std::max((*seen)->newest_ns, led_to->ctime_ns);
  return seen;
}

Result<FileIdentity> ModelDirectory::identity() const {
  struct stat status {};
  if (::fstat(root_.get(), &status) != 0) return system_error("cannot stat the model", errno);
  return identity_of(status);
}

Result<Folder> ModelDirectory::surroundings() const {
  FileDescriptor copy(::openat(containment_.get(), ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!copy.valid()) return system_error("cannot open the folder around the model", errno);
  return Folder(std::move(copy));
}

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
  FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  const int error_number = descriptor.valid() ? 0 : errno;
  return regular_source({std::move(descriptor), error_number});
}

Result<FileIdentity> identity_of_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return system_error("cannot open", errno);
  if (Status regular = check_regular(status); !regular.ok()) return regular.error();
  return identity_of(status);
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  auto source = open_file(path);
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

}  // namespace weightcheck::io
