// SPDX-License-Identifier: Apache-2.0
// WEIGHTCHECK_VERSION is set for this file alone, so that a new version rebuilds one file.
#include "workflow/version.hpp"

namespace weightcheck::workflow {

std::string_view version() { return WEIGHTCHECK_VERSION; }

}  // namespace weightcheck::workflow
