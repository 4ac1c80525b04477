// SPDX-License-Identifier: Apache-2.0
// Receipts: what a verified model leaves behind, and the quick question whether it still stands.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "policy/report.hpp"
#include "receipt/receipt.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// Writes the receipt of a verified model; of any other it takes an old one away. Errors: usage (no key, a key or
// receipt inside the model), changed (a file was touched so shortly before `begun` that a change in the same tick of
// the clock, after it was read, could not be told), io.
[[nodiscard]] Status leave_receipt(const io::ModelDirectory& model, const ReceiptRequest& request,
                                   const evidence::Evidence& evidence, const policy::Demands& demands,
                                   const policy::Report& report, std::chrono::system_clock::time_point begun,
                                   const std::optional<Digest>& asked);

// One name for all that a request asks of its model, the bytes of the files that it names among it, and for the version
// that is to answer; none where something is asked that has no such name: a base's directory.
[[nodiscard]] std::optional<Digest> name_of_demands(const VerifyRequest& request);

// For a run that comes to no verified report. What is no receipt stays. Errors: io, denied.
[[nodiscard]] Status take_receipt_away(const std::string& file);

// Is what leave_receipt will need there? To be asked before hours of hashing.
[[nodiscard]] Status check_receipt_request(const io::ModelDirectory& model, const ReceiptRequest& request);

struct RecheckRequest {
  std::string file{};
  std::string key_file{};
  std::optional<git::ObjectId> commit{};  // that the receipt has to be for
  std::optional<Digest> policy{};         // by which the model has to have been judged
};

struct Rechecked {
  receipt::Receipt receipt{};
  receipt::Difference difference{};
};

// Looks at names and file identities; opens no file of the model. Errors: usage (no such receipt or key), inconsistent
// (the receipt is refused: edited, copied, expired, of another machine, commit or policy), io, denied.
[[nodiscard]] Result<Rechecked> recheck(const RecheckRequest& request);

// The receipt that the request names, where it spares it the hashing: left for this model and for the same demands, by
// this version, and nothing moved since. Errors: not_found (no receipt there yet); inconsistent (why it does not hold);
// usage, io, denied.
[[nodiscard]] Result<receipt::Receipt> standing_receipt(const VerifyRequest& request);

}  // namespace weightcheck::workflow
