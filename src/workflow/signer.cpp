// SPDX-License-Identifier: Apache-2.0
#include "workflow/signer.hpp"

#include "base/escape.hpp"
#include "io/key_file.hpp"
#include "io/model_directory.hpp"
#include "x509/certificate.hpp"

namespace weightcheck::workflow {
namespace {

constexpr std::size_t password_bytes_max = 1024;  // as many as OpenSSL takes

// What the caller named and cannot be used is for the caller to put right.
Error usage_in(const std::string& place, Error error) {
  if (error.code != ErrorCode::io && error.code != ErrorCode::denied && error.code != ErrorCode::interrupted)
    error.code = ErrorCode::usage;
  return within(std::move(error), place);
}

Result<Secret> secret_of(const std::string& place, Result<std::string> text) {
  if (!text.ok()) return usage_in(place, text.error());
  Secret secret(std::move(*text));
  secret.keep_first_line();
  return secret;
}

Result<std::vector<std::string>> read_pems(const SignerFiles& files) {
  std::vector<std::string> names{files.certificate}, pems;
  names.insert(names.end(), files.chain.begin(), files.chain.end());
  for (const std::string& name : names) {
    auto text = io::read_file(name, limits::key_file_bytes_max);
    if (!text.ok()) return usage_in("certificate " + printable(name), text.error());
    pems.push_back(*std::move(text));
  }
  return pems;
}

// Its first name is its subject's for whoever reads a report.
std::string words_of(const signature::CertificateList& list) {
  const auto leaf = x509::read_certificate(list.certificates.front());
  if (!leaf.ok()) return "a certificate";
  const auto names = x509::names_of(**leaf);
  return "the certificate sha256:" + x509::fingerprint_of(**leaf) +
         (names.empty() ? "" : " of " + printable(names.front()));
}

Result<io::TokenKey> open_key(const std::string& name, const x509::Password& password) {
  if (io::is_token_uri(name)) return io::open_token_key(name, password);
  auto text = io::read_key(name, limits::key_file_bytes_max);
  if (!text.ok()) return text.error();
  const Secret pem(std::move(*text));
  auto key = x509::SigningKey::read(pem.text(), password);
  if (!key.ok()) return key.error();
  return io::TokenKey{nullptr, *std::move(key)};
}

}  // namespace

Result<Signer> read_signer(const SignerFiles& files, const x509::Password& password, std::int64_t now_seconds) {
  const std::string place = "key " + printable(files.key);
  auto opened = open_key(files.key, password);
  if (!opened.ok()) return usage_in(place, opened.error());
  Signer signer{std::move(opened->engine), std::move(opened->key), {}, {}};
  if (files.certificate.empty()) {
    const std::string& hint = signer.key.public_key().hint();
    signer.writer = signature::KeyHint{.hint = hint};
    signer.words = "the key sha256:" + hint;
    return signer;
  }
  const auto pems = read_pems(files);
  if (!pems.ok()) return pems.error();
  auto list = signer.key.certificates(*pems, now_seconds);
  if (!list.ok()) return within(list.error(), "certificate " + printable(files.certificate));
  signer.words = words_of(*list);
  signer.writer = *std::move(list);
  return signer;
}

Result<Secret> read_password_file(const std::string& path) {
  return secret_of("password " + printable(path), io::read_key(path, password_bytes_max));
}

Result<Secret> read_password_descriptor(int descriptor) {
  return secret_of("descriptor " + std::to_string(descriptor), io::read_key_descriptor(descriptor, password_bytes_max));
}

}  // namespace weightcheck::workflow
