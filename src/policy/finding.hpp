// SPDX-License-Identifier: Apache-2.0
// What the rules say of a model: findings, the checks behind the verdict, and the verdict itself. Plain values,
// compared and copied.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::policy {

enum class Severity : std::uint8_t { note, warning, error };  // SARIF's levels, least first

// The one thing a finding does to the exit code, once its severity counts (DESIGN section 3).
enum class Consequence : std::uint8_t {
  differs,     // exit 1
  unfinished,  // exit 3: something could not be read
  untrusted,   // exit 4: nothing, or nothing trusted enough, to verify against
};

// One thing to tell the user. Texts are printable already: names from outside went through the escaper.
struct Finding {
  std::string rule{};
  Severity severity = Severity::error;
  Consequence consequence = Consequence::differs;
  std::string subject{};             // what it is about when one rule has several to tell; "" for the model as a whole
  std::string message{};             // evidence and place, one sentence
  std::string help{};                // what to do about it
  std::vector<std::string> paths{};  // raw bytes, sorted, at most limits::finding_paths_max
  std::uint64_t paths_total = 0;     // how many there were

  friend bool operator==(const Finding&, const Finding&) = default;
};

// A finding, or the part of one, that the policy excuses: it is told, and does not count.
struct Waived {
  Finding finding{};      // with the paths that are excused
  std::string waiver{};   // the paths it is for, as the policy has them; printable
  std::string reason{};   // printable
  std::string expires{};  // YYYY-MM-DD, the last day

  friend bool operator==(const Waived&, const Waived&) = default;
};

enum class CheckId : std::uint8_t { integrity, anchor, license, shape };
inline constexpr CheckId all_checks[] = {CheckId::integrity, CheckId::anchor, CheckId::license, CheckId::shape};

enum class Outcome : std::uint8_t { passed, failed, could_not_run, not_demanded };

// One question asked of the evidence. `not_demanded` is also said of a check that could not have run and that nobody
// asked for.
struct CheckRecord {
  CheckId check = CheckId::integrity;
  Outcome outcome = Outcome::could_not_run;
  std::string reason{};  // what was looked at, or why not

  friend bool operator==(const CheckRecord&, const CheckRecord&) = default;
};

enum class Verdict : std::uint8_t {
  verified,
  failed,
  incomplete,
  untrusted,
  inspected,  // of `inspect`, which never says more: nothing was hashed
};

[[nodiscard]] std::string_view name_of(Severity severity);
[[nodiscard]] std::string_view name_of(CheckId check);
[[nodiscard]] std::string_view name_of(Outcome outcome);
[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] std::optional<CheckId> check_named(std::string_view name);
[[nodiscard]] std::optional<Severity> severity_named(std::string_view name);

}  // namespace weightcheck::policy
