// SPDX-License-Identifier: Apache-2.0
// Options that several commands share, declared once: how to hash, how to show progress, how to print.
#pragma once

#include <string>

#include "cli/console.hpp"
#include "cli/progress_view.hpp"
#include "pipeline/hash_files.hpp"

namespace CLI {
class App;
}

namespace weightcheck::cli {

// For ->check(): a word that is there and empty is most often a variable that nobody set, and must not pass for "not
// given": --commit "" would verify without a pin.
[[nodiscard]] std::string not_empty(const std::string& text);

struct HashingFlags {
  pipeline::HashOptions options{};

  void declare(CLI::App& app);
};

struct ProgressFlag {
  ProgressMode mode = ProgressMode::automatic;

  void declare(CLI::App& app);
};

struct PrintFlags {
  std::string format = "text";
  std::string output{};  // "" and "-": standard output
  When color = When::automatic;
  bool quiet = false;
  bool verbose = false;

  void declare(CLI::App& app);
  [[nodiscard]] report::Style style() const;
};

}  // namespace weightcheck::cli
