// SPDX-License-Identifier: Apache-2.0
// What a rule has to tell, before levels and waivers make findings of it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "policy/finding.hpp"

namespace weightcheck::policy {

struct Rule;

// May a policy change this rule's level or waive its findings?
enum class Level : std::uint8_t { adjustable, locked };

struct Draft {
  std::string subject{};             // findings of one rule and subject are one finding
  std::string message{};             // printable
  std::vector<std::string> paths{};  // raw bytes; sorted and cut by judge()
  bool names_all_paths = true;       // else it is about more of them, and follows from nothing
  // In place of a message where many files are told in one finding: what is said of them, to follow "'a' and 'b' are ".
  // Some of the paths may be waived, and the sentence is then made of the others.
  std::string said_of_paths{};
  // Drafts of one rule that have this and their cause in common are told as one finding: the first with its message,
  // the others by their paths, of which this is said ("not here either"). "": told alone.
  std::string said_of_others{};
  std::string cause{};                                 // what tells apart drafts that say the same of others
  std::optional<Severity> severity = std::nullopt;     // where it depends on the case; else the rule's own
  std::optional<Severity> if_anchored = std::nullopt;  // in its place, where all paths are the pinned commit's own
  std::optional<Consequence> consequence = std::nullopt;
  Level level = Level::adjustable;  // locked where this case is, whatever the rule is
  std::string help{};               // where the rule's cure can be made more exact
};

// Filled by one rule. Of drafts about one file each, those beyond limits::findings_of_a_rule_max keep the name of the
// file alone: a manifest may list a great many files that are not here, and each sentence of them takes memory.
class Drafts {
 public:
  using value_type = Draft;

  Drafts() = default;
  Drafts(std::initializer_list<Draft> drafts) : told_(drafts) {}

  void push_back(Draft draft);

  [[nodiscard]] bool empty() const { return told_.empty(); }
  [[nodiscard]] auto begin() { return told_.begin(); }
  [[nodiscard]] auto end() { return told_.end(); }

  // In the order in which they came, one a subject: of several the gravest speaks. Behind them the rest, one of each
  // kind that levels, waivers and the verdict go by.
  [[nodiscard]] std::vector<Draft> take(const Rule& rule) &&;

 private:
  std::vector<Draft> told_, rest_;
};

}  // namespace weightcheck::policy
