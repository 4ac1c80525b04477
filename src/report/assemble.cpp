// SPDX-License-Identifier: Apache-2.0
// One function a part of the report that needs more than copying.
#include "report/assemble.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <string_view>
#include <utility>

#include "base/bytes.hpp"
#include "hubs/upstream.hpp"
#include "license/or_later.hpp"
#include "lineage/outcome.hpp"
#include "policy/license_names.hpp"
#include "policy/signed_whole.hpp"
#include "policy/wording.hpp"

namespace weightcheck::report {
namespace {

using evidence::Evidence;

std::optional<std::uint64_t> files_shared_with(const Evidence& evidence, const git::CommitProof& base) {
  if (!evidence.proof) return std::nullopt;
  return static_cast<std::uint64_t>(std::ranges::count_if(evidence.proof->entries, [&](const auto& entry) {
    const git::ProofEntry* other = base.find(entry.path);
    return other != nullptr && other->id == entry.id;
  }));
}

policy::LicenseSummary license_summary(const Evidence& evidence, const policy::Demands& demands) {
  policy::LicenseSummary summary;
  const std::string own_name = evidence.license.card ? evidence.license.card->declared.license_name : "";
  for (const auto& declared : policy::declared_licenses(evidence, demands.known_licenses())) {
    const auto& terms = declared.resolved.terms;
    const bool known = declared.resolved.kind == license::NameKind::known;
    // "other" is known by the name beside it.
    const std::string& by = known && declared.text == "other" && !own_name.empty() ? own_name : declared.text;
    summary.declared +=
        (summary.declared.empty() ? "" : ", ") + (known ? license::id_as_declared(terms.id, by) : declared.text);
    // "other" says only that the name beside it does.
    const bool has_own_name = declared.resolved.kind == license::NameKind::custom && !own_name.empty();
    summary.declared_names.push_back({.text = has_own_name ? own_name : declared.text,
                                      .spdx = known ? license::id_as_declared(terms.spdx, by) : ""});
  }
  summary.declares_a_choice = policy::declares_a_choice(evidence);
  const policy::MainText main = policy::weights_text(evidence.license);
  summary.weights_unknown = main.state == policy::WeightsText::unknown;
  if (const auto* code = policy::code_text(evidence.license)) summary.code = code->text.id;
  if (const auto* text = main.text) {
    summary.detected = text->text.id;
    summary.confidence = text->text.confidence;
    summary.file = text->path.text();
    summary.set_aside = text->text.set_aside;
    summary.detected_spdx = policy::terms_of(text->text, demands.known_licenses()).spdx;
    // One text stands for both: whoever declares it, or tags it, says which is meant.
    for (const policy::LicenseName& name : summary.declared_names) {
      if (license::id_as_declared(summary.detected_spdx, name.spdx) == name.spdx) summary.detected_spdx = name.spdx;
    }
    for (const license::SetAside& aside : summary.set_aside)
      summary.detected_spdx = license::id_as_declared(summary.detected_spdx, license::tagged_license(aside.text));
  }
  return summary;
}

// What is known of a base's license: the text in it, else what its card says.
std::string license_of(const evidence::BaseSeen& base, const policy::Demands& demands) {
  const policy::MainText main = policy::weights_text(base.license);
  if (main.text != nullptr) return main.text->text.id;
  if (!base.license.card || main.state == policy::WeightsText::unknown) return "";
  std::string words;
  for (const auto& declared :
       policy::declared_licenses(base.license.card->declared, "its card", demands.known_licenses()))
    words += (words.empty() ? "" : ", ") + declared.text;
  return words;
}

std::vector<policy::NamedBase> named_bases(const Evidence& evidence, const policy::Demands& demands) {
  std::vector<policy::NamedBase> bases;
  for (const auto& seen : evidence.bases_seen) {
    if (seen.source == evidence::BaseSource::proof) continue;  // told with the files it holds
    policy::NamedBase base{.name = seen.name, .license = license_of(seen, demands)};
    if (evidence.manifest) {
      const auto& pinned = evidence.manifest->base_models;
      const auto found = std::ranges::find_if(pinned, [&](const manifest::BaseModel& one) {
        return hubs::is_same_repository(seen.name, one.upstream, hubs::Bare::hub_name);
      });
      if (found != pinned.end()) base.commit = found->commit;
    }
    bases.push_back(std::move(base));
  }
  return bases;
}

std::vector<policy::ClaimSetFacts> claim_sets_of(const Evidence& evidence) {
  std::vector<policy::ClaimSetFacts> sets;
  for (const evidence::ClaimSet& set : evidence.claim_sets)
    sets.push_back({.source = set.source, .origin = set.origin, .by = set.by, .coverage = set.coverage});
  return sets;
}

// What lies in the model declares its license with no other origin than that.
std::vector<evidence::Statement> statements_of(const Evidence& evidence) {
  std::vector<evidence::Statement> statements = evidence.statements;
  if (!evidence.license.card) return statements;
  for (const std::string& license : evidence.license.card->declared.licenses)
    statements.push_back({"license", license, {}, "README.md"});
  return statements;
}

std::uint64_t bytes_hashed(const Evidence& evidence) {
  std::uint64_t bytes = 0;
  for (const auto& seen : evidence.observations)
    bytes += seen.digests.ok() ? seen.identity.size : 0;
  return bytes;
}

}  // namespace

std::string time_of_committer(std::string_view committer) {
  constexpr std::uint64_t seconds_max = 253'402'300'799;
  const std::size_t mail_end = committer.rfind("> ");
  if (mail_end == std::string_view::npos) return "";
  const std::string_view rest = committer.substr(mail_end + 2);
  const auto seconds = parse_decimal(rest.substr(0, rest.find(' ')));
  return seconds && *seconds <= seconds_max ? utc(static_cast<std::int64_t>(*seconds)) : "";
}

std::string utc(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 32> buffer{};
  return {buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

policy::Report assemble(const Evidence& evidence, const policy::Demands& demands, policy::Judgement judgement,
                        RunFacts run) {
  policy::Report report;
  report.command = demands.mode == policy::Mode::verify ? "verify" : "inspect";
  report.model = std::move(run.model);
  report.tool = {.version = std::move(run.version), .sha256_engine = std::move(run.engines)};
  report.verdict = judgement.verdict;
  report.exit_code = judgement.exit_code;
  report.fail_on = demands.fail_on;
  report.finished_at = std::move(run.finished_at);
  report.trust = evidence.trust;
  report.upstream_trust = evidence.upstream_trust;
  report.signature = evidence.signature;
  if (report.signature) report.signature->left_out_weights = policy::weights_left_out(evidence).size();
  report.pin = evidence.pin;
  report.statements = statements_of(evidence);
  report.claim_sets = claim_sets_of(evidence);
  report.checks = std::move(judgement.checks);
  report.findings = std::move(judgement.findings);
  report.waived = std::move(judgement.waived);
  report.files = std::move(judgement.rows);
  report.files_here = evidence.tree.files.size();
  report.bytes_here = evidence.tree.total_bytes();
  report.license = license_summary(evidence, demands);
  report.excluded = evidence.tree.excluded;
  report.timing = {.bytes = bytes_hashed(evidence), .seconds = run.seconds};
  if (evidence.has_claims()) report.expectations = policy::expectation_words(evidence);
  report.manifest_present = evidence.manifest.has_value();
  report.proof_present = evidence.proof.has_value();
  if (evidence.proof) report.commit_time = time_of_committer(evidence.proof->details.committer);
  for (const auto& base : evidence.bases) {
    report.bases.push_back({.file = base.file,
                            .commit = base.proof.commit,
                            .commit_files_shared = files_shared_with(evidence, base.proof)});
  }
  report.named_bases = named_bases(evidence, demands);
  if (evidence.lineage != nullptr) report.lineage = *evidence.lineage;
  if (const auto& card = evidence.license.card) {
    report.base_relation = card->declared.base_model_relation;
    report.license_name = card->declared.license_name;
    report.license_link = card->declared.license_link;
  }
  return report;
}

}  // namespace weightcheck::report
