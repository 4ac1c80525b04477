// SPDX-License-Identifier: Apache-2.0
#include "x509/handles.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace weightcheck::x509 {

void Free::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }
void Free::operator()(x509_st* certificate) const noexcept { X509_free(certificate); }

}  // namespace weightcheck::x509
