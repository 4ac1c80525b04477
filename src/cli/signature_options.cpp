// SPDX-License-Identifier: Apache-2.0
// Which of them go together is for workflow/signature_request.cpp to say.
#include "cli/signature_options.hpp"

#include <filesystem>

namespace weightcheck::cli {

Options SignatureOptions::options() {
  return {{.names = "--signature",
           .value = "FILE",
           .help = "signature of the model, a bundle of OpenSSF Model Signing (default: MODEL/model.sig)",
           .into = &signature_file},
          {.names = "--public-key",
           .value = "FILE",
           .help = "the signature has to be by this key; PEM, not from inside MODEL",
           .into = &public_key_file},
          {.names = "--certificate-chain",
           .value = "FILE",
           .help = "the signer's certificate has to lead to a root in this file; PEM; may be repeated",
           .into = &certificate_files},
          {.names = "--certificate-identity",
           .value = "ID",
           .help = "... and to be this one: a name in it, or sha256:HEX of it (default: any under the root)",
           .into = &certificate_identity,
           .with = "--certificate-chain"},
          {.names = "--at",
           .value = "TIME",
           .help = "... and to be valid at this time, as in 2026-03-01T12:00:00Z (default: now)",
           .into = &at,
           .with = "--certificate-chain"},
          {.names = "--trusted-root",
           .value = "FILE",
           .help = "the signature has to be keyless, under this trusted_root.json of Sigstore",
           .into = &trusted_root_file},
          {.names = "--identity",
           .value = "ID",
           .help = "with --trusted-root: who has to have signed, as the certificate names it, exactly",
           .into = &identity,
           .with = "--trusted-root"},
          {.names = "--issuer",
           .value = "URL",
           .help = "with --trusted-root: who has to vouch for that identity, exactly",
           .into = &issuer,
           .with = "--trusted-root"},
          {.names = "--ignore-unsigned",
           .help = "let files pass that the signature does not list; they are counted",
           .into = &ignore_unsigned},
          {.names = "--ignore",
           .value = "PATH",
           .help = "file or folder in MODEL that need not be signed; may be repeated",
           .into = &ignored}};
}

std::vector<std::string> SignatureOptions::inputs_of(const std::string& model) const {
  std::vector<std::string> paths = files();
  std::error_code unknown;
  if (!paths.empty() && signature_file.empty() && std::filesystem::is_regular_file(model, unknown))
    paths.push_back(model + ".sig");
  return paths;
}

Status SignatureOptions::apply(workflow::VerifyRequest& request) const {
  auto asked = this->request();
  if (!asked.ok()) return asked.error();
  request.signature = *std::move(asked);
  return check_outside_of(request.model);
}

}  // namespace weightcheck::cli
