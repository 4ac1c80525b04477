// SPDX-License-Identifier: Apache-2.0
// What verify and inspect have in common: which model, held against what, judged how, reported where.
#pragma once

#include <string>
#include <vector>

#include "cli/common_options.hpp"
#include "workflow/words.hpp"

namespace weightcheck::cli {

struct ModelOptions : workflow::ModelWords {
  [[nodiscard]] Options options();
  // Every path that was given.
  [[nodiscard]] std::vector<std::string> inputs() const;
};

struct DemandOptions : workflow::DemandWords {
  [[nodiscard]] Options options();
  // Every path that was given.
  [[nodiscard]] std::vector<std::string> inputs() const;
};

struct ReportOptions {
  std::vector<std::string> reports{};  // NAME=FILE

  [[nodiscard]] Options options();
  // Every file that write_all() writes.
  [[nodiscard]] std::vector<std::string> outputs(const PrintFlags& printing) const;
  // Every --report, then --format to --output or standard output. Errors: io, denied.
  [[nodiscard]] Status write_all(const policy::Report& report, const PrintFlags& printing) const;
};

}  // namespace weightcheck::cli
