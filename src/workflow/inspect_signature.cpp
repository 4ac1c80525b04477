// SPDX-License-Identifier: Apache-2.0
#include "workflow/inspect_signature.hpp"

#include <limits>

#include "base/escape.hpp"
#include "base/path_text.hpp"
#include "io/model_directory.hpp"
#include "signature/bundle.hpp"
#include "x509/certificate.hpp"
#include "x509/decoded.hpp"

namespace weightcheck::workflow {

using signature::Method;

namespace {

Status take_leaf(const signature::Bytes& der, SignatureSaid& said) {
  const auto leaf = x509::Decoded::read(der);
  if (!leaf.ok()) return leaf.error();
  said.fingerprint = x509::fingerprint_of(*leaf->get());
  said.valid = leaf->validity();
  said.names = x509::names_of(*leaf->get());
  if (said.method != Method::keyless) return done;
  x509::LeafNames names = x509::names_of(*leaf);
  said.identities = std::move(names.identities);
  said.issuers = std::move(names.issuers);
  said.origin = x509::origin_of(*leaf);
  return done;
}

Status take_signer(const signature::Bundle& bundle, SignatureSaid& said) {
  if (const auto* key = std::get_if<signature::KeyHint>(&bundle.signer)) {
    said.key_hint = key->hint;
    return done;
  }
  if (const auto* chain = std::get_if<signature::CertificateList>(&bundle.signer)) {
    said.method = Method::certificate;
    said.certificates = chain->certificates.size();
    return take_leaf(chain->certificates.front(), said);
  }
  const auto& keyless = std::get<signature::Keyless>(bundle.signer);
  said.method = Method::keyless;
  said.certificates = 1;
  said.log_entries = keyless.log_entries.size();
  said.time_stamps = keyless.time_stamps.size();
  for (const signature::LogEntry& entry : keyless.log_entries) {
    constexpr std::uint64_t seconds_max = std::numeric_limits<std::int64_t>::max();
    if (entry.integrated_time && *entry.integrated_time > 0 && *entry.integrated_time <= seconds_max)
      said.logged.push_back(static_cast<std::int64_t>(*entry.integrated_time));
  }
  return take_leaf(keyless.certificate, said);
}

// Of a single file, which its signer may have called ".", the name is that of the signature without its ending.
std::string file_name_of(const std::string& file) {
  std::string name(last_name(file));
  if (name.size() > 4 && name.ends_with(".sig")) name.resize(name.size() - 4);
  return name;
}

Result<SignatureSaid> read_said(const std::string& text, const std::string& file) {
  const auto bundle = signature::read_bundle(text);
  if (!bundle.ok()) return bundle.error();
  SignatureSaid said;
  if (Status taken = take_signer(*bundle, said); !taken.ok()) return std::move(taken).error();
  auto statement = signature::read_statement(text_of(bundle->payload), file_name_of(file));
  if (!statement.ok()) return statement.error();
  said.statement = *std::move(statement);
  return said;
}

}  // namespace

Result<SignatureSaid> inspect_signature(const std::string& file) {
  const auto text = io::read_file(file, limits::signature_bytes_max);
  auto said = text.ok() ? read_said(*text, file) : Result<SignatureSaid>(text.error());
  if (said.ok()) return said;
  Error error = within(said.error(), printable(file));
  if (error.code == ErrorCode::not_found) {
    error.code = ErrorCode::usage;
  } else if (error.code != ErrorCode::io && error.code != ErrorCode::denied) {
    error.code = ErrorCode::inconsistent;
  }
  return error;
}

}  // namespace weightcheck::workflow
