// SPDX-License-Identifier: Apache-2.0
// Locked is decided first, and once: behind that line nothing can be lowered or taken out.
#include "policy/adjust.hpp"

#include <algorithm>
#include <map>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {

Finding finding_of(Adjusted adjusted) {
  Finding& finding = adjusted.finding;
  auto& paths = adjusted.paths;
  if (!adjusted.said_of_paths.empty())
    finding.message = some_files(paths) + (paths.size() == 1 ? " is " : " are ") + adjusted.said_of_paths;
  finding.paths_total = paths.size();
  if (paths.size() > limits::findings_of_a_rule_max) paths.resize(limits::findings_of_a_rule_max);
  finding.paths = std::move(paths);
  return std::move(finding);
}

Adjuster::Adjuster(const Demands& demands) : demands_(demands), uses_(demands.waivers.size()) {}

std::optional<Adjusted> Adjuster::adjust(const Rule& rule, Draft draft) {
  const bool locked = rule.level == Level::locked || draft.level == Level::locked;
  Adjusted adjusted{.rule = &rule,
                    .finding = {.rule = std::string(rule.id),
                                .severity = draft.severity.value_or(rule.severity),
                                .consequence = draft.consequence.value_or(rule.consequence),
                                .subject = std::move(draft.subject),
                                .message = std::move(draft.message),
                                .help = draft.help.empty() ? std::string(rule.cure) : std::move(draft.help)},
                    .paths = std::move(draft.paths),
                    .said_of_paths = std::move(draft.said_of_paths),
                    .said_of_others = std::move(draft.said_of_others),
                    .cause = std::move(draft.cause),
                    .names_all_paths = draft.names_all_paths};
  std::ranges::sort(adjusted.paths);
  if (locked) return adjusted;
  if (const auto level = demands_.levels.find(rule.id); level != demands_.levels.end())
    adjusted.finding.severity = level->second;
  if (!demands_.waivers.empty() && waive(adjusted)) return std::nullopt;
  return adjusted;
}

// True where nothing is left.
bool Adjuster::waive(Adjusted& adjusted) {
  const std::string_view rule = adjusted.rule->id;
  if (adjusted.paths.empty()) {
    const Waiver* waiver = demands_.waiver_for(rule, std::nullopt);
    if (waiver != nullptr) keep(*waiver, adjusted);
    return waiver != nullptr;
  }
  std::map<const Waiver*, std::vector<std::string>> taken;
  std::vector<std::string> left;
  for (const std::string& path : adjusted.paths) {
    const Waiver* waiver = demands_.waiver_for(rule, path);
    (waiver == nullptr ? left : taken[waiver]).push_back(path);
  }
  if (adjusted.said_of_paths.empty() && !left.empty()) {
    for (const auto& [waiver, paths] : taken)
      use_of(*waiver).short_of = left.front();
    return false;
  }
  for (auto& [waiver, paths] : taken) {
    Adjusted excused{.rule = adjusted.rule,
                     .finding = adjusted.finding,
                     .paths = std::move(paths),
                     .said_of_paths = adjusted.said_of_paths};
    keep(*waiver, std::move(excused));
  }
  adjusted.paths = std::move(left);
  return adjusted.paths.empty();
}

WaiverUse& Adjuster::use_of(const Waiver& waiver) {
  return uses_[static_cast<std::size_t>(&waiver - demands_.waivers.data())];
}

void Adjuster::keep(const Waiver& waiver, Adjusted excused) {
  use_of(waiver).took_out = true;
  waived_.push_back({.finding = finding_of(std::move(excused)),
                     .waiver = printable(waiver.path.text()),
                     .reason = printable(waiver.reason),
                     .expires = iso_date(waiver.expires)});
}

}  // namespace weightcheck::policy
