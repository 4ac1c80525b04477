// SPDX-License-Identifier: Apache-2.0
// "Inheritance" in the catalogue: what has to be known of a base, and where it has to be named. Not legal advice.
#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "hubs/upstream.hpp"
#include "policy/base_terms.hpp"
#include "policy/license_names.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;

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

// Hubs find a repository under its name in any case.
std::string repository_key(const std::string& name) {
  const auto upstream = hubs::read_upstream(name, hubs::Bare::hub_name);
  return upstream.ok() ? upstream->key() : name;
}

// Which of these does the other list not name?
std::vector<std::string> names_lacking(const std::vector<std::string>& names, const std::vector<std::string>& in) {
  std::set<std::string> known;
  for (const std::string& name : in)
    known.insert(repository_key(name));
  std::vector<std::string> lacking;
  std::ranges::copy_if(names, std::back_inserter(lacking),
                       [&](const std::string& name) { return !known.contains(repository_key(name)); });
  return lacking;
}

// Without what quantizers and converters add to a name: "unsloth/Qwen2.5-7B-unsloth-bnb-4bit" is a copy of
// "Qwen/Qwen2.5-7B", as far as names go.
std::string model_in(const std::string& name) {
  constexpr std::string_view forms[] = {"-unsloth", "-bnb",  "-4bit", "-8bit", "-awq",  "-gptq",
                                        "-int4",    "-int8", "-fp8",  "-fp16", "-bf16", "-gguf"};
  const std::string key = lowered(repository_key(name));
  std::string model = key.substr(key.rfind('/') + 1);
  const auto strip = [&](std::string_view form) {
    if (!model.ends_with(form)) return false;
    model.resize(model.size() - form.size());
    return true;
  };
  while (std::ranges::any_of(forms, strip)) {
  }
  return model;
}

bool are_copies_by_name(const std::vector<std::string>& names, const std::vector<std::string>& others) {
  return std::ranges::all_of(names, [&](const std::string& name) {
    return std::ranges::any_of(others, [&](const std::string& other) { return model_in(name) == model_in(other); });
  });
}

// A part has a base of its own, which contradicts nothing.
bool is_of_part(const evidence::BaseNaming& naming) { return naming.source == BaseSource::part_config; }

struct StrongestNames {
  std::string where;
  std::vector<std::string> names;
};

// The strongest that says anything: the card, else the first file that does.
StrongestNames strongest_names(const evidence::Evidence& seen) {
  const auto& card = seen.license.card;
  if (card && !card->declared.base_models.empty()) return {"the model card", card->declared.base_models};
  const auto first = std::ranges::find_if_not(seen.base_namings, is_of_part);
  if (first == seen.base_namings.end()) return {};
  return {quoted(first->file), first->names};
}

// Several checkpoints of one adapter name one base: told once.
Drafts base_contradicted(const Context& context) {
  const StrongestNames strongest = strongest_names(context.evidence);
  Drafts drafts;
  for (const evidence::BaseNaming& naming : context.evidence.base_namings) {
    const auto lacking = names_lacking(naming.names, strongest.names);
    if (is_of_part(naming) || lacking.size() < naming.names.size())
      continue;  // base-undeclared tells those that the card leaves out
    Draft draft{.subject = some_names(naming.names),
                .message = strongest.where + " names " + some_names(strongest.names) + " as the base, and " +
                           quoted(naming.file) + " names " + some_names(naming.names),
                .paths = {naming.file.text()}};
    if (are_copies_by_name(naming.names, strongest.names)) {
      draft.severity = Severity::note;
      draft.message += ": by its name another copy of the same model";
      draft.help = "Nothing has to be done where the one is a copy of the other.";
    }
    drafts.push_back(std::move(draft));
  }
  for (const evidence::HeaderDeclaration& header : context.evidence.license.headers) {
    const auto& names = header.declared.base_models;
    const bool is_told = std::ranges::any_of(context.evidence.base_namings,
                                             [&](const auto& naming) { return naming.file == header.path; });
    if (is_told || names.empty() || strongest.names.empty()) continue;
    if (names_lacking(names, strongest.names).size() < names.size()) continue;
    drafts.push_back({.subject = "header of " + some_names(names),
                      .message = strongest.where + " names " + some_names(strongest.names) + " as the base, and " +
                                 quoted(header.path) + " names " + some_names(names) +
                                 " in its header: a converter copies what the model that it converts says",
                      .paths = {header.path.text()},
                      .severity = Severity::note,
                      .help = "Nothing has to be done where the one was made from the other."});
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

constexpr Rule inheritance_naming_table[] = {
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

std::span<const Rule> inheritance_naming_rules() { return inheritance_naming_table; }

}  // namespace weightcheck::policy
