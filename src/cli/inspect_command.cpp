// SPDX-License-Identifier: Apache-2.0
// weightcheck inspect MODEL
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/log.hpp"
#include "cli/model_options.hpp"
#include "cli/outputs.hpp"
#include "cli/sandbox_option.hpp"
#include "cli/store_list.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::cli {
namespace {

class InspectCommand final : public Command {
 public:
  Options options() override {
    return joined({model_.options(),
                   {{.names = "--list",
                     .help = "say what the store MODEL holds: ollama:, docker: or oci:FOLDER",
                     .into = &list_}},
                   demands_.options(),
                   printing_.options(),
                   reports_.options(),
                   log_.options(),
                   sandbox_.options()});
  }

  Result<int> run(std::stop_token stop) override {
    if (list_) return list();
    auto request = model_.request();
    if (!request.ok()) return request.error();
    if (Status demanded = demands_.apply(*request); !demanded.ok()) return demanded.error();
    const auto outputs = reports_.outputs(printing_);
    const std::vector<std::string> read = together(model_.inputs(), demands_.inputs());
    if (Status apart = check_outputs(read, outputs); !apart.ok()) return apart.error();
    const auto events = log_.open(read, outputs);
    if (!events.ok()) return events.error();
    if (Status entered = sandbox_.enter(model_.inputs(), outputs, *events); !entered.ok()) return entered.error();
    request->hashing.events = *events;
    auto report = workflow::inspect(*request, stop);
    if (!report.ok()) return report.error();
    report->sandbox = sandbox_.state;
    if (Status printed = reports_.write_all(*report, printing_); !printed.ok()) return printed.error();
    return exit_code_of(*report, stop);
  }

 private:
  Result<int> list() {
    const auto listed = store_list(model_.model, printing_.format);
    if (!listed.ok()) return listed.error();
    if (Status written = write_output(printing_.output, listed->text); !written.ok()) return written.error();
    return listed->is_readable ? exit_done : exit_unfinished;
  }

  ModelOptions model_;
  DemandOptions demands_;
  PrintFlags printing_;
  ReportOptions reports_;
  LogOptions log_;
  SandboxOption sandbox_;
  bool list_ = false;
};

}  // namespace

std::unique_ptr<Command> make_inspect() { return std::make_unique<InspectCommand>(); }

}  // namespace weightcheck::cli
