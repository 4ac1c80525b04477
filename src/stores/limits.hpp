// SPDX-License-Identifier: Apache-2.0
// The bounds on what stores and layers may make this program read; as base/limits.hpp, which has those of documents.
#pragma once

#include <cstddef>

namespace weightcheck::limits {

inline constexpr std::size_t store_layers_max = 100'000;  // of one image: with a layer a tensor there are thousands
inline constexpr std::size_t store_images_max = 10'000;   // of one index
inline constexpr std::size_t store_index_depth_max = 4;   // indexes in indexes; two are known
inline constexpr std::size_t store_indexes_max = 100;     // documents, each opened again for each name
inline constexpr std::size_t media_type_bytes_max = 255;  // RFC 6838 has 127 for each half
inline constexpr std::size_t tar_record_bytes_max = std::size_t{1} << 20;  // of one long name or pax header

}  // namespace weightcheck::limits
