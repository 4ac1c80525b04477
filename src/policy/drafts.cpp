// SPDX-License-Identifier: Apache-2.0
// Bounded in number, not in what is told: a file beyond the number is still named, counted and weighed.
#include "policy/drafts.hpp"

#include <algorithm>
#include <numeric>

#include "base/limits.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

void keep_one_a_subject(std::vector<Draft>& drafts, Severity of_the_rule) {
  const auto weight = [&](std::size_t place) { return drafts[place].severity.value_or(of_the_rule); };
  std::vector<std::size_t> order(drafts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t place) -> const std::string& { return drafts[place].subject; });

  std::vector<bool> spoken_for(drafts.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    std::size_t gravest = order[begin];
    for (end = begin + 1; end < order.size() && drafts[order[end]].subject == drafts[order[begin]].subject; ++end) {
      spoken_for[order[end]] = true;
      if (weight(order[end]) > weight(gravest)) gravest = order[end];
    }
    if (gravest != order[begin]) std::swap(drafts[order[begin]], drafts[gravest]);
  }
  std::size_t place = 0;
  std::erase_if(drafts, [&](const Draft&) { return spoken_for[place++]; });
}

}  // namespace

void Drafts::push_back(Draft draft) {
  const bool of_one_file = draft.said_of_paths.empty() && draft.paths.size() == 1;
  if (!of_one_file || told_.size() < limits::findings_of_a_rule_max) return told_.push_back(std::move(draft));
  const auto alike = std::ranges::find_if(rest_, [&](const Draft& other) {
    return other.said_of_others == draft.said_of_others && other.cause == draft.cause &&
           other.severity == draft.severity && other.if_anchored == draft.if_anchored &&
           other.consequence == draft.consequence && other.level == draft.level;
  });
  if (alike != rest_.end()) return alike->paths.push_back(std::move(draft.paths.front()));
  rest_.push_back({.subject = "further/" + std::to_string(rest_.size()),
                   .paths = std::move(draft.paths),
                   .said_of_others = std::move(draft.said_of_others),
                   .cause = std::move(draft.cause),
                   .severity = draft.severity,
                   .if_anchored = draft.if_anchored,
                   .consequence = draft.consequence,
                   .level = draft.level});
}

std::vector<Draft> Drafts::take(const Rule& rule) && {
  keep_one_a_subject(told_, rule.severity);
  for (Draft& further : rest_) {
    further.said_of_paths.append("too many to be told one by one: ").append(rule.title);
    told_.push_back(std::move(further));
  }
  return std::move(told_);
}

}  // namespace weightcheck::policy
