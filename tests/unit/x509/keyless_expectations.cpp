// SPDX-License-Identifier: Apache-2.0
#include "keyless_expectations.hpp"

#include <gtest/gtest.h>

namespace weightcheck::test {

using signature::Bundle;
using signature::Keyless;
using signature::LogEntry;
using signature::Refusal;
using signature::Refused;
using signature::TrustedRoot;

x509::KeylessDemand demand(const std::string& by, const std::string& vouched_by) {
  return *x509::KeylessDemand::create(by, vouched_by);
}

Keyless& signer(Bundle& bundle) { return std::get<Keyless>(bundle.signer); }
LogEntry& entry(Bundle& bundle) { return signer(bundle).log_entries.front(); }

Bundle stamped(std::int64_t at) {
  Bundle bundle = small_sigstore().sign_keyless();
  signer(bundle).time_stamps.push_back(SmallSigstore::stamp(bundle.signature, at, small_sigstore().time));
  return bundle;
}

void expect_holds(const Bundle& bundle, const TrustedRoot& root, const x509::KeylessDemand& who) {
  const x509::Checked checked = x509::check_keyless(bundle, root, who);
  const auto* refused = std::get_if<Refusal>(&checked);
  EXPECT_EQ(refused, nullptr) << refused->message;
}

void expect_refused(Refused why, const std::string& message, const Bundle& bundle, const TrustedRoot& root,
                    const x509::KeylessDemand& who) {
  const x509::Checked checked = x509::check_keyless(bundle, root, who);
  const auto* refused = std::get_if<Refusal>(&checked);
  ASSERT_NE(refused, nullptr) << message;
  EXPECT_EQ(refused->why, why) << refused->message;
  EXPECT_NE(refused->message.find(message), std::string::npos) << refused->message;
}

}  // namespace weightcheck::test
