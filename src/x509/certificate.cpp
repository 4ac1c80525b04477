// SPDX-License-Identifier: Apache-2.0
#include "x509/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "hash/sha256.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

void add_alternative_names(X509& certificate, std::vector<std::string>& names) {
  const Owned<GENERAL_NAMES, GENERAL_NAMES_free> listed(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; listed && i < sk_GENERAL_NAME_num(listed.get()); ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(listed.get(), i), &type);
    if (type == GEN_EMAIL || type == GEN_URI || type == GEN_DNS)
      names.push_back(string_of(static_cast<const ASN1_STRING*>(value)));
  }
  ERR_clear_error();
}

void add_common_names(X509& certificate, std::vector<std::string>& names) {
  X509_NAME* subject = X509_get_subject_name(&certificate);
  for (int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1); at >= 0;
       at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) {
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (length > 0) names.emplace_back(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
    if (length >= 0) OPENSSL_free(utf8);
  }
  ERR_clear_error();
}

// Its extended usage is absent, or has code signing or any in it.
bool may_be_of_code(X509& certificate) {
  const bool has_extended = (X509_get_extension_flags(&certificate) & EXFLAG_XKUSAGE) != 0;
  return !has_extended || (X509_get_extended_key_usage(&certificate) & (XKU_CODE_SIGN | XKU_ANYEKU)) != 0;
}

}  // namespace

Result<CertificateHandle> read_certificate(ByteSpan der) {
  const unsigned char* at = raw(der);
  const auto* end = at + der.size();
  CertificateHandle certificate(d2i_X509(nullptr, &at, narrow<long>(der.size())));
  if (!certificate) return malformed("a certificate cannot be read: " + take_openssl_error());
  if (at != end) return malformed("a certificate has more bytes behind its end");
  return certificate;
}

Result<std::vector<CertificateHandle>> read_certificates(std::string_view pem, std::size_t most) {
  const Bio in(BIO_new_mem_buf(pem.data(), narrow<int>(pem.size())));
  std::vector<CertificateHandle> certificates;
  ERR_clear_error();
  while (X509* one = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(one);
    if (certificates.size() > most)
      return Error{ErrorCode::limit, "more than " + std::to_string(most) + " certificates"};
  }
  const unsigned long code = ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
  const std::string why = take_openssl_error();
  if (!at_end) return malformed("a certificate cannot be read: " + why);
  if (certificates.empty()) return malformed("holds no certificate in PEM");
  return certificates;
}

std::vector<std::byte> der_of(const x509_st& certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(&certificate, &der);
  std::vector<std::byte> bytes;
  if (length > 0) {
    const auto span = std::as_bytes(std::span(der, static_cast<std::size_t>(length)));
    bytes.assign(span.begin(), span.end());
  }
  OPENSSL_free(der);
  return bytes;
}

std::string fingerprint_of(const x509_st& certificate) { return hash::sha256(der_of(certificate)).hex(); }

std::vector<std::string> names_of(x509_st& certificate) {
  std::vector<std::string> names;
  add_alternative_names(certificate, names);
  add_common_names(certificate, names);
  return names;
}

Result<PublicKey> key_of(x509_st& certificate) {
  KeyHandle key(X509_get_pubkey(&certificate));
  if (!key) {
    const std::string why = take_openssl_error();
    return Error{ErrorCode::unsupported, "the key of the certificate cannot be read: " + why};
  }
  return PublicKey::own(std::move(key));
}

// What is absent reads as all ones: the flags tell.
bool is_for_signing(x509_st& certificate) {
  const std::uint32_t flags = X509_get_extension_flags(&certificate);
  const bool has_usage = (flags & EXFLAG_KUSAGE) != 0, has_extended = (flags & EXFLAG_XKUSAGE) != 0;
  if ((flags & EXFLAG_INVALID) != 0 || (!has_usage && !has_extended)) return false;
  if (has_usage && (X509_get_key_usage(&certificate) & KU_DIGITAL_SIGNATURE) == 0) return false;
  return may_be_of_code(certificate);
}

// X509_verify_cert() with no purpose set does not ask.
bool lead_to_signers(const stack_st_X509* chain) {
  for (int i = 1; i + 1 < sk_X509_num(chain); ++i) {
    if (!may_be_of_code(*sk_X509_value(chain, i))) return false;
  }
  return true;
}

// X509_cmp_time() answers -1 also where both are the same second, and 0 where it fails.
bool is_valid_at(const x509_st& certificate, std::int64_t seconds) {
  std::time_t now = seconds, just_before = seconds - 1;
  const bool has_begun = X509_cmp_time(X509_get0_notBefore(&certificate), &now) < 0;
  const bool lasts = X509_cmp_time(X509_get0_notAfter(&certificate), &just_before) > 0;
  ERR_clear_error();
  return has_begun && lasts;
}

int pass_over_last_second(int ok, X509_STORE_CTX* context) {
  if (ok == 1 || X509_STORE_CTX_get_error(context) != X509_V_ERR_CERT_HAS_EXPIRED) return ok;
  const X509* certificate = X509_STORE_CTX_get_current_cert(context);
  const std::int64_t at = X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context));
  if (certificate == nullptr || !is_valid_at(*certificate, at)) return 0;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

}  // namespace weightcheck::x509
