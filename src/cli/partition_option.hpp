// SPDX-License-Identifier: Apache-2.0
// --partition and what goes with it: which part of a model's reading is this process's, and where its result goes.
#pragma once

#include <cstdint>
#include <string>

#include "cli/options.hpp"
#include "workflow/part_run.hpp"

namespace weightcheck::cli {

enum class Resumes : std::uint8_t { parts, all };  // what --resume is for: a part alone, or the whole run too

class PartitionOption {
 public:
  [[nodiscard]] Options options(Resumes resumes = Resumes::parts);

  [[nodiscard]] bool given() const { return !word_.empty(); }
  [[nodiscard]] workflow::Reuse reuse() const { return resume_ ? workflow::Reuse::yes : workflow::Reuse::no; }
  // Asks the environment, where it is to say. Once, before request(). Errors: usage.
  [[nodiscard]] Status read();
  [[nodiscard]] const workflow::PartRequest& request() const { return request_; }

 private:
  std::string word_, file_;
  std::size_t parts_ = 0;  // --partitions; 0: not given
  bool resume_ = false;
  workflow::PartRequest request_{};
};

// What differs and what could not be read on standard error, and the last line on standard output. The exit code: 1, 3
// or 0.
[[nodiscard]] int print_part(const workflow::PartOutcome& outcome, parts::Share share);

}  // namespace weightcheck::cli
