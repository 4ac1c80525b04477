// SPDX-License-Identifier: Apache-2.0
// argv to exit code: parse by the tables, run one command, map what came of it.
#include "cli/run.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/console.hpp"
#include "cli/signals.hpp"
#include "cli/version.hpp"
#include "hubs/table.hpp"
#include "io/sandbox.hpp"
#include "workflow/receipts.hpp"

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

// A run that was never understood did not end well either: the receipt that it was to renew goes.
void take_receipt_of(int argc, char** argv) {
  constexpr std::string_view option = "--receipt";
  if (argc < 2 || (std::string_view(argv[1]) != "verify" && std::string_view(argv[1]) != "exec")) return;
  for (int i = 2; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word = argv[i];
    std::string file;
    if (word == option && i + 1 < argc) file = argv[i + 1];
    if (word.starts_with(option) && word.substr(option.size(), 1) == "=") file = word.substr(option.size() + 1);
    if (file.empty()) continue;
    if (Status gone = workflow::take_receipt_away(file); !gone.ok()) complain(gone.error().message);
  }
}

}  // namespace

int run(int argc, char** argv) {
  ProgramFlags flags;
  const CommandTable program = program_table(flags);
  const auto asked = parse(program, argc, argv);
  if (!asked.ok()) {
    take_receipt_of(argc, argv);
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
