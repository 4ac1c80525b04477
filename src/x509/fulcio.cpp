// SPDX-License-Identifier: Apache-2.0
#include "x509/fulcio.hpp"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <new>

#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

constexpr const char* issuer_bare = "1.3.6.1.4.1.57264.1.1";  // its text stands there as it is, not as DER
constexpr const char* issuer_text = "1.3.6.1.4.1.57264.1.8";
constexpr const char* own_name = "1.3.6.1.4.1.57264.1.7";
constexpr const char* source_repository = "1.3.6.1.4.1.57264.1.12";
constexpr const char* source_commit = "1.3.6.1.4.1.57264.1.13";

std::optional<std::string> identity_of(const GENERAL_NAME* name, const ASN1_OBJECT* own_kind) {
  int kind = 0;
  const void* value = GENERAL_NAME_get0_value(name, &kind);
  if (kind == GEN_EMAIL || kind == GEN_URI) return string_of(static_cast<const ASN1_STRING*>(value));
  if (kind != GEN_OTHERNAME) return std::nullopt;
  const auto* other = static_cast<const OTHERNAME*>(value);
  if (OBJ_cmp(other->type_id, own_kind) != 0 || other->value->type != V_ASN1_UTF8STRING) return std::nullopt;
  return string_of(other->value->value.utf8string);
}

}  // namespace

LeafNames names_of(const Decoded& leaf) {
  LeafNames names;
  if (auto bare = leaf.extension(issuer_bare)) names.issuers.push_back(*std::move(bare));
  if (leaf.extension(issuer_text)) names.issuers.push_back(leaf.text_extension(issuer_text).value_or(std::string()));
  const Owned<ASN1_OBJECT, ASN1_OBJECT_free> own_kind(OBJ_txt2obj(own_name, 1));
  if (!own_kind) throw std::bad_alloc();
  const Owned<GENERAL_NAMES, GENERAL_NAMES_free> listed(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf.get(), NID_subject_alt_name, nullptr, nullptr)));
  ERR_clear_error();
  for (int i = 0; listed && i < sk_GENERAL_NAME_num(listed.get()); ++i) {
    if (auto name = identity_of(sk_GENERAL_NAME_value(listed.get(), i), own_kind.get()))
      names.identities.push_back(*std::move(name));
  }
  return names;
}

// Where an extension is absent, OpenSSL answers as if it allowed all: so the flags are looked at first.
bool is_for_code_signing(const Decoded& leaf) {
  const std::uint32_t flags = X509_get_extension_flags(leaf.get());
  const bool has_both = (flags & EXFLAG_KUSAGE) != 0 && (flags & EXFLAG_XKUSAGE) != 0;
  return has_both && (X509_get_key_usage(leaf.get()) & KU_DIGITAL_SIGNATURE) != 0 &&
         (X509_get_extended_key_usage(leaf.get()) & XKU_CODE_SIGN) != 0;
}

Origin origin_of(const Decoded& leaf) {
  return {.repository = leaf.text_extension(source_repository).value_or(std::string()),
          .commit = leaf.text_extension(source_commit).value_or(std::string())};
}

}  // namespace weightcheck::x509
