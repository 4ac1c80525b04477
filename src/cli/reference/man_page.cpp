// SPDX-License-Identifier: Apache-2.0
// Text from the tables is made literal; the prose of docs/man is macros already, and taken as it is.
#include "cli/reference/man_page.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace weightcheck::cli::reference {
namespace {

constexpr std::string_view exit_status =
    R"(.SH EXIT STATUS
.TP
.B 0
verified, or done
.TP
.B 1
something differs, or a finding reaches
.B \-\-fail\-on
.TP
.B 2
usage or configuration, including an input that does not exist
.TP
.B 3
could not finish: a read error, a file that changed while it was read, no space; a model that
.BR weightcheck\-manifest (1)
refuses to publish
.TP
.B 4
nothing to verify against; manifest, proof or policy rejected; pins that contradict each other; the demanded trust not reached
.TP
.B 130
interrupted
.PP
If several apply: 1, then 3, then 4.
)";

// Text as roff takes it literally. A dash is the ASCII one, so that what is copied from a page works.
std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '-') {
      out += "\\-";
    } else if (c == '\\') {
      out += "\\e";
    } else if ((c == '.' || c == '\'') && out.empty()) {
      out += std::string("\\&") + c;
    } else {
      out += c;
    }
  }
  return out;
}

// A description: `code` in bold.
std::string prose_of(std::string_view text) {
  std::string out;
  bool is_bold = false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('`', begin), text.size());
    const std::string part = literal(text.substr(begin, end - begin));
    out += is_bold ? "\\fB" + part + "\\fR" : part;
    is_bold = !is_bold;
    begin = end + 1;
  }
  return out;
}

std::string mapped(std::string text, int (*of)(int)) {
  for (char& c : text)
    c = static_cast<char>(of(static_cast<unsigned char>(c)));
  return text;
}

std::string shown_value(const Option& option) {
  if (is_flag(option)) return "";
  std::string words;
  for (const std::string& choice : words_of(option))
    words += (words.empty() ? "" : "\\fR|\\fB") + literal(choice);
  return words.empty() ? " \\fI" + literal(mapped(option.value, std::tolower)) + "\\fR" : " \\fB" + words + "\\fR";
}

std::string option_entry(const Option& option) {
  std::string names;
  for (const std::string& name : names_of(option))
    names += (names.empty() ? "\\fB" : ", \\fB") + literal(name) + "\\fR";
  return fmt::format(".TP\n{}{}\n{}\n", names, shown_value(option), prose_of(option.help));
}

std::string argument_entry(const Option& argument) {
  return fmt::format(".TP\n\\fI{}\\fR\n{}\n", literal(argument.names), prose_of(argument.help));
}

std::string entries(const CommandTable& command) {
  std::string text;
  for (const Option& option : command.options)
    if (is_argument(option)) text += argument_entry(option);
  for (const Option& option : command.options)
    if (!is_argument(option)) text += option_entry(option);
  return text;
}

std::string synopsis_of(const std::string& invocation, const CommandTable& command) {
  std::string text = fmt::format("\\fB{}\\fR [\\fIoptions\\fR]", literal(invocation));
  for (const Option& option : command.options) {
    if (!is_argument(option)) continue;
    const std::string name = (is_rest(option) ? "\\fB\\-\\-\\fR " : "") + ("\\fI" + literal(option.names) + "\\fR") +
                             (is_repeatable(option) ? "..." : "");
    text += option.need == Need::required ? " " + name : " [" + name + "]";
  }
  return text + "\n";
}

std::string head(const std::string& page, const std::string& summary, const PageFacts& facts) {
  return fmt::format(
      ".\\\" Made from the program's option tables: not for editing.\n.TH {} 1 {} \"weightcheck {}\" \"User "
      "Commands\"\n.SH NAME\n{} \\- {}\n",
      mapped(literal(page), std::toupper), facts.date, facts.version, literal(page), prose_of(summary));
}

}  // namespace

std::string command_page(const CommandTable& command, const PageFacts& facts) {
  const std::string invocation = "weightcheck " + command.name;
  std::string text = head("weightcheck-" + command.name, command.summary, facts) + ".SH SYNOPSIS\n";
  if (command.commands.empty()) text += synopsis_of(invocation, command);
  for (const CommandTable& below : command.commands)
    text += synopsis_of(invocation + " " + below.name, below);
  text += facts.prose + ".SH OPTIONS\n" + entries(command);
  for (const CommandTable& below : command.commands)
    text += fmt::format(".SS {}\n{}\n{}", literal(below.name), prose_of(below.summary), entries(below));
  return text + std::string(exit_status) + ".SH SEE ALSO\n.BR weightcheck (1)\n";
}

std::string program_page(const CommandTable& program, const PageFacts& facts) {
  std::string text = head("weightcheck", "verify what published model weights are, and where they come from", facts) +
                     ".SH SYNOPSIS\n\\fBweightcheck\\fR \\fIcommand\\fR [\\fIoptions\\fR] ...\n" + facts.prose +
                     ".SH COMMANDS\n";
  std::string pages;
  for (const CommandTable& command : program.commands) {
    text += fmt::format(".TP\n.BR weightcheck\\-{} (1)\n{}\n", literal(command.name), prose_of(command.summary));
    pages += fmt::format(".BR weightcheck\\-{} (1),\n", literal(command.name));
  }
  text += ".SH OPTIONS\n" + entries(program);
  return text + std::string(exit_status) + ".SH SEE ALSO\n" + pages +
         ".BR weightcheck\\-manifest (5),\n.BR weightcheck\\-policy (5)\n";
}

}  // namespace weightcheck::cli::reference
