// SPDX-License-Identifier: Apache-2.0
// The files that a bill of materials lists, as a manifest of the plain form: CycloneDX and SPDX, which build systems
// carry already. What else a bill says (versions, licenses, relations) is not taken: it pins nothing.
#pragma once

#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "manifest/manifest.hpp"
#include "manifest/rejection.hpp"

namespace weightcheck::manifest {

// By its first character alone; a bill of a form that is not read looks like one too.
[[nodiscard]] bool looks_like_bill(ByteSpan bytes);

// Files without a SHA-256 are left out, so that they count as not listed; a bill without one such file is refused, and
// so is one that lists a path with two digests, or a path that leads out of the model.
[[nodiscard]] std::variant<Manifest, Rejection> read_bill(ByteSpan bytes);

}  // namespace weightcheck::manifest
