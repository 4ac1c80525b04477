// SPDX-License-Identifier: Apache-2.0
// trusted_root.json of Sigstore, version 0.1: whose certificates, logs and time stamps the caller trusts. A client's
// configuration with it inside (clienttrustconfig v0.1) will do as well. It is the caller's own: never taken out of a
// model, and never fetched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "signature/bundle.hpp"
#include "signature/moment.hpp"

namespace weightcheck::limits {
inline constexpr std::size_t trusted_root_bytes_max = std::size_t{4} << 20;  // 7 KB today
inline constexpr std::size_t trusted_root_entries_max = 1000;                // of a kind
}  // namespace weightcheck::limits

namespace weightcheck::signature {

struct Authority {
  std::vector<Bytes> chain;  // DER; who issues leaves, or signs time stamps, first; the root last. Never empty
  Validity valid_for;
};

enum class LogKeyKind : std::uint8_t { ecdsa_p256, ed25519, unknown };

struct Log {
  Bytes id;             // as it stands there, never computed anew: each kind of log makes it in another way
  Bytes checkpoint_id;  // begins as the hints of its signatures under checkpoints do; mostly the same
  Bytes key;            // DER of SubjectPublicKeyInfo
  LogKeyKind kind = LogKeyKind::unknown;
  Validity valid_for;
};

struct TrustedRoot {
  std::vector<Authority> certificate_authorities;
  std::vector<Authority> time_stamp_authorities;
  std::vector<Log> transparency_logs;
  std::vector<Log> certificate_logs;
};

// Errors: malformed; unsupported (another media type, with its name); limit. A kind of which nothing is listed is
// empty: whatever needs one of it is refused.
[[nodiscard]] Result<TrustedRoot> read_trusted_root(std::string_view text);

}  // namespace weightcheck::signature
