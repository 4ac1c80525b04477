// SPDX-License-Identifier: Apache-2.0
// `weightcheck merge --copies` for people: a row a machine.
#pragma once

#include <string>

#include "report/writer.hpp"
#include "workflow/merge_copies.hpp"

namespace weightcheck::cli {

struct CopiesText {
  std::string text{};
  int exit_code = 0;
};

// The report of the copy that is judged stands before the rows where it is not a good one.
[[nodiscard]] CopiesText text_of_copies(const workflow::CopiesOutcome& outcome, const report::Style& style);

}  // namespace weightcheck::cli
