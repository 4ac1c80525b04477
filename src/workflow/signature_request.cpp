// SPDX-License-Identifier: Apache-2.0
// A demand for nobody is refused, and so is one that can be read in two ways.
#include "workflow/signature_request.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "hash/sha256.hpp"
#include "io/model_directory.hpp"
#include "signature/moment.hpp"
#include "signature/trusted_root.hpp"
#include "workflow/policy_source.hpp"
#include "x509/check.hpp"

namespace weightcheck::workflow {
namespace {

Error wrong_demand(std::string message) { return {ErrorCode::usage, std::move(message)}; }

std::optional<std::string> word_or_none(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// Words that say something of one way to sign, and were given with another.
Status check_companions(const SignatureWords& words) {
  const bool by_certificate = !words.certificate_files.empty(), keyless = !words.trusted_root_file.empty();
  if (keyless != !words.identity.empty() || keyless != !words.issuer.empty())
    return wrong_demand(
        "--trusted-root, --identity and --issuer go together: a keyless signature is checked for one identity of one "
        "issuer");
  if (!by_certificate && !words.certificate_identity.empty())
    return wrong_demand("--certificate-identity goes with --certificate-chain");
  if (!by_certificate && !words.at.empty()) return wrong_demand("--at goes with --certificate-chain");
  return done;
}

Result<SignedByCertificate> by_certificate(const SignatureWords& words) {
  SignedByCertificate by{.files = words.certificate_files, .identity = word_or_none(words.certificate_identity)};
  if (words.at.empty()) return by;
  const auto moment = signature::read_rfc3339(words.at);
  if (!moment)
    return wrong_demand("--at '" + printable(words.at) + "' is not a time as in 2026-03-01T12:00:00Z (RFC 3339)");
  by.at = moment->seconds;
  return by;
}

}  // namespace

std::vector<std::string> SignatureRequest::trust_files() const {
  if (const auto* key = std::get_if<SignedByKey>(&by)) return {key->file};
  if (const auto* certificate = std::get_if<SignedByCertificate>(&by)) return certificate->files;
  return {std::get<SignedKeyless>(by).trusted_root_file};
}

std::optional<Digest> name_of_signer(const SignatureRequest& request) {
  std::string text = "signer " + std::to_string(request.by.index());
  const auto add = [&text](std::string_view what, std::string_view value) {
    text += "\n" + std::string(what) + " " + hash::sha256(bytes_of(value)).hex();
  };
  for (const std::string& file : request.trust_files()) {
    const auto bytes = io::read_file(file, std::max(limits::anchors_bytes_max, limits::trusted_root_bytes_max));
    if (!bytes.ok()) return std::nullopt;
    add("trusts", *bytes);
  }
  if (const auto* certificate = std::get_if<SignedByCertificate>(&request.by)) {
    if (certificate->identity) add("identity", *certificate->identity);
    if (certificate->at) add("at", std::to_string(*certificate->at));
  }
  if (const auto* keyless = std::get_if<SignedKeyless>(&request.by)) {
    add("identity", keyless->identity);
    add("issuer", keyless->issuer);
  }
  if (request.unsigned_are == evidence::Unsigned::passed) add("unsigned", "passed");
  std::vector<ModelPath> left_out = request.left_out;
  std::ranges::sort(left_out);
  for (const ModelPath& path : left_out)
    add("left out", path.text());
  return hash::sha256(bytes_of(text));
}

Result<std::optional<SignatureRequest>> SignatureWords::request() const {
  const auto kinds =
      (public_key_file.empty() ? 0 : 1) + (certificate_files.empty() ? 0 : 1) + (trusted_root_file.empty() ? 0 : 1);
  if (Status fit = check_companions(*this); !fit.ok()) return fit.error();
  if (kinds > 1)
    return wrong_demand(
        "--public-key, --certificate-chain and --trusted-root exclude each other: a signature is of one kind");
  if (kinds == 0) {
    if (signature_file.empty() && ignored.empty() && !ignore_unsigned) return std::optional<SignatureRequest>();
    return wrong_demand(
        "whose signature it has to be is not said: give --public-key, --certificate-chain, or --trusted-root with "
        "--identity and --issuer");
  }
  SignatureRequest request{.file = word_or_none(signature_file),
                           .unsigned_are = ignore_unsigned ? evidence::Unsigned::passed : evidence::Unsigned::refused};
  if (!public_key_file.empty()) request.by = SignedByKey{public_key_file};
  if (!trusted_root_file.empty()) request.by = SignedKeyless{trusted_root_file, identity, issuer};
  if (!certificate_files.empty()) {
    auto by = by_certificate(*this);
    if (!by.ok()) return by.error();
    request.by = *std::move(by);
  }
  for (const std::string& word : ignored) {
    auto path = ModelPath::parse(word);
    if (!path.ok())
      return wrong_demand("--ignore '" + printable(word) + "' is not a path inside MODEL: " + path.error().message);
    request.left_out.push_back(*std::move(path));
  }
  return std::optional(std::move(request));
}

Status SignatureWords::check_outside_of(const std::string& model) const {
  std::vector<std::pair<std::string_view, std::string>> files = {{"--public-key", public_key_file},
                                                                 {"--trusted-root", trusted_root_file}};
  for (const std::string& file : certificate_files)
    files.emplace_back("--certificate-chain", file);
  for (const auto& [option, file] : files) {
    if (Status outside = check_outside(model, file, option); !outside.ok()) return outside;
  }
  return done;
}

std::vector<std::string> SignatureWords::files() const {
  std::vector<std::string> named = certificate_files;
  for (const std::string& file : {signature_file, public_key_file, trusted_root_file}) {
    if (!file.empty()) named.push_back(file);
  }
  return named;
}

}  // namespace weightcheck::workflow
