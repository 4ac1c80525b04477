// SPDX-License-Identifier: Apache-2.0
// What a transparency log has written down of a signature: the bodies of entries of kind dsse 0.0.1 (Rekor v1) and
// hashedrekord 0.0.2 (Rekor v2). Whether it is the signature in hand is for the caller to ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "signature/bundle.hpp"

namespace weightcheck::signature {

enum class EntryKind : std::uint8_t { dsse, hashedrekord };

// Nothing for any other kind or version.
[[nodiscard]] std::optional<EntryKind> entry_kind(std::string_view kind, std::string_view version);

struct Logged {
  Digest digest;      // dsse: of the payload; hashedrekord: of signed_bytes() (envelope.hpp)
  Bytes signature;    // DER
  Bytes certificate;  // DER
};

// Errors: malformed (also where the body names another kind or version than `kind`, or another hash than SHA-256);
// limit (log_body_bytes_max).
[[nodiscard]] Result<Logged> read_logged(ByteSpan body, EntryKind kind);

}  // namespace weightcheck::signature
