// SPDX-License-Identifier: Apache-2.0
#include "report/signature_json.hpp"

#include "base/escape.hpp"
#include "report/assemble.hpp"

namespace weightcheck::report {
namespace {

using json::Value;

Value shown(const std::string& raw) { return raw.empty() ? Value() : Value(printable(raw)); }

}  // namespace

Value signature_of(const policy::Report& report) {
  if (!report.signature) return {};
  const evidence::SignatureSeen& seen = *report.signature;
  const signature::Signer& signer = seen.signer;
  json::Array times;
  for (const std::int64_t time : signer.times)
    times.emplace_back(utc(time));
  return json::Object{{"method", signature::name_of(signer.method)},
                      {"bundle", printable(seen.bundle)},
                      {"key_hint", shown(signer.key_hint)},
                      {"subject", shown(signer.subject)},
                      {"fingerprint", shown(signer.fingerprint)},
                      {"anchor_fingerprint", shown(signer.anchor_fingerprint)},
                      {"identity", shown(signer.identity)},
                      {"issuer", shown(signer.issuer)},
                      {"times", std::move(times)},
                      {"source_repository", shown(signer.source_repository)},
                      {"source_commit", shown(signer.source_commit)},
                      {"statement", signature::name_of(seen.version)},
                      {"root_digest", seen.root ? Value(seen.root->hex()) : Value()},
                      {"signed_files", seen.signed_files},
                      {"unsigned_files", seen.unsigned_files},
                      {"ignored_files", seen.ignored_files},
                      {"left_out_files", seen.left_out_files.size()},
                      {"left_out_weights", seen.left_out_weights},
                      {"at", seen.asked_at ? Value(utc(*seen.asked_at)) : Value()}};
}

}  // namespace weightcheck::report
