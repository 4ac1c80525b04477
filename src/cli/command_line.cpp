// SPDX-License-Identifier: Apache-2.0
// The one file that knows CLI11, which takes longer to compile than all the rest of cli: from our tables to its, and
// from its exceptions to errors.
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "base/escape.hpp"
#include "policy/document_reader.hpp"

namespace weightcheck::cli {
namespace {

// CLI11 2 takes a word in brackets for a list, so that `hash [a]` would hash the file "a". Such a word is told apart by
// a mark before it; so is one that already begins with marks.
constexpr char mark = '\x1f';

bool looks_like_list(const std::string& word) {
  const auto begin = word.find_first_not_of(mark);
  return begin != std::string::npos && word[begin] == '[' && word.back() == ']';
}

std::string marked(const std::string& word) { return looks_like_list(word) ? mark + word : word; }
std::string unmarked(const std::string& word) {
  return word.starts_with(mark) && looks_like_list(word) ? word.substr(1) : word;
}

void add_flag(CLI::App& app, const Option& option) {
  CLI::Option* added = nullptr;
  if (bool* const* flag = std::get_if<bool*>(&option.into)) added = app.add_flag(option.names, **flag, option.help);
  if (int* const* count = std::get_if<int*>(&option.into)) added = app.add_flag(option.names, **count, option.help);
  if (added != nullptr && !option.with.empty()) added->needs(option.with);
  if (std::holds_alternative<Help>(option.into)) app.set_help_flag(option.names, option.help);
}

// `option` outlives `app`.
void add_option(CLI::App& app, const Option& option) {
  if (is_flag(option)) return add_flag(app, option);
  const auto take = [&option](const CLI::results_t& words) {
    for (const std::string& word : words)
      store(option, unmarked(word));
    return true;
  };
  CLI::Option* added = app.add_option(option.names, take, option.help);
  added->type_name(is_argument(option) ? "" : value_of(option))->required(option.need == Need::required);
  if (is_repeatable(option))
    added->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args(is_argument(option));
  if (!option.with.empty()) added->needs(option.with);
  added->check(
      [&option](const std::string& word) {
        return is_rest(option) ? std::string("stands behind `--`") : objection(option, unmarked(word));
      },
      "");
  if (is_rest(option)) added->required(false);  // CLI11 never sees it; the table of the help does
}

// The words behind `--` are another program's where the command runs one: taken before CLI11 looks at any.
class OtherProgram {
 public:
  OtherProgram(const CommandTable& program, int argc, const char* const* argv) : own_(argc) {
    for (const CommandTable& command : program.commands) {
      if (argc < 2 || command.name != argv[1]) continue;
      for (const Option& option : command.options)
        if (is_rest(option)) rest_ = &option;
    }
    for (int i = 2; rest_ != nullptr && i < argc; ++i) {
      if (std::string_view(argv[i]) != "--") continue;
      own_ = i;
      words_.assign(argv + i + 1, argv + argc);
      break;
    }
  }

  [[nodiscard]] int own() const { return own_; }  // so many words are ours

  [[nodiscard]] Status store_words() const {
    if (rest_ == nullptr) return done;
    if (words_.empty() || words_.front().empty())
      return Error{ErrorCode::usage, "no " + rest_->names + " is given: put it behind `--`"};
    for (const std::string& word : words_)
      store(*rest_, word);
    return done;
  }

 private:
  const Option* rest_ = nullptr;
  int own_ = 0;
  std::vector<std::string> words_;
};

using Tables = std::map<const CLI::App*, const CommandTable*>;

void add_command(CLI::App& app, const CommandTable& table, Tables& tables) {
  tables.emplace(&app, &table);
  for (const Option& option : table.options)
    add_option(app, option);
  if (!table.commands.empty()) app.require_subcommand(0, 1);
  for (const CommandTable& below : table.commands)
    add_command(*app.add_subcommand(below.name, below.summary), below, tables);
}

std::string_view next_name(std::string_view& names) {
  const std::size_t end = std::min(names.find(','), names.size());
  const std::string_view name = names.substr(0, end);
  names.remove_prefix(std::min(end + 1, names.size()));
  return name;
}

// "; did you mean 'verify'?" for the first word that is no command, or no option of the command, and is near to one.
std::string what_was_meant(const CommandTable& program, int argc, const char* const* argv) {
  const CommandTable* table = &program;
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word = argv[i];
    const std::string_view name = word.substr(0, word.find('='));
    policy::Names known;
    if (!word.starts_with('-')) {
      if (table->commands.empty()) continue;
      const auto below = std::ranges::find(table->commands, word, &CommandTable::name);
      if (below != table->commands.end()) {
        table = &*below;
        continue;
      }
      for (const CommandTable& command : table->commands)
        known.push_back(command.name);
    } else if (word.starts_with("--")) {
      for (const Option& option : table->options) {
        for (std::string_view names = option.names; !names.empty();)
          known.push_back(next_name(names));
      }
    }
    if (known.empty() || std::ranges::find(known, name) != known.end()) continue;
    return printable(policy::did_you_mean(name, known));
  }
  return "";
}

}  // namespace

Result<Asked> parse(const CommandTable& program, int argc, const char* const* argv) {
  CLI::App app(program.summary, program.name);  // whatever it was started as: help then says what to type
  app.footer(program.footer);
  Tables tables;
  add_command(app, program, tables);
  const OtherProgram other(program, argc, argv);
  std::vector<std::string> words;  // the last one first, as CLI11 takes them
  for (int i = other.own() - 1; i > 0; --i)
    words.push_back(marked(argv[i]));
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    return Asked{.help = app.help()};
  } catch (const CLI::ParseError& wrong) {
    return Error{ErrorCode::usage,
                 printable(wrong.what()) +
                     what_was_meant(program, argc, argv)};  // it quotes arguments, which may be names of files
  }
  if (Status stored = other.store_words(); !stored.ok()) return stored.error();
  const CLI::App* chosen = &app;
  while (!chosen->get_subcommands().empty())
    chosen = chosen->get_subcommands().front();
  return Asked{.command = tables.at(chosen)};
}

}  // namespace weightcheck::cli
