// SPDX-License-Identifier: Apache-2.0
// The report of a run of `lineage`, for people and for machines. Bytes are told first and tensors second, and no word
// says more than was shown (docs/lineage.md).
#pragma once

#include <string>
#include <vector>

#include "lineage/outcome.hpp"
#include "policy/finding.hpp"

namespace weightcheck::report {

struct LineageReport {
  std::string model{};  // as the caller named it, raw bytes
  std::string version{};
  lineage::Outcome outcome{};
  std::vector<policy::Finding> findings{};
  int exit_code = 0;
  double seconds = 0;
};

[[nodiscard]] std::string lineage_json(const LineageReport& report);
[[nodiscard]] std::string lineage_text(const LineageReport& report);

// What is missing for a proof: one command for curl a range, or the range alone where nobody knows the address.
[[nodiscard]] std::string missing_text(const lineage::Outcome& outcome);

// {"name": "sha256 of its bytes"}, as serving engines take it; names that several files have are told with the file.
[[nodiscard]] std::string per_tensor_json(const lineage::Outcome& outcome);

}  // namespace weightcheck::report
