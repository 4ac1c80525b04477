// SPDX-License-Identifier: Apache-2.0
// Annotations as workflow commands in a step's log. GitHub keeps ten of a type a step, so the ninth is followed by how
// many more there are. The last line is the verdict, as in the text.
#include <vector>

#include "base/escape.hpp"
#include "report/escape.hpp"
#include "report/findings.hpp"
#include "report/words.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using policy::Finding;
using policy::Severity;

constexpr std::size_t annotations_max = 10;
constexpr std::size_t message_bytes_max = 4000;  // of 64 KiB that GitHub takes; a name alone may have 4,096

std::string_view command_of(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "notice";
}

void add(std::string& out, const policy::Report& report, const Finding& finding) {
  out += "::" + std::string(command_of(finding.severity)) +
         " file=" + annotation_property(printable(places_of(report, finding).front())) +
         ",line=1,title=" + annotation_property(finding.rule) +
         "::" + annotation_data(shortened(finding.message, message_bytes_max)) + "%0A" + annotation_data(finding.help) +
         "\n";
}

}  // namespace

std::string write_github(const policy::Report& report, const Style&) {
  std::string out;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    std::vector<const Finding*> of_type;
    for (const Finding& finding : report.findings) {
      if (finding.severity == severity) of_type.push_back(&finding);
    }
    const std::size_t shown = of_type.size() <= annotations_max ? of_type.size() : annotations_max - 1;
    for (std::size_t i = 0; i < shown; ++i)
      add(out, report, *of_type[i]);
    if (shown < of_type.size()) {
      out += "::" + std::string(command_of(severity)) + " title=weightcheck::and " +
             with_commas(of_type.size() - shown) + " more, see the summary\n";
    }
  }
  return out + no_command(verdict_line(report)) + "\n";
}

}  // namespace weightcheck::report
