// SPDX-License-Identifier: Apache-2.0
// A cause may itself be left out, as the consequence of another; that one is then in the closure of what follows from
// it, and as grave. Since no rule follows from itself, one of them is told in the end.
#include "policy/causes.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "policy/rule.hpp"
#include "policy/wording.hpp"

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

void join(Adjusted& first, std::vector<std::string> others, bool of_files, std::size_t count) {
  std::ranges::sort(others);
  others.erase(std::unique(others.begin(), others.end()), others.end());
  std::erase_if(others, [&](const std::string& path) { return std::ranges::binary_search(first.paths, path); });
  std::string& message = first.finding.message;
  if (of_files && !others.empty()) {
    message += "; " + some_files(others) + (others.size() == 1 ? " is " : " are ") + first.said_of_others;
  } else {
    message += "; " + with_commas(count) + " more of this kind" +
               (others.empty() ? "" : (count == 1 ? " concerns " : " concern ") + some_files(others));
  }
  first.finding.subject = first.said_of_others;
  std::ranges::move(others, std::back_inserter(first.paths));
  std::ranges::sort(first.paths);
}

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

std::vector<Adjusted> one_a_cause(std::vector<Adjusted> told) {
  struct Group {
    std::size_t first = 0;  // in `all`
    std::size_t count = 0;  // of the others
    bool of_files = true;   // each of the others is about one
    std::vector<std::string> others{};
  };
  std::map<std::tuple<const Rule*, std::string, std::string, Severity, Consequence, std::string>, Group> groups;
  std::vector<Adjusted> all;
  for (Adjusted& one : told) {
    if (one.said_of_others.empty()) {
      all.push_back(std::move(one));
      continue;
    }
    const auto [place, is_first] = groups.try_emplace(
        {one.rule, one.said_of_others, one.cause, one.finding.severity, one.finding.consequence, one.finding.help},
        Group{all.size()});
    if (is_first) {
      all.push_back(std::move(one));
      continue;
    }
    Group& group = place->second;
    ++group.count;
    group.of_files = group.of_files && (one.paths.size() == 1 || !one.said_of_paths.empty());
    std::ranges::move(one.paths, std::back_inserter(group.others));
  }
  for (auto& [key, group] : groups) {
    if (group.count > 0) join(all[group.first], std::move(group.others), group.of_files, group.count);
  }
  return all;
}

bool follows(const Rule& rule, const Rule& cause) { return closure()[place_of(rule)].contains(&cause); }

}  // namespace weightcheck::policy
