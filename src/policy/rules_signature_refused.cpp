// SPDX-License-Identifier: Apache-2.0
// "Signature" in the catalogue, first half: why a signature was refused. The run ends there, before a file of the model
// is opened.
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

using evidence::RejectedKind;

template <RejectedKind kind>
Drafts rejected(const Context& context) {
  const auto& rejection = context.evidence.rejected;
  if (!rejection || rejection->kind != kind) return {};
  return {{.subject = "", .message = rejection->message}};
}

// A key, and a signature by it; for certificates one that is its own root.
constexpr std::string_view signed_by_a_key = R"sh(openssl ecparam -name prime256v1 -genkey -noout -out ../key.pem
openssl ec -in ../key.pem -pubout -out ../key.pub.pem
sign-model ../key.pem > ../model.sig)sh";
constexpr std::string_view with_a_certificate =
    R"sh(certificate() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -addext keyUsage=digitalSignature "$@"; }
certificate -subj /CN=signer -keyout ../key.pem -out ../signer.pem
certificate -subj /CN=other -keyout ../other.key.pem -out ../other.pem
openssl ec -in ../key.pem -pubout -out ../key.pub.pem
sign-model ../key.pem ../signer.pem > ../model.sig)sh";
constexpr std::string_view with_a_trusted_root =
    R"sh(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=signer -keyout ../key.pem -out ../signer.pem
openssl ec -in ../key.pem -pubout -out ../key.pub.pem
echo '{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}' > ../trusted_root.json)sh";
constexpr std::string_view signed_by_the_key = R"sh(sign-model ../key.pem > ../model.sig
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh";

constexpr Rule signature_refused_table[] = {
    {.id = "signature-malformed",
     .area = Area::signature,
     .level = Level::locked,
     .title = "the signature cannot be read as one",
     .reason =
         "A signature that can be read in two ways may mean one thing to its signer and another to its reader; one "
         "fault refuses it as a whole.",
     .cure = "Download the signature again. If it stays so, ask the publisher to sign again with a current tool.",
     .example = {.given = signed_by_a_key,
                 .fires = R"sh(echo '{}' > ../model.sig
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "sign-model ../key.pem > ../model.sig"},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::signature_malformed>,
     .consequence = Consequence::untrusted},
    {.id = "signature-unsupported",
     .area = Area::signature,
     .level = Level::locked,
     .title = "the signature is of a kind that this program does not know",
     .reason = "What is not known cannot be checked, and so it shows nothing.",
     .cure = "Use a version of weightcheck that knows this kind, or ask the publisher for a signature in the form of "
             "OpenSSF Model Signing 1.0 (a bundle of version 0.3, SHA-256).",
     .example = {.given = signed_by_a_key,
                 .fires = R"sh(sign-model ../key.pem | sed 's/bundle.v0.3/bundle.v0.9/' > ../model.sig
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "sign-model ../key.pem > ../model.sig"},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::signature_unsupported>,
     .consequence = Consequence::untrusted},
    {.id = "signature-invalid",
     .area = Area::signature,
     .level = Level::locked,
     .title = "the signature does not fit what it is said to sign",
     .reason = "The list of files was changed after it was signed, or another key signed it.",
     .cure = "Do not use the model. Download the signature again from the publisher, and report it if it stays so.",
     .example = {.given = signed_by_a_key,
                 .fires = R"sh(sign-model ../key.pem | sed 's/"payload":"eyJ/"payload":"eyB/' > ../model.sig
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "sign-model ../key.pem > ../model.sig"},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::signature_invalid>,
     .consequence = Consequence::untrusted},
    {.id = "signer-untrusted",
     .area = Area::signature,
     .level = Level::locked,
     .title = "the signer's certificate does not lead to what you trust",
     .reason = "Anybody can make a certificate with any name in it. It counts only where an authority that you trust "
               "issued it, for signing, and it was valid at the time that counts.",
     .cure =
         "Get the publisher's root certificate, or a current trusted root, from a place that you trust, and not from "
         "the model's folder. If the certificate has expired and you know when the model was signed, give that time "
         "with --at.",
     .example = {.given = with_a_certificate,
                 .fires = "weightcheck verify . --signature ../model.sig --certificate-chain ../other.pem",
                 .silenced = "weightcheck verify . --signature ../model.sig --certificate-chain ../signer.pem"},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::signer_untrusted>,
     .consequence = Consequence::untrusted},
    {.id = "signer-mismatch",
     .area = Area::signature,
     .level = Level::locked,
     .title = "somebody else signed the model",
     .reason = "A signature says only that its signer made this list. If that is not who you asked for, the list is a "
               "stranger's.",
     .cure = "Check which key, identity or issuer the publisher names, and give exactly that.",
     .example = {.given = with_a_certificate,
                 .fires = "weightcheck verify . --signature ../model.sig --certificate-chain ../signer.pem "
                          "--certificate-identity other",
                 .silenced = "weightcheck verify . --signature ../model.sig --certificate-chain ../signer.pem "
                             "--certificate-identity signer"},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::signer_mismatch>,
     .consequence = Consequence::untrusted},
    {.id = "log-entry-invalid",
     .area = Area::signature,
     .level = Level::locked,
     .title = "a transparency log is not shown to hold the signature",
     .reason = "A keyless signature is checked long after its certificate has expired. That it is in a public log is "
               "what keeps anybody from making one in secret.",
     .cure = "Download the signature again. Check that the trusted root names the log that the publisher uses, and is "
             "current.",
     .example = {.given = with_a_trusted_root,
                 .fires = R"sh(sign-model --keyless ../key.pem ../signer.pem > ../model.sig
weightcheck verify . --signature ../model.sig --trusted-root ../trusted_root.json --identity signer --issuer issuer)sh",
                 .silenced = signed_by_the_key},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::log_entry_invalid>,
     .consequence = Consequence::untrusted},
    {.id = "timestamp-invalid",
     .area = Area::signature,
     .level = Level::locked,
     .title = "it is not shown when the model was signed",
     .reason = "The certificate of a keyless signature is valid for minutes. Without a time that somebody else vouches "
               "for, nobody can tell whether it was used in these minutes.",
     .cure = "Download the signature again. Check that the trusted root names the time stamp authority that the "
             "publisher uses, and is current.",
     .example = {.given = with_a_trusted_root,
                 .fires = R"sh(sign-model --keyless --logged ../key.pem ../signer.pem > ../model.sig
weightcheck verify . --signature ../model.sig --trusted-root ../trusted_root.json --identity signer --issuer issuer)sh",
                 .silenced = signed_by_the_key},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::timestamp_invalid>,
     .consequence = Consequence::untrusted},
    {.id = "signature-conflict",
     .area = Area::signature,
     .level = Level::locked,
     .title = "the manifest and the signature list different bytes for one file",
     .reason = "Both cannot be right: one of them is of another version of the model, or was changed.",
     .cure = "Take the manifest and the signature from one release. If the manifest was written after the model was "
             "signed, and by somebody else, leave it out.",
     .example = {.given = signed_by_a_key,
                 .fires = R"sh(sed 's/^[0-9a-f]\{8\}/00000000/' ../example/SHA256.manifest > SHA256.manifest
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "cp ../example/SHA256.manifest ."},
     .needs = Needs::tree,
     .check = rejected<RejectedKind::signature_conflict>,
     .consequence = Consequence::untrusted},
};

}  // namespace

std::span<const Rule> signature_refused_rules() { return signature_refused_table; }

}  // namespace weightcheck::policy
