// SPDX-License-Identifier: Apache-2.0
// weightcheck inspect MODEL
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/model_options.hpp"
#include "cli/outputs.hpp"
#include "cli/sandbox_option.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::cli {
namespace {

class InspectCommand final : public Command {
 public:
  Options options() override {
    return joined({model_.options(), demands_.options(), printing_.options(), reports_.options(), sandbox_.options()});
  }

  Result<int> run(std::stop_token) override {
    auto request = model_.request();
    if (!request.ok()) return request.error();
    if (Status demanded = demands_.apply(*request); !demanded.ok()) return demanded.error();
    const auto outputs = reports_.outputs(printing_);
    for (const auto& inputs : {model_.inputs(), demands_.inputs()}) {
      if (Status apart = check_outputs(inputs, outputs); !apart.ok()) return apart.error();
    }
    if (Status entered = sandbox_.enter(model_.inputs(), outputs); !entered.ok()) return entered.error();
    const auto report = workflow::inspect(*request);
    if (!report.ok()) return report.error();
    if (Status printed = reports_.write_all(*report, printing_); !printed.ok()) return printed.error();
    return report->exit_code;
  }

 private:
  ModelOptions model_;
  DemandOptions demands_;
  PrintFlags printing_;
  ReportOptions reports_;
  SandboxOption sandbox_;
};

}  // namespace

std::unique_ptr<Command> make_inspect() { return std::make_unique<InspectCommand>(); }

}  // namespace weightcheck::cli
