// SPDX-License-Identifier: Apache-2.0
// A model on disk, a folder or an image in a local store: the only way to its files. Everything is opened below one
// directory descriptor, so that what happens to the path's name meanwhile does not matter.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "evidence/model_tree.hpp"
#include "io/byte_source.hpp"
#include "io/file_descriptor.hpp"
#include "io/folder.hpp"
#include "io/image_view.hpp"
#include "io/left_out.hpp"
#include "io/open_beneath.hpp"

namespace weightcheck::io {

// File names that are this program's own and never part of a model.
inline constexpr std::string_view manifest_name = "SHA256.manifest";
inline constexpr std::string_view proof_name = "COMMIT.proof";
inline constexpr std::string_view midstates_name = "SHA256.midstates";
inline constexpr std::string_view signature_name = "model.sig";
inline constexpr std::string_view resume_name = "SHA256.manifest.resume";

class ModelDirectory final : public FileOpener {
 public:
  // Errors: not_found, denied, io; usage when the path is not a directory.
  [[nodiscard]] static Result<ModelDirectory> open(const std::string& path);

  // The store's folder, and the image in it that is the model. Errors: as open().
  [[nodiscard]] static Result<ModelDirectory> open_image(const std::string& folder, Image image);

  // A model that is one regular file: the folder around it is opened, and nothing else in it can be. Errors: as open();
  // usage where the name is that of a link.
  [[nodiscard]] static Result<ModelDirectory> open_single(const std::string& path);
  [[nodiscard]] bool is_single() const noexcept { return !only_.empty(); }
  [[nodiscard]] std::optional<std::string> single_name() const {
    return is_single() ? std::optional(only_) : std::nullopt;
  }

  // A file that a walk does not name by itself. Errors: those of open(), and malformed for one behind a link where
  // none is to be followed.
  [[nodiscard]] Result<evidence::ModelFile> look_up(const ModelPath& path, Links links) const;

  // Every regular file below the root, links resolved, nothing read. Errors: io, denied (a folder that cannot be listed
  // is an error: what it holds would go unchecked), limit (too many files). Deterministic order.
  [[nodiscard]] Result<evidence::ModelTree> walk() const;

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const ModelPath& path) const override;

  // The file that the walk found, and no other that took its name since. Errors: those of open(), and changed.
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const evidence::ModelFile& file) const;
  // The first bytes of it, at most `count`.
  [[nodiscard]] Result<std::string> read_head(const evidence::ModelFile& file, std::size_t count) const;
  // All of it, where it is small; ErrorCode::limit when it is larger than `bytes_max`.
  [[nodiscard]] Result<std::string> read_small(const evidence::ModelFile& file, std::size_t bytes_max) const;
  // A record or a list of this program's own, which the walk leaves out.
  [[nodiscard]] Result<std::string> read_small(const ModelPath& path, std::size_t bytes_max) const;

  // The name inside the model of a file given by its path on disk; none when it lies elsewhere or does not exist.
  [[nodiscard]] std::optional<ModelPath> path_of(const std::string& path_on_disk) const;

  // Does a file given by its path on disk lie in the model, or in the repository's folder around a snapshot of a hub
  // cache, or does a name on the way to it? A link planted there may well lead to a file outside.
  [[nodiscard]] bool has_a_say_in(const std::string& path_on_disk) const;

  // The path on disk of a file of the model, or of the folder around a snapshot, which is the file of that path by
  // another name: a hard link, or the model mounted elsewhere. None where there is no such file, or it cannot be seen.
  [[nodiscard]] std::optional<std::string> other_name_of(const std::string& path_on_disk) const;

  // What lies around the model: the repository's folder for a snapshot of a hub cache, else the model's own. Errors:
  // those of Folder::open.
  [[nodiscard]] Result<Folder> surroundings() const;

  // What lies under a name that the walk leaves out or refuses; nothing where there is none. A link is told with the
  // file that it leads to. A name of a snapshot may begin with the way up to the folder around it. Errors: as
  // io::look_into.
  [[nodiscard]] Result<std::optional<LeftOut>> look_into(const std::string& name, AskWriters ask,
                                                         const LineSink& sink) const;

  // The image, where the model is one of a store.
  [[nodiscard]] const Image* image() const noexcept { return image_ ? &*image_ : nullptr; }
  // Of the same files, by other names.
  void show(Image image) { image_ = std::move(image); }

  // Of the directory itself.
  [[nodiscard]] Result<FileIdentity> identity() const;

  [[nodiscard]] evidence::Layout layout() const noexcept { return layout_; }
  [[nodiscard]] const std::string& canonical_path() const noexcept { return canonical_path_; }
  // Of a snapshot of a hub's cache: "snapshots/<commit>/", with the folder below it that is the model, where it is one.
  [[nodiscard]] const std::string& place() const noexcept { return prefix_; }

 private:
  ModelDirectory() = default;

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open_on_disk(const ModelPath& path,
                                                                 const FileIdentity* found) const;

  FileDescriptor root_;         // the model
  FileDescriptor containment_;  // what links may not leave: the model, or the repository folder of a hub cache
  std::string prefix_;          // from containment to the model, "" or "snapshots/<commit>/" and folders below
  FileDescriptor cache_;        // of a snapshot: the folder around the repository, which holds the shared store
  evidence::Layout layout_ = evidence::Layout::plain;
  std::string canonical_path_;
  std::optional<Image> image_;
  std::string only_;  // the name of a model that is one file
};

// A regular file outside any model, by path; links are followed, the caller named it. Errors: as FileOpener::open.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_file(const std::string& path);

// Of the file that open_file() would open now; the same errors, but for those of opening itself.
[[nodiscard]] Result<FileIdentity> identity_of_file(const std::string& path);

// A whole file outside any model (a manifest, a policy), by path; links are followed, the caller named it.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace weightcheck::io
