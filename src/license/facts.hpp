// SPDX-License-Identifier: Apache-2.0
// The document of license facts: manifests/licenses.json, or a user's own of the same form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "license/families.hpp"
#include "license/terms.hpp"

namespace weightcheck::license {

struct LicenseFacts {
  std::vector<LicenseTerms> licenses;    // no id twice
  std::vector<Family> families;          // the first that fits decides
  std::vector<std::string> reuploaders;  // owners whose name says nothing of a license
};

// Strict about keys and values, bounded in size. Errors: malformed, limit, with the place.
[[nodiscard]] Result<LicenseFacts> parse_license_facts(std::string_view json);

}  // namespace weightcheck::license
