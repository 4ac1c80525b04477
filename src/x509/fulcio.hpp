// SPDX-License-Identifier: Apache-2.0
// Leaves as Fulcio issues them: who an identity provider says stood behind the key (fulcio/docs/oid-info.md).
#pragma once

#include <string>
#include <vector>

#include "x509/decoded.hpp"

namespace weightcheck::x509 {

// Raw bytes; nothing is said twice where both extensions agree.
struct LeafNames {
  std::vector<std::string> identities;  // email addresses, URIs, and names of Fulcio's own kind; a DNS name is none
  std::vector<std::string> issuers;     // one for each extension that names one; empty text for one that cannot be read
};
[[nodiscard]] LeafNames names_of(const Decoded& leaf);

// keyUsage with digitalSignature and extendedKeyUsage with codeSigning, both there.
[[nodiscard]] bool is_for_code_signing(const Decoded& leaf);

// What the provider says besides; empty where it says nothing, or something that cannot be read.
struct Origin {
  std::string repository;
  std::string commit;
};
[[nodiscard]] Origin origin_of(const Decoded& leaf);

}  // namespace weightcheck::x509
