// SPDX-License-Identifier: Apache-2.0
// A private key that signs models, and the certificates that go with it. Keys leave no trace here: OpenSSL wipes what
// it held of one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signature/bundle.hpp"
#include "x509/certificate.hpp"
#include "x509/password.hpp"

namespace weightcheck::x509 {

class SigningKey {
 public:
  // PKCS#8, encrypted PKCS#8 or SEC1, in PEM. Errors: usage (cannot be read, another kind of key or curve, another
  // password); those of `password`.
  [[nodiscard]] static Result<SigningKey> read(std::string_view pem, const Password& password = no_password);

  // One that was opened elsewhere, of a token. Errors: usage (another kind of key or curve).
  [[nodiscard]] static Result<SigningKey> own(KeyHandle key);

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
