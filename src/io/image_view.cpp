// SPDX-License-Identifier: Apache-2.0
// Blobs are opened by plain names with Links::refuse: a store that a link leads out of holds nothing there.
#include "io/image_view.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "evidence/companion.hpp"
#include "hash/sha256.hpp"
#include "io/file_descriptor.hpp"
#include "io/model_directory.hpp"
#include "io/open_beneath.hpp"
#include "io/own_files.hpp"
#include "io/regular_file.hpp"

namespace weightcheck::io {
namespace {

using evidence::Refusal;

// Members of one blob have one inode. The place in the blob is made part of the device's number, so that no two of them
// pass for one file, and the whole blob for none of them: a member begins behind its header.
FileIdentity identity_of_member(FileIdentity blob, std::uint64_t offset, std::uint64_t length) {
  constexpr int device_bits = 20;  // of the usual device numbers; members begin at multiples of 512
  blob.device ^= offset << device_bits;
  blob.size = length;
  return blob;
}

class MemberSource final : public ByteSource {
 public:
  MemberSource(std::unique_ptr<ByteSource> blob, std::uint64_t offset, std::uint64_t length)
      : blob_(std::move(blob)), offset_(offset), length_(length) {}

  Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) override {
    if (offset >= length_) return std::size_t{0};
    const std::uint64_t count = std::min<std::uint64_t>(out.size(), length_ - offset);
    return blob_->read_at(out.first(static_cast<std::size_t>(count)), offset_ + offset);
  }

  Result<FileIdentity> identity() const override {
    const auto blob = blob_->identity();
    if (!blob.ok()) return blob;
    if (blob->size < offset_ || blob->size - offset_ < length_)
      return Error{ErrorCode::changed, "the archive that it lies in ends before it does"};
    return identity_of_member(*blob, offset_, length_);
  }

 private:
  std::unique_ptr<ByteSource> blob_;
  std::uint64_t offset_, length_;
};

std::optional<evidence::RefusedEntry> refusal_of(const ImageFile& file, int error_number) {
  const std::string& name = file.path.text();
  if (error_number == ENOENT || error_number == ENOTDIR) return std::nullopt;
  if (error_number == ELOOP || error_number == EXDEV)
    return evidence::RefusedEntry{name, Refusal::link_escapes,
                                  "is the blob " + printable(file.blob) + ", which is a link", std::nullopt};
  return evidence::RefusedEntry{name, Refusal::unreadable, system_error("cannot open", error_number).message,
                                std::nullopt};
}

const ImageFile* find(const Image& image, const ModelPath& path) {
  const auto place = std::ranges::lower_bound(image.files, path, {}, &ImageFile::path);
  return place != image.files.end() && place->path == path ? &*place : nullptr;
}

// A manifest, a proof or the like of this program's own, as a walk over a folder leaves out, too. It has to be what its
// name says, and what the store says: else it is a file of the model.
bool is_own(int root, const Image& image, const ModelPath& path) {
  const OwnFile* own = own_file(path.text());
  if (own == nullptr || path.text() == resume_name) return false;
  const auto source = open_image_file(root, image, path);
  const auto text = source.ok() ? read_all(**source, limits::manifest_bytes_max) : Result<std::string>(source.error());
  if (!text.ok()) return false;
  const std::string_view bytes = *text;
  const auto* const said = image.record.find(path);
  if (said != nullptr && said->sha256 != hash::sha256(bytes_of(bytes))) return false;
  if (!own->is_one(own->ask == Ask::head ? bytes.substr(0, own->bytes_max) : bytes)) return false;
  return !evidence::may_be_loaded(bytes_of(bytes.substr(0, limits::head_bytes)), bytes_of(bytes), bytes.size());
}

// What a pull that was broken off left beside the blob's place, as Ollama and Docker Model Runner name it.
std::optional<evidence::ExcludedEntry> unfinished(int root, const ImageFile& file) {
  for (const std::string_view ending : {"-partial", ".incomplete"}) {
    const std::string name = file.blob + std::string(ending);
    if (open_beneath(root, name, O_PATH, Links::refuse).descriptor.valid())
      return evidence::ExcludedEntry{
          .name = name, .reason = evidence::Exclusion::partial_download, .finished = file.path.text()};
  }
  return std::nullopt;
}

void add(int root, const Image& image, evidence::ModelFile file, evidence::ModelTree& tree) {
  if (is_own(root, image, file.path)) {
    tree.excluded.push_back({file.path.text(), evidence::Exclusion::own_file});
  } else {
    tree.files.push_back(std::move(file));
  }
}

}  // namespace

evidence::ModelTree walk_image(int root, const Image& image) {
  evidence::ModelTree tree;
  tree.refused = image.refused;
  for (const ImageFile& file : image.files) {
    const OpenAttempt attempt = open_beneath(root, file.blob, O_PATH, Links::refuse);
    if (!attempt.descriptor.valid()) {
      if (auto refused = refusal_of(file, attempt.error_number)) {
        tree.refused.push_back(*std::move(refused));
      } else if (auto left = unfinished(root, file)) {
        tree.excluded.push_back(*std::move(left));
      }
      continue;
    }
    struct stat status {};
    if (::fstat(attempt.descriptor.get(), &status) != 0) {
      tree.refused.push_back({file.path.text(), Refusal::unreadable, system_error("cannot stat", errno).message});
    } else if (!S_ISREG(status.st_mode)) {
      tree.refused.push_back({file.path.text(), Refusal::special_file, "not a regular file, in place of a blob"});
    } else {
      const FileIdentity blob = identity_of(status);
      const std::uint64_t size = file.length.value_or(blob.size);
      add(root, image,
          {.path = file.path,
           .size = size,
           .identity = file.length ? identity_of_member(blob, file.offset, size) : blob,
           .executable = file.executable},
          tree);
    }
  }
  std::ranges::sort(tree.refused, {}, &evidence::RefusedEntry::name);
  std::ranges::sort(tree.excluded, {}, &evidence::ExcludedEntry::name);
  return tree;
}

Result<std::unique_ptr<ByteSource>> open_image_file(int root, const Image& image, const ModelPath& path) {
  const ImageFile* file = find(image, path);
  if (file == nullptr) return Error{ErrorCode::not_found, "the image has no such file"};
  auto blob = regular_source(open_beneath(root, file->blob, O_RDONLY, Links::refuse));
  if (!blob.ok() || !file->length) return blob;
  return std::unique_ptr<ByteSource>(std::make_unique<MemberSource>(std::move(*blob), file->offset, *file->length));
}

}  // namespace weightcheck::io
