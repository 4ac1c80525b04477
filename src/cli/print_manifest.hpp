// SPDX-License-Identifier: Apache-2.0
// What is said of a manifest that was made, by one machine or of parts.
#pragma once

#include "workflow/create_manifest.hpp"

namespace weightcheck::cli {

// The manifest itself where it is for standard output. Gives the exit code.
[[nodiscard]] int print_manifest(const workflow::ManifestOutcome& outcome, bool quiet);

}  // namespace weightcheck::cli
