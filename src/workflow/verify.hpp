// SPDX-License-Identifier: Apache-2.0
// The two ways to look at a model: verify, which hashes, and inspect, which does not. From a request to a report;
// nothing is printed.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "git/object_id.hpp"
#include "pipeline/hash_files.hpp"
#include "policy/demands.hpp"
#include "policy/report.hpp"
#include "workflow/signature_request.hpp"

namespace weightcheck::workflow {

// Names the machine, to a receipt.
inline constexpr std::string_view machine_id_file = "/etc/machine-id";

// Where to leave a receipt (docs/receipts.md), if the model is verified.
struct ReceiptRequest {
  std::string file{};
  std::string key_file{};
  std::chrono::seconds valid_for{};
};

enum class FailFast : std::uint8_t { no, yes };
enum class UseMidstates : std::uint8_t { no, yes };

// Which states help to hash large files; no verdict hangs on them.
struct MidstatesChoice {
  std::optional<std::string> file{};  // instead of MODEL/SHA256.midstates
  UseMidstates use = UseMidstates::yes;
};

struct VerifyRequest {
  std::string model{};  // path of the directory, of a hub cache's repository, or of a signed file
  std::optional<std::string> manifest_file{};   // instead of MODEL/SHA256.manifest
  std::optional<std::string> proof_file{};      // instead of MODEL/COMMIT.proof
  std::vector<std::string> base_proof_files{};  // of the models that this one was made from
  std::vector<std::string> base_directories{};  // copies of them; a COMMIT.proof in one counts as given
  std::vector<std::string> base_ledgers{};      // of bases whose tensors are looked for in the weights
  std::vector<git::ObjectId> base_commits{};    // of these bases, from the caller
  std::optional<git::ObjectId> commit{};
  std::optional<std::string> upstream{};
  std::optional<SignatureRequest> signature{};  // none: nobody asks whose the model is
  policy::Demands demands{};
  pipeline::HashOptions hashing{};  // its `events` are told of every step of the run
  std::optional<ReceiptRequest> receipt{};
  FailFast fail_fast = FailFast::no;  // stop at the first finding that weighs enough
  MidstatesChoice midstates{};
  std::optional<std::string> write_midstates{};  // where to leave the states of a model whose bytes are as said
};

struct VerifyHooks {
  pipeline::Progress* progress = nullptr;
  // Called at most once, before the first byte is hashed, with what is already known to be wrong, and the bytes still
  // to be hashed.
  std::function<void(const std::vector<policy::Finding>&, std::uint64_t bytes_ahead)> early{};
  // No receipt could be given, since a file was touched just now; the report stands.
  std::function<void(const Error&)> no_receipt{};
  // No states were written, and why; the report stands.
  std::function<void(std::string_view why)> no_midstates{};
};

// Errors end the run without a verdict: usage (no such model, options this machine cannot honour), io, denied, limit.
// Whatever is wrong with the model or with what is said about it is a finding in the report.
[[nodiscard]] Result<policy::Report> verify(const VerifyRequest& request, std::stop_token stop,
                                            const VerifyHooks& hooks = {});

// The same without hashing; of the request, only what names things is used, and the events.
[[nodiscard]] Result<policy::Report> inspect(const VerifyRequest& request, std::stop_token stop);

}  // namespace weightcheck::workflow
