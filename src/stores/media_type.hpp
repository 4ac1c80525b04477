// SPDX-License-Identifier: Apache-2.0
// The table of media types: what a layer of each is, and what its file is called where the image gives no name. Read
// from the projects' own code, autumn 2026: ollama, docker/model-runner, the CNCF ModelPack specification, KitOps.
#pragma once

#include <cstdint>
#include <string_view>

namespace weightcheck::stores {

enum class Form : std::uint8_t {
  file,     // the blob is the file
  tensor,   // ... of one tensor, named by the layer
  archive,  // a tar archive
  packed,   // a tar archive or a file, compressed
  unknown,
};

struct MediaType {
  Form form = Form::unknown;
  std::string_view file_name{};  // where the image gives none; "" for one made from the digest
};

// Parameters behind a ';' do not count.
[[nodiscard]] MediaType media_type_of(std::string_view text);

// Of layers of container images: ORAS gives this type to any file that it was not told another one of.
[[nodiscard]] bool is_type_of_any_file(std::string_view text);

// Media types of documents that name others.
[[nodiscard]] bool is_index_type(std::string_view text);     // an OCI index, Docker's and Ollama's lists of manifests
[[nodiscard]] bool is_manifest_type(std::string_view text);  // of one image

}  // namespace weightcheck::stores
