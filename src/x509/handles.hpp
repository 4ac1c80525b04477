// SPDX-License-Identifier: Apache-2.0
// Owners of OpenSSL's objects, whose types are only named here.
#pragma once

#include <memory>

struct bio_st;
struct evp_md_ctx_st;
struct evp_pkey_st;
struct stack_st_X509;
struct x509_st;
struct x509_store_ctx_st;

namespace weightcheck::x509 {

struct Free {
  void operator()(bio_st* stream) const noexcept;
  void operator()(evp_md_ctx_st* context) const noexcept;
  void operator()(evp_pkey_st* key) const noexcept;
  void operator()(x509_st* certificate) const noexcept;
};

using Bio = std::unique_ptr<bio_st, Free>;
using DigestContext = std::unique_ptr<evp_md_ctx_st, Free>;
using KeyHandle = std::unique_ptr<evp_pkey_st, Free>;
using CertificateHandle = std::unique_ptr<x509_st, Free>;

}  // namespace weightcheck::x509
