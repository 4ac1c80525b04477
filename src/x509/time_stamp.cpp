// SPDX-License-Identifier: Apache-2.0
// OpenSSL checks the token's own signature, the signer's chain and usage, and the signed reference to the signer's
// certificate (TS_RESP_verify_signature()). It is content with any signer that leads to the root, and says nothing of
// what was stamped and when: that is compared here.
#include "x509/time_stamp.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <new>

#include "x509/certificate.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

constexpr std::array granted{0L, 1L};  // RFC 3161, 2.4.2: granted, granted with modifications
constexpr std::array digest_kinds{NID_sha256, NID_sha384, NID_sha512};

using Response = Owned<TS_RESP, TS_RESP_free>;

ByteSpan span_of(const ASN1_STRING* value) {
  return std::as_bytes(std::span(ASN1_STRING_get0_data(value), narrow<std::size_t>(ASN1_STRING_length(value))));
}

Response read_response(ByteSpan der) {
  const unsigned char* at = raw(der);
  Response response(d2i_TS_RESP(nullptr, &at, narrow<long>(der.size())));
  ERR_clear_error();
  if (at != raw(der) + der.size()) response.reset();
  return response;
}

bool is_granted(TS_RESP* response) {
  const ASN1_INTEGER* status = TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response));
  return std::ranges::find(granted, ASN1_INTEGER_get(status)) != granted.end() &&
         TS_RESP_get_token(response) != nullptr;
}

bool is_over(TS_TST_INFO* info, ByteSpan stamped) {
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  const int kind = OBJ_obj2nid(algorithm);
  if (std::ranges::find(digest_kinds, kind) == digest_kinds.end()) return false;
  std::array<std::byte, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(stamped.data(), stamped.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                 EVP_get_digestbynid(kind), nullptr) != 1)
    throw std::bad_alloc();
  return std::ranges::equal(span_of(TS_MSG_IMPRINT_get_msg(imprint)), std::span(digest).first(size));
}

bool is_signed_by(PKCS7* token, const DecodedAuthority& authority, std::int64_t seconds) {
  const Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  if (!store || X509_STORE_add_cert(store.get(), authority.chain.back().get()) != 1) throw std::bad_alloc();
  X509_STORE_set_verify_cb(store.get(), pass_over_last_second);
  X509_VERIFY_PARAM* settings = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(settings, narrow<time_t>(seconds));
  X509_VERIFY_PARAM_set_auth_level(settings, security_level);
  // The token may leave its signer's certificate out, so all of the authority's are offered.
  const auto offered = stack_of(authority.chain);
  X509* found = nullptr;
  const bool does_hold = TS_RESP_verify_signature(token, offered.get(), store.get(), &found) == 1;
  const Owned<X509, X509_free> signer(found);
  ERR_clear_error();
  return does_hold && signer && fingerprint_of(*signer) == fingerprint_of(*authority.chain.front().get());
}

}  // namespace

Result<signature::Moment> check_time_stamp(ByteSpan token, ByteSpan stamped,
                                           const std::vector<DecodedAuthority>& authorities) {
  if (token.size() > limits::time_stamp_bytes_max)
    return Error{ErrorCode::limit, "a time stamp of " + std::to_string(token.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::time_stamp_bytes_max)};
  const Response response = read_response(token);
  if (!response) return refused("a time stamp is not a response as RFC 3161 has it");
  if (!is_granted(response.get())) return refused("a time stamp was not granted");
  TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
  if (info == nullptr || TS_TST_INFO_get_version(info) != 1) return refused("a time stamp is of an unknown version");
  if (!is_over(info, stamped)) return refused("a time stamp is over something other than the signature");
  const auto moment = signature::read_generalized_time(string_of(TS_TST_INFO_get_time(info)));
  if (!moment) return refused("a time stamp says no time");
  const bool is_trusted = std::ranges::any_of(authorities, [&](const DecodedAuthority& authority) {
    return authority.valid_for.includes(*moment) &&
           is_signed_by(TS_RESP_get_token(response.get()), authority, moment->seconds);
  });
  if (!is_trusted)
    return refused("a time stamp is not signed by an authority that the trusted root names for its time");
  return *moment;
}

}  // namespace weightcheck::x509
