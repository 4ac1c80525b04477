// SPDX-License-Identifier: Apache-2.0
// "Policy" in the catalogue: what the policy demands of the upstream and of the signer, and what has become of its
// waivers.
#include <algorithm>

#include "base/escape.hpp"
#include "hubs/upstream_pattern.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

bool allows(const std::string& allowed, std::string_view upstream) {
  const auto pattern = hubs::UpstreamPattern::parse(allowed);
  const auto named = hubs::read_upstream(upstream);
  return pattern.ok() && named.ok() && pattern->matches(*named);
}

Drafts upstream_not_allowed(const Context& context) {
  const auto& allowed = context.demands.upstreams;
  if (allowed.empty() || context.evidence.rejected) return {};
  const auto& pin = context.evidence.pin;
  if (!pin || !pin->upstream)
    return {{.subject = "", .message = "the policy names the upstreams that it allows, and no pin here names one"}};
  const bool is_allowed =
      std::ranges::any_of(allowed, [&](const std::string& one) { return allows(one, *pin->upstream); });
  if (is_allowed && context.evidence.upstream_trust < context.demands.trust_min) {
    return {{.subject = "",
             .message = quoted_text(*pin->upstream) +
                        " is allowed, but only the model itself says that it is the upstream, and the policy demands "
                        "more trust than that",
             .help = "Give --upstream, or a manifest from outside the model."}};
  }
  if (is_allowed) return {};
  return {{.subject = "", .message = quoted_text(*pin->upstream) + " is none of the upstreams that the policy allows"}};
}

Drafts signer_not_allowed(const Context& context) {
  const auto& signature = context.evidence.signature;
  if (!signature || context.demands.allows(signature->signer)) return {};
  const signature::Signer& signer = signature->signer;
  std::string who = "the key sha256:" + signer.key_hint;
  if (signer.method == signature::Method::certificate)
    who = "the certificate sha256:" + signer.fingerprint + " of " + quoted_text(signer.subject) +
          " under the root sha256:" + signer.anchor_fingerprint;
  if (signer.method == signature::Method::keyless)
    who = quoted_text(signer.identity) + " (issuer " + quoted_text(signer.issuer) +
          ") under the root sha256:" + signer.anchor_fingerprint;
  return {
      {.subject = "", .message = "the signature is by " + who + ", who is none of the signers that the policy allows"}};
}

std::string said_of(const Waiver& waiver) {
  return "the waiver of " + waiver.rule + " for " + quoted_text(waiver.path.text());
}

std::string subject_of(const Waiver& waiver) { return waiver.rule + "\n" + waiver.path.text(); }

Drafts waiver_expired(const Context& context) {
  Drafts drafts;
  for (const Waiver& waiver : context.demands.waivers) {
    if (context.demands.holds(waiver)) continue;
    drafts.push_back(
        {.subject = subject_of(waiver),
         .message = said_of(waiver) + " ended on " + iso_date(waiver.expires) + " (" + printable(waiver.reason) + ")"});
  }
  return drafts;
}

// Were the questions of this area asked to their end? A waiver of an answer that was never sought is not unused.
bool was_examined(const Context& context, Area area) {
  const evidence::Evidence& seen = context.evidence;
  if (seen.rejected) return false;
  if (context.demands.mode == Mode::verify) return seen.hashed && !seen.interrupted;
  return area != Area::integrity && area != Area::manifest && area != Area::provenance;
}

Drafts waiver_unused(const Context& context) {
  Drafts drafts;
  const auto& waivers = context.demands.waivers;
  for (std::size_t i = 0; i < waivers.size(); ++i) {
    const Rule* rule = find_rule(waivers[i].rule);
    if (!context.demands.holds(waivers[i]) || rule == nullptr || !was_examined(context, rule->area)) continue;
    const WaiverUse& use = context.waiver_uses[i];
    if (use.took_out) continue;
    Draft draft{.subject = subject_of(waivers[i]), .message = said_of(waivers[i]) + " excused nothing"};
    if (!use.short_of.empty()) {
      draft.message += ", as what it is for concerns " + quoted_text(use.short_of) + " as well";
      draft.help = "Where that file was judged too, waive the rule for it as well; otherwise remove the waiver.";
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

constexpr Rule policy_table[] = {
    {.id = "upstream-not-allowed",
     .area = Area::policy,
     .level = Level::locked,
     .title = "the pin's upstream is not among those that the policy allows",
     .reason =
         "A model that is intact and anchored may still be another publisher's: whose repositories are trusted is "
         "what the policy says.",
     .cure = "Take the model from an upstream that the policy allows, or have this one added to its `upstreams`.",
     .example =
         {.given =
              R"sh(echo '{"schema_version": 1, "checks": ["integrity"], "upstreams": ["https://example.com/weightcheck/"]}' > ../policy.json)sh",
          .fires =
              R"sh(echo '{"schema_version": 1, "checks": ["integrity"], "upstreams": ["hf:Qwen/"]}' > ../policy.json
weightcheck verify . --policy ../policy.json --upstream https://example.com/weightcheck/example)sh",
          .silenced =
              R"sh(echo '{"schema_version": 1, "checks": ["integrity"], "upstreams": ["https://example.com/weightcheck/"]}' > ../policy.json)sh"},
     .check = upstream_not_allowed,
     .consequence = Consequence::untrusted},
    {.id = "signer-not-allowed",
     .area = Area::policy,
     .level = Level::locked,
     .title = "the signer is not among those that the policy allows",
     .reason = "The command line of one job says whose signature it takes. Whose signatures count at all is what the "
               "policy says, wherever it is used.",
     .cure = "Take the model from a signer that the policy allows, or have this one added to its `signers`.",
     .example = {.given = R"sh(rm COMMIT.proof
openssl ecparam -name prime256v1 -genkey -noout -out ../key.pem
openssl ec -in ../key.pem -pubout -out ../key.pub.pem
sign-model ../key.pem > ../model.sig
only() { echo '{"schema_version": 1, "checks": ["integrity"], "signers": [{"key": "sha256:'$1'"}]}' > ../policy.json; }
only $(sha256sum < ../key.pub.pem | cut -c1-64))sh",
                 .fires = R"sh(only $(sha256sum < ../key.pem | cut -c1-64)
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem --policy ../policy.json)sh",
                 .silenced = "only $(sha256sum < ../key.pub.pem | cut -c1-64)"},
     .check = signer_not_allowed,
     .consequence = Consequence::untrusted},
    {.id = "waiver-expired",
     .area = Area::policy,
     .severity = Severity::warning,
     .title = "a waiver's time is over",
     .reason = "Waivers are loans: what was tolerated for a time comes back, and the waiver no longer hides it.",
     .cure = "Remove the waiver, or renew it with the reason that holds now.",
     .example = {.given = R"sh(echo '{"schema_version": 1, "checks": ["integrity"]}' > ../policy.json)sh",
                 .fires = R"sh(echo '{"schema_version": 1, "checks": ["integrity"], "waivers": [
  {"rule": "file-unlisted", "path": "notes.txt", "reason": "read by Ann", "expires": "2020-12-31"}]}' > ../policy.json
weightcheck verify . --policy ../policy.json)sh",
                 .silenced = R"sh(echo '{"schema_version": 1, "checks": ["integrity"], "waivers": [
  {"rule": "file-unlisted", "path": "notes.txt", "reason": "read by Ann", "expires": "2999-12-31"}]}' > ../policy.json)sh"},
     .check = waiver_expired},
    {.id = "waiver-unused",
     .area = Area::policy,
     .severity = Severity::warning,
     .title = "a waiver excused nothing",
     .reason = "What it was for is gone or was misspelt; left in place it would hide the next finding of its kind.",
     .cure = "Remove the waiver, or correct its path.",
     .example = {.given = R"sh(echo 'read by Ann' > notes.txt
echo '{"schema_version": 1, "checks": ["integrity"], "waivers": [
  {"rule": "file-unlisted", "path": "notes.txt", "reason": "read by Ann", "expires": "2999-12-31"}]}' > ../policy.json)sh",
                 .fires = R"sh(rm notes.txt
weightcheck verify . --policy ../policy.json)sh",
                 .silenced = R"sh(echo '{"schema_version": 1, "checks": ["integrity"]}' > ../policy.json)sh"},
     .check = waiver_unused},
};

}  // namespace

std::span<const Rule> policy_rules() { return policy_table; }

}  // namespace weightcheck::policy
