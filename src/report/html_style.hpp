// SPDX-License-Identifier: Apache-2.0
// The style of the HTML report, compiled in by cmake/Embed.cmake. It stands in the page word for word, and its hash in
// the page's policy: no other style applies, whatever a name tries.
#pragma once

#include "base/bytes.hpp"

namespace weightcheck::report {

[[nodiscard]] ByteSpan html_style();     // report.css
[[nodiscard]] ByteSpan lineage_style();  // lineage.css, behind it on the page of a lineage

}  // namespace weightcheck::report
