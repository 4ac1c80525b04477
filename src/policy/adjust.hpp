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

// A finding on its way: with all its paths, of which a finding itself has room for some, and without the sentence that
// is made of them.
struct Adjusted {
  const Rule* rule = nullptr;
  std::size_t number = 0;  // of what the rule said
  Finding finding{};
  std::vector<std::string> paths{};  // sorted
  std::string said_of_paths{};       // as in Draft
  std::string said_of_others{};      // as in Draft
  std::string cause{};               // as in Draft
  bool names_all_paths = true;       // as in Draft
};

[[nodiscard]] Finding finding_of(Adjusted adjusted);

class Adjuster {
 public:
  explicit Adjuster(const Demands& demands);  // which outlives it

  // What is left of a draft; nothing where all of it is waived. A finding that names many files in one sentence loses
  // those that are waived; any other goes as a whole, once all the files it names are waived.
  [[nodiscard]] std::optional<Adjusted> adjust(const Rule& rule, Draft draft);

  // By place in the demands.
  [[nodiscard]] const std::vector<WaiverUse>& uses() const noexcept { return uses_; }
  [[nodiscard]] std::vector<Waived> take_waived() { return std::move(waived_); }

 private:
  [[nodiscard]] bool waive(Adjusted& adjusted);
  void keep(const Waiver& waiver, Adjusted excused);
  [[nodiscard]] WaiverUse& use_of(const Waiver& waiver);

  const Demands& demands_;
  std::vector<WaiverUse> uses_;
  std::vector<Waived> waived_;
};

}  // namespace weightcheck::policy
