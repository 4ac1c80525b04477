// SPDX-License-Identifier: Apache-2.0
// From the layers of an image to the files of a model: what each is called, and what none of them can be. A name that
// the image gives is kept; else it comes from the media type, a number added where it is taken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "stores/manifest.hpp"
#include "stores/media_type.hpp"

namespace weightcheck::stores {

struct LayerFile {
  ModelPath path;
  Digest digest{};
  std::uint64_t size = 0;
  std::string media_type{};  // raw bytes
  Form form = Form::unknown;
  bool is_named = false;     // by the image
  std::string stored_as{};   // raw bytes: the name of an archive, which is that of no file; ""
  std::string other_name{};  // as in the manifest
};

// A layer that is no file of the model, and why.
struct LayerFault {
  std::string name{};    // raw bytes, as the image has it
  std::string reason{};  // printable
};

struct ImageFiles {
  std::vector<LayerFile> files{};  // sorted by path, no two alike
  std::vector<LayerFault> faults{};
};

[[nodiscard]] MediaType type_of(const Descriptor& layer);

// The config is one of the files. A layer that is there twice with one name and one content is one file.
[[nodiscard]] ImageFiles files_of(const ImageManifest& manifest);

}  // namespace weightcheck::stores
