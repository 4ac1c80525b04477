// SPDX-License-Identifier: Apache-2.0
// argv to exit code: declare the commands, parse, run one, map what came of it.
#include "cli/run.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>

#include "base/escape.hpp"
#include "cli/console.hpp"
#include "cli/program.hpp"
#include "cli/signals.hpp"
#include "cli/version.hpp"
#include "io/sandbox.hpp"

namespace weightcheck::cli {

int run(int argc, char** argv) {
  CLI::App app;
  Program program;
  program.declare(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& asked) {
    return print(app.help());
  } catch (const CLI::ParseError& wrong) {
    complain(printable(wrong.what()));  // it quotes arguments, which may be names of files
    complain("`weightcheck --help` lists the commands and their options");
    return exit_usage;
  }
  if (program.version) return print(version_text(program.verbose ? VersionDetail::engines : VersionDetail::brief));
  if (app.get_subcommands().empty()) {
    complain("no command given; `weightcheck --help` lists them");
    return exit_usage;
  }

  for (const char* token : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
    if (std::getenv(token) == nullptr) continue;
    if (Status kept = io::keep_memory_private(); !kept.ok()) complain(kept.error().message);
  }
  SignalWatch signals;
  const auto outcome = program.commands.at(app.get_subcommands().front())->run(signals.stop_token());
  if (outcome.ok()) return *outcome;
  complain(outcome.error().message);
  return exit_code_of(outcome.error());
}

}  // namespace weightcheck::cli
