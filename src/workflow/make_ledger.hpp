// SPDX-License-Identifier: Apache-2.0
// TENSORS.ledger of a base model on disk: writing it, and holding one against it.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "workflow/measure_shards.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

struct LedgerRequest {
  VerifyRequest model{};  // of which only what names things is used
  std::string output{};   // "": MODEL/TENSORS.ledger, "-": nowhere
  MeasureRequest measure{};
};

struct LedgerOutcome {
  std::string text{};
  std::string written_to{};  // "" for nowhere
  std::uint64_t shards = 0;
  std::uint64_t tensors = 0;
  std::vector<std::string> notes{};      // printable
  std::vector<std::string> differing{};  // printable: shards that are not the commit's; then nothing was written
};

// Errors: inconsistent where there is no proof or pin, or they contradict each other; usage; those of measure_shards().
[[nodiscard]] Result<LedgerOutcome> make_ledger(const LedgerRequest& request, const std::stop_token& stop,
                                                pipeline::Progress* progress = nullptr);

struct LedgerCheck {
  std::vector<std::string> differing{};  // printable: "line 12: ..."; none: every field is the base's
  std::uint64_t shards = 0;
  std::uint64_t tensors = 0;
};

// Whether each field of the ledger in `file` is what the model on disk gives. Errors: as make_ledger(); inconsistent
// where the ledger is refused.
[[nodiscard]] Result<LedgerCheck> check_ledger(const LedgerRequest& request, const std::string& file,
                                               const std::stop_token& stop, pipeline::Progress* progress = nullptr);

// A base model that lies here whole, held against its commit. Its upstream is "" where nothing names it. Errors: as
// make_ledger(), and inconsistent where a shard is not the commit's.
struct VerifiedBase {
  ledger::Ledger ledger;
  evidence::Trust trust = evidence::Trust::none;
};
[[nodiscard]] Result<VerifiedBase> measure_base(const VerifyRequest& request, const MeasureRequest& measure,
                                                const std::stop_token& stop, pipeline::Progress* progress);

}  // namespace weightcheck::workflow
