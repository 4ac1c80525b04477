// SPDX-License-Identifier: Apache-2.0
// "Inheritance" in the catalogue: what the models that this one was made from ask of it. The questions are asked of
// attributes (license::LicenseTerms), never of pairs of licenses, so that a license added to the facts needs no row
// here. Permissive terms that a fork tightens are no conflict. Not legal advice.
#include <algorithm>
#include <optional>

#include "base/escape.hpp"
#include "evidence/content_kind.hpp"
#include "license/file_names.hpp"
#include "policy/license_names.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;
using evidence::Origin;
using license::Answer;
using license::Commercial;
using license::LicenseTerms;
using license::NameKind;
using license::NoticeFile;
using license::ShareAlike;
using license::UseRestrictions;

// A license, and what says that it applies: "'LICENSE' is MIT".
struct Stated {
  LicenseTerms terms;
  std::string said;
};

std::optional<Stated> stated_by(const evidence::LicenseSeen& seen, const std::vector<DeclaredLicense>& declared,
                                const license::Catalogue& known) {
  if (const auto* text = main_text(seen)) {
    const auto resolved = known.resolve(text->text.id);
    if (resolved.kind == NameKind::known) return Stated{resolved.terms, quoted(text->path) + " is " + text->text.id};
  }
  const auto sure = std::ranges::find(declared, NameKind::known, [](const auto& one) { return one.resolved.kind; });
  if (sure == declared.end()) return std::nullopt;
  return Stated{sure->resolved.terms, sure->where + " says " + quoted_text(sure->text)};
}

std::optional<Stated> fork_of(const Context& context) {
  const auto& known = context.demands.known_licenses();
  return stated_by(context.evidence.license, declared_licenses(context.evidence, known), known);
}

// "OWNER/NAME" of a hub's model, however its address is written.
std::string hub_name(const BaseSeen& base) {
  const std::string canonical = evidence::canonical_upstream(base.name);
  constexpr std::string_view hub = "https://huggingface.co/";
  return canonical.starts_with(hub) ? canonical.substr(hub.size()) : base.name;
}

std::optional<Stated> stated_by_base(const Context& context, const BaseSeen& base) {
  const auto& known = context.demands.known_licenses();
  std::vector<DeclaredLicense> declared;
  if (base.license.card) declared = declared_licenses(base.license.card->declared, "its card", known);
  if (auto stated = stated_by(base.license, declared, known)) return stated;
  if (base.source != BaseSource::card && base.source != BaseSource::manifest) return std::nullopt;
  const LicenseTerms* by_name = known.by_model(hub_name(base));
  if (by_name == nullptr) return std::nullopt;
  return Stated{*by_name, "models of that name are under " + by_name->id};
}

std::string name_of(const BaseSeen& base) { return "the base " + quoted_text(base.name); }

// An adapter holds none of the base's weights: whether the base's terms reach it is disputed, so that what would be an
// error is a warning.
bool is_adapter(const Context& context) {
  const auto& card = context.evidence.license.card;
  if (card && card->declared.base_model_relation == "adapter") return true;
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(context.evidence.tree.files, [&](const auto& file) { return file.path.text() == name; });
  };
  return has("adapter_config.json") && !has("model.safetensors") && !has("model.safetensors.index.json");
}

struct Weights {
  std::uint64_t here = 0;
  std::uint64_t of_base = 0;
};

Weights weights_of(const Context& context, const BaseSeen& base) {
  Weights weights;
  for (const auto& row : context.rows) {
    if (!row.size || !evidence::is_weight_name(row.path.name())) continue;
    ++weights.here;
    weights.of_base += row.base && base.proof && row.base->base == *base.proof ? 1 : 0;
  }
  return weights;
}

// One finding a base of which `clause` says something; both licenses are known.
template <typename Clause>
Drafts conflicts(const Context& context, const Clause& clause) {
  const auto fork = fork_of(context);
  if (!fork) return {};  // license-missing and its kin say what is to be said
  const bool adapter = is_adapter(context);
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = stated_by_base(context, base);
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
    const auto its = stated_by_base(context, base);
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

bool has_text_of(const Context& context, const BaseSeen& base, const std::string& id) {
  const bool by_words = std::ranges::any_of(
      context.evidence.license.texts, [&](const auto& seen) { return holds_terms(seen.text) && seen.text.id == id; });
  return by_words || std::ranges::any_of(context.rows, [&](const auto& row) {  // the base's own file, whatever it says
           return row.base && base.proof && row.base->base == *base.proof &&
                  license::is_license_file_name(row.base->path.text());
         });
}

Drafts base_license_copy_missing(const Context& context) {
  if (!context.evidence.license.examined) return {};
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = stated_by_base(context, base);
    if (!its || its->terms.copy_required == Answer::no || has_text_of(context, base, its->terms.id)) continue;
    const auto declared = declared_licenses(context.evidence, context.demands.known_licenses());
    const bool declares_it = std::ranges::any_of(declared, [&](const auto& license) {
      return license.resolved.kind == NameKind::known && license.resolved.terms.id == its->terms.id;
    });
    const Weights weights = weights_of(context, base);
    std::string message = "of " + name_of(base) + ", " + its->said + ", and no file here holds that text";
    if (weights.of_base > 0) {
      message += "; " + std::to_string(weights.of_base) + " of " + counted(weights.here, "weight file") +
                 " here are the base's, byte for byte";
    }
    const bool sure = its->terms.copy_required == Answer::yes && (declares_it || weights.of_base > 0);
    drafts.push_back(
        {.subject = base.name, .message = std::move(message), .severity = sure ? Severity::error : Severity::warning});
  }
  return drafts;
}

std::string_view trimmed(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t\r");
  return begin == std::string_view::npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

// The first line of the base's notices that none of this model's holds; "" where all are here.
std::string first_line_lacking(const evidence::LicenseSeen& base, const evidence::LicenseSeen& fork) {
  for (const auto& notice : base.notices) {
    for (std::size_t begin = 0; begin < notice.text.size();) {
      const std::size_t end = std::min(notice.text.find('\n', begin), notice.text.size());
      const std::string_view line = trimmed(std::string_view(notice.text).substr(begin, end - begin));
      begin = end + 1;
      const bool here =
          std::ranges::any_of(fork.notices, [&](const auto& own) { return own.text.find(line) != std::string::npos; });
      if (!line.empty() && !here) return std::string(line);
    }
  }
  return "";
}

Drafts base_notice_missing(const Context& context) {
  const auto& own = context.evidence.license;
  const auto fork = fork_of(context);
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = stated_by_base(context, base);
    if (!its) continue;
    const bool is_required = its->terms.notice_file == NoticeFile::required;
    const bool told_of_own = fork && fork->terms.id == its->terms.id;  // then notice-missing asks
    if (is_required && !told_of_own && own.notices.empty()) {
      drafts.push_back({.subject = base.name,
                        .message = "of " + name_of(base) + ", " + its->said +
                                   ", which asks for a NOTICE file in every copy, and there is none",
                        .severity = Severity::error});
    } else if (its->terms.notice_file != NoticeFile::no && !own.notices.empty()) {
      const std::string line = first_line_lacking(base.license, own);
      if (line.empty()) continue;
      drafts.push_back(
          {.subject = base.name,
           .message = "the notices here lack what " + name_of(base) + " says in its own: " + quoted_text(line)});
    }
  }
  return drafts;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && std::ranges::equal(name.substr(0, prefix.size()), prefix, {}, lower, lower);
}

// The name under which this model is published, where anything tells: a directory may be called as its owner likes.
std::string published_name(const Context& context) {
  const auto& pin = context.evidence.pin;
  const auto& upstream = pin && pin->upstream ? pin->upstream : context.evidence.layout.upstream;
  if (!upstream) return "";
  const std::string canonical = evidence::canonical_upstream(*upstream);
  return canonical.substr(canonical.rfind('/') + 1);
}

Drafts base_name_prefix(const Context& context) {
  const std::string name = published_name(context);
  if (name.empty()) return {};
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = stated_by_base(context, base);
    if (!its || its->terms.name_prefix.empty() || begins_with(name, its->terms.name_prefix)) continue;
    drafts.push_back({.subject = base.name,
                      .message = "of " + name_of(base) + ", " + its->said +
                                 ", which asks that names of derived models begin with " +
                                 quoted_text(its->terms.name_prefix) + "; this one is called " + quoted_text(name)});
  }
  return drafts;
}

Drafts base_attribution_missing(const Context& context) {
  const auto& card = context.evidence.license.card;
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = stated_by_base(context, base);
    if (!its || its->terms.attribution_phrases.empty()) continue;
    const bool shown = card && std::ranges::any_of(its->terms.attribution_phrases, [&](const std::string& phrase) {
                         return license::shows_phrase(card->body, phrase);
                       });
    if (shown) continue;
    drafts.push_back({.subject = base.name,
                      .message = "of " + name_of(base) + ", " + its->said + ", which asks to show " +
                                 quoted_text(its->terms.display_attribution) +
                                 (card ? "; the model card does not" : "; there is no model card")});
  }
  return drafts;
}

Drafts base_unlicensed(const Context& context) {
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    if (base.source == BaseSource::card || base.source == BaseSource::manifest) continue;  // base-unpinned says so
    if (stated_by_base(context, base)) continue;
    drafts.push_back({.subject = base.name,
                      .message = base.has_license_file
                                     ? name_of(base) + " has a license file, and what it says is not known here"
                                     : name_of(base) + " has no license file and declares no known license"});
  }
  return drafts;
}

Drafts base_undeclared(const Context& context) {
  const auto& seen = context.evidence;
  const bool declared = (seen.license.card && !seen.license.card->declared.base_models.empty()) ||
                        (seen.manifest && !seen.manifest->base_models.empty());
  if (declared) return {};
  Drafts drafts;
  for (const BaseSeen& base : seen.bases_seen) {
    const Weights weights = weights_of(context, base);
    drafts.push_back({.subject = base.name,
                      .message = "neither the model card nor the manifest names " + name_of(base) +
                                 (weights.of_base == 0 ? std::string()
                                                       : "; " + std::to_string(weights.of_base) + " of " +
                                                             counted(weights.here, "weight file") + " are its")});
  }
  return drafts;
}

Drafts base_unpinned(const Context& context) {
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    if (base.pinned) continue;
    const bool terms_known = stated_by_base(context, base).has_value();
    drafts.push_back({.subject = base.name,
                      .message = "which commit of " + name_of(base) + " this was made from is not known" +
                                 (terms_known ? "" : ", nor what its license asks for")});
  }
  return drafts;
}

Drafts base_territory(const Context& context) {
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = stated_by_base(context, base);
    if (!its || its->terms.territory_excluded.empty()) continue;
    drafts.push_back({.subject = base.name,
                      .message = "of " + name_of(base) + ", " + its->said +
                                 ", which grants nothing in: " + printable(its->terms.territory_excluded)});
  }
  return drafts;
}

constexpr Rule table[] = {
    {.id = "base-relicensed",
     .area = Area::inheritance,
     .title = "the base's terms do not go along",
     .reason = "Terms that bind derivatives still bind this one under whatever label: a fork cannot grant what it was "
               "not granted.",
     .cure = "Publish under the base's license, with its text.",
     .check = base_relicensed},
    {.id = "base-noncommercial",
     .area = Area::inheritance,
     .title = "commercial use is allowed here and not by the base",
     .reason = "A base for research only does not become free for business by being tuned.",
     .cure = "Publish under the base's license, or start from a base that allows it.",
     .check = base_noncommercial},
    {.id = "base-condition-dropped",
     .area = Area::inheritance,
     .title = "the base's condition on commercial use is gone",
     .reason = "Users above the limit (of users a month, of revenue) need the base's licensor, and cannot see it here.",
     .cure = "Publish under the base's license, or repeat its condition.",
     .check = base_condition_dropped},
    {.id = "base-copyleft",
     .area = Area::inheritance,
     .title = "the base asks for its own license on derivatives",
     .reason = "Share-alike terms are met only by the same license, or one that they name.",
     .cure = "Publish under the base's license.",
     .check = base_copyleft},
    {.id = "base-no-derivatives",
     .area = Area::inheritance,
     .title = "the base allows no derivatives to be passed on",
     .reason = "A tuned, merged or quantised file is a modification.",
     .cure = "Ask the base's licensor, or start from another base.",
     .check = base_no_derivatives},
    {.id = "base-license-copy-missing",
     .area = Area::inheritance,
     .title = "the base's license text is not here",
     .reason = "Whoever passes on the base's weights, changed or not, has to pass on its license with them.",
     .cure = "Copy the base's LICENSE file beside the weights.",
     .check = base_license_copy_missing},
    {.id = "base-notice-missing",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base's notices are not here",
     .reason = "Several licenses ask that the base's attribution notices go along.",
     .cure = "Copy the base's NOTICE file, or add its lines to the one here.",
     .check = base_notice_missing},
    {.id = "base-name-prefix",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the name does not begin as the base's license asks",
     .reason = "Some licenses ask that derived models show the base in their name.",
     .cure = "Rename the model.",
     .check = base_name_prefix},
    {.id = "base-attribution-missing",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the card does not show what the base's license asks it to",
     .reason = "Some licenses ask for a sentence where users see it.",
     .cure = "Add the sentence to the model card.",
     .check = base_attribution_missing},
    {.id = "base-unlicensed",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base's license is not known",
     .reason = "Where nothing is granted, nothing may be passed on.",
     .cure = "Give a copy of the base with --base, or ask its publisher.",
     .check = base_unlicensed},
    {.id = "base-undeclared",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base is not named",
     .reason = "Users have to know whose terms and whose faults they inherit.",
     .cure = "Add `base_model:` to the front matter of README.md.",
     .check = base_undeclared},
    {.id = "base-unpinned",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base's commit is not known",
     .reason = "A repository's files and its license change; only a commit says what was built on.",
     .cure = "Give the proof of the base's commit with --base-proof, or name URL@COMMIT in the manifest.",
     .check = base_unpinned},
    {.id = "base-territory",
     .area = Area::inheritance,
     .severity = Severity::note,
     .title = "the base's license leaves out a territory",
     .reason = "What is not granted somewhere cannot be used there.",
     .cure = "Check where the model is to be used.",
     .check = base_territory},
};

}  // namespace

std::span<const Rule> inheritance_rules() { return table; }

}  // namespace weightcheck::policy
