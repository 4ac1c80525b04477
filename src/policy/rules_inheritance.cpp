// SPDX-License-Identifier: Apache-2.0
// "Inheritance" in the catalogue, where the terms of this model and of those that it was made from conflict. The
// questions are asked of attributes (license::LicenseTerms), never of pairs of licenses, so that a license added to the
// facts needs no row here. Permissive terms that a fork tightens are no conflict. Not legal advice.
#include "policy/base_terms.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
using license::Commercial;
using license::LicenseTerms;
using license::ShareAlike;
using license::UseRestrictions;

// One finding a base of which `clause` says something; both licenses are known.
template <typename Clause>
Drafts conflicts(const Context& context, const Clause& clause) {
  const auto fork = terms_of_fork(context);
  if (!fork) return {};  // license-missing and its kin say what is to be said
  const bool adapter = is_adapter(context);
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its || its->terms.id == fork->terms.id) continue;
    const std::string says = clause(base, its->terms, fork->terms);
    if (says.empty()) continue;
    drafts.push_back(
        {.subject = base.name,
         .message =
             "of " + name_of(base) + ", " + its->said + ", " + says + "; here " + fork->said +
             (adapter ? " (this is an adapter: a warning, since it is disputed whether the base's terms reach it)"
                      : ""),
         .severity = adapter ? Severity::warning : Severity::error});
  }
  return drafts;
}

Drafts base_relicensed(const Context& context) {
  return conflicts(context, [](const BaseSeen&, const LicenseTerms& base, const LicenseTerms& fork) -> std::string {
    if (base.family == fork.family && base.family != "cc") return "";
    if (base.share_alike == ShareAlike::same_terms) return "whose agreement goes along with every derivative";
    const bool restricted =
        base.use_restrictions == UseRestrictions::pass_through || base.use_restrictions == UseRestrictions::policy;
    return restricted ? "whose use restrictions go along with every derivative" : "";
  });
}

Drafts base_noncommercial(const Context& context) {
  return conflicts(context, [](const BaseSeen&, const LicenseTerms& base, const LicenseTerms& fork) -> std::string {
    const bool allows = fork.commercial == Commercial::yes || fork.commercial == Commercial::conditional;
    return base.commercial == Commercial::no && allows ? "which allows no commercial use" : "";
  });
}

Drafts base_condition_dropped(const Context& context) {
  return conflicts(context, [](const BaseSeen&, const LicenseTerms& base, const LicenseTerms& fork) -> std::string {
    if (base.commercial != Commercial::conditional || fork.commercial != Commercial::yes) return "";
    return "which allows commercial use on a condition" +
           (base.commercial_limit.empty() ? "" : " (" + base.commercial_limit + ")");
  });
}

Drafts base_copyleft(const Context& context) {
  return conflicts(context, [](const BaseSeen&, const LicenseTerms& base, const LicenseTerms& fork) -> std::string {
    const bool one_way =
        base.id == "CC-BY-SA-4.0" && fork.id.starts_with("GPL-3.0");  // as Creative Commons declared in 2015
    return base.share_alike == ShareAlike::full && !one_way ? "which asks for the same license on derivatives" : "";
  });
}

// Also where the fork keeps the license: the base may be passed on, and nothing made from it.
Drafts base_no_derivatives(const Context& context) {
  const bool adapter = is_adapter(context);
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its || its->terms.derivatives != license::Derivatives::no_distribution) continue;
    const Weights weights = weights_of(context, base);
    if (weights.here > 0 && weights.here == weights.of_base) continue;  // an unmodified copy
    drafts.push_back({.subject = base.name,
                      .message = "of " + name_of(base) + ", " + its->said +
                                 ", which allows no derivatives to be passed on, and this is not shown to be a copy" +
                                 (adapter ? " (it is an adapter: a warning)" : ""),
                      .severity = adapter ? Severity::warning : Severity::error});
  }
  return drafts;
}

constexpr Rule inheritance_table[] = {
    {.id = "base-relicensed",
     .area = Area::inheritance,
     .title = "the base's terms do not go along",
     .reason = "Terms that bind derivatives still bind this one under whatever label: a fork cannot grant what it was "
               "not granted.",
     .cure = "Publish under the base's license, with its text.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/README.md ../base)sh",
                 .fires = R"sh(sed 's/apache-2.0/llama3.1/' ../example/README.md > ../base/README.md
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../example/README.md ../base"},
     .needs = Needs::heads,
     .check = base_relicensed},
    {.id = "base-noncommercial",
     .area = Area::inheritance,
     .title = "commercial use is allowed here and not by the base",
     .reason = "A base for research only does not become free for business by being tuned.",
     .cure = "Publish under the base's license, or start from a base that allows it.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/README.md ../base)sh",
                 .fires = R"sh(sed 's/apache-2.0/cc-by-nc-4.0/' ../example/README.md > ../base/README.md
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../example/README.md ../base"},
     .needs = Needs::heads,
     .check = base_noncommercial},
    {.id = "base-condition-dropped",
     .area = Area::inheritance,
     .title = "the base's condition on commercial use is gone",
     .reason = "Users above the limit (of users a month, of revenue) need the base's licensor, and cannot see it here.",
     .cure = "Publish under the base's license, or repeat its condition.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/README.md ../base)sh",
                 .fires = R"sh(sed 's/apache-2.0/llama3.1/' ../example/README.md > ../base/README.md
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../example/README.md ../base"},
     .needs = Needs::heads,
     .check = base_condition_dropped},
    {.id = "base-copyleft",
     .area = Area::inheritance,
     .title = "the base asks for its own license on derivatives",
     .reason = "Share-alike terms are met only by the same license, or one that they name.",
     .cure = "Publish under the base's license.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/README.md ../base)sh",
                 .fires = R"sh(sed 's/apache-2.0/gpl-3.0/' ../example/README.md > ../base/README.md
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../example/README.md ../base"},
     .needs = Needs::heads,
     .check = base_copyleft},
    {.id = "base-no-derivatives",
     .area = Area::inheritance,
     .title = "the base allows no derivatives to be passed on",
     .reason = "A tuned, merged or quantised file is a modification.",
     .cure = "Ask the base's licensor, or start from another base.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/README.md ../base)sh",
                 .fires = R"sh(sed 's/apache-2.0/cc-by-nd-4.0/' ../example/README.md > ../base/README.md
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../example/README.md ../base"},
     .check = base_no_derivatives},
};

}  // namespace

std::span<const Rule> inheritance_rules() { return inheritance_table; }

}  // namespace weightcheck::policy
