// SPDX-License-Identifier: Apache-2.0
// That OpenSSL lacks the algorithm throws: no input can bring it about.
#include "hash/mac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace weightcheck::hash {

Digest hmac_sha256(ByteSpan key, ByteSpan message) {
  Digest mac;
  unsigned size = 0;
  const auto* made =
      HMAC(EVP_sha256(), key.data(), narrow<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
           message.size(), reinterpret_cast<unsigned char*>(mac.bytes.data()), &size);
  if (made == nullptr || size != mac.bytes.size()) throw std::runtime_error("OpenSSL has no HMAC-SHA-256");
  return mac;
}

bool same_mac(const Digest& one, const Digest& other) {
  return CRYPTO_memcmp(one.bytes.data(), other.bytes.data(), one.bytes.size()) == 0;
}

}  // namespace weightcheck::hash
