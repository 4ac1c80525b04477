// SPDX-License-Identifier: Apache-2.0
// The names by which severities, checks, outcomes and verdicts appear in every report.
#include "policy/finding.hpp"

#include <algorithm>
#include <array>

namespace weightcheck::policy {

std::string_view name_of(Severity severity) {
  static constexpr std::string_view names[] = {"note", "warning", "error"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view name_of(CheckId check) {
  static constexpr std::string_view names[] = {"integrity", "anchor", "license", "shape"};
  return names[static_cast<std::size_t>(check)];
}

std::string_view name_of(Outcome outcome) {
  static constexpr std::string_view names[] = {"passed", "failed", "could-not-run", "not-demanded"};
  return names[static_cast<std::size_t>(outcome)];
}

std::string_view name_of(Verdict verdict) {
  static constexpr std::string_view names[] = {"verified", "failed", "incomplete", "untrusted", "inspected"};
  return names[static_cast<std::size_t>(verdict)];
}

std::optional<CheckId> check_named(std::string_view name) {
  const auto* found = std::ranges::find(all_checks, name, [](CheckId id) { return name_of(id); });
  return found == std::ranges::end(all_checks) ? std::nullopt : std::optional(*found);
}

std::optional<Severity> severity_named(std::string_view name) {
  static constexpr std::array all = {Severity::note, Severity::warning, Severity::error};
  const auto* found = std::ranges::find(all, name, [](Severity severity) { return name_of(severity); });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace weightcheck::policy
