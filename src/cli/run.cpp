// SPDX-License-Identifier: Apache-2.0
// argv to exit code: parse by the tables, run one command, map what came of it.
#include "cli/run.hpp"

#include <cstdlib>

#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/console.hpp"
#include "cli/signals.hpp"
#include "cli/version.hpp"
#include "hubs/table.hpp"
#include "io/sandbox.hpp"

namespace weightcheck::cli {
namespace {

// Where a command is missing.
std::string what_to_say(const CommandTable& program, const CommandTable& command) {
  if (&command == &program) return "no command given; `weightcheck --help` lists them";
  const CommandTable& below = command.commands.front();
  std::string line = "say `weightcheck " + command.name + " " + below.name;
  for (const Option& option : below.options)
    if (is_argument(option)) line += " " + option.names;
  return line + "`";
}

}  // namespace

int run(int argc, char** argv) {
  ProgramFlags flags;
  const CommandTable program = program_table(flags);
  const auto asked = parse(program, argc, argv);
  if (!asked.ok()) {
    complain(asked.error().message);
    complain("`weightcheck --help` lists the commands and their options");
    return exit_usage;
  }
  if (!asked->help.empty()) return print(asked->help);
  if (flags.version) return print(version_text(flags.verbose ? VersionDetail::engines : VersionDetail::brief));
  if (asked->command->code == nullptr) {
    complain(what_to_say(program, *asked->command));
    return exit_usage;
  }

  Command& command = *asked->command->code;
  const auto outcome = command.afterwards() == Afterwards::ends ? carry_out(command) : command.run({});
  if (outcome.ok()) return *outcome;
  complain(outcome.error().message);
  return exit_code_of(outcome.error());
}

Result<int> carry_out(Command& command) {
  for (const hubs::Hub& hub : hubs::table) {
    for (const std::string_view token : hub.environment.tokens) {
      if (std::getenv(std::string(token).c_str()) == nullptr) continue;
      if (Status kept = io::keep_memory_private(); !kept.ok()) complain(kept.error().message);
    }
  }
  SignalWatch signals;
  return command.run(signals.stop_token());
}

}  // namespace weightcheck::cli
