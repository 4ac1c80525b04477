// SPDX-License-Identifier: Apache-2.0
#include "cli/sandbox_option.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>

#include "io/sandbox.hpp"

namespace weightcheck::cli {
namespace fs = std::filesystem;

void SandboxOption::declare(CLI::App& app) {
  app.add_flag("--no-sandbox", off,
               "keep the rights that this command does not need: to run programs, to open others' files");
}

Status SandboxOption::enter(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) const {
  if (off) return done;
  io::Places places;
  for (const std::string& input : inputs) {
    std::error_code unresolved;
    const fs::path whole = fs::canonical(input, unresolved);
    const bool snapshot = !unresolved && whole.parent_path().filename() == "snapshots";
    places.read.push_back(snapshot ? whole.parent_path().parent_path().string() : input);
  }
  for (const std::string& output : outputs) {
    if (output.empty() || output == "-") continue;
    const fs::path folder = fs::path(output).parent_path();
    places.write.push_back(folder.empty() ? "." : folder.string());
  }
  Status entered = io::enter_sandbox(places);
  if (!entered.ok()) return Error{entered.error().code, entered.error().message + "; --no-sandbox does without"};
  return done;
}

}  // namespace weightcheck::cli
