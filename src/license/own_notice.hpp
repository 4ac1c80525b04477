// SPDX-License-Identifier: Apache-2.0
// What a license asks to be put beside it, and what only says that it is the one: "This program is free software: you
// can redistribute it ...", "This project is licensed under the Apache License 2.0".
#pragma once

#include <cstddef>
#include <vector>

#include "license/fingerprints.hpp"
#include "license/words.hpp"

namespace weightcheck::license {

// The words but for such phrases about the license that the reference is. One that its published text holds itself
// stays once: a clause of the same words beside it is one too many.
[[nodiscard]] std::vector<Word> without_own_notices(const std::vector<Word>& words, const Fingerprints& fingerprints,
                                                    std::size_t reference);

}  // namespace weightcheck::license
