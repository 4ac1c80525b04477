// SPDX-License-Identifier: Apache-2.0
// The stretches of files that seem to be damaged, for a program that downloads them again.
#pragma once

#include <string>

#include "policy/report.hpp"

namespace weightcheck::report {

// "# weightcheck ranges v1", then a line for each range: "<first byte>-<last byte>  <path>", as HTTP's Range and
// `curl --range` take the former; the path is escaped as in the other reports. A diagnosis: what counts is the digest
// of the file that was mended.
[[nodiscard]] std::string ranges_text(const policy::Report& report);

}  // namespace weightcheck::report
