// SPDX-License-Identifier: Apache-2.0
// What the log signs of a certificate: version (0), kind (0), time in ms (8), entry kind (1, a precertificate: 2),
// SHA-256 of the issuer's key, the length (3) and the bytes of the TBSCertificate as it was before the timestamp went
// into it, the length (2) and the bytes of the timestamp's extensions.
#include "x509/sct.hpp"

#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>

#include "x509/log_key.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

constexpr std::size_t tbs_bytes_max = (std::size_t{1} << 24) - 1;  // as many as its length has room for
constexpr std::size_t extension_bytes_max = (std::size_t{1} << 16) - 1;

using Scts = Owned<STACK_OF(SCT), SCT_LIST_free>;

void append_number(signature::Bytes& bytes, std::uint64_t number, unsigned size) {
  for (unsigned i = size; i-- > 0;)
    bytes.push_back(static_cast<std::byte>(number >> (8 * i) & 0xffU));
}

ByteSpan span_of(const unsigned char* bytes, std::size_t size) { return std::as_bytes(std::span(bytes, size)); }

// Nothing where the certificate cannot be written without the extension.
std::optional<signature::Bytes> without_scts(const Decoded& leaf) {
  const Owned<X509, X509_free> copy(X509_dup(leaf.get()));
  if (!copy) throw std::bad_alloc();
  const int place = X509_get_ext_by_NID(copy.get(), NID_ct_precert_scts, -1);
  if (place < 0) return std::nullopt;
  const Owned<X509_EXTENSION, X509_EXTENSION_free> removed(X509_delete_ext(copy.get(), place));
  unsigned char* der = nullptr;
  const int length = i2d_re_X509_tbs(copy.get(), &der);
  const DerBytes owned(der);
  if (length <= 0) return std::nullopt;
  const ByteSpan bytes = span_of(owned.get(), narrow<std::size_t>(length));
  return signature::Bytes(bytes.begin(), bytes.end());
}

std::optional<signature::Bytes> signed_by_log(const SCT* sct, const Decoded& leaf, const Digest& issuer_key) {
  const auto tbs = without_scts(leaf);
  unsigned char* begin = nullptr;
  const ByteSpan extensions = [&] {
    const std::size_t size = SCT_get0_extensions(sct, &begin);
    return span_of(begin, size);
  }();
  if (!tbs || tbs->size() > tbs_bytes_max || extensions.size() > extension_bytes_max) return std::nullopt;
  signature::Bytes bytes;
  append_number(bytes, SCT_VERSION_V1, 1);
  append_number(bytes, 0, 1);  // a certificate_timestamp
  append_number(bytes, SCT_get_timestamp(sct), 8);
  append_number(bytes, 1, 2);  // of a precert_entry
  bytes.insert(bytes.end(), issuer_key.bytes.begin(), issuer_key.bytes.end());
  append_number(bytes, tbs->size(), 3);
  bytes.insert(bytes.end(), tbs->begin(), tbs->end());
  append_number(bytes, extensions.size(), 2);
  bytes.insert(bytes.end(), extensions.begin(), extensions.end());
  return bytes;
}

signature::Moment moment_of(std::uint64_t milliseconds) {
  return {.seconds = static_cast<std::int64_t>(milliseconds / 1000),
          .nanoseconds = static_cast<std::uint32_t>(milliseconds % 1000 * 1'000'000)};
}

}  // namespace

Status check_sct(const Decoded& leaf, const Digest& issuer_key, const std::vector<signature::Log>& logs) {
  const Scts scts(static_cast<STACK_OF(SCT)*>(X509_get_ext_d2i(leaf.get(), NID_ct_precert_scts, nullptr, nullptr)));
  ERR_clear_error();
  const int count = scts ? sk_SCT_num(scts.get()) : 0;
  if (count != 1)
    return refused("the certificate has " + std::to_string(count) + " certificate timestamps (SCT) instead of one");
  const SCT* sct = sk_SCT_value(scts.get(), 0);
  if (SCT_get_version(sct) != SCT_VERSION_V1 || SCT_get_signature_nid(sct) != NID_ecdsa_with_SHA256)
    return refused("the certificate's timestamp (SCT) is of an unknown form");
  unsigned char* id = nullptr;
  const std::size_t id_size = SCT_get0_log_id(sct, &id);
  const std::array time{moment_of(SCT_get_timestamp(sct))};
  const signature::Log* log = find_log(logs, span_of(id, id_size), time);
  if (log == nullptr)
    return refused("the certificate's timestamp (SCT) is of a log that the trusted root does not name for its time");
  unsigned char* signature = nullptr;
  const std::size_t signature_size = SCT_get0_signature(sct, &signature);
  const auto bytes = signed_by_log(sct, leaf, issuer_key);
  const bool does_hold = bytes && log->kind == signature::LogKeyKind::ecdsa_p256 &&
                         holds_under(*log, span_of(signature, signature_size), *bytes);
  if (!does_hold) return refused("the certificate's timestamp (SCT) is not its log's over this certificate");
  return done;
}

}  // namespace weightcheck::x509
