// SPDX-License-Identifier: Apache-2.0
#include "small_sigstore.hpp"

#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "hash/base64.hpp"
#include "hash/sha256.hpp"
#include "signature/envelope.hpp"

namespace weightcheck::test {
namespace {

using signature::EntryKind;

constexpr std::int64_t from = 1'704'067'200, until = 2'524'607'999;  // 2024 to 2049

void require(bool held) {
  if (!held) throw std::runtime_error("OpenSSL could not make a test's vector");
}

Bytes bytes(std::string_view text) {
  const ByteSpan span = bytes_of(text);
  return {span.begin(), span.end()};
}

std::string big_endian(std::uint64_t number, int size) {
  std::string text;
  for (int i = size; i-- > 0;)
    text.push_back(static_cast<char>(number >> (8 * i) & 0xff));
  return text;
}

template <typename Object>
Bytes written(int (*write)(Object, unsigned char**), Object object) {
  unsigned char* out = nullptr;
  const int size = write(object, &out);
  require(size > 0);
  const auto span = std::as_bytes(std::span(out, static_cast<std::size_t>(size)));
  Bytes found(span.begin(), span.end());
  OPENSSL_free(out);
  return found;
}

void add(X509* certificate, int kind, const std::string& value) {
  if (value.empty()) return;
  X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  require(made != nullptr && X509_add_ext(certificate, made, -1) == 1);
  X509_EXTENSION_free(made);
}

void add_raw(X509* certificate, const char* identifier, std::string_view value) {
  ASN1_OBJECT* kind = OBJ_txt2obj(identifier, 1);
  ASN1_OCTET_STRING* content = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(content, reinterpret_cast<const unsigned char*>(value.data()), static_cast<int>(value.size()));
  X509_EXTENSION* made = X509_EXTENSION_create_by_OBJ(nullptr, kind, 0, content);
  require(made != nullptr && X509_add_ext(certificate, made, -1) == 1);
  X509_EXTENSION_free(made);
  ASN1_OCTET_STRING_free(content);
  ASN1_OBJECT_free(kind);
}

std::string utf8_der(std::string_view text) { return "\x0c" + big_endian(text.size(), 1) + std::string(text); }

std::shared_ptr<X509> unsigned_certificate(const std::string& name, const Key& key, const Party* by, std::int64_t start,
                                           std::int64_t end) {
  static std::int64_t serial = 0;
  std::shared_ptr<X509> made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set_int64(X509_get_serialNumber(made.get()), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), start);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), end);
  if (!name.empty())
    X509_NAME_add_entry_by_NID(X509_get_subject_name(made.get()), NID_commonName, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(made.get(), X509_get_subject_name(by != nullptr ? by->certificate.get() : made.get()));
  X509_set_pubkey(made.get(), key.get());
  return made;
}

void sign_certificate(X509* certificate, const Key& by) { require(X509_sign(certificate, by.get(), EVP_sha256()) > 0); }

Party party(const std::string& name, const Party* by, const std::string& constraints, const std::string& usage,
            const std::string& extended_usage) {
  Party made{new_key(), nullptr};
  made.certificate = unsigned_certificate(name, made.key, by, from, until);
  add(made.certificate.get(), NID_basic_constraints, constraints);
  add(made.certificate.get(), NID_key_usage, usage);
  add(made.certificate.get(), NID_ext_key_usage, extended_usage);
  sign_certificate(made.certificate.get(), by != nullptr ? by->key : made.key);
  return made;
}

TestLog test_log(const char* curve, signature::LogKeyKind kind) {
  const Key key = new_key(curve);
  const Digest id = hash::sha256(public_der(key));
  return {.key = key, .id = {id.bytes.begin(), id.bytes.end()}, .kind = kind};
}

Digest node(std::string_view left, std::string_view right) {
  return hash::sha256(bytes_of("\1" + std::string(left) + std::string(right)));
}

ASN1_INTEGER* next_serial(TS_resp_ctx* /*context*/, void* /*data*/) {
  ASN1_INTEGER* serial = ASN1_INTEGER_new();
  static std::int64_t number = 0;
  ASN1_INTEGER_set_int64(serial, ++number);
  return serial;
}

int fixed_time(TS_resp_ctx* /*context*/, void* data, long* seconds, long* microseconds) {
  *seconds = *static_cast<const long*>(data);
  *microseconds = 0;
  return 1;
}

}  // namespace

Key new_key(const char* curve) {
  const bool is_edwards = std::string_view(curve) == "ED25519";
  Key key(is_edwards ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519") : EVP_EC_gen(curve), EVP_PKEY_free);
  require(key != nullptr);
  return key;
}

Bytes public_der(const Key& key) { return written<const EVP_PKEY*>(i2d_PUBKEY, key.get()); }

Bytes der(const Party& party) { return written<const X509*>(i2d_X509, party.certificate.get()); }

std::string pem(const Bytes& certificate) {
  const auto* at = reinterpret_cast<const unsigned char*>(certificate.data());
  const std::shared_ptr<X509> read(d2i_X509(nullptr, &at, static_cast<long>(certificate.size())), X509_free);
  const std::shared_ptr<BIO> out(BIO_new(BIO_s_mem()), BIO_free);
  require(PEM_write_bio_X509(out.get(), read.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

Bytes sign(const Key& key, std::string_view data) {
  const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const bool is_edwards = EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519;
  const auto* text = reinterpret_cast<const unsigned char*>(data.data());
  std::size_t size = 0;
  require(EVP_DigestSignInit(context.get(), nullptr, is_edwards ? nullptr : EVP_sha256(), nullptr, key.get()) == 1 &&
          EVP_DigestSign(context.get(), nullptr, &size, text, data.size()) == 1);
  Bytes made(size);
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, text, data.size()) == 1);
  made.resize(size);
  return made;
}

signature::Log TestLog::trusted() const {
  return {.id = id,
          .checkpoint_id = id,
          .key = public_der(key),
          .kind = kind,
          .valid_for = {.start = signature::Moment{from}, .end = signature::Moment{until}}};
}

SmallSigstore::SmallSigstore()
    : root(party("keyless root", nullptr, "critical,CA:TRUE", "critical,keyCertSign", "")),
      fulcio(party("keyless issuer", &root, "critical,CA:TRUE,pathlen:0", "critical,keyCertSign", "codeSigning")),
      server_issuer(party("issuer of servers", &root, "critical,CA:TRUE", "critical,keyCertSign", "serverAuth")),
      time_root(party("time root", nullptr, "critical,CA:TRUE", "critical,keyCertSign", "")),
      time(party("time", &time_root, "", "critical,digitalSignature", "critical,timeStamping")),
      time_sibling(party("other time", &time_root, "", "critical,digitalSignature", "critical,timeStamping")),
      certificate_log(test_log("P-256", signature::LogKeyKind::ecdsa_p256)),
      rekor(test_log("P-256", signature::LogKeyKind::ecdsa_p256)),
      rekor2(test_log("ED25519", signature::LogKeyKind::ed25519)),
      signer(new_key()),
      thief(new_key()) {}

signature::TrustedRoot SmallSigstore::trusted() const {
  const signature::Validity validity{.start = signature::Moment{from}, .end = signature::Moment{until}};
  return {.certificate_authorities = {{.chain = {der(fulcio), der(root)}, .valid_for = validity}},
          .time_stamp_authorities = {{.chain = {der(time), der(time_root)}, .valid_for = validity}},
          .transparency_logs = {rekor.trusted(), rekor2.trusted()},
          .certificate_logs = {certificate_log.trusted()}};
}

Bytes SmallSigstore::leaf(const LeafPlan& plan) const {
  const Party& by = plan.authority != nullptr ? *plan.authority : fulcio;
  const auto made = unsigned_certificate("", plan.key ? plan.key : signer, &by, plan.start, plan.start + leaf_seconds);
  add(made.get(), NID_key_usage, plan.usage);
  add(made.get(), NID_ext_key_usage, plan.extended_usage);
  add(made.get(), NID_subject_alt_name, plan.names);
  if (plan.issuer_old) add_raw(made.get(), "1.3.6.1.4.1.57264.1.1", *plan.issuer_old);
  if (plan.issuer_new) add_raw(made.get(), "1.3.6.1.4.1.57264.1.8", utf8_der(*plan.issuer_new));
  for (const auto& [identifier, text] : plan.more)
    add_raw(made.get(), identifier, utf8_der(text));
  sign_certificate(made.get(), by.key);
  if (plan.sct_count == 0) return written<const X509*>(i2d_X509, made.get());

  const Bytes tbs = written<X509*>(i2d_re_X509_tbs, made.get());
  const TestLog& log = plan.sct_log ? *plan.sct_log : certificate_log;
  const std::string at = big_endian(static_cast<std::uint64_t>(plan.sct_at) * 1000 + 250, 8);
  const Digest issuer_key = hash::sha256(public_der(by.key));
  const std::string over = plan.sct_over.empty() ? std::string(text_of(tbs)) : plan.sct_over;
  const Bytes signature =
      sign(log.key, big_endian(0, 2) + at + big_endian(1, 2) + std::string(text_of(issuer_key.bytes)) +
                        big_endian(over.size(), 3) + over + big_endian(0, 2));
  const std::string sct = std::string(1, '\0') + std::string(text_of(log.id)) + at + big_endian(0, 2) + "\4\3" +
                          big_endian(signature.size(), 2) + std::string(text_of(signature));
  std::string list;
  for (int i = 0; i < plan.sct_count; ++i)
    list += big_endian(sct.size(), 2) + sct;
  list = big_endian(list.size(), 2) + list;
  const std::string head = list.size() < 128 ? "\x04" + big_endian(list.size(), 1)
                                             : (list.size() < 256 ? "\x04\x81" + big_endian(list.size(), 1)
                                                                  : "\x04\x82" + big_endian(list.size(), 2));
  add_raw(made.get(), "1.3.6.1.4.1.11129.2.4.2", head + list);
  sign_certificate(made.get(), by.key);
  return written<const X509*>(i2d_X509, made.get());
}

signature::LogEntry SmallSigstore::entry_of(EntryKind kind, std::string body, std::int64_t at) const {
  const TestLog& log = kind == EntryKind::dsse ? rekor : rekor2;
  signature::LogEntry made{.log_index = 1001, .log_id = log.id, .kind = {}, .version = {}, .body = bytes(body)};
  made.kind = kind == EntryKind::dsse ? "dsse" : "hashedrekord";
  made.version = kind == EntryKind::dsse ? "0.0.1" : "0.0.2";
  const Digest leaf_hash = hash::sha256(bytes_of(std::string(1, '\0') + body));
  const Bytes sibling = bytes(std::string(32, 's'));
  const Digest tree = node(text_of(sibling), text_of(leaf_hash.bytes));
  made.proof = signature::InclusionProof{.log_index = 1,
                                         .tree_size = 2,
                                         .root_hash = {tree.bytes.begin(), tree.bytes.end()},
                                         .hashes = {sibling},
                                         .checkpoint = {}};
  made.proof->checkpoint = checkpoint(*made.proof, log);
  if (kind == EntryKind::dsse) {
    made.integrated_time = static_cast<std::uint64_t>(at);
    promise(made, rekor.key);
  }
  return made;
}

void SmallSigstore::promise(signature::LogEntry& entry, const Key& key) const {
  entry.promise = sign(key, R"({"body":")" + hash::to_base64(entry.body) + R"(","integratedTime":)" +
                                std::to_string(entry.integrated_time.value_or(0)) + R"(,"logID":")" +
                                to_hex(entry.log_id) + R"(","logIndex":)" + std::to_string(entry.log_index) + "}");
}

std::string SmallSigstore::checkpoint(const signature::InclusionProof& proof, const TestLog& log) {
  const std::string note =
      "log.example.test\n" + std::to_string(proof.tree_size) + "\n" + hash::to_base64(proof.root_hash) + "\n";
  const std::string signature =
      std::string(text_of(log.id).substr(0, 4)) + std::string(text_of(test::sign(log.key, note)));
  return note + "\n\xe2\x80\x94 log.example.test " + hash::to_base64(bytes_of(signature)) + "\n";
}

signature::LogEntry SmallSigstore::entry(EntryKind kind, std::string_view of, const Bytes& signature, const Bytes& leaf,
                                         std::int64_t at) const {
  if (kind == EntryKind::dsse)
    return entry_of(kind,
                    R"({"apiVersion":"0.0.1","kind":"dsse","spec":{"payloadHash":{"algorithm":"sha256","value":")" +
                        hash::sha256(bytes_of(of)).hex() + R"("},"signatures":[{"signature":")" +
                        hash::to_base64(signature) + R"(","verifier":")" + hash::to_base64(bytes_of(pem(leaf))) +
                        R"("}]}})",
                    at);
  const Digest digest = hash::sha256(bytes_of(signature::signed_bytes(bytes_of(of))));
  return entry_of(kind,
                  R"({"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":)"
                  R"("SHA2_256","digest":")" +
                      hash::to_base64(digest.bytes) + R"("},"signature":{"content":")" + hash::to_base64(signature) +
                      R"(","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","x509Certificate":{"rawBytes":")" +
                      hash::to_base64(leaf) + R"("}}}}}})",
                  at);
}

Bytes SmallSigstore::stamp(ByteSpan over, std::int64_t at, const Party& by, const char* digest) {
  const EVP_MD* kind = EVP_get_digestbyname(digest);
  std::array<unsigned char, EVP_MAX_MD_SIZE> hashed{};
  unsigned size = 0;
  EVP_Digest(over.data(), over.size(), hashed.data(), &size, kind, nullptr);
  const std::shared_ptr<X509_ALGOR> algorithm(X509_ALGOR_new(), X509_ALGOR_free);
  X509_ALGOR_set_md(algorithm.get(), kind);
  const std::shared_ptr<TS_MSG_IMPRINT> imprint(TS_MSG_IMPRINT_new(), TS_MSG_IMPRINT_free);
  TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
  TS_MSG_IMPRINT_set_msg(imprint.get(), hashed.data(), static_cast<int>(size));
  const std::shared_ptr<TS_REQ> request(TS_REQ_new(), TS_REQ_free);
  TS_REQ_set_version(request.get(), 1);
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  TS_REQ_set_cert_req(request.get(), 1);
  const Bytes asked = written<const TS_REQ*>(i2d_TS_REQ, request.get());
  const std::shared_ptr<BIO> in(BIO_new_mem_buf(asked.data(), static_cast<int>(asked.size())), BIO_free);

  const std::shared_ptr<TS_RESP_CTX> context(TS_RESP_CTX_new(), TS_RESP_CTX_free);
  const std::shared_ptr<ASN1_OBJECT> policy(OBJ_txt2obj("1.3.6.1.4.1.57264.2", 1), ASN1_OBJECT_free);
  long seconds = at;
  TS_RESP_CTX_set_signer_cert(context.get(), by.certificate.get());
  TS_RESP_CTX_set_signer_key(context.get(), by.key.get());
  TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256());
  TS_RESP_CTX_set_ess_cert_id_digest(context.get(), EVP_sha256());
  TS_RESP_CTX_set_def_policy(context.get(), policy.get());
  TS_RESP_CTX_add_md(context.get(), EVP_sha256());
  TS_RESP_CTX_add_md(context.get(), EVP_sha512());
  TS_RESP_CTX_set_serial_cb(context.get(), next_serial, nullptr);
  TS_RESP_CTX_set_time_cb(context.get(), fixed_time, &seconds);
  const std::shared_ptr<TS_RESP> response(TS_RESP_create_response(context.get(), in.get()), TS_RESP_free);
  require(response != nullptr);
  return written<const TS_RESP*>(i2d_TS_RESP, response.get());
}

signature::Bundle SmallSigstore::sign_keyless(const LeafPlan& plan, EntryKind kind) const {
  const Bytes certificate = leaf(plan);
  const Bytes signature = test::sign(plan.key ? plan.key : signer, signature::signed_bytes(bytes_of(payload)));
  signature::Keyless made{.certificate = certificate, .log_entries = {}, .time_stamps = {}};
  made.log_entries.push_back(entry(kind, payload, signature, certificate));
  if (kind == EntryKind::hashedrekord) made.time_stamps.push_back(stamp(signature, signed_at + 1, time));
  return {.signer = std::move(made), .payload = bytes(payload), .signature = signature};
}

const SmallSigstore& small_sigstore() {
  static const SmallSigstore made;
  return made;
}

}  // namespace weightcheck::test
