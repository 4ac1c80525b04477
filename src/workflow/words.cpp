// SPDX-License-Identifier: Apache-2.0
// Each word is checked by itself. --strict and --fail-on add to what a policy demands and take nothing from it.
#include "workflow/words.hpp"

#include <filesystem>

#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "workflow/policy_source.hpp"

namespace weightcheck::workflow {
namespace {

std::optional<std::string> given(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

}  // namespace

Result<std::optional<git::ObjectId>> read_commit(const std::string& word) {
  if (word.empty()) return std::optional<git::ObjectId>();
  const auto commit = git::ObjectId::parse(word);
  if (commit) return commit;
  return usage("--commit '" + printable(word) +
               "' is no full commit id (40 or 64 lower-case hexadecimal digits); branches, tags and short ids move "
               "(pin-not-a-commit)");
}

Result<std::string> read_upstream(const std::string& word) {
  auto upstream = hubs::read_upstream(word);
  if (!upstream.ok()) return usage(within(upstream.error(), "--upstream").message);
  return std::move(upstream->written);
}

Result<VerifyRequest> ModelWords::request() const {
  VerifyRequest request{.model = model,
                        .manifest_file = given(manifest_file),
                        .proof_file = given(proof_file),
                        .base_proof_files = base_proof_files,
                        .upstream = given(upstream)};
  for (const std::string& base : base_directories) {
    std::error_code missing;
    const bool is_ledger = std::filesystem::is_regular_file(base, missing);
    (is_ledger ? request.base_ledgers : request.base_directories).push_back(base);
  }
  for (const std::string& word : base_commits) {
    const auto of_base = read_commit(word);
    if (!of_base.ok()) return within(of_base.error(), "--base-commit");
    if (*of_base) request.base_commits.push_back(**of_base);
  }
  auto pinned = read_commit(commit);
  if (!pinned.ok()) return pinned.error();
  request.commit = *std::move(pinned);
  if (request.upstream) {
    auto named = read_upstream(*request.upstream);
    if (!named.ok()) return named.error();
    request.upstream = *std::move(named);
  }
  return request;
}

Status DemandWords::apply(VerifyRequest& request) const {
  if (Status outside = check_outside(request.model, license_facts_file, "--license-facts"); !outside.ok())
    return outside;
  const auto facts = license_facts_of(license_facts_file);
  if (!facts.ok()) return facts.error();
  auto policy = policy_for(request.model, policy_file, *facts);
  if (!policy.ok()) return policy.error();
  policy::Demands& demands = request.demands;
  demands.license_facts = facts->catalogue;
  if (*policy) demands = **std::move(policy);
  if (fail_on == "warning" || strict) demands.fail_on = policy::Severity::warning;
  if (strict && demands.trust_min < evidence::Trust::pinned) {  // a policy that names the pin means the pin
    demands.trust_min = evidence::Trust::pinned;
    demands.trust_met_by = policy::MetBy::pin_or_signature;
  }
  if (strict && !partial) demands.completeness = policy::Completeness::whole;
  return done;
}

}  // namespace weightcheck::workflow
