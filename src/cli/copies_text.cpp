// SPDX-License-Identifier: Apache-2.0
// The last line says "verified" where every machine holds what is verified, and nowhere else.
#include "cli/copies_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "policy/wording.hpp"
#include "workflow/exit_code.hpp"

namespace weightcheck::cli {
namespace {

std::string said_of(const workflow::CopySeen& copy) {
  if (!copy.fault.empty()) return "says nothing: " + copy.fault;
  std::string said;
  if (!copy.differs.empty()) said = "differs: " + policy::some_files(copy.differs);
  if (!copy.unreadable.empty())
    said += (said.empty() ? "" : "; ") + ("could not read " + policy::some_files(copy.unreadable));
  if (!said.empty()) return said;
  return copy.is_judged ? "is the copy that is judged" : "is the same";
}

}  // namespace

CopiesText text_of_copies(const workflow::CopiesOutcome& outcome, const report::Style& style) {
  CopiesText made{.text = {}, .exit_code = outcome.report.exit_code};
  const bool is_good = outcome.report.exit_code == workflow::exit_done;
  if (!is_good) made.text = report::find_writer("text")->write(outcome.report, style) + "\n";
  std::size_t same = 0;
  bool differs = false;
  for (const workflow::CopySeen& copy : outcome.copies) {
    made.text += fmt::format("  {} ({}) {}\n", printable(copy.host), printable(copy.name), said_of(copy));
    same += copy.is_same() ? 1U : 0U;
    differs = differs || !copy.differs.empty();
  }
  const bool all = same == outcome.copies.size();
  if (is_good && !all) made.exit_code = differs ? workflow::exit_differs : workflow::exit_unfinished;
  const std::string_view word = !is_good  ? name_of(outcome.report.verdict)
                                : all     ? "verified"
                                : differs ? "failed"
                                          : "incomplete";
  made.text += fmt::format("weightcheck: {} {} ({} of {} hold the same)\n", word, printable(outcome.report.model), same,
                           counted(outcome.copies.size(), "copy", "copies"));
  return made;
}

}  // namespace weightcheck::cli
