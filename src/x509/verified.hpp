// SPDX-License-Identifier: Apache-2.0
// The seam of every check of a signature. What is checked (signature::Bundle), what the caller trusts (a key, roots, a
// trusted root of Sigstore) and whom he asks for (the demand) are three arguments of three types; only the functions
// named here make a Verified, so nothing else turns a payload into what somebody signed. Time is an argument.
//
// For the keyless method: x509/keyless.hpp declares KeylessDemand and signature/trusted_root.hpp declares TrustedRoot;
// workflow/signature_source.cpp calls check_keyless() beside the other two.
#pragma once

#include <string_view>
#include <utility>
#include <variant>

#include "signature/bundle.hpp"
#include "signature/signer.hpp"

namespace weightcheck::signature {
struct TrustedRoot;
}
namespace weightcheck::x509 {

class Verified;
class PublicKey;
class Anchors;
class CertificateDemand;
class KeylessDemand;

using Checked = std::variant<Verified, signature::Refusal>;

[[nodiscard]] Checked check_key(const signature::Bundle& bundle, const PublicKey& key);
[[nodiscard]] Checked check_certificate(const signature::Bundle& bundle, const Anchors& anchors,
                                        const CertificateDemand& demand);
[[nodiscard]] Checked check_keyless(const signature::Bundle& bundle, const signature::TrustedRoot& root,
                                    const KeylessDemand& demand);

// A payload, and who was shown to have signed it.
class Verified {
 public:
  [[nodiscard]] const signature::Signer& signer() const { return signer_; }
  [[nodiscard]] std::string_view payload() const { return text_of(payload_); }

 private:
  Verified(signature::Signer signer, signature::Bytes payload)
      : signer_(std::move(signer)), payload_(std::move(payload)) {}

  friend Checked check_key(const signature::Bundle&, const PublicKey&);
  friend Checked check_certificate(const signature::Bundle&, const Anchors&, const CertificateDemand&);
  friend Checked check_keyless(const signature::Bundle&, const signature::TrustedRoot&, const KeylessDemand&);

  signature::Signer signer_;
  signature::Bytes payload_;
};

}  // namespace weightcheck::x509
