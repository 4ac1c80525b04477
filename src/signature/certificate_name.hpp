// SPDX-License-Identifier: Apache-2.0
// What a caller or a policy may call a certificate.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::signature {

// By one of its names, to the byte; or by "sha256:" and its fingerprint. A name that only looks like a fingerprint is
// none: whoever may choose the name in a certificate could choose that of another one.
[[nodiscard]] bool is_called(const std::vector<std::string>& names, std::string_view fingerprint,
                             std::string_view identity);

}  // namespace weightcheck::signature
