// SPDX-License-Identifier: Apache-2.0
// What a directory says of its license: its own, or that of a model it was made from.
#pragma once

#include "base/result.hpp"
#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// Reads the file if its name is that of a license, a notice or the model card; else false. What cannot be read leaves
// `seen.examined` false.
bool gather_license_file(const io::ModelDirectory& model, const ModelPath& path, evidence::LicenseSeen& seen);

// Fills evidence.bases_seen, after everything else that needs no hashing. Errors: usage for a --base that is no
// directory, io, limit.
[[nodiscard]] Status gather_bases(const VerifyRequest& request, evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
