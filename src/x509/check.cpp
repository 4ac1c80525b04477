// SPDX-License-Identifier: Apache-2.0
// The order of the checks. With a key: its hint, then the signature. With certificates: their encoding, the leaf's key,
// the chain, the leaf's usage and identity, then the signature. The first check that fails is the answer. No roots of
// the system are ever used, and no revocation is looked at.
#include "x509/check.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

#include "base/escape.hpp"
#include "signature/certificate_name.hpp"
#include "signature/envelope.hpp"
#include "signature/statement.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

using signature::Bundle;
using signature::Refusal;
using signature::Refused;
using signature::Signer;

// Holds no certificate: those that it lists belong to others.
void release_list(STACK_OF(X509) * stack) noexcept { sk_X509_free(stack); }
using Stack = Owned<STACK_OF(X509), release_list>;

Refusal refused_for(const Error& error) {
  return {error.code == ErrorCode::unsupported ? Refused::unsupported : Refused::malformed, error.message};
}

Stack stack_of(const std::vector<CertificateHandle>& certificates, std::size_t from = 0) {
  Stack stack(sk_X509_new_null());
  for (std::size_t i = from; stack && i < certificates.size(); ++i) {
    if (sk_X509_push(stack.get(), certificates[i].get()) == 0) return nullptr;
  }
  return stack;
}

// The fingerprint of the root that the first certificate leads to.
std::variant<std::string, Refusal> lead_to_root(const std::vector<CertificateHandle>& chain, const Anchors& anchors,
                                                std::int64_t at) {
  const Stack untrusted = stack_of(chain, 1), trusted = stack_of(anchors.certificates());
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  if (!untrusted || !trusted || !context ||
      X509_STORE_CTX_init(context.get(), nullptr, chain.front().get(), untrusted.get()) != 1)
    return Refusal{Refused::untrusted, "the certificate cannot be checked: " + take_openssl_error()};
  X509_STORE_CTX_set0_trusted_stack(context.get(), trusted.get());
  X509_STORE_CTX_set_verify_cb(context.get(), pass_over_last_second);
  X509_VERIFY_PARAM* demands = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(demands, at);
  X509_VERIFY_PARAM_set_auth_level(demands, security_level);
  const bool holds = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context.get());
  if (!holds || built == nullptr || sk_X509_num(built) < 1) {
    const int code = X509_STORE_CTX_get_error(context.get());
    return Refusal{Refused::untrusted, "the certificate does not lead to a given root at that time: " +
                                           printable(X509_verify_cert_error_string(code))};
  }
  if (!lead_to_signers(built))
    return Refusal{Refused::untrusted, "a certificate between the signer's and the root is not for signers"};
  return fingerprint_of(*sk_X509_value(built, sk_X509_num(built) - 1));
}

// Version 0.2.0 signed other bytes, and with a certificate always their SHA-256.
bool holds(const Bundle& bundle, const PublicKey& key, Hash hash_of_0_2) {
  if (key.holds(bundle.signature, signature::signed_bytes(bundle.payload), Hash::of_the_curve)) return true;
  return signature::is_of_version_0_2(text_of(bundle.payload)) &&
         key.holds(bundle.signature, signature::signed_bytes_0_2(bundle.payload), hash_of_0_2);
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i)
    text += (i > 0 ? ", " : "") + printable(names[i]);
  return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
}

}  // namespace

Result<Anchors> Anchors::read(const std::vector<std::string>& pems) {
  Anchors anchors;
  for (const std::string& pem : pems) {
    auto read = read_certificates(pem, limits::anchors_max - anchors.certificates_.size());
    if (!read.ok()) return read.error();
    for (CertificateHandle& one : *read)
      anchors.certificates_.push_back(std::move(one));
  }
  if (anchors.certificates_.empty()) return malformed("no certificate is given");
  return anchors;
}

Result<CertificateDemand> CertificateDemand::create(std::optional<std::string> identity, std::int64_t at_seconds) {
  if (identity && identity->empty()) return Error{ErrorCode::usage, "the identity of a certificate is empty"};
  return CertificateDemand(std::move(identity), at_seconds);
}

Checked check_key(const Bundle& bundle, const PublicKey& key) {
  const auto* hint = std::get_if<signature::KeyHint>(&bundle.signer);
  if (hint == nullptr) return Refusal{Refused::mismatch, "it was signed with a certificate, and a key was asked for"};
  if (hint->hint != key.hint())
    return Refusal{Refused::mismatch, "it names the key sha256:" + printable(hint->hint.substr(0, 64)) +
                                          ", and sha256:" + key.hint() + " was asked for"};
  if (!holds(bundle, key, Hash::of_the_curve))
    return Refusal{Refused::invalid, "the signature is not this key's over this statement"};
  return Verified(Signer{.method = signature::Method::key, .key_hint = key.hint()}, bundle.payload);
}

Checked check_certificate(const Bundle& bundle, const Anchors& anchors, const CertificateDemand& demand) {
  const auto* listed_ders = std::get_if<signature::CertificateList>(&bundle.signer);
  if (listed_ders == nullptr)
    return Refusal{Refused::mismatch, "it was not signed with a certificate of such a root, which was asked for"};
  std::vector<CertificateHandle> chain;
  for (const signature::Bytes& der : listed_ders->certificates) {
    auto read = read_certificate(der);
    if (!read.ok()) return refused_for(read.error());
    chain.push_back(std::move(*read));
  }
  if (chain.empty()) return Refusal{Refused::malformed, "the certificate chain is empty"};
  X509& leaf = *chain.front();
  const auto key = key_of(leaf);
  if (!key.ok()) return refused_for(key.error());
  auto root = lead_to_root(chain, anchors, demand.at());
  if (auto* refusal = std::get_if<Refusal>(&root)) return std::move(*refusal);
  if (!is_for_signing(leaf)) return Refusal{Refused::untrusted, "the certificate is not for signing"};

  const std::vector<std::string> names = names_of(leaf);
  const std::string fingerprint = fingerprint_of(leaf);
  if (const auto& asked = demand.identity(); asked && !signature::is_called(names, fingerprint, *asked))
    return Refusal{Refused::mismatch, "it was signed by the certificate sha256:" + fingerprint + " of " +
                                          (names.empty() ? "nobody by name" : listed(names)) + ", and " +
                                          printable(*asked) + " was asked for"};
  if (!holds(bundle, *key, Hash::sha256))
    return Refusal{Refused::invalid, "the signature is not this certificate's over this statement"};
  return Verified(Signer{.method = signature::Method::certificate,
                         .subject = names.empty() ? "" : names.front(),
                         .names = names,
                         .fingerprint = fingerprint,
                         .anchor_fingerprint = std::get<std::string>(std::move(root)),
                         .judged_at = demand.at(),
                         .is_any_of_the_anchor = !demand.identity()},
                  bundle.payload);
}

}  // namespace weightcheck::x509
