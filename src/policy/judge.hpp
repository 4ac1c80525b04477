// SPDX-License-Identifier: Apache-2.0
// From evidence to verdict: runs every rule, weighs the findings, asks each check whether it ran and passed, and only
// then names the verdict. Pure: the same evidence and demands give the same judgement.
#pragma once

#include <vector>

#include "evidence/comparison.hpp"
#include "evidence/evidence.hpp"
#include "policy/demands.hpp"
#include "policy/finding.hpp"

namespace weightcheck::policy {

struct Judgement {
  std::vector<evidence::FileRow> rows{};  // sorted by path
  std::vector<Finding> findings{};        // errors first, then in the catalogue's order
  std::vector<Waived> waived{};           // in the catalogue's order
  std::vector<CheckRecord> checks{};      // one a CheckId, in their order
  Verdict verdict = Verdict::untrusted;
  int exit_code = 4;
};

[[nodiscard]] Judgement judge(const evidence::Evidence& evidence, const Demands& demands);

}  // namespace weightcheck::policy
