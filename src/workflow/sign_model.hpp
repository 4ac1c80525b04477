// SPDX-License-Identifier: Apache-2.0
// The publisher's other use case: say what a model is, under a signature (OpenSSF Model Signing 1.0).
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "pipeline/hash_files.hpp"
#include "workflow/signable.hpp"
#include "workflow/signer.hpp"

namespace weightcheck::workflow {

enum class Digests : std::uint8_t { hashed, of_manifest };

struct SignRequest {
  SignablePlace place{};
  std::vector<std::string> secrets{};          // files that must not lie in the model: the key, its password
  std::optional<std::string> manifest_file{};  // which the model has to be, or which is taken at its word
  Digests digests = Digests::hashed;           // of_manifest without a file: MODEL/SHA256.manifest
  pipeline::HashOptions hashing{};
};

struct SignOutcome {
  std::string text{};        // the bundle; "" where nothing was signed
  std::string written_to{};  // path, or "" for output "-"
  std::string manifest{};    // raw: name of the manifest that was held against the model
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  Digest root{};
  std::vector<std::string> notes{};        // printable
  std::vector<std::string> differences{};  // printable: in what the model is not what the manifest says
};

// Nothing is written unless the whole model is what is signed; where it is not what a manifest says, the differences
// are the outcome. Errors: usage; malformed (something in the model that must not be published, each named);
// inconsistent (no manifest, or a malformed one); io, changed, limit, interrupted.
[[nodiscard]] Result<SignOutcome> sign_model(const SignRequest& request, const Signer& signer, std::stop_token stop,
                                             pipeline::Progress* progress = nullptr);

}  // namespace weightcheck::workflow
