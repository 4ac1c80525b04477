// SPDX-License-Identifier: Apache-2.0
#include "anchor/store_image.hpp"

#include <algorithm>
#include <set>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "stores/files.hpp"
#include "stores/tar.hpp"
#include "weights/file_names.hpp"
#include "weights/format.hpp"

namespace weightcheck::anchor {
namespace {

using evidence::LayerForm;
using evidence::Refusal;

constexpr std::string_view whiteout = ".wh.";  // of OCI layers: the file behind it is taken away

LayerForm form_of(stores::Form form) {
  switch (form) {
    case stores::Form::file:
    case stores::Form::tensor:
      return LayerForm::file;
    case stores::Form::archive:
      return LayerForm::archive;
    case stores::Form::packed:
      return LayerForm::packed;
    case stores::Form::unknown:
      break;
  }
  return LayerForm::unknown;
}

class ImageMaker {
 public:
  ImageMaker(const io::Folder& folder, const StoreShape& shape) : folder_(folder), shape_(shape) {}

  io::Image run(FoundManifest found, const std::string& name) && {
    for (stores::Descriptor& layer : found.manifest.layers)
      layer.is_file = !layer.name.empty() && stores::is_type_of_any_file(layer.media_type) && is_no_archive(layer);
    image_.record = {.source = shape_.source, .image = name, .manifest = found.digest};
    const stores::ImageFiles layers = stores::files_of(found.manifest);
    for (const stores::LayerFault& fault : layers.faults)
      refuse(fault.name, Refusal::name_invalid, fault.reason);
    for (const stores::LayerFile& file : layers.files)
      add_blob(file, form_of(found.manifest, file));
    // In the manifest's order, in which later layers lie over earlier ones.
    for (const stores::Descriptor& layer : found.manifest.layers) {
      if (stores::type_of(layer).form == stores::Form::archive && seen_.insert(layer.digest).second) add_members(layer);
    }
    refuse_folders_that_are_files();
    std::ranges::sort(image_.files, {}, &io::ImageFile::path);
    std::ranges::sort(image_.record.files, {}, &evidence::StoreFile::path);
    std::ranges::sort(image_.record.members);
    return std::move(image_);
  }

 private:
  [[nodiscard]] bool is_no_archive(const stores::Descriptor& layer) const {
    const auto head = head_of(shape_.blob(layer.digest));
    return head.ok() && !stores::begins_as_tar(text_of(*head));
  }

  // Errors: those of opening; what cannot be read is empty.
  [[nodiscard]] Result<std::vector<std::byte>> head_of(const std::string& blob) const {
    const auto source = folder_.open_file(blob);
    if (!source.ok()) return source.error();
    std::vector<std::byte> head(limits::head_bytes);
    head.resize(io::read_fully(**source, head, 0).value_or(0));
    return head;
  }

  // Ollama's config is more than a description: it names who renders prompts, and a host that may run the model.
  [[nodiscard]] LayerForm form_of(const stores::ImageManifest& manifest, const stores::LayerFile& file) const {
    const bool is_config =
        manifest.config && manifest.config->digest == file.digest && !file.is_named &&
        file.form == stores::Form::file &&
        std::ranges::find(manifest.layers, file.digest, &stores::Descriptor::digest) == manifest.layers.end();
    if (is_config && shape_.kind != stores::StoreKind::ollama) return LayerForm::config;
    return anchor::form_of(file.form);
  }

  void add_blob(const stores::LayerFile& file, LayerForm form) {
    const std::string blob = shape_.blob(file.digest);
    const ModelPath path = file.is_named ? file.path : with_extension(file, blob);
    taken_.insert(path);
    if (file.is_named) add_folders_of(path.text());
    image_.files.push_back({.path = path, .blob = blob});
    image_.record.files.push_back({.path = path,
                                   .sha256 = file.digest,
                                   .size = file.size,
                                   .media_type = file.media_type,
                                   .form = form,
                                   .named_by = file.is_named ? evidence::NamedBy::publisher : evidence::NamedBy::us,
                                   .stored_as = file.stored_as,
                                   .other_name = file.other_name});
  }

  // Weights are weights, whatever the layer's type calls them: they get the name by which they are looked at as such.
  [[nodiscard]] ModelPath with_extension(const stores::LayerFile& file, const std::string& blob) const {
    if (file.form != stores::Form::unknown && file.form != stores::Form::file) return file.path;
    if (weights::is_weight_name(file.path.name())) return file.path;
    const auto head = head_of(blob);
    if (!head.ok()) return file.path;
    for (const weights::Format& format : weights::formats()) {
      if (format.inspect == nullptr || !format.begins(*head)) continue;
      const std::string_view extension = format.extensions.substr(0, format.extensions.find(' '));
      auto named = ModelPath::parse(file.path.text() + std::string(extension));
      if (named.ok() && !taken_.contains(*named)) return std::move(named).value();
    }
    return file.path;
  }

  void add_folders_of(std::string_view path) {
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/')) {
      path = path.substr(0, slash);
      if (!folders_.emplace(path).second) return;
    }
  }

  // A program that makes files of them keeps the first, or the last, or fails.
  void refuse_folders_that_are_files() {
    for (const ModelPath& path : taken_) {
      if (folders_.contains(path.text()))
        refuse(path.text(), Refusal::name_invalid, "the image has a file and a folder of this name");
    }
  }

  void add_members(const stores::Descriptor& layer) {
    const std::string blob = shape_.blob(layer.digest);
    const auto source = folder_.open_file(blob);
    if (!source.ok()) return;  // that the blob is not there, or is no file, is told of the layer itself
    const auto identity = (*source)->identity();
    if (identity.ok() && identity->size != layer.size)
      return;  // size-differs; its members are those of another archive
    const auto listing = identity.ok()
                             ? stores::list_tar(identity->size,
                                                [&](std::uint64_t offset, std::size_t count) -> Result<std::string> {
                                                  std::string bytes(count, '\0');
                                                  const auto filled = io::read_fully(
                                                      **source, std::as_writable_bytes(std::span(bytes)), offset);
                                                  if (!filled.ok()) return filled.error();
                                                  bytes.resize(*filled);
                                                  return bytes;
                                                })
                             : stores::TarListing{.fault = identity.error()};
    for (const stores::TarMember& member : listing.members)
      add_member(blob, member);
    if (listing.fault) refuse(blob, Refusal::unreadable, "not all members are known: " + listing.fault->message);
  }

  void add_member(const std::string& blob, const stores::TarMember& member) {
    std::string_view name = member.name;
    while (name.starts_with("./"))
      name.remove_prefix(2);
    if (member.kind == stores::MemberKind::folder) {
      add_folders_of(name.ends_with('/') ? name : std::string(name) + "/");
      return;
    }
    const auto path = ModelPath::parse(name);
    if (!path.ok()) return refuse(member.name, Refusal::name_invalid, path.error().message + ", in the layer " + blob);
    if (path->name().starts_with(whiteout))
      return refuse(member.name, Refusal::name_invalid,
                    "it takes away a file of an earlier layer, in the layer " + blob);
    if (member.kind != stores::MemberKind::file) return refuse(member.name, Refusal::special_file, kind_words(member));
    if (!taken_.insert(*path).second)
      return refuse(member.name, Refusal::name_invalid,
                    "the image holds two files of this name, one in the layer " + blob);
    add_folders_of(path->text());
    image_.files.push_back(
        {.path = *path, .blob = blob, .offset = member.offset, .length = member.size, .executable = member.executable});
    image_.record.members.push_back(*path);
  }

  static std::string kind_words(const stores::TarMember& member) {
    if (member.kind == stores::MemberKind::special) return "a device or a FIFO in a layer";
    return std::string(member.kind == stores::MemberKind::hard_link ? "a hard link" : "a symbolic link") + " to " +
           printable(member.target) + " in a layer, which is not followed";
  }

  void refuse(const std::string& name, Refusal reason, std::string detail) {
    image_.refused.push_back({name, reason, std::move(detail), std::nullopt});
  }

  const io::Folder& folder_;
  const StoreShape& shape_;
  std::set<ModelPath> taken_;
  std::set<std::string> folders_;  // of what the image names
  std::set<Digest> seen_;
  io::Image image_;
};

}  // namespace

io::Image image_of(const io::Folder& folder, const StoreShape& shape, const FoundManifest& found,
                   const std::string& name) {
  return ImageMaker(folder, shape).run(found, name);
}

}  // namespace weightcheck::anchor
