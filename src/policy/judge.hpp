// SPDX-License-Identifier: Apache-2.0
// From evidence to verdict: hears every rule once, weighs the findings, asks each check whether it ran and passed, and
// only then names the verdict. Pure: the same evidence and demands give the same judgement.
#pragma once

#include <vector>

#include "evidence/comparison.hpp"
#include "evidence/evidence.hpp"
#include "policy/demands.hpp"
#include "policy/finding.hpp"
#include "policy/run_rules.hpp"

namespace weightcheck::policy {

struct Judgement {
  std::vector<evidence::FileRow> rows{};  // sorted by path
  std::vector<Finding> findings{};        // errors first, then in the catalogue's order
  std::vector<Waived> waived{};           // in the catalogue's order
  std::vector<CheckRecord> checks{};      // one a CheckId, in their order
  Verdict verdict = Verdict::untrusted;
  int exit_code = 4;
};

// Evidence comes in steps, and a rule speaks as soon as what it needs is there.
class Judge {
 public:
  Judge(const evidence::Evidence& evidence, const Demands& demands);  // both outlive it

  // May be called once, when all is gathered but digests: what is found so far. Hashing takes none of it back.
  [[nodiscard]] std::vector<Finding> before_hashing();

  // When nothing more is to come. Once.
  [[nodiscard]] Judgement decide();

 private:
  const evidence::Evidence& evidence_;
  const Demands& demands_;
  RuleRun rules_;
};

// Of evidence that is whole.
[[nodiscard]] Judgement judge(const evidence::Evidence& evidence, const Demands& demands);

}  // namespace weightcheck::policy
