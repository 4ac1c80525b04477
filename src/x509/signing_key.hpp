// SPDX-License-Identifier: Apache-2.0
// A private key that signs models, and the certificates that go with it. Keys leave no trace here: OpenSSL wipes what
// it held of one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signature/bundle.hpp"
#include "x509/certificate.hpp"

namespace weightcheck::x509 {

class SigningKey {
 public:
  // PKCS#8, encrypted PKCS#8 or SEC1, in PEM. Nobody is asked for a password. Errors: usage (cannot be read, another
  // kind of key or curve, no password or another one).
  [[nodiscard]] static Result<SigningKey> read(std::string_view pem, const std::optional<std::string>& password);

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }

  // ECDSA with the digest of the curve, as DER. Errors: io, where OpenSSL fails.
  [[nodiscard]] Result<signature::Bytes> sign(std::string_view data) const;

  // The leaf and what is to go with it, from the texts of PEM files: the first certificate is the leaf. Errors: usage
  // (none, more than a bundle takes, of another key, not valid at `at_seconds`, not for signing).
  [[nodiscard]] Result<signature::CertificateList> certificates(const std::vector<std::string>& pems,
                                                                std::int64_t at_seconds) const;

 private:
  SigningKey(KeyHandle key, PublicKey public_key) : key_(std::move(key)), public_key_(std::move(public_key)) {}

  KeyHandle key_;
  PublicKey public_key_;
};

}  // namespace weightcheck::x509
