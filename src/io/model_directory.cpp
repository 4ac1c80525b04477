// SPDX-License-Identifier: Apache-2.0
// Opens the model, tells its layout from its place and shape, and hands out its files. The walk itself is in walk.cpp.
#include "io/model_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "git/object_id.hpp"
#include "io/open_beneath.hpp"
#include "io/walk.hpp"

namespace weightcheck::io {
namespace {

class DescriptorSource final : public ByteSource {
 public:
  explicit DescriptorSource(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) override {
    ssize_t count = -1;
    do {
      count = ::pread(descriptor_.get(), out.data(), out.size(), narrow_offset(offset));
    } while (count < 0 && errno == EINTR);
    if (count < 0) return system_error("read failed at offset " + std::to_string(offset), errno);
    return static_cast<std::size_t>(count);
  }

  Result<FileIdentity> identity() const override {
    struct stat status {};
    if (::fstat(descriptor_.get(), &status) != 0) return system_error("cannot stat", errno);
    return identity_of(status);
  }

  int descriptor() const noexcept override { return descriptor_.get(); }

 private:
  static off_t narrow_offset(std::uint64_t offset) { return static_cast<off_t>(offset); }  // files end before 2^63

  FileDescriptor descriptor_;
};

Error not_regular(mode_t mode) {
  return {ErrorCode::malformed, std::string(S_ISDIR(mode) ? "is a directory" : "is not a regular file")};
}

Result<std::unique_ptr<ByteSource>> regular_source(OpenAttempt attempt) {
  if (!attempt.descriptor.valid()) {
    if (attempt.error_number == EXDEV) return Error{ErrorCode::malformed, "leads out of the model"};
    if (attempt.error_number == ELOOP) return Error{ErrorCode::malformed, "is a link that may not be followed"};
    return system_error("cannot open", attempt.error_number);
  }
  struct stat status {};
  if (::fstat(attempt.descriptor.get(), &status) != 0) return system_error("cannot stat", errno);
  if (!S_ISREG(status.st_mode)) return not_regular(status.st_mode);
  return std::unique_ptr<ByteSource>(std::make_unique<DescriptorSource>(std::move(attempt.descriptor)));
}

Result<std::string> read_all(ByteSource& source, std::size_t bytes_max) {
  const auto identity = source.identity();
  if (!identity.ok()) return identity.error();
  const auto over = [&](std::uint64_t size) {
    return Error{ErrorCode::limit,
                 "file of " + std::to_string(size) + " bytes is over the limit of " + std::to_string(bytes_max)};
  };
  if (identity->size > bytes_max) return over(identity->size);
  // One byte more than it was: a file that grows meanwhile is seen, and pseudo-files that claim size 0 are read to
  // their end.
  std::string content(static_cast<std::size_t>(identity->size) + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    const auto count = read_fully(source, std::as_writable_bytes(std::span(content)).subspan(filled), filled);
    if (!count.ok()) return count.error();
    filled += *count;
    if (filled < content.size()) break;
    if (filled > bytes_max) return over(filled);
    content.resize(std::min(content.size() * 2, bytes_max + 1));
  }
  content.resize(filled);
  return content;
}

// None, with errno set, for what does not exist.
std::optional<std::string> resolved_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> canonical(::realpath(path.c_str(), nullptr), &std::free);
  return canonical == nullptr ? std::nullopt : std::optional<std::string>(canonical.get());
}

// ".../models--ORG--NAME/snapshots/<commit>" in its canonical form.
bool is_hub_snapshot(const std::string& canonical) {
  const std::size_t last = canonical.rfind('/');
  if (last == std::string::npos || last == 0 || !git::ObjectId::parse(canonical.substr(last + 1))) return false;
  const std::size_t middle = canonical.rfind('/', last - 1);
  if (middle == std::string::npos || middle == 0 || canonical.substr(middle + 1, last - middle - 1) != "snapshots")
    return false;
  const std::size_t first = canonical.rfind('/', middle - 1);
  return canonical.substr(first + 1, middle - first - 1).find("--") != std::string::npos;
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
  if (is_hub_snapshot(directory.canonical_path_)) {
    directory.layout_ = evidence::Layout::hub_cache_snapshot;
    directory.prefix_ = "snapshots/" + directory.canonical_path_.substr(directory.canonical_path_.rfind('/') + 1) + "/";
    directory.containment_ = FileDescriptor(::openat(directory.root_.get(), "../..", O_PATH | O_DIRECTORY | O_CLOEXEC));
  } else {
    if (::fstatat(directory.root_.get(), ".git", &status, AT_SYMLINK_NOFOLLOW) == 0) {
      directory.layout_ = evidence::Layout::git_checkout;
    } else if (::fstatat(directory.root_.get(), ".cache/huggingface/download", &status, AT_SYMLINK_NOFOLLOW) == 0) {
      directory.layout_ = evidence::Layout::hub_local_dir;
    }
    directory.containment_ = FileDescriptor(::openat(directory.root_.get(), ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  if (!directory.containment_.valid()) return system_error("cannot open the model", errno);
  return directory;
}

Result<evidence::ModelTree> ModelDirectory::walk() const {
  return walk_model({.root = root_.get(), .containment = containment_.get(), .prefix = prefix_, .layout = layout_});
}

Result<std::unique_ptr<ByteSource>> ModelDirectory::open(const ModelPath& path) const {
  return regular_source(open_beneath(containment_.get(), prefix_ + path.text(), O_RDONLY, Links::follow_inside));
}

Result<std::string> ModelDirectory::read_head(const ModelPath& path, std::size_t count) const {
  auto source = open(path);
  if (!source.ok()) return source.error();
  std::string head(count, '\0');
  const auto filled = read_fully(**source, std::as_writable_bytes(std::span(head)), 0);
  if (!filled.ok()) return filled.error();
  head.resize(*filled);
  return head;
}

Result<std::string> ModelDirectory::read_small(const ModelPath& path, std::size_t bytes_max) const {
  auto source = open(path);
  if (!source.ok()) return source.error();
  return read_all(**source, bytes_max);
}

std::optional<ModelPath> ModelDirectory::path_of(const std::string& path_on_disk) const {
  const auto canonical = resolved_path(path_on_disk);
  const std::string folder = canonical_path_ == "/" ? "/" : canonical_path_ + "/";
  if (!canonical || !canonical->starts_with(folder)) return std::nullopt;
  auto inside = ModelPath::parse(canonical->substr(folder.size()));
  return inside.ok() ? std::optional(std::move(*inside)) : std::nullopt;
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!descriptor.valid()) return system_error("cannot open", errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return system_error("cannot stat", errno);
  if (!S_ISREG(status.st_mode)) return not_regular(status.st_mode);
  DescriptorSource source(std::move(descriptor));
  return read_all(source, bytes_max);
}

}  // namespace weightcheck::io
