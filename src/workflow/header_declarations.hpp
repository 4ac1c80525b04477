// SPDX-License-Identifier: Apache-2.0
// What the headers of weight files declare of license and origin: claims, as a card's are.
#pragma once

#include "evidence/evidence.hpp"

namespace weightcheck::workflow {

// Once the weight files and the card were looked at; sorts the namings of bases.
void add_header_declarations(evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
