// SPDX-License-Identifier: Apache-2.0
// How many of the model's files are whose: counted once, for every writer.
#pragma once

#include <cstdint>

#include "policy/report.hpp"

namespace weightcheck::report {

struct FileCount {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

// Of the files that are here.
[[nodiscard]] FileCount files_of_base(const policy::Report& report, std::size_t base);
[[nodiscard]] FileCount files_of_owner(const policy::Report& report, evidence::Owner owner);

}  // namespace weightcheck::report
