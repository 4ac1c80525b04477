// SPDX-License-Identifier: Apache-2.0
// weightcheck verify, as a command by itself and as the gate before another one (exec_command.cpp).
#pragma once

#include <functional>

#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/log.hpp"
#include "cli/model_options.hpp"
#include "cli/partition_option.hpp"
#include "cli/sandbox_option.hpp"
#include "cli/signature_options.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::cli {

enum class ReceiptUse : std::uint8_t {
  leave,       // of a verified model
  hold_first,  // one that is there and holds for the same demands spares the hashing
};

class VerifyCommand final : public Command {
 public:
  explicit VerifyCommand(ReceiptUse receipt_use = ReceiptUse::leave) : receipt_use_(receipt_use) {}

  Options options() override;
  Result<int> run(std::stop_token stop) override;

  // Told of the report, after it was printed; it may be empty.
  std::function<void(const policy::Report&)> judged{};

  [[nodiscard]] const std::string& model() const { return model_.model; }

 private:
  Result<int> run_asked(const std::stop_token& stop);
  Result<int> verify(const workflow::VerifyRequest& request, const std::stop_token& stop);
  Result<int> verify_part(const workflow::VerifyRequest& request, const std::stop_token& stop);
  [[nodiscard]] Result<EventHook> enter_sandbox();
  [[nodiscard]] Options midstates_options();
  [[nodiscard]] Status check_partition();
  [[nodiscard]] Status take_midstates(workflow::VerifyRequest& request) const;
  [[nodiscard]] bool is_spared(const workflow::VerifyRequest& request) const;
  void say_early(const std::vector<policy::Finding>& findings) const;

  ReceiptUse receipt_use_;
  ModelOptions model_;
  SignatureOptions signature_;
  DemandOptions demands_;
  HashingFlags hashing_;
  ProgressFlag progress_flag_;
  PrintFlags printing_;
  ReportOptions reports_;
  LogOptions log_;
  workflow::ReceiptRequest receipt_;
  int receipt_hours_ = 24;
  SandboxOption sandbox_;
  PartitionOption partition_;
  std::string midstates_file_, write_midstates_, ranges_file_;
  bool no_midstates_ = false;
  bool fail_fast_ = false;
};

}  // namespace weightcheck::cli
