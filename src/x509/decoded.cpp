// SPDX-License-Identifier: Apache-2.0
#include "x509/decoded.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <new>

#include "hash/sha256.hpp"
#include "x509/certificate.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

// RFC 5280, 4.2: an extension stands once. Readers that take the first or the last would differ.
bool has_an_extension_twice(const X509* certificate) {
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    const ASN1_OBJECT* kind = X509_EXTENSION_get_object(X509_get_ext(certificate, i));
    if (X509_get_ext_by_OBJ(certificate, kind, i) >= 0) return true;
  }
  return false;
}

std::optional<signature::Moment> moment_of(const ASN1_TIME* time) {
  const Owned<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> general(ASN1_TIME_to_generalizedtime(time, nullptr));
  return general ? signature::read_generalized_time(string_of(general.get())) : std::nullopt;
}

}  // namespace

Result<Decoded> Decoded::read(ByteSpan der) {
  if (der.size() > limits::decoded_certificate_bytes_max)
    return Error{ErrorCode::limit, "a certificate of " + std::to_string(der.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::decoded_certificate_bytes_max)};
  auto certificate = read_certificate(der);
  if (!certificate.ok()) return std::move(certificate).error();
  if (has_an_extension_twice(certificate->get())) return malformed("a certificate has an extension twice");
  if (!moment_of(X509_get0_notBefore(certificate->get())) || !moment_of(X509_get0_notAfter(certificate->get())))
    return malformed("a certificate has a validity that is not a span of time");
  return Decoded(*std::move(certificate));
}

signature::Validity Decoded::validity() const {
  return {.start = moment_of(X509_get0_notBefore(get())), .end = moment_of(X509_get0_notAfter(get()))};
}

std::optional<std::string> Decoded::extension(const char* identifier) const {
  const Owned<ASN1_OBJECT, ASN1_OBJECT_free> kind(OBJ_txt2obj(identifier, 1));
  if (!kind) throw std::bad_alloc();
  const int place = X509_get_ext_by_OBJ(get(), kind.get(), -1);
  if (place < 0) return std::nullopt;
  return string_of(X509_EXTENSION_get_data(X509_get_ext(get(), place)));
}

std::optional<std::string> Decoded::text_extension(const char* identifier) const {
  const auto der = extension(identifier);
  if (!der) return std::nullopt;
  const unsigned char* const begin = raw(bytes_of(*der));
  const unsigned char* at = begin;
  const Owned<ASN1_UTF8STRING, ASN1_UTF8STRING_free> text(d2i_ASN1_UTF8STRING(nullptr, &at, narrow<long>(der->size())));
  ERR_clear_error();
  if (!text || at != begin + der->size()) return std::nullopt;
  return string_of(text.get());
}

Result<std::vector<DecodedAuthority>> decode(const std::vector<signature::Authority>& authorities) {
  std::vector<DecodedAuthority> decoded;
  for (const signature::Authority& authority : authorities) {
    DecodedAuthority& made = decoded.emplace_back(DecodedAuthority{.chain = {}, .valid_for = authority.valid_for});
    for (const signature::Bytes& der : authority.chain) {
      auto certificate = Decoded::read(der);
      if (!certificate.ok())
        return within(std::move(certificate).error(), "certificate " + std::to_string(made.chain.size() + 1) +
                                                          " of authority " + std::to_string(decoded.size()));
      made.chain.push_back(*std::move(certificate));
    }
  }
  return decoded;
}

Digest key_digest_of(const x509_st& certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&certificate), &der);
  const DerBytes owned(der);
  if (length <= 0) throw std::bad_alloc();
  return hash::sha256(std::as_bytes(std::span(owned.get(), narrow<std::size_t>(length))));
}

void FreeStack::operator()(stack_st_X509* stack) const noexcept { sk_X509_pop_free(stack, X509_free); }

std::unique_ptr<stack_st_X509, FreeStack> stack_of(std::span<const Decoded> certificates) {
  std::unique_ptr<stack_st_X509, FreeStack> stack(sk_X509_new_null());
  if (!stack) throw std::bad_alloc();
  for (const Decoded& certificate : certificates) {
    X509_up_ref(certificate.get());
    if (sk_X509_push(stack.get(), certificate.get()) <= 0) {
      X509_free(certificate.get());
      throw std::bad_alloc();
    }
  }
  return stack;
}

}  // namespace weightcheck::x509
