// SPDX-License-Identifier: Apache-2.0
#include "x509/log_key.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <string_view>

#include "x509/owned.hpp"
#include "x509/public_key.hpp"

namespace weightcheck::x509 {
namespace {

KeyHandle read_key(ByteSpan der) {
  const unsigned char* at = raw(der);
  KeyHandle key(d2i_PUBKEY(nullptr, &at, narrow<long>(der.size())));
  if (at != raw(der) + der.size()) key.reset();
  return key;
}

bool is_p256(const evp_pkey_st* key) {
  const auto hash = hash_of(*key);
  return hash.ok() && std::string_view(*hash) == "SHA256";  // which goes with that curve alone
}

// Ed25519 hashes by itself, so it takes no digest. Anything but 1 is a failure: negative answers exist.
bool holds(EVP_PKEY* key, const EVP_MD* digest, ByteSpan signature, ByteSpan signed_bytes) {
  const DigestContext context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(signed_bytes), signed_bytes.size()) == 1;
}

}  // namespace

const signature::Log* find_log(const std::vector<signature::Log>& logs, ByteSpan id,
                               std::span<const signature::Moment> times) {
  const auto found = std::ranges::find_if(logs, [&](const signature::Log& log) {
    return std::ranges::equal(log.id, id) &&
           std::ranges::all_of(times, [&](const signature::Moment& time) { return log.valid_for.includes(time); });
  });
  return found != logs.end() ? &*found : nullptr;
}

bool holds_under(evp_pkey_st* key, signature::LogKeyKind kind, ByteSpan signature, ByteSpan signed_bytes) {
  bool does_hold = false;
  if (kind == signature::LogKeyKind::ecdsa_p256 && is_p256(key))
    does_hold = holds(key, EVP_sha256(), signature, signed_bytes);
  if (kind == signature::LogKeyKind::ed25519 && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519)
    does_hold = holds(key, nullptr, signature, signed_bytes);
  ERR_clear_error();
  return does_hold;
}

bool holds_under(const signature::Log& log, ByteSpan signature, ByteSpan signed_bytes) {
  const KeyHandle key = read_key(log.key);
  return key && holds_under(key.get(), log.kind, signature, signed_bytes);
}

}  // namespace weightcheck::x509
