// SPDX-License-Identifier: Apache-2.0
// A signature that holds is a manifest: what its signer lists, written down as SHA256.manifest. Nothing is hashed.
#pragma once

#include <stop_token>

#include "workflow/create_manifest.hpp"
#include "workflow/signature_request.hpp"

namespace weightcheck::workflow {

// The signature is checked first, as `verify` checks it. The names in the model have to be those that it lists; its
// sizes are not taken from the model, since nobody signed them. Errors: those of create_manifest(); inconsistent, where
// the signature is refused, or lists files by shards, which have no digest of their own.
[[nodiscard]] Result<ManifestOutcome> create_manifest_of_signature(const ManifestRequest& request,
                                                                   const SignatureRequest& signature,
                                                                   const std::stop_token& stop);

}  // namespace weightcheck::workflow
