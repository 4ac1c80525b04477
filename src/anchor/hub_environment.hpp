// SPDX-License-Identifier: Apache-2.0
// What the environment says about hubs, by the rules of their clients (huggingface_hub's constants.py): where they are,
// who we are there, and whether the network may be used at all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "anchor/variables.hpp"
#include "base/result.hpp"
#include "hubs/hub.hpp"

namespace weightcheck::anchor {

struct HubAccess {
  std::string endpoint{};  // without a final '/'
  std::string token{};     // for `endpoint` and nothing else; "" for none
  bool offline = false;

  friend bool operator==(const HubAccess&, const HubAccess&) = default;
};

class HubEnvironment {
 public:
  HubEnvironment();  // each hub at its own address, and no tokens

  // Of a row of the table.
  [[nodiscard]] const HubAccess& of(const hubs::Hub& hub) const;
  [[nodiscard]] HubAccess& of(const hubs::Hub& hub);

  friend bool operator==(const HubEnvironment&, const HubEnvironment&) = default;

 private:
  std::vector<HubAccess> access_;  // in the table's order
};

// The variables that the table names, and XDG_CACHE_HOME and HOME. Errors: usage, where an endpoint is no URL; denied,
// io where a token file cannot be read. Messages hold no token.
[[nodiscard]] Result<HubEnvironment> read_hub_environment(const Variables& variables);

}  // namespace weightcheck::anchor
