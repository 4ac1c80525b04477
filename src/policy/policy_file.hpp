// SPDX-License-Identifier: Apache-2.0
// A policy file, schema_version 1: JSON with comments that says what a model must pass, what is let pass and until
// when. The form is published as manifests/schema/policy-1.schema.json and told to people in docs/policy.md. Strict: a
// misspelt demand that is read as none would pass what it was written to stop.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "license/catalogue.hpp"
#include "policy/demands.hpp"

namespace weightcheck::policy {

// `mode` and `today` are left for the caller to set. Licenses are looked up in `known`. Errors, each with the line:
// malformed (no JSON, an unknown, repeated or missing member, a value or rule that does not exist, a demand for
// nothing, an adjustment of what is locked), unsupported (another schema_version), limit.
[[nodiscard]] Result<Demands> read_policy(std::string_view text,
                                          const license::Catalogue& known = license::Catalogue::stock());

}  // namespace weightcheck::policy
