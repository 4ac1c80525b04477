// SPDX-License-Identifier: Apache-2.0
// Options that several commands share, declared once: how to hash, how to show progress, how to print.
#pragma once

#include <string>

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "cli/progress_view.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::cli {

class HashingFlags {
 public:
  [[nodiscard]] Options options();
  [[nodiscard]] pipeline::HashOptions chosen(const EventHook& events) const;

 private:
  pipeline::HashOptions chosen_{};
  bool direct_ = false;
};

struct ProgressFlag {
  ProgressMode mode = ProgressMode::automatic;

  [[nodiscard]] Options options();
};

struct PrintFlags {
  std::string format = "text";
  std::string output{};  // "" and "-": standard output
  When color = When::automatic;
  bool quiet = false;
  bool list_files = false;

  [[nodiscard]] Options options();
  [[nodiscard]] report::Style style() const;
};

}  // namespace weightcheck::cli
