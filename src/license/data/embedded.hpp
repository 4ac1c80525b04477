// SPDX-License-Identifier: Apache-2.0
// Data files compiled into the library, so that nothing has to be found at run time. The sources are made by
// cmake/Embed.cmake.
#pragma once

#include "base/bytes.hpp"

namespace weightcheck::license {

[[nodiscard]] ByteSpan embedded_fingerprints();    // data/fingerprints.bin
[[nodiscard]] ByteSpan embedded_spdx_ids();        // data/spdx-ids.txt
[[nodiscard]] ByteSpan embedded_stock_licenses();  // data/stock-licenses.txt
[[nodiscard]] ByteSpan embedded_terms();           // manifests/licenses.json

}  // namespace weightcheck::license
