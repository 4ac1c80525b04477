// SPDX-License-Identifier: Apache-2.0
#include "x509/handles.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "x509/owned.hpp"

namespace weightcheck::x509 {

void Free::operator()(bio_st* stream) const noexcept { BIO_free_all(stream); }
void Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }
void Free::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }
void Free::operator()(x509_st* certificate) const noexcept { X509_free(certificate); }

void release_bytes(unsigned char* bytes) noexcept { OPENSSL_free(bytes); }

std::string string_of(const asn1_string_st* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)), narrow<std::size_t>(ASN1_STRING_length(value))};
}

}  // namespace weightcheck::x509
