// SPDX-License-Identifier: Apache-2.0
// A cause may itself be left out, as the consequence of another; that one is then in the closure of what follows from
// it, and as grave. Since no rule follows from itself, one of them is told in the end.
#include "policy/causes.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

using Rules = std::set<const Rule*>;

void add_causes(const Rule& rule, Rules& causes) {
  for (const std::string_view id : rule.follows_from) {
    const Rule* cause = id.empty() ? nullptr : find_rule(id);
    if (cause != nullptr && causes.insert(cause).second) add_causes(*cause, causes);
  }
}

// By place in the table: all that a rule may follow from.
const std::vector<Rules>& closure() {
  static const std::vector<Rules> all = [] {
    std::vector<Rules> made;
    for (const Rule* rule : rule_table()) {
      made.emplace_back();
      add_causes(*rule, made.back());
    }
    return made;
  }();
  return all;
}

bool can_speak_for(const Finding& cause, const Finding& consequence) {
  return cause.severity > Severity::note && cause.severity >= consequence.severity &&
         cause.consequence <= consequence.consequence;
}

bool is_a_cause(const Rule& rule) {
  return std::ranges::any_of(closure(), [&](const Rules& causes) { return causes.contains(&rule); });
}

class Causes {
 public:
  explicit Causes(std::span<const Adjusted> findings) {
    for (const Adjusted& one : findings) {
      if (!is_a_cause(*one.rule)) continue;
      auto& spoken = by_rule_[one.rule];
      if (one.paths.empty()) spoken.emplace("", &one.finding);
      for (const std::string& path : one.paths)
        spoken.emplace(path, &one.finding);
    }
  }

  // "" stands for the model as a whole.
  [[nodiscard]] bool explain(const Adjusted& consequence, std::string_view path) const {
    return std::ranges::any_of(closure()[place_of(*consequence.rule)], [&](const Rule* cause) {
      const auto spoken = by_rule_.find(cause);
      if (spoken == by_rule_.end()) return false;
      const auto [begin, end] = spoken->second.equal_range(path);
      return std::any_of(begin, end,
                         [&](const auto& said) { return can_speak_for(*said.second, consequence.finding); });
    });
  }

 private:
  std::map<const Rule*, std::multimap<std::string_view, const Finding*>> by_rule_;
};

}  // namespace

std::vector<Adjusted> without_consequences(std::span<const Adjusted> findings) {
  const Causes causes(findings);
  std::vector<Adjusted> told;
  for (const Adjusted& one : findings) {
    if (one.paths.empty() || !one.names_all_paths) {
      if (!one.names_all_paths || !causes.explain(one, "")) told.push_back(one);
      continue;
    }
    std::vector<std::string> left;
    std::ranges::copy_if(one.paths, std::back_inserter(left),
                         [&](const std::string& path) { return !causes.explain(one, path); });
    if (left.empty()) continue;
    told.push_back(one);
    if (!one.said_of_paths.empty()) told.back().paths = std::move(left);
  }
  return told;
}

bool follows(const Rule& rule, const Rule& cause) { return closure()[place_of(rule)].contains(&cause); }

}  // namespace weightcheck::policy
