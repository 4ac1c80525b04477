// SPDX-License-Identifier: Apache-2.0
// weightcheck license PATH...
#include <fmt/core.h>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/console.hpp"
#include "cli/sandbox_option.hpp"
#include "json/write.hpp"
#include "workflow/identify_licenses.hpp"

namespace weightcheck::cli {
namespace {

using license::Identification;

std::string id_of(const Identification& text) { return text.id.empty() ? "-" : text.id; }

std::string line_of(const workflow::IdentifiedFile& file, bool many, bool verbose) {
  const Identification& text = *file.text;
  std::string line = fmt::format("{} {} {:.2f}", id_of(text), name_of(text.kind), text.confidence);
  if (many) line = printable(file.path) + ": " + line;
  line += "\n";
  if (!verbose) return line;
  if (text.unexplained_words > 0) line += fmt::format("  {} unexplained words at lines", text.unexplained_words);
  for (const auto number : text.unexplained_lines)
    line += fmt::format(" {}", number);
  if (text.unexplained_words > 0) line += text.obligation ? " (words that bind or limit among them)\n" : "\n";
  if (text.rendering) line += "  the same words in another form: markdown or HTML\n";
  if (text.missing_words > 0) line += fmt::format("  about {} words missing\n", text.missing_words);
  if (!text.nearest.empty())
    line += fmt::format("  nearest {}{}\n", text.nearest, text.retitled ? ", under another title" : "");
  for (const auto& odd : text.unsafe)
    line += fmt::format("  line {}: {}, which a reader does not see as it is there\n", odd.line, odd.what);
  for (const auto& entry : text.set_aside)
    line += fmt::format("  line {} set aside: {}\n", entry.line, printable(entry.text));
  return line;
}

json::Value json_of(const workflow::IdentifiedFile& file) {
  const Identification& text = *file.text;
  json::Array lines;
  for (const auto number : text.unexplained_lines)
    lines.emplace_back(number);
  json::Array set_aside;
  for (const auto& entry : text.set_aside)
    set_aside.push_back(json::Object{{"line", entry.line}, {"text", printable(entry.text)}});
  return json::Object{{"path", printable(file.path)},
                      {"kind", name_of(text.kind)},
                      {"id", text.id.empty() ? json::Value() : json::Value(text.id)},
                      {"nearest", text.nearest.empty() ? json::Value() : json::Value(text.nearest)},
                      {"confidence", text.confidence},
                      {"rendering", text.rendering},
                      {"unexplained", std::move(lines)},
                      {"set_aside", std::move(set_aside)}};
}

class LicenseCommand final : public Command {
 public:
  Options options() override {
    return joined(
        {{{.names = "PATH",
           .help = "files, or directories whose license files are looked at",
           .into = &paths_,
           .need = Need::required},
          {.names = "--format", .help = "what to print: text, json", .into = one_of(format_, {"text", "json"})},
          {.names = "-v,--verbose",
           .help = "also the lines that the license does not explain, and what was set aside",
           .into = &verbose_}},
         sandbox_.options()});
  }

  Result<int> run(std::stop_token) override {
    if (Status entered = sandbox_.enter(paths_, {}); !entered.ok()) return entered.error();
    int exit_code = exit_done;
    std::string lines;
    json::Array entries;
    const auto found = workflow::identify_licenses(paths_);
    for (const std::string& folder : found.without)
      remark(printable(folder) + ": no license file is there");
    for (const auto& file : found.files) {
      if (!file.text.ok()) {
        complain(printable(file.path) + ": " + file.text.error().message);
        exit_code = exit_code_of_input(file.text.error(), exit_code);
        continue;
      }
      lines += line_of(file, found.files.size() > 1 || file.path != paths_.front(), verbose_);
      entries.push_back(json_of(file));
    }
    const int printed =
        print(format_ == "json" ? json::write(json::Object{{"files", std::move(entries)}}) + "\n" : lines);
    return printed != 0 ? printed : exit_code;
  }

 private:
  std::vector<std::string> paths_;
  std::string format_ = "text";
  bool verbose_ = false;
  SandboxOption sandbox_;
};

}  // namespace

std::unique_ptr<Command> make_license() { return std::make_unique<LicenseCommand>(); }

}  // namespace weightcheck::cli
