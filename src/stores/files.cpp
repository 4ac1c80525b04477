// SPDX-License-Identifier: Apache-2.0
#include "stores/files.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace weightcheck::stores {
namespace {

constexpr std::size_t shown_digits = 12;

std::string short_name(const Digest& digest) { return "sha256-" + digest.hex().substr(0, shown_digits); }

// What the file is called where the image does not say; "" where that is for the digest to tell.
std::string usual_name(const Descriptor& layer, MediaType type) {
  const std::string number = short_name(layer.digest);
  switch (type.form) {
    case Form::tensor:
      return "tensors/" + (layer.name.empty() ? number : layer.name) + ".safetensors";
    case Form::file:
      return type.file_name.empty() ? "layers/" + number : std::string(type.file_name);
    case Form::archive:
      return "layers/" + number + ".tar";
    case Form::packed:
    case Form::unknown:
      return "layers/" + number;
  }
  return "layers/" + number;
}

// "LICENSE-2", "model-2.gguf"
std::string numbered(const std::string& name, std::size_t number) {
  const std::size_t slash = name.rfind('/');
  std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) dot = name.size();
  return name.substr(0, dot) + "-" + std::to_string(number) + name.substr(dot);
}

class Namer {
 public:
  void add_named(const Descriptor& layer, MediaType type) {
    const std::string name = type.form == Form::tensor ? usual_name(layer, type) : layer.name;
    const auto path = ModelPath::parse(name);
    if (!path.ok()) {
      faults_.push_back({layer.name, path.error().message});
    } else if (!add(*path, layer, type, true)) {
      faults_.push_back({name, "two layers with different bytes have this name"});
    }
  }

  void add_unnamed(const Descriptor& layer, MediaType type) {
    if (Status held = check_folder(layer.name); !held.ok()) faults_.push_back({layer.name, held.error().message});
    if (!seen_.insert({layer.digest, layer.size, layer.media_type}).second) return;
    const std::string name = usual_name(layer, type);
    for (std::size_t number = counts_[name] + 1;; ++number) {
      const std::string tried = number == 1 ? name : numbered(name, number);
      if (!add(ModelPath::parse(tried).value(), layer, type, false)) continue;
      counts_[name] = number;
      return;
    }
  }

  ImageFiles take() && {
    ImageFiles made{.faults = std::move(faults_)};
    for (auto& [path, file] : files_)
      made.files.push_back(std::move(file));
    return made;
  }

 private:
  // Of the folder that an archive was made of: some programs unpack it there.
  static Status check_folder(std::string_view name) {
    while (name.starts_with("./"))
      name.remove_prefix(2);
    while (name.ends_with('/') && name.size() > 1)
      name.remove_suffix(1);
    if (name.empty() || name == ".") return done;
    const auto path = ModelPath::parse(name);
    return path.ok() ? done : Status(path.error());
  }

  // False where the name is that of other bytes.
  bool add(const ModelPath& path, const Descriptor& layer, MediaType type, bool is_named) {
    const auto found = files_.find(path);
    if (found != files_.end() && found->second.other_name.empty()) found->second.other_name = layer.other_name;
    if (found != files_.end())
      return found->second.digest == layer.digest && found->second.size == layer.size &&
             found->second.media_type == layer.media_type;
    files_.emplace(path, LayerFile{.path = path,
                                   .digest = layer.digest,
                                   .size = layer.size,
                                   .media_type = layer.media_type,
                                   .form = type.form,
                                   .is_named = is_named,
                                   .stored_as = is_named ? "" : layer.name,
                                   .other_name = layer.other_name});
    return true;
  }

  std::map<ModelPath, LayerFile> files_;
  std::map<std::string, std::size_t> counts_;
  std::set<std::tuple<Digest, std::uint64_t, std::string>> seen_;
  std::vector<LayerFault> faults_;
};

// The name of an archive is that of the folder which it was made of.
bool has_name(const Descriptor& layer, MediaType type) {
  return !layer.name.empty() && type.form != Form::archive && type.form != Form::packed;
}

}  // namespace

MediaType type_of(const Descriptor& layer) {
  return layer.is_file ? MediaType{Form::file, ""} : media_type_of(layer.media_type);
}

ImageFiles files_of(const ImageManifest& manifest) {
  std::vector<Descriptor> layers = manifest.layers;
  if (manifest.config) layers.push_back(*manifest.config);
  Namer namer;
  for (const Descriptor& layer : layers) {
    if (const MediaType type = type_of(layer); has_name(layer, type)) namer.add_named(layer, type);
  }
  for (const Descriptor& layer : layers) {
    if (const MediaType type = type_of(layer); !has_name(layer, type)) namer.add_unnamed(layer, type);
  }
  return std::move(namer).take();
}

}  // namespace weightcheck::stores
