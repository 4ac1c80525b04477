// SPDX-License-Identifier: Apache-2.0
// "Inheritance" in the catalogue, where terms do not conflict: what has to lie beside the weights of a base, or be
// shown, and what has to be known of it. Not legal advice.
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>

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

template <typename Use>
void for_each_line(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const std::string_view line = trimmed(text.substr(0, end)); !line.empty()) use(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// The notices of this model. A line of another's is looked up among their lines; one that stands inside a longer line
// is searched for, a limited number of times, since both texts are strangers'.
class OwnNotices {
 public:
  explicit OwnNotices(const evidence::LicenseSeen& fork) : fork_(fork) {
    for (const auto& notice : fork.notices)
      for_each_line(notice.text, [&](std::string_view line) { lines_.insert(line); });
  }

  [[nodiscard]] bool hold(std::string_view line) {
    if (lines_.contains(line)) return true;
    if (searches_left_ == 0) return false;
    --searches_left_;
    return std::ranges::any_of(fork_.notices,
                               [&](const auto& own) { return own.text.find(line) != std::string::npos; });
  }

 private:
  const evidence::LicenseSeen& fork_;
  std::unordered_set<std::string_view> lines_;
  std::size_t searches_left_ = 1000;
};

// The first line of the base's notices that none of this model's holds; "" where all are here.
std::string first_line_lacking(const evidence::LicenseSeen& base, OwnNotices& own) {
  std::string lacking;
  for (const auto& notice : base.notices) {
    for_each_line(notice.text, [&](std::string_view line) {
      if (lacking.empty() && !own.hold(line)) lacking = line;
    });
    if (!lacking.empty()) break;
  }
  return lacking;
}

Drafts base_notice_missing(const Context& context) {
  const auto& own = context.evidence.license;
  const auto fork = terms_of_fork(context);
  OwnNotices own_notices(own);
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
      const std::string line = first_line_lacking(base.license, own_notices);
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
  std::map<std::string, bool, std::less<>> shows;  // by phrase: many bases ask for one
  const auto is_shown = [&](const std::string& phrase) {
    const auto known = shows.find(phrase);
    if (known != shows.end()) return known->second;
    return shows.emplace(phrase, license::shows_phrase(card->body, phrase)).first->second;
  };
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its || its->terms.attribution_phrases.empty()) continue;
    const bool shown = card && std::ranges::any_of(its->terms.attribution_phrases, is_shown);
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
    if (is_only_named(base.source)) continue;  // base-unpinned says so
    if (terms_of_base(context, base)) continue;
    drafts.push_back({.subject = base.name,
                      .message = base.has_license_file
                                     ? name_of(base) + " has a license file, and what it says is not known here"
                                     : name_of(base) + " has no license file and declares no known license"});
  }
  return drafts;
}

// The file that names a base, where it is not the card or the manifest.
std::string named_by(const Context& context, const BaseSeen& base) {
  if (!is_only_named(base.source)) return "";
  const auto naming = std::ranges::find_if(context.evidence.base_namings, [&](const evidence::BaseNaming& one) {
    return one.source == base.source && std::ranges::find(one.names, base.name) != one.names.end();
  });
  return naming == context.evidence.base_namings.end() ? "" : quoted(naming->file);
}

std::string some_names(const std::vector<std::string>& names) {
  constexpr std::size_t named_max = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + quoted_text(names[i]);
  return text + (names.size() > named_max ? " and " + counted(names.size() - named_max, "more model") : "");
}

// Which of these does the other list not name?
std::vector<std::string> names_lacking(const std::vector<std::string>& names, const std::vector<std::string>& in) {
  std::vector<std::string> lacking;
  std::ranges::copy_if(names, std::back_inserter(lacking), [&](const std::string& name) {
    return std::ranges::none_of(
        in, [&](const std::string& other) { return hubs::is_same_repository(name, other, hubs::Bare::hub_name); });
  });
  return lacking;
}

struct Names {
  std::string where;
  std::vector<std::string> names;
};

// The strongest that says anything: the card, else the first file that does.
Names strongest_names(const evidence::Evidence& seen) {
  const auto& card = seen.license.card;
  if (card && !card->declared.base_models.empty()) return {"the model card", card->declared.base_models};
  if (seen.base_namings.empty()) return {};
  return {quoted(seen.base_namings.front().file), seen.base_namings.front().names};
}

// Several checkpoints of one adapter name one base: told once.
Drafts base_contradicted(const Context& context) {
  const Names strongest = strongest_names(context.evidence);
  Drafts drafts;
  for (const evidence::BaseNaming& naming : context.evidence.base_namings) {
    const auto lacking = names_lacking(naming.names, strongest.names);
    if (lacking.size() < naming.names.size()) continue;  // base-undeclared tells those that the card leaves out
    drafts.push_back({.subject = some_names(naming.names),
                      .message = strongest.where + " names " + some_names(strongest.names) + " as the base, and " +
                                 quoted(naming.file) + " names " + some_names(naming.names),
                      .paths = {naming.file.text()}});
  }
  return drafts;
}

// Bases that an adapter's or a merge's own config names, and neither the card nor the manifest.
Drafts left_out_by_the_card(const Context& context, bool declared) {
  const evidence::Evidence& seen = context.evidence;
  std::vector<std::string> told;
  if (seen.license.card) told = seen.license.card->declared.base_models;
  if (seen.manifest) {
    for (const auto& base : seen.manifest->base_models)
      told.push_back(base.upstream);
  }
  Drafts drafts;
  for (const evidence::BaseNaming& naming : seen.base_namings) {
    if (naming.source != BaseSource::adapter_config && naming.source != BaseSource::merge_config) continue;
    const auto lacking = names_lacking(naming.names, told);
    if (lacking.empty() || (declared && lacking.size() == naming.names.size())) continue;  // base-contradicted tells
    drafts.push_back({.subject = some_names(lacking),
                      .message = quoted(naming.file) + " names " + some_names(lacking) +
                                 " as what this was made from, and neither the model card nor the manifest does",
                      .paths = {naming.file.text()}});
  }
  return drafts;
}

Drafts base_undeclared(const Context& context) {
  const auto& seen = context.evidence;
  const bool declared = (seen.license.card && !seen.license.card->declared.base_models.empty()) ||
                        (seen.manifest && !seen.manifest->base_models.empty());
  Drafts drafts = left_out_by_the_card(context, declared);
  if (declared) return drafts;
  for (const BaseSeen& base : seen.bases_seen) {
    if (is_only_named(base.source)) continue;
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
    const auto its = terms_of_base(context, base);
    const std::string where = named_by(context, base);
    drafts.push_back({.subject = base.name,
                      .message = "which commit of " + name_of(base) +
                                 (where.empty() ? "" : ", which " + where + " names,") +
                                 " this was made from is not known" + (its ? "" : ", nor what its license asks for"),
                      .severity = its && !is_permissive(its->terms) ? Severity::warning : Severity::note});
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
    {.id = "base-contradicted",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "two files name different bases",
     .reason = "An adapter loads the base of its config, whatever the card says; whose terms and faults are inherited "
               "is then told wrongly.",
     .cure = "Name in the card the base that the config names, or correct the config.",
     .example = {.given = R"sh(sed 's|^library_name.*|base_model: org/base|' ../example/README.md > README.md)sh",
                 .fires = R"sh(echo '{"base_model_name_or_path": "org/other"}' > adapter_config.json)sh",
                 .silenced = R"sh(echo '{"base_model_name_or_path": "org/base"}' > adapter_config.json)sh"},
     .needs = Needs::heads,
     .check = base_contradicted},
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
