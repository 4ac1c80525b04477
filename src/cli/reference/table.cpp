// SPDX-License-Identifier: Apache-2.0
// CLI11 says what an option takes in its type name: "UINT:UINT in [1 - 1024]", "TEXT:{error,warning}".
#include "cli/reference/table.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <stdexcept>

namespace weightcheck::cli::reference {
namespace {

std::vector<std::string> choices_in(const std::string& type) {
  std::vector<std::string> choices;
  const auto open = type.find('{');
  if (open == std::string::npos) return choices;
  const auto close = type.find('}', open);
  for (std::size_t begin = open + 1; begin < close;) {
    const auto end = std::min(type.find(',', begin), close);
    choices.push_back(type.substr(begin, end - begin));
    begin = end + 1;
  }
  return choices;
}

OptionText read_option(const CLI::Option& option) {
  OptionText text{.description = option.get_description()};
  if (option.get_positional()) text.names.push_back(option.get_name(true));
  for (const std::string& name : option.get_snames())
    text.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames())
    text.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  if (option.get_items_expected_max() > 0) text.takes = type.starts_with("UINT") ? Takes::number : Takes::word;
  text.choices = choices_in(type);
  text.repeated = option.get_expected_max() > 1;
  text.required = option.get_required();
  if (text.names.empty() || text.description.empty())
    throw std::logic_error("an option of '" + option.get_name() + "' has no name or no description");
  return text;
}

}  // namespace

CommandText read_command(const CLI::App& app) {
  CommandText text{.name = app.get_name(), .summary = app.get_description()};
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? text.arguments : text.options).push_back(read_option(*option));
  for (const CLI::App* command : app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); }))
    text.commands.push_back(read_command(*command));
  return text;
}

}  // namespace weightcheck::cli::reference
