// SPDX-License-Identifier: Apache-2.0
// What the sentences of a notice or of a card's body say of licenses, beside what statements.hpp finds of weights and
// code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "license/meant.hpp"
#include "license/restrictions.hpp"

namespace weightcheck::license {

struct ProseSaid {
  std::vector<Meant> licenses{};  // under which something is said to be; of notices alone, each once
  std::vector<Meant> denied{};    // under which it is said not to be
  std::string restriction{};      // the first sentence that limits its reader; raw

  friend bool operator==(const ProseSaid&, const ProseSaid&) = default;
};

[[nodiscard]] ProseSaid said_in_prose(std::string_view text, Prose prose);

}  // namespace weightcheck::license
