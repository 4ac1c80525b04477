// SPDX-License-Identifier: Apache-2.0
// What stands above the commands: the program's own options and its help.
#include "cli/program.hpp"

#include <span>

namespace weightcheck::cli {
namespace {

constexpr const char* exit_statuses =
    "Exit status: 0 verified or done; 1 differs, or a finding reaches --fail-on; 2 usage; 3 could not finish;\n"
    "4 nothing trustworthy to verify against; 130 interrupted. `weightcheck COMMAND --help` lists a command's options.";

Options with_help(const Options& options) {
  return joined({{{.names = "-h,--help", .help = "print this help", .into = Help{}}}, options});
}

std::vector<CommandTable> tables_of(std::span<const CommandRow> rows) {
  std::vector<CommandTable> tables;
  for (const CommandRow& row : rows) {
    CommandTable& table = tables.emplace_back();
    table.name = row.name;
    table.summary = row.summary;
    if (row.make != nullptr) table.code = row.make();
    table.options = with_help(table.code ? table.code->options() : Options());
    table.commands = tables_of(row.below);
  }
  return tables;
}

}  // namespace

CommandTable program_table(ProgramFlags& flags) {
  return {.name = "weightcheck",
          .summary = "weightcheck: are these model weights what was published, in which commit, under which license?",
          .footer = exit_statuses,
          .options = with_help({{.names = "--version",
                                 .help = "print the version (-v: and the hashing engines of this machine)",
                                 .into = &flags.version},
                                {.names = "-v,--verbose", .help = "with --version: more", .into = &flags.verbose}}),
          .commands = tables_of(commands())};
}

}  // namespace weightcheck::cli
