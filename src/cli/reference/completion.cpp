// SPDX-License-Identifier: Apache-2.0
// Each script is a fixed frame around generated cases. Bash's asks nothing of the bash-completion package.
#include "cli/reference/completion.hpp"

#include <string_view>

#include <fmt/core.h>

namespace weightcheck::cli::reference {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

std::vector<std::string> names_of(const std::vector<CommandText>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const CommandText& command : commands)
    names.push_back(command.name);
  return names;
}

// In single quotes, as all three shells read it.
std::string quoted(std::string_view text, std::string_view quote_inside) {
  std::string out = "'";
  for (const char c : text)
    out += c == '\'' ? std::string(quote_inside) : std::string(1, c);
  return out + "'";
}

std::string posix_quoted(std::string_view text) { return quoted(text, "'\\''"); }
std::string fish_quoted(std::string_view text) { return quoted(text, "\\'"); }

bool is_flag(const OptionText& option) { return option.takes == Takes::nothing; }

// ---- bash

constexpr std::string_view bash_head =
    R"(# Completion of weightcheck for bash. Made from the program's option tables: not for editing.
_weightcheck() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path= takes= words= options= commands= i
  # Readline splits words at '=': --format=json comes as three.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$path/${COMP_WORDS[i]}" in
)";
constexpr std::string_view bash_tail = R"(  esac
  if [[ $takes == number ]]; then
    compopt +o default +o bashdefault
  elif [[ $takes == words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  elif [[ $takes == word ]]; then
    :  # a file name, which is what is offered by default
  elif [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif [[ $commands ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$cur"))
    compopt +o default +o bashdefault
  fi
}
complete -o default -o bashdefault -F _weightcheck weightcheck
)";

// What the program and the commands below it offer; `path` is "", "/verify", "/policy/check".
struct BashCases {
  std::string paths{}, values{}, offers{};

  void add(const CommandText& command, const std::string& path) {
    std::vector<std::string> options;
    for (const OptionText& option : command.options) {
      options.insert(options.end(), option.names.begin(), option.names.end());
      if (!is_flag(option)) add_value(option, path);
    }
    offers += fmt::format("    '{}') options='{}' commands='{}' ;;\n", path, joined(options, " "),
                          joined(names_of(command.commands), " "));
    for (const CommandText& below : command.commands) {
      const std::string longer = path + "/" + below.name;
      paths += fmt::format("      '{0}') path='{0}' ;;\n", longer);
      add(below, longer);
    }
  }

  void add_value(const OptionText& option, const std::string& path) {
    std::string patterns;
    for (const std::string& name : option.names)
      patterns += fmt::format("{}'{}:{}'", patterns.empty() ? "" : "|", path, name);
    const std::string_view takes = !option.choices.empty()         ? "words"
                                   : option.takes == Takes::number ? "number"
                                                                   : "word";
    values += fmt::format("    {}) takes={} words='{}' ;;\n", patterns, takes, joined(option.choices, " "));
  }
};

// ---- zsh

// Inside [...] of a specification.
std::string zsh_description(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '[' || c == ']' || c == ':' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out;
}

std::string zsh_values(const OptionText& option) {
  if (is_flag(option)) return "";
  const std::string& name = option.names.back();
  const std::string label = name.substr(name.find_first_not_of('-'));
  if (!option.choices.empty()) return fmt::format(":{}:({})", label, joined(option.choices, " "));
  return fmt::format(":{}:{}", label, option.takes == Takes::number ? "" : "_files");
}

std::string zsh_option(const OptionText& option) {
  std::string specifications;
  const std::string others = option.repeated            ? "*"
                             : option.names.size() == 1 ? ""
                                                        : "(" + joined(option.names, " ") + ")";
  for (const std::string& name : option.names) {
    const std::string equals = !is_flag(option) && name.starts_with("--") ? "=" : "";
    specifications += " \\\n    " + posix_quoted(others + name + equals + "[" + zsh_description(option.description) +
                                                 "]" + zsh_values(option));
  }
  return specifications;
}

std::string zsh_function(const CommandText& command, const std::string& function) {
  std::string specifications, functions;
  for (const OptionText& option : command.options)
    specifications += zsh_option(option);
  for (const OptionText& argument : command.arguments)
    specifications += fmt::format(" \\\n    '{}:{}:_files'", argument.repeated ? "*" : "", argument.names.front());
  if (command.commands.empty()) return fmt::format("{}() {{\n  _arguments -s{}\n}}\n", function, specifications);
  std::string offered;
  for (const CommandText& below : command.commands) {
    offered += "    " + posix_quoted(below.name + ":" + zsh_description(below.summary)) + "\n";
    functions += zsh_function(below, function + "_" + below.name);
  }
  return functions + fmt::format(R"({0}() {{
  local state line
  local -a commands=(
{1}  )
  _arguments -s -C{2} \
    '1: :->command' '*:: :->arguments'
  case $state in
    command) _describe command commands ;;
    arguments) (( $+functions[{0}_$line[1]] )) && {0}_$line[1] ;;
  esac
}}
)",
                                 function, offered, specifications);
}

// ---- fish

std::string fish_option(const OptionText& option, const std::string& condition) {
  std::string line = fmt::format("complete -c weightcheck -n {}", fish_quoted(condition));
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.choices.empty()) {
    line += " -x -a " + fish_quoted(joined(option.choices, " "));
  } else if (option.takes == Takes::number) {
    line += " -x";
  } else if (option.takes == Takes::word) {
    line += " -r -F";
  }
  return line + " -d " + fish_quoted(option.description) + "\n";
}

std::string fish_cases(const CommandText& command, const std::string& seen) {
  std::string text;
  std::string here = seen;
  for (const CommandText& below : command.commands)
    here += (&below == &command.commands.front() ? "; and not __fish_seen_subcommand_from " : " ") + below.name;
  for (const OptionText& option : command.options)
    text += fish_option(option, here);
  for (const CommandText& below : command.commands) {
    text += fmt::format("complete -c weightcheck -n {} -f -a {} -d {}\n", fish_quoted(here), below.name,
                        fish_quoted(below.summary));
    text += fish_cases(below, seen + "; and __fish_seen_subcommand_from " + below.name);
  }
  return text;
}

}  // namespace

std::string bash_completion(const CommandText& program) {
  BashCases cases;
  cases.add(program, "");
  return std::string(bash_head) + cases.paths + "    esac\n  done\n  case $path:$prev in\n" + cases.values +
         "  esac\n  case $path in\n" + cases.offers + std::string(bash_tail);
}

std::string zsh_completion(const CommandText& program) {
  return "#compdef weightcheck\n# Made from the program's option tables: not for editing.\n" +
         zsh_function(program, "_weightcheck") + "_weightcheck \"$@\"\n";
}

std::string fish_completion(const CommandText& program) {
  return "# Completion of weightcheck for fish. Made from the program's option tables: not for editing.\n" +
         fish_cases(program, "true");
}

}  // namespace weightcheck::cli::reference
