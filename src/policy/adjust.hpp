// SPDX-License-Identifier: Apache-2.0
// What a policy makes of what the rules say: levels are changed and waived files are taken out, never of rules and
// cases that are locked. Nothing disappears unseen: what was taken out is kept, with the reason.
#pragma once

#include <optional>
#include <vector>

#include "policy/demands.hpp"
#include "policy/finding.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

class Adjuster {
 public:
  explicit Adjuster(const Demands& demands);  // which outlives it

  // What is left of a draft; nothing where all of it is waived. A finding that names many files in one sentence loses
  // those that are waived; any other goes as a whole, once all the files it names are waived.
  [[nodiscard]] std::optional<Finding> finding_of(const Rule& rule, Draft draft);

  // By place in the demands: which waivers took something out.
  [[nodiscard]] const std::vector<bool>& used() const noexcept { return used_; }
  [[nodiscard]] std::vector<Waived> take_waived() { return std::move(waived_); }

 private:
  [[nodiscard]] bool waive(const Rule& rule, Draft& draft, const Finding& finding);
  void keep(const Waiver& waiver, Finding finding);

  const Demands& demands_;
  std::vector<bool> used_;
  std::vector<Waived> waived_;
};

}  // namespace weightcheck::policy
