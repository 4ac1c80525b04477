// SPDX-License-Identifier: Apache-2.0
// The report of a run of `lineage`, for people and for machines. Bytes are told first and tensors second, and no word
// says more than was shown (docs/lineage.md).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"
#include "lineage/outcome.hpp"
#include "policy/finding.hpp"

namespace weightcheck::report {

struct LineageReport {
  std::string model{};  // as the caller named it, raw bytes
  std::string version{};
  lineage::Outcome outcome{};
  std::vector<policy::Finding> findings{};
  int exit_code = 0;
  std::string finished_at{};  // UTC, "2026-01-31T23:59:59Z"
  double seconds = 0;
};

struct LineageWriter {
  std::string_view name;         // what --format and --report take
  std::string_view description;  // for the help
  std::string (*write)(const LineageReport& report) = nullptr;
};
[[nodiscard]] std::span<const LineageWriter> lineage_writers();
[[nodiscard]] const LineageWriter* find_lineage_writer(std::string_view name);

[[nodiscard]] std::string lineage_json(const LineageReport& report);
[[nodiscard]] std::string lineage_text(const LineageReport& report);
[[nodiscard]] std::string lineage_html(const LineageReport& report);
[[nodiscard]] std::string lineage_cyclonedx(const LineageReport& report);
[[nodiscard]] std::string lineage_spdx(const LineageReport& report);

// The parts of the text, which the report of verify and inspect has, too: relations and picture; what else is to be
// known; and the verdict, without a line end.
[[nodiscard]] std::string lineage_body(const lineage::Outcome& outcome, const std::string& model);
[[nodiscard]] std::string lineage_notes(const lineage::Outcome& outcome);
[[nodiscard]] std::string lineage_sentence(const lineage::Outcome& outcome, const std::string& model);

// The members of the JSON that are of the model and its bases.
[[nodiscard]] json::Value lineage_value(const lineage::Outcome& outcome);

// The last line of the text, without its line end: the one to grep for.
[[nodiscard]] std::string lineage_verdict_line(const LineageReport& report);

// Verdict and relations with their bytes, in sentences. Printable.
[[nodiscard]] std::string lineage_summary(const lineage::Outcome& outcome);

// What is missing for a proof: one command for curl a range, or the range alone where nobody knows the address.
[[nodiscard]] std::string missing_text(const lineage::Outcome& outcome);

// {"name": "sha256 of its bytes"}, as serving engines take it; names that several files have are told with the file.
[[nodiscard]] std::string per_tensor_json(const lineage::Outcome& outcome);

}  // namespace weightcheck::report
