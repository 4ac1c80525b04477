// SPDX-License-Identifier: Apache-2.0
// "License declared" in the catalogue: what the card says, against the text that lies beside it and against itself. Not
// legal advice.
#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "license/file_scope.hpp"
#include "license/spdx_expression.hpp"
#include "policy/card_contradictions.hpp"
#include "policy/declared_elsewhere.hpp"
#include "policy/license_demands.hpp"
#include "policy/license_names.hpp"
#include "policy/notices.hpp"
#include "policy/restricted_texts.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using license::NameKind;

using Declared = std::vector<DeclaredLicense>;

bool declares(const Declared& declared, const license::LicenseTerms& terms) {
  return std::ranges::any_of(
      declared, [&](const DeclaredLicense& one) { return license::is_an_edition(terms, one.resolved.terms); });
}

// Which of the two rules tells it: a license that asks for more under a permissive label, or just another one.
bool is_restricted(const DeclaredLicense& said, const license::LicenseTerms& terms) {
  return is_permissive(said.resolved.terms) && !is_permissive(terms);
}

// What documents are published under while nothing names the weights: CC BY or CC BY-SA in docs/.
bool may_be_of_documents(const evidence::LicenseText& text, const Context& context) {
  const auto terms = terms_of(text.text, context.demands.known_licenses());
  return license::is_in_documents(text.path.text()) && covered_by(text, context.evidence.license) == Covers::unclear &&
         terms.family == "cc" && terms.commercial == license::Commercial::yes;
}

// The texts that speak for the model or for nothing in particular, without copies of the bases' that travel along.
std::vector<const evidence::LicenseText*> texts_of_the_model(const Context& context) {
  const auto& seen = context.evidence.license;
  const auto* main = main_text(seen);
  std::set<std::string> of_bases;
  for (const auto& base : context.evidence.bases_seen) {
    if (const auto* of_base = main_text(base.license)) of_bases.insert(of_base->text.id);
  }
  std::vector<const evidence::LicenseText*> texts;
  for (const evidence::LicenseText& text : seen.texts) {
    const bool is_copy_of_bases = &text != main && of_bases.contains(text.text.id);
    if (holds_terms(text.text) && !is_copy_of_bases && covered_by(text, seen) != Covers::other &&
        !text.path.text().starts_with("LICENSES/") && !may_be_of_documents(text, context))
      texts.push_back(&text);
  }
  return texts;
}

// One that agrees with what is declared, at the same place or nearer to the root, speaks for the model: what another
// one beside it grants is the code's, a part's, or a choice, of which license-conflicting tells.
bool is_outspoken(const evidence::LicenseText& text, const Declared& declared,
                  const std::vector<const evidence::LicenseText*>& texts, const license::Catalogue& known) {
  const auto depth_of = [](const evidence::LicenseText& one) { return std::ranges::count(one.path.text(), '/'); };
  return std::ranges::any_of(texts, [&](const evidence::LicenseText* one) {
    return one != &text && depth_of(*one) <= depth_of(text) && declares(declared, terms_of(one->text, known));
  });
}

// What texts and notices say of the weights, beside what the card says.
// The card's prose may speak of several sizes or versions: one of them that fits is enough, and it is prose.
void add_what_is_said_of_weights(const Context& context, const Declared& declared, bool restricted, Drafts& drafts) {
  const auto& known = context.demands.known_licenses();
  const auto all = said_of_weights(context.evidence.license);
  // A name of several licenses is one of them, as far as it can be; a family of versions may be any.
  const auto fits = [&](const license::ResolvedName& said) {
    if (said.kind != NameKind::ambiguous) return declares(declared, said.terms);
    return said.candidates.empty() || std::ranges::any_of(said.candidates, [&](const std::string& id) {
             return declares(declared, known.resolve_id(id).terms);
           });
  };
  const bool prose_fits = std::ranges::any_of(
      all, [&](const WeightsUnder& said) { return said.in_prose && fits(known.resolve_id(said.license)); });
  for (const WeightsUnder& said : all) {
    const auto resolved = known.resolve_id(said.license);
    const auto& terms = resolved.terms;
    if ((said.in_prose && prose_fits) || fits(resolved) || is_restricted(declared.front(), terms) != restricted)
      continue;
    drafts.push_back({.subject = said.path.text(),
                      .message = declared.front().where + " declares " + quoted_text(declared.front().text) + ", and " +
                                 quoted(said.path) + " says that the weights are under " + terms.id,
                      .paths = {said.path.text()},
                      .severity = said.in_prose ? std::optional(Severity::warning) : std::nullopt});
  }
}

// A license file that only names a license says which one it is, too.
void add_what_is_only_named(const Context& context, const Declared& declared, bool restricted, Drafts& drafts) {
  const auto& known = context.demands.known_licenses();
  const auto& seen = context.evidence.license;
  for (const evidence::LicenseText& text : seen.texts) {
    if (text.text.kind != license::Kind::notice || text.text.restricts || covered_by(text, seen) == Covers::other)
      continue;
    const auto resolved = known.resolve_id(text.text.id);
    if (resolved.kind == NameKind::ambiguous || declares(declared, resolved.terms)) continue;
    if (is_restricted(declared.front(), resolved.terms) != restricted) continue;
    drafts.push_back({.subject = text.path.text(),
                      .message = declared.front().where + " declares " + quoted_text(declared.front().text) + ", and " +
                                 quoted(text.path) + " names " + resolved.terms.id,
                      .paths = {text.path.text()}});
  }
}

// What the card says, against every text that is not by its name for something else. Of a choice one text is enough for
// all; else every license that is declared has to have its text, and every text its license. A name that nobody knows
// says nothing, and silences nothing.
Drafts disagreement(const Context& context, bool restricted) {
  const auto& known = context.demands.known_licenses();
  Drafts drafts = contradictions_of_card(context, restricted);
  Declared declared = context.declared;
  std::erase_if(declared, [](const DeclaredLicense& one) { return one.resolved.kind != NameKind::known; });
  if (declared.empty()) return drafts;
  const auto add = [&](const DeclaredLicense& said, const evidence::LicenseText& text) {
    if (is_restricted(said, terms_of(text.text, known)) != restricted) return;
    drafts.push_back({.subject = text.path.text(),
                      .message = said.where + " declares " + quoted_text(said.text) + ", and " + quoted(text.path) +
                                 " is " + text.text.id + (restricted ? ", which asks for more" : ""),
                      .paths = {text.path.text()}});
  };
  const auto texts = texts_of_the_model(context);
  for (const auto* text : texts) {
    if (declares(declared, terms_of(text->text, known))) continue;
    if (restricted || !is_outspoken(*text, declared, texts, known)) add(declared.front(), *text);
  }
  add_what_is_only_named(context, declared, restricted, drafts);
  add_what_is_said_of_weights(context, declared, restricted, drafts);
  if (!drafts.empty() || !declares_all(context.evidence)) return drafts;
  const auto* main = main_text(context.evidence.license);
  for (const DeclaredLicense& one : declared) {
    const bool has_text = std::ranges::any_of(context.evidence.license.texts, [&](const evidence::LicenseText& seen) {
      return holds_terms(seen.text) && license::is_an_edition(terms_of(seen.text, known), one.resolved.terms);
    });
    if (main != nullptr && !has_text) add(one, *main);
  }
  return drafts;
}

Drafts license_mismatch(const Context& context) {
  Drafts drafts = disagreement(context, false);
  std::ranges::move(contradictions_of_body(context), std::back_inserter(drafts));
  return drafts;
}
Drafts license_restricted_as_permissive(const Context& context) {
  Drafts drafts = disagreement(context, true);
  std::ranges::move(restricted_texts(context), std::back_inserter(drafts));
  return drafts;
}

// What a card says that cannot be read is not known, whatever else declares a license in its place.
Drafts license_undeclared(const Context& context) {
  const auto& seen = context.evidence.license;
  if (const auto& error = seen.card_error) {
    return {{.message = "the model card cannot be read, so that nobody knows what it declares: " + error->message,
             .paths = {"README.md"},
             .severity = Severity::error}};
  }
  if (seen.card && license::declares_no_text(*seen.card)) {
    return {{.message =
                 "the model card gives 'license' as something else than text, which no reader of cards takes for "
                 "one, so that nobody knows what it declares",
             .paths = {"README.md"},
             .severity = Severity::error}};
  }
  if (!seen.examined || !context.declared.empty()) return {};
  return {{.message = "no model card, no manifest and no header of a weight file says which license applies"}};
}

Drafts license_incomplete(const Context& context) {
  const auto& card = context.evidence.license.card;
  if (!card) return {};
  for (const DeclaredLicense& license : context.declared) {
    if (context.demands.known_licenses().resolve(license.text).kind != NameKind::custom) continue;
    const bool has_name = !card->declared.license_name.empty();
    const bool has_terms = !card->declared.license_link.empty() || !context.evidence.license.texts.empty();
    if (has_name && has_terms) continue;
    return {{.message = "the model card declares " + quoted_text(license.text) + " without " +
                        (has_name ? "license_link" : "license_name")}};
  }
  // Where no text lies here at all, license-missing says so.
  if (context.evidence.license.link_is_dead && !context.evidence.license.texts.empty()) {
    return {{.message = "license_link of the model card leads to " + quoted_text(card->declared.license_link) +
                        ", which is not here"}};
  }
  return {};
}

Drafts license_id_unknown(const Context& context) {
  Drafts drafts;
  constexpr std::size_t looked_up_max = 20;  // of names that nobody knows; the others are told without a suggestion
  std::size_t looked_up = 0;
  const auto& known = context.demands.known_licenses();
  for (const DeclaredLicense& license : context.declared) {
    if (license.resolved.kind != NameKind::unknown) continue;
    std::string message = license.where + " declares " + quoted_text(license.text) + ", which is no known license";
    const auto near = looked_up++ < looked_up_max ? known.suggestions(license.text) : std::vector<std::string>();
    if (!near.empty()) message += "; did you mean " + near.front() + "?";
    drafts.push_back({.subject = license.text, .message = std::move(message)});
  }
  return drafts;
}

Drafts license_id_ambiguous(const Context& context) {
  Drafts drafts;
  const auto add = [&](const std::string& key, const char* what) {
    drafts.push_back({.subject = key,
                      .message = "the model card gives " + quoted_text(key) + what,
                      .paths = {"README.md"},
                      .severity = Severity::warning});
  };
  if (const auto& card = context.evidence.license.card) {
    for (const std::string& key : card->repeated_keys) {
      if (key.starts_with("license") || key.starts_with("base_model"))
        add(key, " more than once; programs read one or another");
    }
    for (const std::string& key : card->odd_keys) {
      if (key == "license") continue;  // license-undeclared
      add(key, " as something else than text, which nothing reads");
    }
  }
  // The text says which one is meant.
  const auto* main = main_text(context.evidence.license);
  const auto is_decided = [&](const DeclaredLicense& license) {
    if (main == nullptr) return false;
    const std::string id = terms_of(main->text, context.demands.known_licenses()).id;
    const auto& candidates = license.resolved.candidates;
    if (candidates.empty()) return lowered(id).find(lowered(license.text)) != std::string::npos;  // "bsd": BSD-3-Clause
    return std::ranges::find(candidates, id) != candidates.end();
  };
  for (const DeclaredLicense& license : context.declared) {
    if (license.resolved.kind != NameKind::ambiguous || is_decided(license)) continue;
    std::string message =
        license.where + " declares " + quoted_text(license.text) + ", which is the name of several licenses";
    for (std::size_t i = 0; i < license.resolved.candidates.size() && i < 4; ++i)
      message += (i == 0 ? ": " : ", ") + license.resolved.candidates[i];
    drafts.push_back({.subject = license.text, .message = std::move(message)});
  }
  return drafts;
}

constexpr Rule license_declared_table[] = {
    {.id = "license-mismatch",
     .area = Area::license_declared,
     .title = "the card says one license, the text is another",
     .reason = "Users rely on the card, courts read the text.",
     .cure = "Declare the license that the text is, or publish the text of the declared one. In the card license, "
             "license_name and license_link have to name the same license.",
     .example = {.fires = "sed 's/apache-2.0/mit/' ../example/README.md > README.md",
                 .silenced = "cp ../example/README.md ."},
     .needs = Needs::heads,
     .check = license_mismatch},
    {.id = "license-restricted-as-permissive",
     .area = Area::license_declared,
     .title = "restricted terms under a permissive label",
     .reason = "A label of mit, apache or bsd over terms that ask for more leads users into breaking them.",
     .cure = "Declare `other` with license_name and license_link, as the text demands.",
     .example = {.given = R"sh(cat > ../MODIFIED <<'END'
MIT License

Copyright 2025 MiniMax AI.

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

Our only modification is that, if the Software (or any derivative works
thereof) is used for any of your commercial products or services, you shall
prominently display "MiniMax M2.1" on the user interface of such product or
service.
END)sh",
                 .fires = "cp ../MODIFIED LICENSE",
                 .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .check = license_restricted_as_permissive},
    {.id = "license-undeclared",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "nothing declares a license",
     .reason = "Tools and people look into the card first.",
     .cure = "Add `license:` to the front matter of README.md.",
     .example = {.fires = "rm README.md", .silenced = "cp ../example/README.md ."},
     .needs = Needs::heads,
     .follows_from = {"license-missing"},
     .check = license_undeclared},
    {.id = "license-incomplete",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "`other` without a name or a link, or a link that leads nowhere",
     .reason = "The declaration says only that no known id fits, or names terms that nobody finds here.",
     .cure = "Add license_name and license_link to the front matter of README.md, and the file that the link leads to.",
     .example = {.fires = "sed 's/apache-2.0/other/' ../example/README.md > README.md",
                 .silenced = "cp ../example/README.md ."},
     .needs = Needs::heads,
     .check = license_incomplete},
    {.id = "license-id-unknown",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "a license id that nobody knows",
     .reason = "Unknown is not permissive: tools that filter by license will skip the model, or take it wrongly.",
     .cure = "Use an id of the hub's list or the SPDX list.",
     .example = {.fires = "sed 's/apache-2.0/apache-3.0/' ../example/README.md > README.md",
                 .silenced = "cp ../example/README.md ."},
     .needs = Needs::heads,
     .check = license_id_unknown},
    {.id = "license-id-ambiguous",
     .area = Area::license_declared,
     .severity = Severity::note,
     .title = "an id that stands for several licenses",
     .reason = "`bsd` or `gpl` leaves open which one.",
     .cure = "Name the version: bsd-3-clause, gpl-3.0.",
     .example = {.fires = "sed 's/apache-2.0/bsd/' ../example/README.md > README.md",
                 .silenced = "cp ../example/README.md ."},
     .needs = Needs::heads,
     .check = license_id_ambiguous},
    {.id = "license-header-differs",
     .area = Area::license_declared,
     .severity = Severity::warning,
     .title = "a header says another license than the card",
     .reason = "The headers of shards and of the manifest travel where the card does not.",
     .cure = "Write the file again with the right license, or correct the card.",
     .example = {.fires = R"sh(printf '\42\0\0\0\0\0\0\0{"__metadata__":{"license":"mit"}}' > extra.safetensors)sh",
                 .silenced = "rm extra.safetensors"},
     .needs = Needs::heads,
     .check = license_header_differs},
    {.id = "license-not-allowed",
     .area = Area::license_declared,
     .title = "the policy does not allow this license",
     .reason = "Which terms are acceptable is the user's decision, and it was made in the policy.",
     .cure = "Use a model under a license that the policy allows, or have the policy changed.",
     .example =
         {.given =
              R"sh(echo '{"schema_version": 1, "checks": ["license"], "licenses": {"allow": ["Apache-2.0"]}}' > ../policy.json)sh",
          .fires = R"sh(sed 's/apache-2.0/mit/' ../example/README.md > README.md
weightcheck verify . --policy ../policy.json)sh",
          .silenced = "cp ../example/README.md ."},
     .needs = Needs::heads,
     .check = license_not_allowed},
    {.id = "notice-missing",
     .area = Area::license_declared,
     .title = "a NOTICE file is missing",
     .reason = "Several licenses ask that a notice goes along with every copy, in words that they give.",
     .cure = "Add the NOTICE file that the license asks for, or the one of the base.",
     .example = {.fires = R"sh(rm LICENSE
sed 's/apache-2.0/llama3.1/' ../example/README.md > README.md)sh",
                 .silenced = "echo 'Llama 3.1 is licensed under the Llama 3.1 Community License, "
                             "Copyright (c) Meta Platforms, Inc. All Rights Reserved.' > NOTICE"},
     .needs = Needs::heads,
     .check = notice_missing},
};

}  // namespace

std::span<const Rule> license_declared_rules() { return license_declared_table; }

}  // namespace weightcheck::policy
