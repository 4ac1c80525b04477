// SPDX-License-Identifier: Apache-2.0
#include "x509/authority_chain.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <new>

#include "x509/certificate.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

// The one objection that is passed over: the leaf is not valid at the moment.
int pass_over_leaf_validity(int ok, X509_STORE_CTX* context) {
  const int error = X509_STORE_CTX_get_error(context);
  const bool is_of_leaf = X509_STORE_CTX_get_error_depth(context) == 0;
  const bool is_validity = error == X509_V_ERR_CERT_NOT_YET_VALID || error == X509_V_ERR_CERT_HAS_EXPIRED;
  return is_of_leaf && is_validity ? 1 : pass_over_last_second(ok, context);
}

std::optional<AuthorityChain> chain_to(const Decoded& leaf, const DecodedAuthority& authority, std::int64_t seconds) {
  const auto anchors = stack_of(std::span(authority.chain).last(1));
  const auto intermediates = stack_of(std::span(authority.chain).first(authority.chain.size() - 1));
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  // Without a store: no folder of the system is ever asked.
  if (!context || X509_STORE_CTX_init(context.get(), nullptr, leaf.get(), intermediates.get()) != 1)
    throw std::bad_alloc();
  X509_STORE_CTX_set0_trusted_stack(context.get(), anchors.get());
  X509_STORE_CTX_set_verify_cb(context.get(), pass_over_leaf_validity);
  X509_VERIFY_PARAM* settings = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(settings, narrow<time_t>(seconds));
  X509_VERIFY_PARAM_set_auth_level(settings, security_level);
  const bool does_hold = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
  if (!does_hold || sk_X509_num(chain) < 2 || !lead_to_signers(chain)) return std::nullopt;
  return AuthorityChain{.issuer_key = key_digest_of(*sk_X509_value(chain, 1)),
                        .root = fingerprint_of(*sk_X509_value(chain, sk_X509_num(chain) - 1))};
}

}  // namespace

std::optional<AuthorityChain> chain_at(const Decoded& leaf, const std::vector<DecodedAuthority>& authorities,
                                       const signature::Moment& moment) {
  for (const DecodedAuthority& authority : authorities) {
    if (!authority.valid_for.includes(moment)) continue;
    if (auto chain = chain_to(leaf, authority, moment.seconds)) return chain;
  }
  return std::nullopt;
}

}  // namespace weightcheck::x509
