// SPDX-License-Identifier: Apache-2.0
// What has to stand in the transparency log, and how it is proven. Each test bends one thing of an entry that holds.
#include <gtest/gtest.h>

#include "keyless_expectations.hpp"
#include "small_sigstore.hpp"

namespace weightcheck::x509 {
namespace {

using signature::Bundle;
using signature::EntryKind;
using signature::Keyless;
using signature::LogEntry;
using signature::Moment;
using signature::Refused;
using signature::TrustedRoot;
using test::entry;
using test::expect_holds;
using test::expect_refused;
using test::signed_at;
using test::signer;
using test::small_sigstore;
using test::stamped;

void expect_entry_refused(const std::string& message, void (*bend)(LogEntry&)) {
  Bundle bundle = stamped();
  bend(entry(bundle));
  expect_refused(Refused::log_entry, message, bundle);
}

TEST(LogEntry, has_to_be_there_once_and_of_a_known_kind) {
  Bundle bundle = stamped();
  signer(bundle).log_entries.push_back(entry(bundle));
  expect_refused(Refused::log_entry, "not exactly one log entry", bundle);
  signer(bundle).log_entries.clear();
  expect_refused(Refused::log_entry, "not exactly one log entry", bundle);
  expect_entry_refused("not exactly one log entry", [](LogEntry& one) { one.kind = "intoto"; });
}

TEST(LogEntry, of_an_unknown_log_is_refused) {
  expect_entry_refused("does not name", [](LogEntry& one) { one.log_id.back() ^= std::byte{1}; });
  TrustedRoot root = small_sigstore().trusted();
  root.transparency_logs.front().valid_for.end = Moment{signed_at + 1};
  expect_refused(Refused::log_entry, "does not name", stamped(), root);
}

TEST(LogEntry, without_a_proof_is_refused) {
  expect_entry_refused("no inclusion proof", [](LogEntry& one) { one.proof.reset(); });
  expect_entry_refused("no inclusion proof", [](LogEntry& one) { one.proof->checkpoint.reset(); });
}

TEST(LogEntry, whose_proof_leads_elsewhere_is_refused) {
  expect_entry_refused("not in the tree", [](LogEntry& one) { one.proof->hashes[0][0] ^= std::byte{1}; });
  expect_entry_refused("not in the tree", [](LogEntry& one) { one.proof->root_hash[0] ^= std::byte{1}; });
  expect_entry_refused("not in the tree", [](LogEntry& one) { one.proof->log_index = 0; });
  expect_entry_refused("not proven", [](LogEntry& one) { one.proof->hashes.clear(); });
}

TEST(LogEntry, under_a_checkpoint_of_another_tree_is_refused) {
  expect_entry_refused("another tree", [](LogEntry& one) {
    signature::InclusionProof other = *one.proof;
    other.tree_size = 3;
    one.proof->checkpoint = small_sigstore().checkpoint(other, small_sigstore().rekor);
  });
  expect_entry_refused("another tree", [](LogEntry& one) {
    signature::InclusionProof other = *one.proof;
    other.root_hash[0] ^= std::byte{1};
    one.proof->checkpoint = small_sigstore().checkpoint(other, small_sigstore().rekor);
  });
  expect_entry_refused("blank line", [](LogEntry& one) { one.proof->checkpoint = "x"; });
}

TEST(LogEntry, under_a_checkpoint_that_the_log_did_not_sign_is_refused) {
  expect_entry_refused("not signed by the log", [](LogEntry& one) {
    const test::TestLog forged{.key = small_sigstore().thief, .id = small_sigstore().rekor.id};
    one.proof->checkpoint = small_sigstore().checkpoint(*one.proof, forged);
  });
  expect_entry_refused("not signed by the log", [](LogEntry& one) {
    const test::TestLog renamed{.key = small_sigstore().rekor.key, .id = small_sigstore().rekor2.id};
    one.proof->checkpoint = small_sigstore().checkpoint(*one.proof, renamed);
  });
  expect_entry_refused("not signed by the log", [](LogEntry& one) {
    one.proof->checkpoint = one.proof->checkpoint->substr(0, one.proof->checkpoint->find("\n\n") + 2);
  });
}

TEST(LogEntry, under_a_checkpoint_of_ed25519_that_the_log_did_not_sign_is_refused) {
  Bundle bundle = small_sigstore().sign_keyless({}, EntryKind::hashedrekord);
  const test::TestLog forged{.key = test::new_key("ED25519"), .id = small_sigstore().rekor2.id};
  entry(bundle).proof->checkpoint = small_sigstore().checkpoint(*entry(bundle).proof, forged);
  expect_refused(Refused::log_entry, "not signed by the log", bundle);
}

TEST(LogEntry, of_a_log_whose_key_is_not_of_its_kind_is_refused) {
  TrustedRoot root = small_sigstore().trusted();
  root.transparency_logs.front().kind = signature::LogKeyKind::unknown;
  expect_refused(Refused::log_entry, "not signed by the log", stamped(), root);
  root.transparency_logs.front().kind = signature::LogKeyKind::ed25519;
  expect_refused(Refused::log_entry, "not signed by the log", stamped(), root);
}

TEST(LogEntry, may_bear_the_signatures_of_witnesses) {
  Bundle bundle = stamped();
  const std::string other = small_sigstore().checkpoint(*entry(bundle).proof, small_sigstore().certificate_log);
  std::string& checkpoint = *entry(bundle).proof->checkpoint;
  checkpoint.insert(checkpoint.find("\n\n") + 2, other.substr(other.find("\n\n") + 2));
  expect_holds(bundle);
}

TEST(LogEntry, whose_promise_does_not_hold_is_refused) {
  expect_entry_refused("promise", [](LogEntry& one) { small_sigstore().promise(one, small_sigstore().thief); });
  expect_entry_refused("promise", [](LogEntry& one) { one.integrated_time = *one.integrated_time + 1; });
  expect_entry_refused("promise", [](LogEntry& one) { one.log_index += 1; });
  expect_entry_refused("promise", [](LogEntry& one) { one.integrated_time.reset(); });
  Bundle second = small_sigstore().sign_keyless({}, EntryKind::hashedrekord);
  entry(second).integrated_time = 1;
  small_sigstore().promise(entry(second), small_sigstore().rekor2.key);
  expect_refused(Refused::log_entry, "promise", second);
}

TEST(LogEntry, of_something_else_is_refused) {
  const test::SmallSigstore& sigstore = small_sigstore();
  for (const EntryKind kind : {EntryKind::dsse, EntryKind::hashedrekord}) {
    const Bundle whole = sigstore.sign_keyless({}, kind);
    const test::Bytes& leaf = std::get<Keyless>(whole.signer).certificate;
    const test::Bytes other_signature = test::sign(sigstore.signer, "other");
    const test::Bytes other_leaf = sigstore.leaf({.key = sigstore.thief});
    Bundle bundle = whole;
    entry(bundle) = sigstore.entry(kind, "other", whole.signature, leaf);
    expect_refused(Refused::log_entry, "another statement", bundle);
    entry(bundle) = sigstore.entry(kind, sigstore.payload, other_signature, leaf);
    expect_refused(Refused::log_entry, "another signature", bundle);
    entry(bundle) = sigstore.entry(kind, sigstore.payload, whole.signature, other_leaf);
    expect_refused(Refused::log_entry, "another certificate", bundle);
    entry(bundle) = sigstore.entry_of(kind, R"({"kind":"other","apiVersion":"0.0.1","spec":{}})");
    expect_refused(Refused::log_entry, "\"kind\"", bundle);
  }
}

}  // namespace
}  // namespace weightcheck::x509
