// SPDX-License-Identifier: Apache-2.0
// The judge gives findings of one rule and severity behind each other, which folding relies on.
#include "report/findings.hpp"

#include <algorithm>

#include "hash/sha256.hpp"
#include "report/words.hpp"

namespace weightcheck::report {
namespace {

using policy::Finding;

bool is_here(const policy::Report& report, std::string_view name) {
  return std::ranges::any_of(report.files,
                             [name](const auto& row) { return row.size.has_value() && row.path.text() == name; });
}

// "" where the model is the folder itself, or lies where its name does not lead from there.
std::string folder_of(const policy::Report& report) {
  std::string_view model = report.model;
  while (model.starts_with("./"))
    model.remove_prefix(2);
  while (model.ends_with('/'))
    model.remove_suffix(1);
  if (model.empty() || model == "." || report.model.starts_with('/') || model.find("..") != std::string_view::npos)
    return "";
  return std::string(model) + "/";
}

Finding one_of(std::span<const Finding> group) {
  Finding one = group.front();
  one.subject = "folded";
  one.message = counted(group.size(), "finding") + " of this kind; the first: " + one.message;
  one.paths.clear();
  one.paths_total = 0;
  for (const Finding& finding : group) {
    one.paths_total += finding.paths_total;
    for (const std::string& path : finding.paths) {
      if (one.paths.size() < locations_max) one.paths.push_back(path);
    }
  }
  return one;
}

}  // namespace

bool counts(const policy::Report& report, const Finding& finding) { return finding.severity >= report.fail_on; }

std::vector<Finding> folded(const std::vector<Finding>& findings) {
  std::vector<Finding> all;
  for (std::size_t begin = 0, end = 0; begin < findings.size(); begin = end) {
    const Finding& first = findings[begin];
    while (end < findings.size() && findings[end].rule == first.rule && findings[end].severity == first.severity)
      ++end;
    const std::span group(findings.data() + begin, end - begin);
    if (group.size() > findings_of_a_rule_max) {
      all.push_back(one_of(group));
    } else {
      all.insert(all.end(), group.begin(), group.end());
    }
  }
  if (all.size() > results_max) all.resize(results_max);
  return all;
}

std::vector<std::string> places_of(const policy::Report& report, const Finding& finding) {
  const std::string folder = folder_of(report);
  if (finding.paths.empty()) return {folder + (is_here(report, "README.md") ? "README.md" : "LICENSE")};
  std::vector<std::string> places;
  for (const std::string& path : finding.paths) {
    if (places.size() == locations_max) break;
    places.push_back(folder + path);
  }
  return places;
}

// The parts are told apart by a byte that no path and no rule holds.
std::string fingerprint_of(const Finding& finding) {
  const std::string path = finding.paths.empty() || finding.subject == "folded" ? "" : finding.paths.front();
  return hash::sha256(bytes_of(finding.rule + '\0' + path + '\0' + finding.subject)).hex();
}

}  // namespace weightcheck::report
