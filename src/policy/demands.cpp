// SPDX-License-Identifier: Apache-2.0
// Look-ups in what is asked.
#include "policy/demands.hpp"

#include <algorithm>

#include "signature/certificate_name.hpp"

namespace weightcheck::policy {

bool AllowedSigner::is(const signature::Signer& signer) const {
  const bool has_root = root.empty() || root == signer.anchor_fingerprint;
  switch (signer.method) {
    case signature::Method::key:
      return !key.empty() && key == signer.key_hint;
    case signature::Method::certificate:
      return !root.empty() && has_root && issuer.empty() &&
             (identity.empty() || signature::is_called(signer.names, signer.fingerprint, identity));
    case signature::Method::keyless:
      return !issuer.empty() && has_root && issuer == signer.issuer && identity == signer.identity;
  }
  return false;
}

bool Demands::demands(CheckId check) const { return std::ranges::find(checks, check) != checks.end(); }

bool Demands::is_pin_trusted(const evidence::Said& said) const {
  return said.trust >= trust_min || (trust_met_by == MetBy::pin_or_signature && said.signature);
}

bool Demands::is_trusted(const evidence::Said& said) const {
  return is_pin_trusted(said) && (signature == Signed::not_asked || (said.signature && allows(said.signature->signer)));
}

bool Demands::allows(const signature::Signer& signer) const {
  return signers.empty() || std::ranges::any_of(signers, [&](const AllowedSigner& one) { return one.is(signer); });
}

const Waiver* Demands::waiver_for(std::string_view rule, std::optional<std::string_view> path) const {
  const auto found = std::ranges::find_if(waivers, [&](const Waiver& waiver) {
    return waiver.rule == rule && holds(waiver) && (path ? waiver.path.matches(*path) : waiver.path.is_whole_model());
  });
  return found == waivers.end() ? nullptr : &*found;
}

}  // namespace weightcheck::policy
