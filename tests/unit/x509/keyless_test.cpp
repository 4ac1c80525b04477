// SPDX-License-Identifier: Apache-2.0
// Each test takes a signature that holds, bends one thing, and signs anew what lies around it: so that the check itself
// is reached, and no other one answers for it.
#include <gtest/gtest.h>

#include "hash/base64.hpp"
#include "hash/sha256.hpp"
#include "keyless_expectations.hpp"
#include "signature/envelope.hpp"
#include "small_sigstore.hpp"
#include "x509/decoded.hpp"
#include "x509/keyless.hpp"
#include "x509/time_stamp.hpp"

namespace weightcheck::x509 {
namespace {

using signature::Bundle;
using signature::EntryKind;
using signature::Keyless;
using signature::LogEntry;
using signature::Moment;
using signature::Refusal;
using signature::Refused;
using signature::TrustedRoot;
using test::demand;
using test::entry;
using test::expect_holds;
using test::expect_refused;
using test::LeafPlan;
using test::signed_at;
using test::signer;
using test::small_sigstore;
using test::stamped;

// Signed with a certificate that another plan made.
void expect_leaf_refused(Refused why, const std::string& message, const LeafPlan& plan) {
  expect_refused(why, message, small_sigstore().sign_keyless(plan));
}

// --- what holds ---

TEST(KeylessSignature, holds_and_says_who_signed_when) {
  const Bundle bundle = stamped();
  const Checked checked = check_keyless(bundle, small_sigstore().trusted(), demand());
  const auto* verified = std::get_if<Verified>(&checked);
  ASSERT_NE(verified, nullptr) << std::get<Refusal>(checked).message;
  const signature::Signer& found = verified->signer();
  EXPECT_EQ(found.method, signature::Method::keyless);
  EXPECT_EQ(found.identity, test::identity);
  EXPECT_EQ(found.issuer, test::issuer);
  EXPECT_EQ(found.times, (std::vector{signed_at + 1, signed_at + 2}));
  EXPECT_EQ(found.fingerprint, hash::sha256(std::get<Keyless>(bundle.signer).certificate).hex());
  EXPECT_EQ(found.anchor_fingerprint, hash::sha256(der(small_sigstore().root)).hex());
  EXPECT_EQ(verified->payload(), small_sigstore().payload);
}

TEST(KeylessSignature, holds_in_a_log_of_the_second_kind) {
  expect_holds(small_sigstore().sign_keyless({}, EntryKind::hashedrekord));
}

TEST(KeylessSignature, holds_with_a_time_stamp_instead_of_a_promise) {
  Bundle bundle = stamped();
  entry(bundle).promise.reset();
  expect_holds(bundle);
}

TEST(KeylessSignature, says_the_source_that_the_provider_names) {
  const Bundle bundle = small_sigstore().sign_keyless(
      {.more = {{"1.3.6.1.4.1.57264.1.12", "https://git.example/a/b"}, {"1.3.6.1.4.1.57264.1.13", "d00d"}}});
  const Checked checked = check_keyless(bundle, small_sigstore().trusted(), demand());
  ASSERT_TRUE(std::holds_alternative<Verified>(checked));
  EXPECT_EQ(std::get<Verified>(checked).signer().source_repository, "https://git.example/a/b");
  EXPECT_EQ(std::get<Verified>(checked).signer().source_commit, "d00d");
}

TEST(KeylessSignature, finds_its_authorities_and_logs_among_others) {
  const test::SmallSigstore elsewhere;
  TrustedRoot root = elsewhere.trusted();
  const TrustedRoot own = small_sigstore().trusted();
  root.certificate_authorities.push_back(own.certificate_authorities.front());
  root.time_stamp_authorities.push_back(own.time_stamp_authorities.front());
  root.transparency_logs.push_back(own.transparency_logs.front());
  root.certificate_logs.push_back(own.certificate_logs.front());
  expect_holds(stamped(), root);
}

TEST(KeylessSignature, takes_a_root_that_issues_leaves_itself) {
  TrustedRoot root = small_sigstore().trusted();
  root.certificate_authorities.front().chain.erase(root.certificate_authorities.front().chain.begin());
  expect_holds(small_sigstore().sign_keyless({.authority = &small_sigstore().root}), root);
  expect_refused(Refused::untrusted, "leads to no authority", small_sigstore().sign_keyless(), root);
}

// --- the demand ---

TEST(KeylessDemand, for_nobody_is_refused) {
  EXPECT_FALSE(KeylessDemand::create("", test::issuer).ok());
  EXPECT_FALSE(KeylessDemand::create(test::identity, "").ok());
}

TEST(KeylessDemand, is_met_by_the_very_identity_alone) {
  const Bundle bundle = small_sigstore().sign_keyless();
  for (const char* other : {"someone@example.test", "example.test", "signer@example.test.evil", "Signer@example.test",
                            ".*", "signer@example.test "})
    expect_refused(Refused::mismatch, "signed by", bundle, small_sigstore().trusted(), demand(other));
}

TEST(KeylessDemand, is_met_by_the_very_issuer_alone) {
  const Bundle bundle = small_sigstore().sign_keyless();
  for (const char* other : {"https://issuer.example", "https://issuer.example.test/", ".*"})
    expect_refused(Refused::mismatch, "vouched for", bundle, small_sigstore().trusted(), demand(test::identity, other));
}

TEST(KeylessDemand, takes_addresses_places_and_names_of_fulcio_but_no_host) {
  const auto sign = [](const std::string& names) { return small_sigstore().sign_keyless({.names = names}); };
  const TrustedRoot root = small_sigstore().trusted();
  expect_holds(sign("URI:https://git.example/flow@v1"), root, demand("https://git.example/flow@v1"));
  expect_holds(sign("otherName:1.3.6.1.4.1.57264.1.7;UTF8:runner"), root, demand("runner"));
  expect_refused(Refused::mismatch, "signed by nobody", sign("otherName:1.2.3.4;UTF8:runner"), root, demand("runner"));
  expect_refused(Refused::mismatch, "signed by nobody", sign("otherName:1.3.6.1.4.1.57264.1.7;IA5STRING:runner"), root,
                 demand("runner"));
  expect_refused(Refused::mismatch, "signed by nobody", sign("DNS:host.example"), root, demand("host.example"));
}

TEST(KeylessDemand, that_is_not_met_shows_some_names_and_none_at_length) {
  const std::string long_name(300, 'x');
  expect_leaf_refused(Refused::mismatch, "by 'a', 'b', 'c', 'd', 'e' and 2 more, not",
                      {.names = "email:a,email:b,email:c,email:d,email:e,email:f,email:g"});
  expect_leaf_refused(Refused::mismatch, std::string(200, 'x') + "...', not", {.names = "email:" + long_name});
}

TEST(KeylessDemand, wants_every_issuer_that_the_certificate_names) {
  expect_holds(small_sigstore().sign_keyless({.issuer_old = std::nullopt}));
  expect_holds(small_sigstore().sign_keyless({.issuer_new = std::nullopt}));
  expect_leaf_refused(Refused::mismatch, "vouched for by nobody",
                      {.issuer_old = std::nullopt, .issuer_new = std::nullopt});
  expect_leaf_refused(Refused::mismatch, "vouched for", {.issuer_old = "https://other.example"});
  expect_leaf_refused(Refused::mismatch, "vouched for", {.issuer_new = "https://other.example"});
}

TEST(KeylessDemand, is_not_met_by_a_signature_of_another_method) {
  Bundle bundle = small_sigstore().sign_keyless();
  bundle.signer = signature::CertificateList{{signer(bundle).certificate}};
  expect_refused(Refused::mismatch, "not signed with an identity", bundle);
}

// --- times ---

TEST(TimeOfSigning, has_to_be_known) {
  Bundle bundle = small_sigstore().sign_keyless();
  entry(bundle).promise.reset();
  expect_refused(Refused::time_stamp, "no time of signing is known", bundle);
  Bundle second = small_sigstore().sign_keyless({}, EntryKind::hashedrekord);
  signer(second).time_stamps.clear();
  entry(second).integrated_time = static_cast<std::uint64_t>(signed_at + 2);
  expect_refused(Refused::time_stamp, "no time of signing is known", second);
  small_sigstore().promise(entry(second), small_sigstore().rekor.key);
  expect_refused(Refused::time_stamp, "no time of signing is known", second);
}

TEST(TimeOfSigning, lies_within_the_leaf_s_validity_with_both_ends) {
  for (const std::int64_t at : {signed_at, signed_at + test::leaf_seconds}) {
    Bundle bundle = stamped(at);
    entry(bundle).promise.reset();
    expect_holds(bundle);
  }
  for (const std::int64_t at : {signed_at - 1, signed_at + test::leaf_seconds + 1}) {
    Bundle bundle = stamped(at);
    expect_refused(Refused::untrusted, "was not valid", bundle);
  }
}

TEST(TimeOfSigning, that_the_log_says_is_judged_too) {
  Bundle bundle = small_sigstore().sign_keyless();
  entry(bundle) = small_sigstore().entry(EntryKind::dsse, small_sigstore().payload, bundle.signature,
                                         signer(bundle).certificate, signed_at + test::leaf_seconds + 1);
  expect_refused(Refused::untrusted, "was not valid", bundle);
}

void expect_stamp_refused(const std::string& message, test::Bytes token,
                          const TrustedRoot& root = small_sigstore().trusted()) {
  Bundle bundle = small_sigstore().sign_keyless();  // its promise alone would do
  signer(bundle).time_stamps.push_back(std::move(token));
  expect_refused(Refused::time_stamp, message, bundle, root);
}

TEST(TimeStamp, of_a_stranger_is_refused_beside_a_good_promise) {
  const test::SmallSigstore elsewhere;
  const Bundle bundle = small_sigstore().sign_keyless();
  Bundle with_stamp = bundle;
  signer(with_stamp).time_stamps = {test::SmallSigstore::stamp(bundle.signature, signed_at + 1, elsewhere.time)};
  expect_refused(Refused::time_stamp, "not signed by an authority", with_stamp);
  signer(with_stamp).time_stamps = {
      test::SmallSigstore::stamp(bundle.signature, signed_at + 1, small_sigstore().time_sibling)};
  expect_refused(Refused::time_stamp, "not signed by an authority", with_stamp);
}

TEST(TimeStamp, with_a_broken_signature_is_refused) {
  Bundle bundle = stamped();
  signer(bundle).time_stamps.front().back() ^= std::byte{1};
  expect_refused(Refused::time_stamp, "not signed by an authority", bundle);
}

TEST(TimeStamp, over_something_else_is_refused) {
  expect_stamp_refused("over something other",
                       test::SmallSigstore::stamp(bytes_of("other"), signed_at + 1, small_sigstore().time));
}

TEST(TimeStamp, may_use_another_hash_of_the_family) {
  Bundle bundle = small_sigstore().sign_keyless();
  signer(bundle).time_stamps = {
      test::SmallSigstore::stamp(bundle.signature, signed_at + 1, small_sigstore().time, "SHA512")};
  expect_holds(bundle);
}

TEST(TimeStamp, that_is_none_is_refused) {
  const auto bytes = [](std::string_view text) {
    const ByteSpan span = bytes_of(text);
    return test::Bytes(span.begin(), span.end());
  };
  expect_stamp_refused("not a response", bytes("nonsense"));
  expect_stamp_refused("not a response", {});
  expect_stamp_refused("was not granted", bytes("\x30\x05\x30\x03\x02\x01\x02"));
}

TEST(TimeStamp, over_the_limit_is_refused) {
  expect_stamp_refused("over the limit", test::Bytes(limits::time_stamp_bytes_max + 1));
}

TEST(TimeStamp, with_bytes_behind_its_end_is_refused) {
  Bundle bundle = stamped();
  signer(bundle).time_stamps.front().push_back(std::byte{0});
  expect_refused(Refused::time_stamp, "not a response", bundle);
}

TEST(TimeStamp, that_is_there_twice_is_refused) {
  Bundle bundle = stamped();
  signer(bundle).time_stamps.push_back(signer(bundle).time_stamps.front());
  expect_refused(Refused::time_stamp, "twice", bundle);
}

TEST(TimeStamp, of_an_authority_that_was_not_valid_is_refused) {
  TrustedRoot root = small_sigstore().trusted();
  root.time_stamp_authorities.front().valid_for.end = Moment{signed_at};
  expect_refused(Refused::time_stamp, "not signed by an authority", stamped(), root);
}

// --- the certificate ---

TEST(KeylessCertificate, of_another_authority_is_refused) {
  const test::SmallSigstore elsewhere;
  expect_leaf_refused(Refused::untrusted, "leads to no authority", {.authority = &elsewhere.fulcio});
  test::Party impostor = small_sigstore().fulcio;
  impostor.key = small_sigstore().thief;
  expect_leaf_refused(Refused::untrusted, "leads to no authority", {.authority = &impostor});
}

TEST(KeylessCertificate, of_an_issuer_of_servers_is_refused) {
  TrustedRoot root = small_sigstore().trusted();
  root.certificate_authorities.front().chain.front() = der(small_sigstore().server_issuer);
  const Bundle bundle = small_sigstore().sign_keyless({.authority = &small_sigstore().server_issuer});
  expect_refused(Refused::untrusted, "leads to no authority", bundle, root);
}

TEST(KeylessCertificate, of_an_authority_that_was_not_valid_is_refused) {
  TrustedRoot root = small_sigstore().trusted();
  root.certificate_authorities.front().valid_for.end = Moment{signed_at + 1};
  expect_refused(Refused::untrusted, "leads to no authority", stamped(), root);  // valid at one of two times
  root.certificate_authorities.front().valid_for = {.start = Moment{signed_at + 2}, .end = std::nullopt};
  expect_refused(Refused::untrusted, "leads to no authority", stamped(), root);
}

TEST(KeylessCertificate, that_is_a_root_itself_is_refused) {
  TrustedRoot root = small_sigstore().trusted();
  Bundle bundle = small_sigstore().sign_keyless();
  signer(bundle).certificate = der(small_sigstore().root);
  expect_refused(Refused::untrusted, "leads to no authority", bundle, root);
}

TEST(KeylessCertificate, that_cannot_be_read_is_refused) {
  Bundle bundle = small_sigstore().sign_keyless();
  signer(bundle).certificate.push_back(std::byte{0});
  expect_refused(Refused::malformed, "", bundle);
  signer(bundle).certificate.resize(20);
  expect_refused(Refused::malformed, "", bundle);
  signer(bundle).certificate.resize(limits::decoded_certificate_bytes_max + 1);
  expect_refused(Refused::malformed, "over the limit", bundle);
}

TEST(KeylessCertificate, with_an_extension_twice_is_refused) {
  expect_leaf_refused(Refused::malformed, "twice", {.more = {{"1.3.6.1.4.1.57264.1.8", "https://other.example"}}});
}

TEST(KeylessCertificate, that_is_not_for_signing_code_is_refused) {
  expect_leaf_refused(Refused::untrusted, "not for signing code", {.usage = ""});
  expect_leaf_refused(Refused::untrusted, "not for signing code", {.usage = "keyEncipherment"});
  expect_leaf_refused(Refused::untrusted, "not for signing code", {.extended_usage = ""});
  expect_leaf_refused(Refused::untrusted, "not for signing code", {.extended_usage = "serverAuth"});
}

TEST(KeylessCertificate, of_a_key_on_another_curve_is_refused) {
  expect_leaf_refused(Refused::invalid, "not that of the certificate's key", {.key = test::new_key("P-384")});
  expect_leaf_refused(Refused::unsupported, "a key of the type", {.key = test::new_key("ED25519")});
}

TEST(CertificateTimestamp, has_to_be_there_once) {
  expect_leaf_refused(Refused::untrusted, "has 0 certificate timestamps", {.sct_count = 0});
  expect_leaf_refused(Refused::untrusted, "has 2 certificate timestamps", {.sct_count = 2});
}

TEST(CertificateTimestamp, of_another_certificate_is_refused) {
  expect_leaf_refused(Refused::untrusted, "not its log's", {.sct_over = "another"});
}

TEST(CertificateTimestamp, of_a_stranger_is_refused) {
  const test::SmallSigstore& sigstore = small_sigstore();
  expect_leaf_refused(Refused::untrusted, "does not name", {.sct_log = sigstore.rekor});
  expect_leaf_refused(Refused::untrusted, "not its log's",
                      {.sct_log = test::TestLog{.key = sigstore.thief, .id = sigstore.certificate_log.id}});
}

TEST(CertificateTimestamp, of_a_log_that_was_not_valid_is_refused) {
  TrustedRoot root = small_sigstore().trusted();
  root.certificate_logs.front().valid_for.end = Moment{signed_at, 249'999'999};
  expect_refused(Refused::untrusted, "does not name", small_sigstore().sign_keyless(), root);
  root.certificate_logs.front().valid_for.end = Moment{signed_at, 250'000'000};
  expect_holds(small_sigstore().sign_keyless(), root);
}

// --- the signature ---

TEST(KeylessSignature, of_another_key_is_refused) {
  const test::SmallSigstore& sigstore = small_sigstore();
  Bundle bundle = sigstore.sign_keyless();
  bundle.signature = test::sign(sigstore.thief, signature::signed_bytes(bundle.payload));
  entry(bundle) = sigstore.entry(EntryKind::dsse, sigstore.payload, bundle.signature, signer(bundle).certificate);
  expect_refused(Refused::invalid, "not that of the certificate's key", bundle);
}

TEST(KeylessSignature, of_another_statement_is_refused) {
  const test::SmallSigstore& sigstore = small_sigstore();
  Bundle bundle = sigstore.sign_keyless();
  bundle.payload.back() ^= std::byte{1};
  entry(bundle) =
      sigstore.entry(EntryKind::dsse, text_of(bundle.payload), bundle.signature, signer(bundle).certificate);
  expect_refused(Refused::invalid, "not that of the certificate's key", bundle);
}

TEST(TrustedRoot, with_a_certificate_that_cannot_be_read_is_refused) {
  TrustedRoot root = small_sigstore().trusted();
  root.time_stamp_authorities.front().chain.front().pop_back();
  expect_refused(Refused::untrusted, "certificate 1 of authority 1", stamped(), root);
}

TEST(TrustedRoot, of_nobody_is_trusted_by_nobody) {
  expect_refused(Refused::time_stamp, "", stamped(), TrustedRoot{});
  expect_refused(Refused::untrusted, "leads to no authority", small_sigstore().sign_keyless(), TrustedRoot{});
}

}  // namespace
}  // namespace weightcheck::x509
