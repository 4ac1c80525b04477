// SPDX-License-Identifier: Apache-2.0
// Each script is a fixed frame around generated cases. Bash's asks nothing of the bash-completion package.
#include "cli/reference/completion.hpp"

#include <string_view>

#include <fmt/core.h>

namespace weightcheck::cli::reference {
namespace {

std::string together(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string names_of(const std::vector<CommandTable>& commands) {
  std::string names;
  for (const CommandTable& command : commands)
    names += (names.empty() ? "" : " ") + command.name;
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

bool takes_file(const Option& option) { return option.value.ends_with("FILE") || option.value == "DIRECTORY"; }

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
  if [[ $takes == text ]]; then
    compopt +o default +o bashdefault
  elif [[ $takes == words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  elif [[ $takes == file ]]; then
    :  # what is offered by default
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

  void add(const CommandTable& command, const std::string& path) {
    std::vector<std::string> options;
    for (const Option& option : command.options) {
      if (is_argument(option)) continue;
      for (const std::string& name : names_of(option))
        options.push_back(name);
      if (!is_flag(option)) add_value(option, path);
    }
    offers +=
        fmt::format("    '{}') options='{}' commands='{}' ;;\n", path, together(options), names_of(command.commands));
    for (const CommandTable& below : command.commands) {
      const std::string longer = path + "/" + below.name;
      paths += fmt::format("      '{0}') path='{0}' ;;\n", longer);
      add(below, longer);
    }
  }

  void add_value(const Option& option, const std::string& path) {
    std::string patterns;
    for (const std::string& name : names_of(option))
      patterns += fmt::format("{}'{}:{}'", patterns.empty() ? "" : "|", path, name);
    const auto words = words_of(option);
    const std::string_view takes = !words.empty() ? "words" : takes_file(option) ? "file" : "text";
    values += fmt::format("    {}) takes={} words='{}' ;;\n", patterns, takes, together(words));
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

std::string zsh_values(const Option& option) {
  if (is_flag(option)) return "";
  const std::string name = names_of(option).back();
  const std::string label = name.substr(name.find_first_not_of('-'));
  if (const auto words = words_of(option); !words.empty()) return fmt::format(":{}:({})", label, together(words));
  return fmt::format(":{}:{}", label, takes_file(option) ? "_files" : "");
}

std::string zsh_option(const Option& option) {
  std::string specifications;
  const auto names = names_of(option);
  const std::string others = is_repeatable(option) ? "*" : names.size() == 1 ? "" : "(" + together(names) + ")";
  for (const std::string& name : names) {
    const std::string equals = !is_flag(option) && name.starts_with("--") ? "=" : "";
    specifications += " \\\n    " + posix_quoted(others + name + equals + "[" + zsh_description(option.help) + "]" +
                                                 zsh_values(option));
  }
  return specifications;
}

std::string zsh_function(const CommandTable& command, const std::string& function) {
  std::string specifications, functions;
  for (const Option& option : command.options) {
    specifications += is_argument(option)
                          ? fmt::format(" \\\n    '{}:{}:_files'", is_repeatable(option) ? "*" : "", option.names)
                          : zsh_option(option);
  }
  if (command.commands.empty()) return fmt::format("{}() {{\n  _arguments -s{}\n}}\n", function, specifications);
  std::string offered;
  for (const CommandTable& below : command.commands) {
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

std::string fish_option(const Option& option, const std::string& condition) {
  std::string line = fmt::format("complete -c weightcheck -n {}", fish_quoted(condition));
  for (const std::string& name : names_of(option))
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (const auto words = words_of(option); !words.empty()) {
    line += " -x -a " + fish_quoted(together(words));
  } else if (takes_file(option)) {
    line += " -r -F";
  } else if (!is_flag(option)) {
    line += " -x";
  }
  return line + " -d " + fish_quoted(option.help) + "\n";
}

// fish asks which words were seen, not where: `inspect` is also seen in `signature inspect`.
std::string fish_seen(const CommandTable& below, const CommandTable& command) {
  std::string condition = "; and __fish_seen_subcommand_from " + below.name;
  for (const CommandTable& beside : command.commands) {
    for (const CommandTable& inside : beside.commands)
      if (inside.name == below.name) condition += "; and not __fish_seen_subcommand_from " + beside.name;
  }
  return condition;
}

std::string fish_cases(const CommandTable& command, const std::string& seen) {
  std::string text;
  std::string here = seen;
  for (const CommandTable& below : command.commands)
    here += (&below == &command.commands.front() ? "; and not __fish_seen_subcommand_from " : " ") + below.name;
  for (const Option& option : command.options)
    if (!is_argument(option)) text += fish_option(option, here);
  for (const CommandTable& below : command.commands) {
    text += fmt::format("complete -c weightcheck -n {} -f -a {} -d {}\n", fish_quoted(here), below.name,
                        fish_quoted(below.summary));
    text += fish_cases(below, seen + fish_seen(below, command));
  }
  return text;
}

}  // namespace

std::string bash_completion(const CommandTable& program) {
  BashCases cases;
  cases.add(program, "");
  return std::string(bash_head) + cases.paths + "    esac\n  done\n  case $path:$prev in\n" + cases.values +
         "  esac\n  case $path in\n" + cases.offers + std::string(bash_tail);
}

std::string zsh_completion(const CommandTable& program) {
  return "#compdef weightcheck\n# Made from the program's option tables: not for editing.\n" +
         zsh_function(program, "_weightcheck") + "_weightcheck \"$@\"\n";
}

std::string fish_completion(const CommandTable& program) {
  return "# Completion of weightcheck for fish. Made from the program's option tables: not for editing.\n" +
         fish_cases(program, "true");
}

}  // namespace weightcheck::cli::reference
