// SPDX-License-Identifier: Apache-2.0
#include "x509/signing_key.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <iterator>

#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

// The public half, as an object of its own.
KeyHandle public_half(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key, &der);
  const unsigned char* at = der;
  KeyHandle half(length > 0 ? d2i_PUBKEY(nullptr, &at, length) : nullptr);
  OPENSSL_free(der);
  return half;
}

}  // namespace

Result<SigningKey> SigningKey::read(std::string_view pem, const Password& password) {
  if (const std::size_t keys = count_pem_blocks(pem, "PRIVATE KEY"); keys > 1)
    return usage("holds " + std::to_string(keys) + " private keys; keep each in a file of its own");
  if (count_pem_blocks(pem, "PUBLIC KEY") > 0) return usage("holds a public key, and signing takes the private one");
  PasswordOnce asked(password);
  const Bio in(BIO_new_mem_buf(pem.data(), narrow<int>(pem.size())));
  KeyHandle key(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, PasswordOnce::give, &asked) : nullptr);
  const std::string why = take_openssl_error();
  if (key) return own(std::move(key));
  if (!asked.was_asked()) return usage("not a private key in PEM: " + why);
  return asked.error().value_or(usage("the password does not open the key"));
}

Result<SigningKey> SigningKey::own(KeyHandle key) {
  if (const auto known = hash_of(*key); !known.ok()) return usage(known.error().message);
  KeyHandle half = public_half(key.get());
  if (!half) return usage("the key has no public half: " + take_openssl_error());
  auto public_key = PublicKey::own(std::move(half));
  if (!public_key.ok()) return usage(public_key.error().message);
  return SigningKey(std::move(key), std::move(*public_key));
}

Result<signature::Bytes> SigningKey::sign(std::string_view data) const {
  const auto hash = hash_of(*key_);
  if (!hash.ok()) return hash.error();
  const DigestContext context(EVP_MD_CTX_new());
  const auto* over = reinterpret_cast<const unsigned char*>(data.data());
  std::size_t length = 0;
  if (context && EVP_DigestSignInit_ex(context.get(), nullptr, *hash, nullptr, nullptr, key_.get(), nullptr) == 1 &&
      EVP_DigestSign(context.get(), nullptr, &length, over, data.size()) == 1) {
    signature::Bytes made(length);
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &length, over, data.size()) == 1) {
      made.resize(length);
      return made;
    }
  }
  return Error{ErrorCode::io, "the key cannot sign: " + take_openssl_error()};
}

Result<signature::CertificateList> SigningKey::certificates(const std::vector<std::string>& pems,
                                                            std::int64_t at_seconds) const {
  std::vector<CertificateHandle> chain;
  for (const std::string& pem : pems) {
    auto read = read_certificates(pem, limits::signature_certificates_max);
    if (!read.ok()) return usage(read.error().message);
    std::move(read->begin(), read->end(), std::back_inserter(chain));
  }
  if (chain.empty() || chain.size() > limits::signature_certificates_max)
    return usage(std::to_string(chain.size()) + " certificates, where a signature holds 1 to " +
                 std::to_string(limits::signature_certificates_max));
  X509& leaf = *chain.front();
  const bool is_own = X509_check_private_key(&leaf, key_.get()) == 1;
  ERR_clear_error();
  if (!is_own) return usage("the certificate is not that of the key");
  if (!is_valid_at(leaf, at_seconds)) return usage("the certificate is not valid now");
  if (!is_for_signing(leaf)) return usage("the certificate is not for signing");
  signature::CertificateList list;
  for (const CertificateHandle& one : chain)
    list.certificates.push_back(der_of(*one));
  return list;
}

}  // namespace weightcheck::x509
