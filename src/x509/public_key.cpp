// SPDX-License-Identifier: Apache-2.0
// Anything but 1 is a failure of OpenSSL's: there are negative answers, too.
#include "x509/public_key.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <climits>

#include "base/escape.hpp"
#include "hash/sha256.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

struct CurveRow {
  std::string_view name;  // as OpenSSL has it
  const char* hash;
};
constexpr CurveRow curves[] = {{"prime256v1", "SHA256"}, {"secp384r1", "SHA384"}, {"secp521r1", "SHA512"}};

Error unsupported(std::string_view what) {
  return {ErrorCode::unsupported, std::string(what) + ", where P-256, P-384 and P-521 are known"};
}

std::string pem_of(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()));
  char* text = nullptr;
  if (!out || PEM_write_bio_PUBKEY(out.get(), key) != 1) return "";
  const long length = BIO_get_mem_data(out.get(), &text);
  return length > 0 ? std::string(text, static_cast<std::size_t>(length)) : "";
}

}  // namespace

std::string take_openssl_error() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  std::string text = reason != nullptr ? printable(reason) : "";
  ERR_clear_error();
  return text;
}

std::size_t count_pem_blocks(std::string_view text, std::string_view kind_end) {
  constexpr std::string_view begin = "-----BEGIN ", end = "-----";
  std::size_t count = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (!line.starts_with(begin) || !line.ends_with(end) || line.size() < begin.size() + end.size()) continue;
    count += line.substr(0, line.size() - end.size()).ends_with(kind_end) ? 1 : 0;
  }
  return count;
}

Result<const char*> hash_of(const evp_pkey_st& key) {
  if (EVP_PKEY_get_base_id(&key) != EVP_PKEY_EC) {
    const char* type = EVP_PKEY_get0_type_name(&key);
    return unsupported("a key of the type " + printable(type != nullptr ? type : "unknown"));
  }
  std::array<char, 80> name{};
  std::size_t length = 0;
  int is_explicit = 1;
  if (EVP_PKEY_get_group_name(&key, name.data(), name.size(), &length) != 1 ||
      EVP_PKEY_get_int_param(&key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit) != 1 ||
      is_explicit != 0) {
    ERR_clear_error();
    return unsupported("a key on a curve without a name");
  }
  for (const CurveRow& curve : curves) {
    if (std::string_view(name.data(), length) == curve.name) return curve.hash;
  }
  return unsupported("a key on the curve " + printable(std::string_view(name.data(), length)));
}

Result<PublicKey> PublicKey::own(KeyHandle key) {
  const auto hash = hash_of(*key);
  if (!hash.ok()) return hash.error();
  // A compressed point would be written compressed, and the hint would be another one.
  if (EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed") != 1)
    return malformed("a public key cannot be written anew: " + take_openssl_error());
  const std::string pem = pem_of(key.get());
  if (pem.empty()) return malformed("a public key cannot be written anew: " + take_openssl_error());
  return PublicKey(std::move(key), *hash, hash::sha256(bytes_of(pem)).hex());
}

Result<PublicKey> PublicKey::read(std::string_view pem) {
  if (pem.size() > limits::key_file_bytes_max)
    return malformed("a public key of " + std::to_string(pem.size()) + " bytes");
  if (const std::size_t blocks = count_pem_blocks(pem, ""); blocks > 1)
    return malformed("holds " + std::to_string(blocks) +
                     " blocks of PEM, where one public key is to be; keep each key in a file of its own");
  if (count_pem_blocks(pem, "PRIVATE KEY") > 0)
    return malformed(
        "holds a private key, which belongs to the signer; write the public one with `openssl pkey -in FILE -pubout`");
  const Bio in(BIO_new_mem_buf(pem.data(), narrow<int>(pem.size())));
  KeyHandle key(in ? PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!key) return malformed("not a public key in PEM: " + take_openssl_error());
  return own(std::move(key));
}

bool PublicKey::holds(ByteSpan signature, std::string_view data, Hash hash) const {
  const DigestContext context(EVP_MD_CTX_new());
  const char* name = hash == Hash::sha256 ? "SHA256" : hash_;
  const auto* of = reinterpret_cast<const unsigned char*>(signature.data());
  const auto* over = reinterpret_cast<const unsigned char*>(data.data());
  const bool held = context &&
                    EVP_DigestVerifyInit_ex(context.get(), nullptr, name, nullptr, nullptr, key_.get(), nullptr) == 1 &&
                    EVP_DigestVerify(context.get(), of, signature.size(), over, data.size()) == 1;
  ERR_clear_error();
  return held;
}

}  // namespace weightcheck::x509
