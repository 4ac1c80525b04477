// SPDX-License-Identifier: Apache-2.0
// The words in which a source of claims is named to people.
#include "evidence/claim.hpp"

namespace weightcheck::evidence {

std::string_view describe(ClaimSource source) {
  switch (source) {
    case ClaimSource::manifest:
      return "the manifest";
    case ClaimSource::proof:
      return "the commit's trees";
    case ClaimSource::hub_cache:
      return "the hub cache";
    case ClaimSource::hub_local_dir:
      return "the download metadata";
    case ClaimSource::git_index:
      return "the git index";
  }
  return "";
}

}  // namespace weightcheck::evidence
