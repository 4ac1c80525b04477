// SPDX-License-Identifier: Apache-2.0
// Rules of Area::policy stand last in the table and need everything, so that all waivers were tried before they run.
#include "policy/run_rules.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "policy/causes.hpp"

namespace weightcheck::policy {
namespace {

using evidence::Anchor;

bool is_anchored(const Context& context, const std::string& name) {
  const auto path = ModelPath::parse(name);
  const auto* row = path.ok() ? context.find_row(*path) : nullptr;
  return row != nullptr && (row->anchor == Anchor::anchored_lfs || row->anchor == Anchor::anchored_raw);
}

}  // namespace

RuleRun::RuleRun(const evidence::Evidence& evidence, const Demands& demands)
    : evidence_(evidence), demands_(demands), has_run_(rule_table().size()) {}

void RuleRun::run(Needs gathered, const std::vector<evidence::FileRow>& rows) {
  const auto declared = declared_licenses(evidence_, demands_.known_licenses());
  const Context context{evidence_, rows, demands_, adjuster_.uses(), declared};
  if (gathered == Needs::digests) {
    for (Said& waiting : std::exchange(waiting_, {}))
      settle(std::move(waiting), context);
  }
  for (const Rule* rule : rule_table()) {
    const std::size_t place = place_of(*rule);
    if (rule->needs > gathered || has_run_[place]) continue;
    has_run_[place] = true;
    std::size_t number = 0;
    for (Draft& draft : rule->check(context).take(*rule)) {
      Said said{rule, number++, std::move(draft)};
      if (gathered < Needs::digests && must_wait(said.draft)) {
        waiting_.push_back(std::move(said));
      } else {
        settle(std::move(said), context);
      }
    }
  }
}

bool RuleRun::must_wait(const Draft& draft) const {
  if (!draft.if_anchored || !evidence_.proof) return false;
  return std::ranges::any_of(draft.paths, [&](const std::string& name) {
    const auto path = ModelPath::parse(name);
    return path.ok() && evidence_.proof->find(*path) != nullptr;
  });
}

// Of a list of files the commit's own are told apart from the others.
void RuleRun::settle(Said said, const Context& context) {
  Draft& draft = said.draft;
  if (draft.if_anchored) {
    std::vector<std::string> own;
    std::ranges::copy_if(draft.paths, std::back_inserter(own),
                         [&](const std::string& name) { return is_anchored(context, name); });
    if (!own.empty() && own.size() == draft.paths.size()) {
      draft.severity = draft.if_anchored;
    } else if (!own.empty() && !draft.said_of_paths.empty()) {
      Said anchored = said;
      anchored.draft.severity = draft.if_anchored;
      std::erase_if(draft.paths, [&](const std::string& name) { return is_anchored(context, name); });
      anchored.draft.paths = std::move(own);
      keep(std::move(anchored));
    }
  }
  keep(std::move(said));
}

void RuleRun::keep(Said said) {
  auto adjusted = adjuster_.adjust(*said.rule, std::move(said.draft));
  if (!adjusted) return;
  adjusted->number = said.number;
  all_.push_back(*std::move(adjusted));
}

std::vector<Finding> RuleRun::findings() const {
  std::vector<Adjusted> found = without_consequences(all_);
  // There may be hundreds of thousands, and each is large: it is moved once.
  std::vector<std::tuple<int, std::size_t, std::size_t, std::size_t>> order;
  for (const Adjusted& one : found)
    order.emplace_back(-static_cast<int>(one.finding.severity), place_of(*one.rule), one.number, order.size());
  std::ranges::sort(order);
  std::vector<Adjusted> told;
  told.reserve(found.size());
  for (const auto& [severity, place, number, at] : order)
    told.push_back(std::move(found[at]));
  std::vector<Finding> findings;
  for (Adjusted& one : one_a_cause(std::move(told)))
    findings.push_back(finding_of(std::move(one)));
  return findings;
}

std::vector<Waived> RuleRun::take_waived() {
  auto waived = adjuster_.take_waived();
  std::ranges::sort(waived, {}, [](const Waived& one) {
    const Finding& finding = one.finding;
    return std::tuple<std::size_t, const std::vector<std::string>&, std::string_view, std::string_view>(
        place_of(*find_rule(finding.rule)), finding.paths, finding.message, one.waiver);
  });
  return waived;
}

}  // namespace weightcheck::policy
