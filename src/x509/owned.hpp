// SPDX-License-Identifier: Apache-2.0
// What the sources of this module share to work with OpenSSL, without a word of its headers.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

struct asn1_string_st;

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

void release_bytes(unsigned char* bytes) noexcept;
using DerBytes = Owned<unsigned char, release_bytes>;  // what i2d_...() filled

[[nodiscard]] inline const unsigned char* raw(ByteSpan bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// With its length: a NUL inside a name does not end it.
[[nodiscard]] std::string string_of(const asn1_string_st* value);

// What was to be checked does not hold.
[[nodiscard]] inline Error refused(std::string message) { return {ErrorCode::inconsistent, std::move(message)}; }

}  // namespace weightcheck::x509
