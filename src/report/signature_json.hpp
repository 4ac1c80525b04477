// SPDX-License-Identifier: Apache-2.0
// The member `signature` of a report in JSON.
#pragma once

#include "json/value.hpp"
#include "policy/report.hpp"

namespace weightcheck::report {

// Null where no signature holds; members that do not apply are null.
[[nodiscard]] json::Value signature_of(const policy::Report& report);

}  // namespace weightcheck::report
