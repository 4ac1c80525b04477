// SPDX-License-Identifier: Apache-2.0
// Receipts: what a verified model leaves behind. Whether one still stands is asked in workflow/recheck.hpp.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "policy/report.hpp"
#include "receipt/receipt.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// What a run has to know from its beginning on, to leave a receipt at its end.
struct ReceiptBegun {
  ReceiptRequest request{};
  std::chrono::system_clock::time_point at{};
  std::optional<Digest> asked{};  // of name_of_demands()
  receipt::Demanded demanded{};
  std::optional<Digest> signer{};       // of name_of_signer()
  std::vector<receipt::Basis> bases{};  // the files outside of the model that the request names, sorted
  receipt::Writers writers = receipt::Writers::asked;
};

// Before any of the files is read that the request names; it has a receipt.
[[nodiscard]] ReceiptBegun begin_receipt(const VerifyRequest& request);

// Is what leave_receipt will need there? To be asked before hours of hashing. Errors: usage (no key, a key or receipt
// inside the model).
[[nodiscard]] Status check_receipt_request(const io::ModelDirectory& model, const ReceiptRequest& request);

// Could somebody write to a file of the model without its times telling? To be asked before the first of them is read.
// Errors: changed, with the cure, where somebody could; interrupted.
[[nodiscard]] Status ask_for_writers(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                     const std::stop_token& stop, ReceiptBegun& begun);

// Writes the receipt of a verified model; of any other it takes an old one away. Errors: usage (as above), changed (a
// file, or what is left out of the hashing, was touched so shortly before the run began that a change in the same tick
// of the clock, after it was read, could not be told), limit, io.
[[nodiscard]] Status leave_receipt(const io::ModelDirectory& model, const ReceiptBegun& begun,
                                   const evidence::Evidence& evidence, const policy::Demands& demands,
                                   const policy::Report& report);

// What stands behind a receipt: "none", "self", "pinned", "signed", "pinned+signed".
[[nodiscard]] std::string trust_words(const receipt::Receipt& receipt);

// For a run that comes to no verified report, and before one begins. What is no receipt stays. Errors: io, denied.
[[nodiscard]] Status take_receipt_away(const std::string& file);

// One name for all that a request asks of its model, the bytes of the files that it names among it, and for the version
// that is to answer; none where something is asked that has no such name: a base's directory.
[[nodiscard]] std::optional<Digest> name_of_demands(const VerifyRequest& request);

}  // namespace weightcheck::workflow
