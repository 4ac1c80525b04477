// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/program.hpp"

namespace weightcheck::cli {
namespace {

void expect_complete(const CommandTable& command) {
  EXPECT_NE(command.summary, "") << command.name;
  std::vector<std::string> names;
  for (const Option& option : command.options)
    for (const std::string& name : names_of(option))
      names.push_back(name);
  for (const Option& option : command.options) {
    const std::string which = command.name + " " + option.names;
    EXPECT_NE(option.help, "") << which;
    EXPECT_TRUE(is_flag(option) || is_argument(option) || !value_of(option).empty()) << which;
    EXPECT_TRUE(option.with.empty() || std::ranges::find(names, option.with) != names.end()) << which;
  }
  EXPECT_TRUE(command.code != nullptr || !command.commands.empty()) << command.name;
  for (const CommandTable& below : command.commands)
    expect_complete(below);
}

TEST(OptionTable, SaysWhatEachOptionIsFor) {
  ProgramFlags flags;
  expect_complete(program_table(flags));
}

TEST(OptionNumber, IsDecimalDigitsWithinItsBounds) {
  unsigned count = 0;
  const Option option{.names = "--count", .value = "N", .help = "count", .into = in_range(count, 1, 10)};
  for (const char* word : {"0", "11", "ten", "1.5", "0x2", "", " 3", "3 ", "99999999999999999999"})
    EXPECT_NE(objection(option, word), "") << word;
  EXPECT_EQ(objection(option, "010"), "");
  store(option, "010");
  EXPECT_EQ(count, 10U);
}

// What `words` put into one repeatable argument and one flag that is counted.
struct Taken {
  std::vector<std::string> files{};
  int times = 0;
  bool ok = false;
};

Taken taken_from(std::vector<const char*> words) {
  Taken taken;
  CommandTable table;
  table.name = "weightcheck";
  table.options = {{.names = "FILE", .help = "files", .into = &taken.files},
                   {.names = "-v,--verbose", .help = "more", .into = &taken.times}};
  words.insert(words.begin(), "weightcheck");
  taken.ok = parse(table, static_cast<int>(words.size()), words.data()).ok();
  return taken;
}

TEST(CommandLine, TakesEveryNameAsItIs) {
  for (const char* name : {"[a]", "[a,b]", "[", "[]", "\x1f[a]", "\x1f\x1f[a]", "\x1f", "a b", "\xff"}) {
    const Taken taken = taken_from({name, "other"});
    EXPECT_TRUE(taken.ok);
    EXPECT_EQ(taken.files, (std::vector<std::string>{name, "other"}));
  }
}

TEST(CommandLine, CountsAFlagThatIsGivenAgain) {
  EXPECT_EQ(taken_from({"-vv", "a", "-v"}).times, 3);
  EXPECT_EQ(taken_from({"--", "-v"}).files, std::vector<std::string>{"-v"});
}

// What `run MODEL -- COMMAND` keeps of its words.
struct Divided {
  std::string model{}, error{};
  std::vector<std::string> command{};
};

Divided divided_from(std::vector<const char*> words) {
  Divided divided;
  CommandTable table, below;
  below.name = "run";
  below.options = {{.names = "MODEL", .help = "model", .into = &divided.model, .need = Need::required},
                   {.names = "COMMAND", .help = "command", .into = Rest{&divided.command}, .need = Need::required}};
  table.name = "weightcheck";
  table.commands.push_back(std::move(below));
  words.insert(words.begin(), {"weightcheck", "run"});
  const auto asked = parse(table, static_cast<int>(words.size()), words.data());
  if (!asked.ok()) divided.error = asked.error().message;
  return divided;
}

TEST(CommandLine, LeavesWhatStandsBehindTwoDashesToTheOtherProgram) {
  const Divided divided = divided_from({"m", "--", "serve", "", "[a]", "--model", "--", "-h"});
  EXPECT_EQ(divided.error, "");
  EXPECT_EQ(divided.model, "m");
  EXPECT_EQ(divided.command, (std::vector<std::string>{"serve", "", "[a]", "--model", "--", "-h"}));
}

TEST(CommandLine, RunsNoOtherProgramThatStandsElsewhere) {
  for (const std::vector<const char*>& words :
       std::vector<std::vector<const char*>>{{"m"}, {"m", "--"}, {"m", "--", ""}, {"m", "serve"}, {"--", "serve"}}) {
    const Divided divided = divided_from(words);
    EXPECT_NE(divided.error, "") << words.size();
    EXPECT_TRUE(divided.command.empty()) << words.size();
  }
}

}  // namespace
}  // namespace weightcheck::cli
