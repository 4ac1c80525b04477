// SPDX-License-Identifier: Apache-2.0
// A command of the program: a name in the table, its options declared beside its code, and one function that runs it.
// The table is in commands.cpp; a new command is a file and a row there.
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "workflow/exit_code.hpp"

namespace CLI {
class App;
}

namespace weightcheck::cli {

using workflow::exit_code_of;
using workflow::exit_code_of_input;
using workflow::exit_differs;
using workflow::exit_done;
using workflow::exit_interrupted;
using workflow::exit_unfinished;
using workflow::exit_untrusted;
using workflow::exit_usage;

class Command {
 public:
  virtual ~Command() = default;
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // An Error ends the program with its message and exit_code_of(it).
  [[nodiscard]] virtual Result<int> run(std::stop_token stop) = 0;
};

struct CommandRow {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Command> (*declare)(CLI::App& app) =
      nullptr;  // adds its options to `app`, which outlives the command
};

[[nodiscard]] std::span<const CommandRow> commands();

// One a file, in the order of the table.
[[nodiscard]] std::unique_ptr<Command> declare_verify(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_recheck(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_manifest(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_anchor(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_inspect(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_hash(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_license(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_explain(CLI::App& app);
[[nodiscard]] std::unique_ptr<Command> declare_policy(CLI::App& app);

}  // namespace weightcheck::cli
