// SPDX-License-Identifier: Apache-2.0
// Names in a hub's cache and records of a download that have the form of a git id and are none: some proxies give the
// SHA-1 of the content as its ETag.
#pragma once

#include <stop_token>

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

// Of the layouts' claims that the hashed bytes do not fit: where the name is the plain SHA-1 of exactly these bytes,
// the claim is dropped and the layout says so. It vouches for nothing and accuses nobody. A file that cannot be read
// any more keeps its claim.
void set_aside_plain_sha1(const io::ModelDirectory& model, evidence::Evidence& evidence, const std::stop_token& stop);

}  // namespace weightcheck::workflow
