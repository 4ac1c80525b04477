// SPDX-License-Identifier: Apache-2.0
// Whose signature it is to be: a private key, alone or with the certificates that speak for it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "io/token_key.hpp"
#include "x509/signing_key.hpp"

namespace weightcheck::workflow {

struct SignerFiles {
  std::string key{};                 // a file, or the URI of a key on a token
  std::string certificate{};         // "": the key stands for itself
  std::vector<std::string> chain{};  // what goes with the certificate, in this order
};

struct Signer {
  std::unique_ptr<engine_st, io::FreeEngine> engine;  // what a key on a token needs; before the key, so it goes last
  x509::SigningKey key;
  signature::Writer writer;
  std::string words;  // printable: "the key sha256:..." or "the certificate sha256:... of NAME"
};

// Errors: usage for what cannot be used, and for a file that is not there; io, denied.
[[nodiscard]] Result<Signer> read_signer(const SignerFiles& files, const x509::Password& password,
                                         std::int64_t now_seconds);

// Of a file, or of a descriptor that the process was started with; without its line end. Errors: usage; io, denied.
[[nodiscard]] Result<Secret> read_password_file(const std::string& path);
[[nodiscard]] Result<Secret> read_password_descriptor(int descriptor);

}  // namespace weightcheck::workflow
