// SPDX-License-Identifier: Apache-2.0
#include "signature/certificate_name.hpp"

#include <algorithm>

namespace weightcheck::signature {

bool is_called(const std::vector<std::string>& names, std::string_view fingerprint, std::string_view identity) {
  constexpr std::string_view mark = "sha256:";
  if (identity.starts_with(mark)) return identity.substr(mark.size()) == fingerprint;
  return std::ranges::find(names, identity) != names.end();
}

}  // namespace weightcheck::signature
