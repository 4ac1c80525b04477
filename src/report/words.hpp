// SPDX-License-Identifier: Apache-2.0
// Numbers and outcomes in words, the same in every report for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/wording.hpp"
#include "policy/report.hpp"

namespace weightcheck::report {

[[nodiscard]] std::string decimal(double value, int places);               // "0.50", in no locale
[[nodiscard]] double percent_of(std::uint64_t part, std::uint64_t whole);  // 0 of nothing
[[nodiscard]] std::string_view outcome_words(policy::Outcome outcome);     // "could not run"

// What came out, in one sentence, with the gravest finding in words: what every report for people opens with.
// Printable.
[[nodiscard]] std::string answer(const policy::Report& report);

// What the pin is worth, as a sentence; "" where there is nothing to say.
[[nodiscard]] std::string trust_sentence(const policy::Report& report);

// "12 of 15": how many of the files are shown to be in the commit; "none", "unproven", "not checked".
[[nodiscard]] std::string anchor_words(const policy::Report& report);

}  // namespace weightcheck::report
