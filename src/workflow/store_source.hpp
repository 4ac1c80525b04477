// SPDX-License-Identifier: Apache-2.0
// A model in a local store, once it is known what is said of it: its blobs take the names that the commit or the
// manifest gives to their digests.
#pragma once

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

// Nothing for a folder.
void join_store(io::ModelDirectory& model, evidence::Said& said);

}  // namespace weightcheck::workflow
