// SPDX-License-Identifier: Apache-2.0
// The directory that a request means, and the files in it that are the model's.
#pragma once

#include "base/result.hpp"
#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// A model that is one file: only a signature says anything of such a one.
[[nodiscard]] bool is_single(const VerifyRequest& request);

// A folder, or a file that is_single(). Errors: usage (there is none, it is a model in a store, or a receipt cannot be
// left of it), io, denied.
[[nodiscard]] Result<io::ModelDirectory> open_model(const VerifyRequest& request);

// The folder of this name, as it is. Errors: usage (there is none, or it is a model in a store), io, denied.
[[nodiscard]] Result<io::ModelDirectory> open_folder(const std::string& name);

// As open_model(), or a model in a local store: `ollama:`, `docker:` or `oci:`. Errors: those of open_model() and of
// anchor::open_store().
[[nodiscard]] Result<io::ModelDirectory> open_model_or_store(const VerifyRequest& request);

// The folder that a word for MODEL means: that of its store, else the word. Errors: usage.
[[nodiscard]] Result<std::string> folder_of_model(const std::string& word);

// The files of the model. A manifest, proof or signature under another name inside it is evidence, not part of it.
[[nodiscard]] Result<evidence::ModelTree> walk_model(const io::ModelDirectory& model, const VerifyRequest& request);

}  // namespace weightcheck::workflow
