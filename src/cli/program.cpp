// SPDX-License-Identifier: Apache-2.0
// What stands above the commands: the program's own options and its help.
#include "cli/program.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace weightcheck::cli {
namespace {

constexpr const char* exit_statuses =
    "Exit status: 0 verified or done; 1 differs, or a finding weighs enough; 2 usage; 3 could not finish;\n"
    "4 nothing trustworthy to verify against; 130 interrupted. `weightcheck COMMAND --help` lists a command's options.";

}  // namespace

void Program::declare(CLI::App& app) {
  app.name("weightcheck");  // whatever it was started as: help then says what to type
  app.description("weightcheck: are these model weights what was published, in which commit, under which license?");
  app.footer(exit_statuses);
  app.require_subcommand(0, 1);
  app.add_flag("--version", version, "print the version (-v: and the hashing engines of this machine)");
  app.add_flag("-v,--verbose", verbose, "with --version: more");
  for (const CommandRow& row : cli::commands()) {
    CLI::App* sub = app.add_subcommand(std::string(row.name), std::string(row.summary));
    commands.emplace(sub, row.declare(*sub));
  }
}

}  // namespace weightcheck::cli
