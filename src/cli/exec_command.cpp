// SPDX-License-Identifier: Apache-2.0
// weightcheck exec MODEL -- COMMAND: the verification is a child's work, since it gives up the right to run programs;
// the command then takes this process, with its id, its descriptors and its signals.
#include <algorithm>

#include "base/escape.hpp"
#include "cli/child.hpp"
#include "cli/run.hpp"
#include "cli/verify_command.hpp"
#include "json/write.hpp"
#include "report/findings.hpp"

namespace weightcheck::cli {
namespace {

enum class GateMode : std::uint8_t { enforce, warn };

constexpr std::size_t reason_paths_max = 20;  // one line, which a log keeps whole

// The last line on standard error of a run that did not verify the model, for machines: docs/serving.md.
json::Object line_of(GateMode mode, const std::string& model, int exit_code, std::string_view verdict) {
  const bool runs = mode == GateMode::warn && exit_code != exit_usage && exit_code != exit_interrupted;
  return {{"event", "weightcheck.exec"},
          {"mode", mode == GateMode::warn ? "warn" : "enforce"},
          {"allowed", runs},
          {"model", printable(model)},
          {"verdict", verdict},
          {"exit_code", exit_code}};
}

json::Value reason_of(const policy::Finding& finding) {
  json::Array paths;
  for (std::size_t i = 0; i < std::min(finding.paths.size(), reason_paths_max); ++i)
    paths.emplace_back(printable(finding.paths[i]));
  return json::Object{{"rule", finding.rule},
                      {"severity", name_of(finding.severity)},
                      {"message", finding.message},
                      {"paths", std::move(paths)},
                      {"paths_total", finding.paths_total}};
}

json::Array reasons_of(const policy::Report& report) {
  json::Array reasons;
  for (const policy::Finding& finding : report::folded(report.findings))
    if (report::counts(report, finding)) reasons.push_back(reason_of(finding));
  return reasons;
}

json::Array open_checks_of(const policy::Report& report) {
  json::Array checks;
  for (const policy::CheckRecord& check : report.checks) {
    if (check.outcome == policy::Outcome::passed || check.outcome == policy::Outcome::not_demanded) continue;
    checks.push_back(
        json::Object{{"id", name_of(check.check)}, {"outcome", name_of(check.outcome)}, {"reason", check.reason}});
  }
  return checks;
}

class ExecCommand final : public Command {
 public:
  Options options() override {
    return joined({verify_.options(),
                   {{.names = "--mode",
                     .help = "enforce: run COMMAND only if the model is verified; warn: run it anyway, and say why not "
                             "(default: enforce)",
                     .into = one_of<GateMode>(mode_, {{"enforce", GateMode::enforce}, {"warn", GateMode::warn}})},
                    {.names = "COMMAND",
                     .help = "behind `--`: the command to run, with its arguments",
                     .into = Rest{&command_},
                     .need = Need::required}}});
  }

  [[nodiscard]] Afterwards afterwards() const override { return Afterwards::becomes_another; }

  Result<int> run(std::stop_token) override {
    if (Status found = find_program(command_.front()); !found.ok()) return found.error();
    auto child = Child::start();
    if (!child.ok()) return child.error();
    if (child->is_this_process()) return verify_and_tell();
    const auto exit_code = child->wait();
    if (!exit_code.ok()) return exit_code.error();
    const bool is_judged = *exit_code == exit_differs || *exit_code == exit_unfinished || *exit_code == exit_untrusted;
    if (*exit_code != exit_done && !(mode_ == GateMode::warn && is_judged)) return *exit_code;
    return child->become(command_);
  }

 private:
  Result<int> verify_and_tell() {
    verify_.judged = [this](const policy::Report& report) {
      if (report.exit_code == exit_done) return;
      json::Object line = line_of(mode_, verify_.model(), report.exit_code, name_of(report.verdict));
      line.push_back({"reasons", reasons_of(report)});
      line.push_back({"checks", open_checks_of(report)});
      say(json::write_line(std::move(line)));
    };
    auto exit_code = carry_out(verify_);
    if (exit_code.ok()) return exit_code;
    json::Object line = line_of(mode_, verify_.model(), exit_code_of(exit_code.error()), "");
    line.push_back({"error", exit_code.error().message});
    say(json::write_line(std::move(line)));
    return exit_code;
  }

  VerifyCommand verify_{ReceiptUse::hold_first};
  GateMode mode_ = GateMode::enforce;
  std::vector<std::string> command_;
};

}  // namespace

std::unique_ptr<Command> make_exec() { return std::make_unique<ExecCommand>(); }

}  // namespace weightcheck::cli
