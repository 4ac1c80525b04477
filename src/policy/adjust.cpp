// SPDX-License-Identifier: Apache-2.0
// Locked is decided first, and once: behind that line nothing can be lowered or taken out.
#include "policy/adjust.hpp"

#include <algorithm>
#include <map>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

Finding with_paths(Finding finding, std::vector<std::string> paths, const std::string& said_of_paths) {
  if (!said_of_paths.empty())
    finding.message = some_files(paths) + (paths.size() == 1 ? " is " : " are ") + said_of_paths;
  finding.paths_total = paths.size();
  if (paths.size() > limits::finding_paths_max) paths.resize(limits::finding_paths_max);
  finding.paths = std::move(paths);
  return finding;
}

}  // namespace

Adjuster::Adjuster(const Demands& demands) : demands_(demands), used_(demands.waivers.size()) {}

std::optional<Finding> Adjuster::finding_of(const Rule& rule, Draft draft) {
  const bool locked = rule.level == Level::locked || draft.level == Level::locked;
  Finding finding{.rule = std::string(rule.id),
                  .severity = draft.severity.value_or(rule.severity),
                  .consequence = draft.consequence.value_or(rule.consequence),
                  .subject = std::move(draft.subject),
                  .message = std::move(draft.message),
                  .help = draft.help.empty() ? std::string(rule.cure) : std::move(draft.help)};
  std::ranges::sort(draft.paths);
  if (!locked) {
    if (const auto level = demands_.levels.find(rule.id); level != demands_.levels.end())
      finding.severity = level->second;
    if (!demands_.waivers.empty() && waive(rule, draft, finding)) return std::nullopt;
  }
  return with_paths(std::move(finding), std::move(draft.paths), draft.said_of_paths);
}

// True where nothing of the draft is left.
bool Adjuster::waive(const Rule& rule, Draft& draft, const Finding& finding) {
  if (draft.paths.empty()) {
    const Waiver* waiver = demands_.waiver_for(rule.id, std::nullopt);
    if (waiver != nullptr) keep(*waiver, finding);
    return waiver != nullptr;
  }
  std::map<const Waiver*, std::vector<std::string>> taken;
  std::vector<std::string> left;
  for (const std::string& path : draft.paths) {
    const Waiver* waiver = demands_.waiver_for(rule.id, path);
    (waiver == nullptr ? left : taken[waiver]).push_back(path);
  }
  if (draft.said_of_paths.empty() && !left.empty()) return false;
  for (auto& [waiver, paths] : taken)
    keep(*waiver, with_paths(finding, std::move(paths), draft.said_of_paths));
  draft.paths = std::move(left);
  return draft.paths.empty();
}

void Adjuster::keep(const Waiver& waiver, Finding finding) {
  used_[static_cast<std::size_t>(&waiver - demands_.waivers.data())] = true;
  waived_.push_back({.finding = std::move(finding),
                     .waiver = printable(waiver.path.text()),
                     .reason = printable(waiver.reason),
                     .expires = iso_date(waiver.expires)});
}

}  // namespace weightcheck::policy
