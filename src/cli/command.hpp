// SPDX-License-Identifier: Apache-2.0
// A command of the program: a name in the table, its options beside its code, and one function that runs it.
// The table is in commands.cpp; a new command is a file and a row there.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cli/options.hpp"
#include "workflow/exit_code.hpp"

namespace weightcheck::cli {

using workflow::exit_code_of;
using workflow::exit_code_of_input;
using workflow::exit_differs;
using workflow::exit_done;
using workflow::exit_interrupted;
using workflow::exit_unfinished;
using workflow::exit_untrusted;
using workflow::exit_usage;

// What becomes of the process after a command's run.
enum class Afterwards : std::uint8_t {
  ends,             // so the run may change it for good: signals, core dumps, the sandbox
  becomes_another,  // so it stays as it was started, and the command works in a child
};

class Command {
 public:
  virtual ~Command() = default;
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // They point into this command.
  [[nodiscard]] virtual Options options() = 0;

  [[nodiscard]] virtual Afterwards afterwards() const { return Afterwards::ends; }

  // An Error ends the program with its message and exit_code_of(it).
  [[nodiscard]] virtual Result<int> run(std::stop_token stop) = 0;
};

struct CommandRow {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Command> (*make)() = nullptr;  // none where one of those below has to be named
  std::span<const CommandRow> below{};
};

[[nodiscard]] std::span<const CommandRow> commands();

// One a file, in the order of the table.
[[nodiscard]] std::unique_ptr<Command> make_verify();
[[nodiscard]] std::unique_ptr<Command> make_exec();
[[nodiscard]] std::unique_ptr<Command> make_recheck();
[[nodiscard]] std::unique_ptr<Command> make_plan();
[[nodiscard]] std::unique_ptr<Command> make_merge();
[[nodiscard]] std::unique_ptr<Command> make_manifest();
[[nodiscard]] std::unique_ptr<Command> make_sign();
[[nodiscard]] std::unique_ptr<Command> make_signature_inspect();
[[nodiscard]] std::unique_ptr<Command> make_anchor();
[[nodiscard]] std::unique_ptr<Command> make_inspect();
[[nodiscard]] std::unique_ptr<Command> make_hash();
[[nodiscard]] std::unique_ptr<Command> make_license();
[[nodiscard]] std::unique_ptr<Command> make_ledger();
[[nodiscard]] std::unique_ptr<Command> make_lineage();
[[nodiscard]] std::unique_ptr<Command> make_explain();
[[nodiscard]] std::unique_ptr<Command> make_policy_check();

}  // namespace weightcheck::cli
