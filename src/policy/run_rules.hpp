// SPDX-License-Identifier: Apache-2.0
// Runs each rule once, as soon as the evidence that it needs is there, and keeps what it says. Whoever asks for
// findings gets them without the consequences of others (causes.hpp); whoever decides sees them all.
#pragma once

#include <vector>

#include "policy/adjust.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

class RuleRun {
 public:
  RuleRun(const evidence::Evidence& evidence, const Demands& demands);  // both outlive it

  // Runs the rules that waited for this. Each call asks for at least as much as the one before it.
  void run(Needs gathered, const std::vector<evidence::FileRow>& rows);

  [[nodiscard]] const std::vector<Adjusted>& all() const noexcept { return all_; }
  [[nodiscard]] std::vector<Finding> findings() const;  // errors first, then in the catalogue's order
  [[nodiscard]] std::vector<Waived> take_waived();      // in the catalogue's order, then by paths

 private:
  struct Said {
    const Rule* rule;
    std::size_t number;  // of what the rule said
    Draft draft;
  };

  void settle(Said said, const Context& context);
  void keep(Said said);
  [[nodiscard]] bool must_wait(const Draft& draft) const;

  const evidence::Evidence& evidence_;
  const Demands& demands_;
  Adjuster adjuster_{demands_};
  std::vector<bool> has_run_;  // by place in the table
  // Their level hangs on whether a file is the pinned commit's own, and that file is still to be hashed.
  std::vector<Said> waiting_;
  std::vector<Adjusted> all_;
};

}  // namespace weightcheck::policy
