// SPDX-License-Identifier: Apache-2.0
// weightcheck policy check FILE: what a policy comes to, in words, or why it is rejected.
#include <fmt/core.h>

#include <algorithm>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/console.hpp"
#include "policy/rule.hpp"
#include "workflow/policy_source.hpp"

namespace weightcheck::cli {
namespace {

using policy::CheckId;
using policy::Demands;

std::string_view question_of(CheckId check) {
  switch (check) {
    case CheckId::integrity:
      return "every byte is what a manifest, a commit or the download metadata says";
    case CheckId::anchor:
      return "every file is shown by a proof to be in the pinned commit";
    case CheckId::license:
      return "the license is here, is what is declared, and agrees with the base model's";
    case CheckId::shape:
      return "headers, indexes and shards make one loadable model, and nothing dangerous lies beside them";
  }
  return "";
}

std::string line(std::string_view label, std::string_view text) { return fmt::format("{:<11} {}\n", label, text); }

// One entry a line, the label before the first.
std::string lines(std::string_view label, const std::vector<std::string>& entries) {
  std::string text;
  for (const std::string& entry : entries)
    text += line(text.empty() ? label : "", printable(entry));
  return text;
}

std::string checks_of(const Demands& demands) {
  std::string text, others;
  for (const CheckId check : policy::all_checks) {
    if (demands.demands(check)) {
      text += line(text.empty() ? "checks" : "", fmt::format("{}: {}", name_of(check), question_of(check)));
    } else {
      others += (others.empty() ? "" : ", ") + std::string(name_of(check));
    }
  }
  if (!others.empty()) text += line("", fmt::format("not demanded: {}; findings count all the same", others));
  return text;
}

std::string trust_of(const Demands& demands) {
  const std::string by_signature =
      demands.signature == policy::Signed::not_asked ? ""
      : demands.signers.empty()
          ? "signed: a signature has to hold; whose it has to be is said on the command line"
          : "signed: a signature of one of the signers has to hold, and of whom the command line says";
  switch (demands.trust_min) {
    case evidence::Trust::none:
      return line("trust", by_signature.empty() ? "none is demanded" : by_signature);
    case evidence::Trust::self:
      return line("trust", "self: a pin is demanded, wherever it comes from");
    case evidence::Trust::pinned:
      return line("trust", "pinned: the pin is to come from outside the model") +
             (by_signature.empty() ? "" : line("", by_signature));
  }
  return "";
}

// Each by all that has to fit.
std::string signers_of(const Demands& demands) {
  std::vector<std::string> entries;
  for (const policy::AllowedSigner& signer : demands.signers) {
    std::string& entry = entries.emplace_back(signer.key.empty() ? signer.identity : "the key sha256:" + signer.key);
    if (!signer.issuer.empty()) entry += " (issuer " + signer.issuer + ")";
    if (signer.root.empty()) continue;
    entry += (entry.empty() ? "anybody under the root sha256:" : " under the root sha256:") + signer.root;
  }
  return lines("signers", entries);
}

std::string pins_of(const Demands& demands) {
  std::string text = lines("upstreams", demands.upstreams);
  if (!demands.upstreams.empty() && demands.trust_min < evidence::Trust::pinned && !demands.commit)
    text += line("", "caution: without trust 'pinned' the upstream may be the model's own word");
  if (demands.commit) text += line("commit", demands.commit->hex());
  return text;
}

std::string licenses_of(const Demands& demands) {
  std::string text = lines("allowed", demands.licenses.allow) + lines("denied", demands.licenses.deny);
  if (demands.licenses.commercial == policy::CommercialUse::required)
    text += line("commercial", "required: the license is to allow commercial use without a condition");
  return text;
}

std::string levels_of(const Demands& demands) {
  std::string text;
  for (const auto& [id, severity] : demands.levels) {
    const policy::Rule* rule = policy::find_rule(id);
    const std::string_view usual = rule == nullptr ? "" : name_of(rule->severity);
    text += line(text.empty() ? "levels" : "", fmt::format("{}: {}, usually {}", id, name_of(severity), usual));
  }
  return text;
}

std::string waivers_of(const Demands& demands) {
  std::string text;
  for (const policy::Waiver& waiver : demands.waivers) {
    const std::string paths = waiver.path.is_whole_model() ? "the model as a whole" : printable(waiver.path.text());
    text += line(text.empty() ? "waivers" : "",
                 fmt::format("{} for {}, {} {}: {}", waiver.rule, paths,
                             demands.holds(waiver) ? "until" : "EXPIRED, does not hold since the end of",
                             policy::iso_date(waiver.expires), printable(waiver.reason)));
  }
  return text;
}

// What the one demands, the other would give away: verify takes no notice of the waiver then.
std::string cautions_of(const Demands& demands) {
  const bool waives =
      std::ranges::any_of(demands.waivers, [](const auto& waiver) { return waiver.rule == "trust-self"; });
  if (!waives || demands.trust_min < evidence::Trust::pinned) return "";
  return line("", "caution: trust 'pinned' is demanded, and trust-self is waived; one of the two has to go");
}

std::string fixed_rules() {
  std::string text;
  for (const policy::Rule* rule : policy::rule_table()) {
    if (rule->level == policy::Level::locked) text += (text.empty() ? "" : ", ") + std::string(rule->id);
  }
  return text;
}

std::string words_of(const Demands& demands) {
  return checks_of(demands) +
         line("fails on", demands.fail_on == policy::Severity::warning ? "errors and warnings" : "errors") +
         trust_of(demands) + signers_of(demands) + pins_of(demands) + licenses_of(demands) + levels_of(demands) +
         waivers_of(demands) + cautions_of(demands) + line("fixed", "whatever a policy says: " + fixed_rules());
}

class PolicyCheckCommand final : public Command {
 public:
  Options options() override {
    return {
        {.names = "FILE", .help = "policy to read", .into = &file_, .need = Need::required},
        {.names = "--license-facts",
         .value = "FILE",
         .help = "more licenses that it may name, as for verify",
         .into = &license_facts_file_},
    };
  }

  Result<int> run(std::stop_token) override {
    const auto facts = workflow::license_facts_of(license_facts_file_);
    if (!facts.ok()) return facts.error();
    const auto demands = workflow::read_policy_file(file_, *facts);
    if (!demands.ok()) return demands.error();
    return print(line("policy", printable(file_)) + words_of(*demands));
  }

 private:
  std::string file_, license_facts_file_;
};

}  // namespace

std::unique_ptr<Command> make_policy_check() { return std::make_unique<PolicyCheckCommand>(); }

}  // namespace weightcheck::cli
