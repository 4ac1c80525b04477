// SPDX-License-Identifier: Apache-2.0
// The shards of a model as bars, for the HTML report.
#pragma once

#include <string>

#include "policy/report.hpp"

namespace weightcheck::report {

// A list with one bar a weight file, as long as the file is large: the thick part shows integrity, the thin one
// under it the anchor. Words beside each bar say the same. "" where there is no such file.
[[nodiscard]] std::string shard_picture(const policy::Report& report);

}  // namespace weightcheck::report
