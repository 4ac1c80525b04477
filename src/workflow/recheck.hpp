// SPDX-License-Identifier: Apache-2.0
// The quick question whether a receipt still stands.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "policy/demands.hpp"
#include "receipt/receipt.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// What the receipt has to answer for, on top of being one for this machine, place and time.
struct RecheckRequest {
  std::string file{};
  std::string key_file{};
  std::optional<git::ObjectId> commit{};  // given by the caller when the receipt was left, as the next one
  std::optional<std::string> upstream{};
  std::optional<SignatureRequest> signature{};  // whose it has to be; of it, what says so and names the bundle
  std::optional<Digest> policy{};               // by which the model has to have been judged
  std::optional<policy::Severity> fail_on{};
  evidence::Trust trust_min = evidence::Trust::none;
  bool whole = false;  // the model had to hold all that the commit does
};

// To hash every file once more, and hold it against the digest in the receipt: what a medium does to its bytes leaves
// no trace in a file's times.
struct DeepCheck {
  pipeline::HashOptions hashing{};
  MidstatesChoice midstates{};
  std::stop_token stop{};
  pipeline::Progress* progress = nullptr;
};

struct Rechecked {
  receipt::Receipt receipt{};
  receipt::Difference difference{};
  std::uint64_t bytes_hashed = 0;
  std::vector<evidence::WrongMidstates> midstates_wrong{};
};

// Looks at names and file identities; opens no file of the model, unless `deep` is asked for. Errors: usage (no such
// receipt, key or file of states), inconsistent (the receipt is refused: edited, copied, expired, of another machine,
// or left for less than is asked now), interrupted, io, denied.
[[nodiscard]] Result<Rechecked> recheck(const RecheckRequest& request, const DeepCheck* deep = nullptr);

// The receipt that the request names, where it spares it the hashing: left for this model and for the same demands, by
// this version, and nothing moved since. Errors: not_found (no receipt there yet); inconsistent (why it does not hold);
// usage, io, denied.
[[nodiscard]] Result<receipt::Receipt> standing_receipt(const VerifyRequest& request);

}  // namespace weightcheck::workflow
