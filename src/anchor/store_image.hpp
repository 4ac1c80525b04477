// SPDX-License-Identifier: Apache-2.0
// From an image's manifest to the files that it holds: blobs under their names in the model, and the members of
// archives as spans of their blobs.
#pragma once

#include <string>

#include "anchor/store_kinds.hpp"
#include "io/image_view.hpp"

namespace weightcheck::anchor {

// What is wrong with a layer is told in the image: nothing of it is passed over.
[[nodiscard]] io::Image image_of(const io::Folder& folder, const StoreShape& shape, const FoundManifest& found,
                                 const std::string& name);

}  // namespace weightcheck::anchor
