// SPDX-License-Identifier: Apache-2.0
// How many processors this process may use: what it is bound to, and what its control group grants. Linux only.
#pragma once

#include <optional>
#include <string>

namespace weightcheck::pipeline {

// At least 1.
[[nodiscard]] unsigned usable_processors();

// The quota of a control group in processors (2.5), or none where there is none: the tightest from `group` (as the
// second field of /proc/self/cgroup names it) up to the root of the hierarchy that is mounted at `mount`. Version 2
// keeps cpu.max, version 1 cpu.cfs_quota_us and cpu.cfs_period_us.
[[nodiscard]] std::optional<double> group_quota(const std::string& mount, std::string group);

}  // namespace weightcheck::pipeline
