// SPDX-License-Identifier: Apache-2.0
#include "x509/check.hpp"

#include <gtest/gtest.h>

#include "signature/envelope.hpp"
#include "small_sigstore.hpp"
#include "vectors.hpp"
#include "x509/signing_key.hpp"

namespace weightcheck::x509 {
namespace {

using signature::Bundle;
using signature::Bytes;
using signature::Refused;

constexpr std::int64_t before_all = 1704067199;
constexpr std::string_view old_statement = R"({"predicateType":"https://model_signing/Digests/v0.1"})";

Bytes bytes(std::string_view text) {
  const auto span = bytes_of(text);
  return {span.begin(), span.end()};
}

const SigningKey& key() {
  static const SigningKey read = SigningKey::read(vectors::p256_key).value();
  return read;
}

Bundle signed_by_key(std::string_view payload = "{}") {
  return {.signer = signature::KeyHint{key().public_key().hint()},
          .payload = bytes(payload),
          .signature = key().sign(signature::signed_bytes(bytes_of(payload))).value()};
}

Bundle with_chain(Bundle bundle, const std::vector<std::string_view>& pems) {
  signature::CertificateList list;
  for (const auto pem : pems)
    list.certificates.push_back(der_of(*read_certificates(pem, 9)->front()));
  bundle.signer = std::move(list);
  return bundle;
}

Bundle signed_by_certificate() { return with_chain(signed_by_key(), {vectors::leaf, vectors::issuer}); }

Anchors anchors(std::string_view pem = vectors::root) { return Anchors::read({std::string(pem)}).value(); }

CertificateDemand certificate_demand(std::optional<std::string> identity = std::nullopt, std::int64_t at = in_2026) {
  return CertificateDemand::create(std::move(identity), at).value();
}

std::optional<Refused> refused(const Checked& checked) {
  const auto* refusal = std::get_if<signature::Refusal>(&checked);
  return refusal != nullptr ? std::optional(refusal->why) : std::nullopt;
}

TEST(CheckKey, shows_who_signed_the_payload) {
  const auto checked = check_key(signed_by_key(), key().public_key());
  ASSERT_FALSE(refused(checked));
  EXPECT_EQ(std::get<Verified>(checked).payload(), "{}");
  EXPECT_EQ(std::get<Verified>(checked).signer().key_hint, key().public_key().hint());
}

TEST(CheckKey, refuses_another_key_and_another_method) {
  EXPECT_EQ(refused(check_key(signed_by_key(), PublicKey::read(vectors::p384_public).value())), Refused::mismatch);
  EXPECT_EQ(refused(check_key(signed_by_certificate(), key().public_key())), Refused::mismatch);
  Bundle bundle = signed_by_key();
  std::get<signature::KeyHint>(bundle.signer).hint += "0";
  EXPECT_EQ(refused(check_key(bundle, key().public_key())), Refused::mismatch);
}

TEST(CheckKey, refuses_another_payload) {
  Bundle bundle = signed_by_key();
  bundle.payload = bytes("{} ");
  EXPECT_EQ(refused(check_key(bundle, key().public_key())), Refused::invalid);
}

TEST(CheckKey, takes_the_first_versions_bytes_for_its_statements_only) {
  for (const auto payload : {old_statement, std::string_view("{}")}) {
    Bundle bundle = signed_by_key(payload);
    EXPECT_FALSE(refused(check_key(bundle, key().public_key())));
    bundle.signature = key().sign(signature::signed_bytes_0_2(bytes_of(payload))).value();
    const auto answer = refused(check_key(bundle, key().public_key()));
    EXPECT_EQ(answer, payload == old_statement ? std::nullopt : std::optional(Refused::invalid));
  }
}

TEST(CheckCertificate, shows_the_leaf_and_its_root) {
  const auto checked = check_certificate(signed_by_certificate(), anchors(), certificate_demand());
  ASSERT_FALSE(refused(checked)) << std::get<signature::Refusal>(checked).message;
  const auto& signer = std::get<Verified>(checked).signer();
  EXPECT_EQ(signer.subject, "Model signer");
  EXPECT_EQ(signer.fingerprint.size(), 64U);
  EXPECT_EQ(signer.anchor_fingerprint, fingerprint_of(*anchors().certificates().front()));
  EXPECT_TRUE(signer.is_any_of_the_anchor);
  EXPECT_EQ(signer.judged_at, in_2026);
}

TEST(CheckCertificate, leads_to_a_root_of_the_caller) {
  EXPECT_EQ(refused(check_certificate(signed_by_certificate(), anchors(vectors::other_root), certificate_demand())),
            Refused::untrusted);
  EXPECT_EQ(refused(check_certificate(signed_by_certificate(), anchors(vectors::issuer), certificate_demand())),
            Refused::untrusted);
  const Bundle alone = with_chain(signed_by_key(), {vectors::leaf});
  EXPECT_EQ(refused(check_certificate(alone, anchors(), certificate_demand())), Refused::untrusted);
  const auto both = Anchors::read({std::string(vectors::root), std::string(vectors::issuer)}).value();
  EXPECT_FALSE(refused(check_certificate(alone, both, certificate_demand())));
}

TEST(CheckCertificate, holds_at_the_time_that_was_asked_for) {
  EXPECT_EQ(
      refused(check_certificate(signed_by_certificate(), anchors(), certificate_demand(std::nullopt, before_all))),
      Refused::untrusted);
  const Bundle short_one = with_chain(signed_by_key(), {vectors::short_leaf, vectors::issuer});
  EXPECT_EQ(refused(check_certificate(short_one, anchors(), certificate_demand())), Refused::untrusted);
}

TEST(CheckCertificate, holds_in_its_first_and_in_its_last_second) {
  const Bundle short_one = with_chain(signed_by_key(), {vectors::short_leaf, vectors::issuer});
  constexpr std::int64_t first = 1717200000, last = 1719705600;  // 2024-06-01T00:00:00Z, 2024-06-30T00:00:00Z
  constexpr std::int64_t last_of_all = 2524607999;               // 2049-12-31T23:59:59Z, of issuer and root too
  const auto at = [](const Bundle& bundle, std::int64_t seconds) {
    return refused(check_certificate(bundle, anchors(), certificate_demand(std::nullopt, seconds)));
  };
  for (const std::int64_t seconds : {first, last})
    EXPECT_NE(at(short_one, seconds), Refused::untrusted) << seconds;  // it is of another key
  for (const std::int64_t seconds : {first - 1, last + 1})
    EXPECT_EQ(at(short_one, seconds), Refused::untrusted) << seconds;
  EXPECT_FALSE(at(signed_by_certificate(), last_of_all));
  EXPECT_EQ(at(signed_by_certificate(), last_of_all + 1), Refused::untrusted);
}

TEST(CheckCertificate, refuses_a_certificate_that_is_not_for_signing) {
  const Bundle tls = with_chain(signed_by_key(), {vectors::tls_leaf, vectors::issuer});
  EXPECT_EQ(refused(check_certificate(tls, anchors(), certificate_demand())), Refused::untrusted);
}

TEST(CheckCertificate, refuses_an_issuer_that_is_not_for_signers) {
  const test::SmallSigstore& world = test::small_sigstore();
  const auto under = [&](const test::Party& issuer) {
    Bundle bundle = world.sign_keyless({.authority = &issuer});
    const Bytes leaf = std::get<signature::Keyless>(bundle.signer).certificate;
    bundle.signer = signature::CertificateList{{leaf, test::der(issuer)}};
    return refused(check_certificate(bundle, anchors(test::pem(test::der(world.root))),
                                     certificate_demand(std::nullopt, test::signed_at + 1)));
  };
  EXPECT_FALSE(under(world.fulcio));
  EXPECT_EQ(under(world.server_issuer), Refused::untrusted);
}

TEST(CheckCertificate, is_of_the_one_who_was_asked_for) {
  const std::string print =
      std::get<Verified>(check_certificate(signed_by_certificate(), anchors(), certificate_demand()))
          .signer()
          .fingerprint;
  for (const std::string& name : {std::string("Model signer"), "sha256:" + print}) {
    const auto checked = check_certificate(signed_by_certificate(), anchors(), certificate_demand(name));
    ASSERT_FALSE(refused(checked)) << name;
    EXPECT_FALSE(std::get<Verified>(checked).signer().is_any_of_the_anchor);
  }
  for (const std::string& name : {std::string("model signer"), std::string("Model"), print})
    EXPECT_EQ(refused(check_certificate(signed_by_certificate(), anchors(), certificate_demand(name))),
              Refused::mismatch)
        << name;
  EXPECT_EQ(CertificateDemand::create("", in_2026).error().code, ErrorCode::usage);
}

TEST(CheckCertificate, refuses_another_payload_and_another_method) {
  Bundle bundle = signed_by_certificate();
  bundle.payload = bytes("{} ");
  EXPECT_EQ(refused(check_certificate(bundle, anchors(), certificate_demand())), Refused::invalid);
  EXPECT_EQ(refused(check_certificate(signed_by_key(), anchors(), certificate_demand())), Refused::mismatch);
}

TEST(CheckCertificate, reads_every_certificate_to_its_end) {
  for (const std::size_t which : {0U, 1U}) {
    Bundle bundle = signed_by_certificate();
    auto& ders = std::get<signature::CertificateList>(bundle.signer).certificates;
    ders[which].push_back(std::byte{0});
    EXPECT_EQ(refused(check_certificate(bundle, anchors(), certificate_demand())), Refused::malformed);
    ders[which] = Bytes{std::byte{0x30}};
    EXPECT_EQ(refused(check_certificate(bundle, anchors(), certificate_demand())), Refused::malformed);
  }
}

TEST(CheckCertificate, tries_the_first_versions_bytes_too) {
  Bundle bundle = with_chain(signed_by_key(old_statement), {vectors::leaf, vectors::issuer});
  bundle.signature = key().sign(signature::signed_bytes_0_2(bytes_of(old_statement))).value();
  EXPECT_FALSE(refused(check_certificate(bundle, anchors(), certificate_demand())));
}

TEST(Anchors, are_certificates_and_not_too_many) {
  EXPECT_FALSE(Anchors::read({}).ok());
  EXPECT_FALSE(Anchors::read({std::string(vectors::p256_public)}).ok());
  EXPECT_FALSE(Anchors::read({std::string(vectors::root), "words"}).ok());
  EXPECT_FALSE(Anchors::read({"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}).ok());
  EXPECT_FALSE(
      Anchors::read({std::string(vectors::root) + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
          .ok());
}

}  // namespace
}  // namespace weightcheck::x509
