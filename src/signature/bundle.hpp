// SPDX-License-Identifier: Apache-2.0
// The grammar of a signature's file, a Sigstore bundle (sigstore.dev, protobuf's JSON spelling, version 0.3) around a
// DSSE envelope, as OpenSSF Model Signing 1.0 has it. Bytes to structs: nothing here is believed, and nothing checked
// beyond its form. Who holds a bundle against what the caller trusts: x509/verified.hpp, which is where every method
// of checking is called, the keyless one among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace weightcheck::limits {
inline constexpr std::size_t signature_bytes_max = std::size_t{64} << 20;  // 250,000 files at 200 bytes, in base64
inline constexpr std::size_t signature_certificates_max = 16;              // real chains have 2 to 4
inline constexpr std::size_t signature_log_entries_max = 32;               // the format asks for one
inline constexpr std::size_t signature_time_stamps_max = 32;
inline constexpr std::size_t signature_proof_hashes_max = 64;  // a tree of 2^63 leaves has 63
inline constexpr std::size_t checkpoint_bytes_max = std::size_t{64} << 10;
inline constexpr std::size_t log_body_bytes_max = std::size_t{1} << 20;  // 2 KB today
}  // namespace weightcheck::limits

namespace weightcheck::signature {

inline constexpr std::string_view media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";

using Bytes = std::vector<std::byte>;

// Which key signed, as the signer says it: the SHA-256 of its PEM text, in hexadecimal. Before 1.1.0 the text itself
// stood there; its digest is the hint then.
struct KeyHint {
  std::string hint;     // raw
  bool is_old = false;  // it was made of the text
};

// DER, the leaf first, then what the signer gave besides. Trusted by nobody.
struct CertificateList {
  std::vector<Bytes> certificates;
};

// How the entry is shown to be in the log.
struct InclusionProof {
  std::uint64_t log_index = 0;  // within the tree of `tree_size` leaves
  std::uint64_t tree_size = 0;
  Bytes root_hash;
  std::vector<Bytes> hashes;                // raw, of any length so far
  std::optional<std::string> checkpoint{};  // raw: a signed note
};

// What a transparency log says that it holds. Numbers that protobuf leaves out, since they are 0, are 0.
struct LogEntry {
  std::uint64_t log_index = 0;  // of the whole log
  Bytes log_id;
  std::string kind;                                // raw: "dsse"
  std::string version;                             // raw: "0.0.1"
  std::optional<std::uint64_t> integrated_time{};  // seconds since 1970
  std::optional<Bytes> promise{};                  // inclusionPromise.signedEntryTimestamp
  std::optional<InclusionProof> proof{};
  Bytes body;  // canonicalizedBody
};

// One leaf, which an identity provider's word stands behind.
struct Keyless {
  Bytes certificate;  // DER
  std::vector<LogEntry> log_entries;
  std::vector<Bytes> time_stamps;  // DER of an RFC 3161 response each
};

struct Bundle {
  std::variant<KeyHint, CertificateList, Keyless> signer;
  Bytes payload;    // what was signed is signed_bytes() of it (envelope.hpp)
  Bytes signature;  // DER: SEQUENCE {r, s}
};

// Errors: malformed, limit; unsupported (with the name) for a kind of bundle, of envelope or of payload that is not
// known here. Log entries and time stamps are read for a keyless signature only: the others do without them.
[[nodiscard]] Result<Bundle> read_bundle(std::string_view text);

// Who signed, of the two methods by which a signature is made here: a key, of which the hint alone is written, or a
// leaf and what goes with it.
using Writer = std::variant<KeyHint, CertificateList>;

// One line of compact JSON and a LF, in the order of the format; read_bundle() gives back what went in. Whether it is
// within limits::signature_bytes_max is for the caller to ask.
[[nodiscard]] std::string write_bundle(const Writer& writer, ByteSpan payload, ByteSpan signature);

}  // namespace weightcheck::signature
