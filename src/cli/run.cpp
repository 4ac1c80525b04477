// SPDX-License-Identifier: Apache-2.0
// argv to exit code: declare the commands, parse, run one, map what came of it.
#include "cli/run.hpp"

#include <CLI/CLI.hpp>

#include <map>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/signals.hpp"
#include "cli/version.hpp"

namespace weightcheck::cli {
namespace {

constexpr const char* exit_statuses =
    "Exit status: 0 verified or done; 1 differs, or a finding weighs enough; 2 usage; 3 could not finish;\n"
    "4 nothing trustworthy to verify against; 130 interrupted. `weightcheck COMMAND --help` lists a command's options.";

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("weightcheck: are these model weights what was published, in which commit, under which license?");
  app.footer(exit_statuses);
  app.require_subcommand(0, 1);
  bool version = false, verbose = false;
  app.add_flag("--version", version, "print the version (-v: and the hashing engines of this machine)");
  app.add_flag("-v,--verbose", verbose, "with --version: more");

  std::map<const CLI::App*, std::unique_ptr<Command>> declared;
  for (const CommandRow& row : commands()) {
    CLI::App* sub = app.add_subcommand(std::string(row.name), std::string(row.summary));
    declared.emplace(sub, row.declare(*sub));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& asked) {
    return print(app.get_subcommands().empty() ? app.help() : app.get_subcommands().front()->help());
  } catch (const CLI::ParseError& wrong) {
    complain(printable(wrong.what()));  // it quotes arguments, which may be names of files
    complain("`weightcheck --help` lists the commands and their options");
    return exit_usage;
  }
  if (version) return print(version_text(verbose ? VersionDetail::engines : VersionDetail::brief));
  if (app.get_subcommands().empty()) {
    complain("no command given; `weightcheck --help` lists them");
    return exit_usage;
  }

  SignalWatch signals;
  const auto outcome = declared.at(app.get_subcommands().front())->run(signals.stop_token());
  if (outcome.ok()) return *outcome;
  complain(outcome.error().message);
  return exit_code_of(outcome.error());
}

}  // namespace weightcheck::cli
