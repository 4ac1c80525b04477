// SPDX-License-Identifier: Apache-2.0
// What the sources of this module share of OpenSSL. No other header includes it: whoever reads a certificate or a key
// sees no type of OpenSSL's.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace weightcheck::x509 {

// 112 bits for all that is checked: no SHA-1, and RSA from 2048 bits.
inline constexpr int security_level = 2;

template <auto release>
struct Released {
  void operator()(auto* object) const noexcept { release(object); }
};

// Owned<BIO, BIO_free_all> lets go of its object by that call.
template <typename Object, auto release>
using Owned = std::unique_ptr<Object, Released<release>>;

using Bio = Owned<BIO, BIO_free_all>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

inline void release_bytes(unsigned char* bytes) noexcept { OPENSSL_free(bytes); }
using DerBytes = Owned<unsigned char, release_bytes>;  // what i2d_...() filled

inline const unsigned char* raw(ByteSpan bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

// With its length: a NUL inside a name does not end it.
inline std::string string_of(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)), narrow<std::size_t>(ASN1_STRING_length(value))};
}

// What was to be checked does not hold.
inline Error refused(std::string message) { return {ErrorCode::inconsistent, std::move(message)}; }

}  // namespace weightcheck::x509
