// SPDX-License-Identifier: Apache-2.0
#include "workflow/exit_code.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace weightcheck::workflow {
namespace {

TEST(ExitCode, of_an_error_is_the_promised_one) {
  for (const auto& [code, exit_code] :
       {std::pair{ErrorCode::usage, 2}, std::pair{ErrorCode::unsupported, 2}, std::pair{ErrorCode::interrupted, 130},
        std::pair{ErrorCode::inconsistent, 4}, std::pair{ErrorCode::io, 3}, std::pair{ErrorCode::changed, 3},
        std::pair{ErrorCode::denied, 3}, std::pair{ErrorCode::not_found, 3}, std::pair{ErrorCode::limit, 3},
        std::pair{ErrorCode::malformed, 3}})
    EXPECT_EQ(exit_code_of(Error{code, "x"}), exit_code) << static_cast<int>(code);
}

TEST(ExitCode, of_named_inputs_is_the_worst_and_2_for_one_that_does_not_exist) {
  const Error missing{ErrorCode::not_found, "x"}, unreadable{ErrorCode::io, "x"};
  EXPECT_EQ(exit_code_of_input(missing, 0), 2);
  EXPECT_EQ(exit_code_of_input(unreadable, 0), 3);
  EXPECT_EQ(exit_code_of_input(missing, 3), 3);
  EXPECT_EQ(exit_code_of_input(unreadable, 2), 3);
}

TEST(ExitCode, of_a_report_is_changed_by_a_stop_only_where_something_was_left_undone) {
  std::stop_source stop;
  policy::Report report;
  for (const int exit_code : {0, 1, 3, 4}) {
    report.exit_code = exit_code;
    EXPECT_EQ(exit_code_of(report, stop.get_token()), exit_code);
  }
  stop.request_stop();
  for (const auto& [exit_code, stopped] : {std::pair{0, 0}, std::pair{1, 130}, std::pair{3, 130}, std::pair{4, 130}}) {
    report.exit_code = exit_code;
    EXPECT_EQ(exit_code_of(report, stop.get_token()), stopped);
  }
}

}  // namespace
}  // namespace weightcheck::workflow
