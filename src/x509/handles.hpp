// SPDX-License-Identifier: Apache-2.0
// Owners of OpenSSL's objects, whose types are only named here.
#pragma once

#include <memory>

struct evp_pkey_st;
struct stack_st_X509;
struct x509_st;
struct x509_store_ctx_st;

namespace weightcheck::x509 {

struct Free {
  void operator()(evp_pkey_st* key) const noexcept;
  void operator()(x509_st* certificate) const noexcept;
};

using KeyHandle = std::unique_ptr<evp_pkey_st, Free>;
using CertificateHandle = std::unique_ptr<x509_st, Free>;

}  // namespace weightcheck::x509
