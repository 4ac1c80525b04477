// SPDX-License-Identifier: Apache-2.0
// The command line as plain data, read out of the declared options: what pages and completions are written from, so
// that neither can name an option that is not there.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weightcheck::cli::reference {

enum class Takes { nothing, number, word };

struct OptionText {
  std::vector<std::string> names{};  // with their dashes; of an argument, its one name
  std::string description{};
  Takes takes = Takes::nothing;
  std::vector<std::string> choices{};  // the words that it takes; empty: any
  bool repeated = false;
  bool required = false;
};

struct CommandText {
  std::string name{};
  std::string summary{};
  std::vector<OptionText> options{};
  std::vector<OptionText> arguments{};
  std::vector<CommandText> commands{};  // those below it
};

[[nodiscard]] CommandText read_command(const CLI::App& app);

}  // namespace weightcheck::cli::reference
