// SPDX-License-Identifier: Apache-2.0
// "Inheritance" in the catalogue, where terms do not conflict: what has to lie beside the weights of a base, or be
// shown, and what has to be known of it. Not legal advice.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "license/file_names.hpp"
#include "policy/base_terms.hpp"
#include "policy/license_names.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;
using license::Answer;
using license::NameKind;
using license::NoticeFile;

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
    const auto its = terms_of_base(context, base);
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
  const auto fork = terms_of_fork(context);
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
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

bool begins_with(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && std::ranges::equal(name.substr(0, prefix.size()), prefix, {}, lower, lower);
}

// The name under which this model is published, where anything tells: a directory may be called as its owner likes.
std::string published_name(const Context& context) {
  const auto& pin = context.evidence.pin;
  std::optional<std::string> upstream = pin ? pin->upstream : std::nullopt;
  for (const auto& layout : context.evidence.layouts) {
    if (!upstream) upstream = layout.upstream;
  }
  if (!upstream) return "";
  const auto named = hubs::read_upstream(*upstream);
  return named.ok() ? named->name : "";
}

Drafts base_name_prefix(const Context& context) {
  const std::string name = published_name(context);
  if (name.empty()) return {};
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
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
    const auto its = terms_of_base(context, base);
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
    if (terms_of_base(context, base)) continue;
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
    const bool terms_known = terms_of_base(context, base).has_value();
    drafts.push_back({.subject = base.name,
                      .message = "which commit of " + name_of(base) + " this was made from is not known" +
                                 (terms_known ? "" : ", nor what its license asks for")});
  }
  return drafts;
}

Drafts base_territory(const Context& context) {
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its || its->terms.territory_excluded.empty()) continue;
    drafts.push_back({.subject = base.name,
                      .message = "of " + name_of(base) + ", " + its->said +
                                 ", which grants nothing in: " + printable(its->terms.territory_excluded)});
  }
  return drafts;
}

constexpr Rule table[] = {
    {.id = "base-license-copy-missing",
     .area = Area::inheritance,
     .title = "the base's license text is not here",
     .reason = "Whoever passes on the base's weights, changed or not, has to pass on its license with them.",
     .cure = "Copy the base's LICENSE file beside the weights.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/LICENSE ../base)sh",
                 .fires = R"sh(rm LICENSE
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../base/LICENSE ."},
     .check = base_license_copy_missing},
    {.id = "base-notice-missing",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base's notices are not here",
     .reason = "Several licenses ask that the base's attribution notices go along.",
     .cure = "Copy the base's NOTICE file, or add its lines to the one here.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/LICENSE ../base
echo 'made by Acme' > ../base/NOTICE)sh",
                 .fires = R"sh(echo 'made by us' > NOTICE
weightcheck verify . --base ../base)sh",
                 .silenced = "cat ../base/NOTICE >> NOTICE"},
     .needs = Needs::heads,
     .check = base_notice_missing},
    {.id = "base-name-prefix",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the name does not begin as the base's license asks",
     .reason = "Some licenses ask that derived models show the base in their name.",
     .cure = "Rename the model.",
     .example =
         {.fires = "sed 's|^library_name.*|base_model: meta-llama/Llama-3.1-8B|' ../example/README.md > README.md",
          .silenced =
              "sed 's|weightcheck/example|weightcheck/Llama-example|' ../example/SHA256.manifest > SHA256.manifest"},
     .needs = Needs::heads,
     .check = base_name_prefix},
    {.id = "base-attribution-missing",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the card does not show what the base's license asks it to",
     .reason = "Some licenses ask for a sentence where users see it.",
     .cure = "Add the sentence to the model card.",
     .example = {.fires =
                     "sed 's|^library_name.*|base_model: meta-llama/Llama-3.1-8B|' ../example/README.md > README.md",
                 .silenced = "echo 'Built with Llama' >> README.md"},
     .needs = Needs::heads,
     .check = base_attribution_missing},
    {.id = "base-unlicensed",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base's license is not known",
     .reason = "Where nothing is granted, nothing may be passed on.",
     .cure = "Give a copy of the base with --base, or ask its publisher.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/README.md ../base)sh",
                 .fires = R"sh(echo '# A base' > ../base/README.md
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../example/README.md ../base"},
     .needs = Needs::heads,
     .check = base_unlicensed},
    {.id = "base-undeclared",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base is not named",
     .reason = "Users have to know whose terms and whose faults they inherit.",
     .cure = "Add `base_model:` to the front matter of README.md.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/README.md ../base
sed 's|^library_name.*|base_model: org/base|' ../example/README.md > README.md)sh",
                 .fires = R"sh(cp ../example/README.md .
weightcheck verify . --base ../base)sh",
                 .silenced = "sed 's|^library_name.*|base_model: org/base|' ../example/README.md > README.md"},
     .check = base_undeclared},
    {.id = "base-unpinned",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base's commit is not known",
     .reason = "A repository's files and its license change; only a commit says what was built on.",
     .cure = "Give the proof of the base's commit with --base-proof, or name URL@COMMIT in the manifest.",
     .example = {.fires =
                     "sed 's|^library_name.*|base_model: meta-llama/Llama-3.1-8B|' ../example/README.md > README.md",
                 .silenced =
                     R"sh(printf '# base-model: https://huggingface.co/meta-llama/Llama-3.1-8B@%040d\n' 1 > ../pin
sed '3r ../pin' ../example/SHA256.manifest > SHA256.manifest)sh"},
     .needs = Needs::heads,
     .check = base_unpinned},
    {.id = "base-territory",
     .area = Area::inheritance,
     .severity = Severity::note,
     .title = "the base's license leaves out a territory",
     .reason = "What is not granted somewhere cannot be used there.",
     .cure = "Check where the model is to be used.",
     .example = {.fires =
                     "sed 's|^library_name.*|base_model: meta-llama/Llama-3.2-8B|' ../example/README.md > README.md",
                 .silenced =
                     "sed 's|^library_name.*|base_model: meta-llama/Llama-3.1-8B|' ../example/README.md > README.md"},
     .needs = Needs::heads,
     .check = base_territory},
};

}  // namespace

std::span<const Rule> inheritance_duty_rules() { return table; }

}  // namespace weightcheck::policy
