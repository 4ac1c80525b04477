// SPDX-License-Identifier: Apache-2.0
// A public key on one of the three curves that model signatures have (P-256, P-384, P-521), and whether a signature is
// its key's. Any other key cannot be made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "x509/handles.hpp"

namespace weightcheck::limits {
inline constexpr std::size_t key_file_bytes_max = std::size_t{1} << 20;  // a key has 300 bytes, with text around it
}
namespace weightcheck::x509 {

enum class Hash : std::uint8_t { of_the_curve, sha256 };

class PublicKey {
 public:
  // SubjectPublicKeyInfo in PEM; text around the block is passed over. Errors: malformed, also where there is another
  // block; unsupported for another kind of key or curve, or a curve that is spelled out.
  [[nodiscard]] static Result<PublicKey> read(std::string_view pem);
  // Takes it over. Errors: unsupported.
  [[nodiscard]] static Result<PublicKey> own(KeyHandle key);

  // SHA-256 of the key's PEM text as it is written anew, with an uncompressed point; in hexadecimal.
  [[nodiscard]] const std::string& hint() const { return hint_; }

  // ECDSA. `signature` is the DER of r and s.
  [[nodiscard]] bool holds(ByteSpan signature, std::string_view data, Hash hash) const;

 private:
  PublicKey(KeyHandle key, const char* hash, std::string hint)
      : key_(std::move(key)), hash_(hash), hint_(std::move(hint)) {}

  KeyHandle key_;
  const char* hash_;  // that goes with the curve, as OpenSSL calls it
  std::string hint_;
};

// How many blocks of PEM there are whose kind, as "EC PRIVATE KEY", ends with this. OpenSSL takes the first that it can
// use and says nothing of the others.
[[nodiscard]] std::size_t count_pem_blocks(std::string_view text, std::string_view kind_end);

// "", or why OpenSSL's last call failed, in its words and printable; the queue of errors is empty afterwards.
[[nodiscard]] std::string take_openssl_error();

// The digest that goes with the key's curve, as OpenSSL calls it. Errors: unsupported.
[[nodiscard]] Result<const char*> hash_of(const evp_pkey_st& key);

}  // namespace weightcheck::x509
