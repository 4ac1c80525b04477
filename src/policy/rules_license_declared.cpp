// SPDX-License-Identifier: Apache-2.0
// "License declared" in the catalogue: what the card says, against the text that lies beside it and against itself. Not
// legal advice.
#include <algorithm>
#include <iterator>

#include "base/escape.hpp"
#include "license/spdx_expression.hpp"
#include "policy/license_names.hpp"
#include "policy/restricted_texts.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using license::NameKind;

// What the card says, against every text that is not by its name for something else. Of a choice one text is enough for
// all; else every license that is declared has to have its text, and every text its license. A name that nobody knows
// says nothing, and silences nothing.
Drafts disagreement(const Context& context, bool restricted) {
  const auto& known = context.demands.known_licenses();
  std::vector<DeclaredLicense> declared = declared_licenses(context.evidence, known);
  std::erase_if(declared, [](const DeclaredLicense& one) { return one.resolved.kind != NameKind::known; });
  if (declared.empty()) return {};
  Drafts drafts;
  const auto add = [&](const DeclaredLicense& said, const evidence::LicenseText& text) {
    const auto terms = terms_of(text.text, known);
    if ((is_permissive(said.resolved.terms) && !is_permissive(terms)) != restricted) return;
    drafts.push_back({.subject = text.path.text(),
                      .message = said.where + " declares " + quoted_text(said.text) + ", and " + quoted(text.path) +
                                 " is " + text.text.id + (restricted ? ", which asks for more" : ""),
                      .paths = {text.path.text()}});
  };
  const auto is_of = [&](const evidence::LicenseText& text) {
    return [id = terms_of(text.text, known).id](const DeclaredLicense& one) { return one.resolved.terms.id == id; };
  };
  const auto* main = main_text(context.evidence.license);
  const auto is_copy_of_bases = [&](const evidence::LicenseText& text) {  // which travels along with the model's own
    return &text != main && std::ranges::any_of(context.evidence.bases_seen, [&](const auto& base) {
      const auto* of_base = main_text(base.license);
      return of_base != nullptr && of_base->text.id == text.text.id;
    });
  };
  std::vector<const evidence::LicenseText*> texts;
  for (const evidence::LicenseText& seen : context.evidence.license.texts) {
    if (holds_terms(seen.text) && !is_copy_of_bases(seen) && covered_by(seen.path) != Covers::other &&
        !seen.path.text().starts_with("LICENSES/"))
      texts.push_back(&seen);
  }
  for (const auto* text : texts) {
    if (std::ranges::none_of(declared, is_of(*text))) add(declared.front(), *text);
  }
  if (!drafts.empty() || !declares_all(context.evidence)) return drafts;
  for (const DeclaredLicense& one : declared) {
    const auto holds = [&](const auto& seen) { return holds_terms(seen.text) && is_of(seen)(one); };
    if (main != nullptr && std::ranges::none_of(context.evidence.license.texts, holds)) add(one, *main);
  }
  return drafts;
}

Drafts license_mismatch(const Context& context) { return disagreement(context, false); }
Drafts license_restricted_as_permissive(const Context& context) {
  Drafts drafts = disagreement(context, true);
  std::ranges::move(restricted_texts(context), std::back_inserter(drafts));
  return drafts;
}

Drafts license_undeclared(const Context& context) {
  if (!context.evidence.license.examined ||
      !declared_licenses(context.evidence, context.demands.known_licenses()).empty())
    return {};
  if (const auto& error = context.evidence.license.card_error) {
    return {{.message = "the model card cannot be read: " + error->message, .paths = {"README.md"}}};
  }
  return {{.message = "no model card and no manifest says which license applies"}};
}

Drafts license_incomplete(const Context& context) {
  const auto& card = context.evidence.license.card;
  if (!card) return {};
  for (const DeclaredLicense& license : declared_licenses(context.evidence, context.demands.known_licenses())) {
    if (context.demands.known_licenses().resolve(license.text).kind != NameKind::custom) continue;
    const bool has_name = !card->declared.license_name.empty();
    const bool has_terms = !card->declared.license_link.empty() || !context.evidence.license.texts.empty();
    if (has_name && has_terms) continue;
    return {{.message = "the model card declares " + quoted_text(license.text) + " without " +
                        (has_name ? "license_link" : "license_name")}};
  }
  return {};
}

Drafts license_id_unknown(const Context& context) {
  Drafts drafts;
  for (const DeclaredLicense& license : declared_licenses(context.evidence, context.demands.known_licenses())) {
    if (license.resolved.kind != NameKind::unknown) continue;
    std::string message = license.where + " declares " + quoted_text(license.text) + ", which is no known license";
    if (!license.resolved.candidates.empty()) message += "; did you mean " + license.resolved.candidates.front() + "?";
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
    for (const std::string& key : card->odd_keys)
      add(key, " as something else than text, which nothing reads");
  }
  for (const DeclaredLicense& license : declared_licenses(context.evidence, context.demands.known_licenses())) {
    if (license.resolved.kind != NameKind::ambiguous) continue;
    std::string message =
        license.where + " declares " + quoted_text(license.text) + ", which is the name of several licenses";
    for (std::size_t i = 0; i < license.resolved.candidates.size() && i < 4; ++i)
      message += (i == 0 ? ": " : ", ") + license.resolved.candidates[i];
    drafts.push_back({.subject = license.text, .message = std::move(message)});
  }
  return drafts;
}

bool is_declared(const std::vector<DeclaredLicense>& declared, const std::string& name,
                 const license::Catalogue& known) {
  const auto resolved = known.resolve(name);
  return std::ranges::any_of(declared, [&](const DeclaredLicense& license) {
    return license.text == name || (resolved.kind == NameKind::known && license.resolved.terms.id == resolved.terms.id);
  });
}

// A header of a shard or of the manifest that says another license than the card.
Drafts license_header_differs(const Context& context) {
  const auto& known = context.demands.known_licenses();
  const auto declared = declared_licenses(context.evidence, known);
  if (declared.empty()) return {};
  Drafts drafts;
  for (const auto& header : context.evidence.license.headers) {
    for (const std::string& name : header.declared.licenses) {
      if (is_declared(declared, name, known)) continue;
      drafts.push_back({.subject = header.path.text(),
                        .message = quoted(header.path) + " says " + quoted_text(name) + " in its header, " +
                                   declared.front().where + " says " + quoted_text(declared.front().text),
                        .paths = {header.path.text()}});
    }
  }
  const auto& manifest = context.evidence.manifest;
  const auto& card = context.evidence.license.card;
  if (!manifest || !manifest->license || !card) return drafts;
  const auto& said = card->declared.licenses;
  if (std::ranges::find(said, *manifest->license) != said.end() || is_declared(declared, *manifest->license, known))
    return drafts;
  drafts.push_back({.subject = "the manifest",
                    .message = "the manifest says " + quoted_text(*manifest->license) + " in its header, " +
                               declared.front().where + " says " + quoted_text(declared.front().text),
                    .severity = Severity::error});  // it was written from the card: one of them was changed since
  return drafts;
}

// What one license meets of the policy's demands; "" where all.
std::string objection(const LicenseDemands& demands, const license::Catalogue& known, const std::string& id) {
  const auto names = [&](const std::vector<std::string>& list) {
    return std::ranges::any_of(list, [&](const std::string& entry) {
      const auto expression = license::parse_expression(entry);
      if (expression.ok() && expression->form == license::Expression::Form::all_of) return false;  // no one license
      const auto ids = expression.ok() ? license::ids_of(*expression) : std::vector<std::string>{entry};
      return std::ranges::any_of(ids, [&](const std::string& one) { return known.resolve(one).terms.id == id; });
    });
  };
  if (names(demands.deny)) return "which the policy denies";
  if (!demands.allow.empty() && !names(demands.allow)) return "which is not on the policy's list";
  if (demands.commercial == CommercialUse::not_asked) return "";
  const license::LicenseTerms terms = known.resolve(id).terms;
  switch (terms.commercial) {
    case license::Commercial::yes:
      return "";
    case license::Commercial::no:
      return "which allows no commercial use";
    case license::Commercial::conditional:
      return "which allows commercial use on a condition only" +
             (terms.commercial_limit.empty() ? "" : " (" + terms.commercial_limit + ")");
    case license::Commercial::unknown:
      break;
  }
  return "of which it is not known that it allows commercial use";
}

// Every text and every declaration has to meet the demands; of an expression with OR one part is enough. A text that
// is not the license whole, or unknown, is none that a list can name.
Drafts license_not_allowed(const Context& context) {
  const LicenseDemands& demands = context.demands.licenses;
  const bool asks = !demands.allow.empty() || !demands.deny.empty() || demands.commercial == CommercialUse::required;
  if (!asks || !context.evidence.license.examined) return {};
  const auto& known = context.demands.known_licenses();
  Drafts drafts;
  const auto object = [&](const std::string& subject, std::string message) {
    drafts.push_back({.subject = subject, .message = std::move(message)});
  };
  bool any = false;
  for (const auto& seen : context.evidence.license.texts) {
    any = true;
    const bool whole = seen.text.kind == license::Kind::exact || seen.text.same_words ||
                       (seen.text.kind == license::Kind::match && !seen.text.obligation);
    if (!holds_terms(seen.text)) {
      object(seen.path.text(), quoted(seen.path) + " is no license that the policy could allow");
    } else if (!whole) {
      object(seen.path.text(), quoted(seen.path) + " is not " + seen.text.id +
                                   " as published, so that the policy's word on that license does not cover it");
    } else if (const auto why = objection(demands, known, known.resolve(seen.text.id).terms.id); !why.empty()) {
      object(seen.path.text(), quoted(seen.path) + " is " + seen.text.id + ", " + why);
    }
  }
  const auto declared = declared_licenses(context.evidence, known);
  const auto objects = [&](const DeclaredLicense& one) {
    return one.resolved.kind == NameKind::known || one.resolved.kind == NameKind::listed
               ? objection(demands, known, one.resolved.terms.id)
               : "of which it is not known what it is";
  };
  const bool one_is_enough = declared.size() > 1 && declares_a_choice(context.evidence);
  const bool one_is_allowed =
      std::ranges::any_of(declared, [&](const DeclaredLicense& one) { return objects(one).empty(); });
  for (const DeclaredLicense& one : declared) {
    const std::string why = objects(one);
    if (why.empty() || (one_is_enough && one_is_allowed)) continue;
    object(one.text, one.where + " declares " + quoted_text(one.text) + ", " + why);
  }
  if (!any && declared.empty()) object("", "there is no license, so none that the policy allows");
  return drafts;
}

bool holds_all(std::string_view text, const std::vector<std::string>& phrases) {
  return std::ranges::all_of(phrases, [&](const std::string& phrase) { return license::shows_phrase(text, phrase); });
}

Drafts notice_missing(const Context& context) {
  const auto& seen = context.evidence.license;
  if (!seen.examined) return {};
  const auto& known = context.demands.known_licenses();
  const auto* text = main_text(seen);
  const auto declared = declared_licenses(context.evidence, known);
  const license::LicenseTerms terms = text != nullptr     ? terms_of(text->text, known)
                                      : !declared.empty() ? declared.front().resolved.terms
                                                          : license::unknown_terms("");
  if (terms.notice_file == license::NoticeFile::required) {
    const bool here = std::ranges::any_of(
        seen.notices, [&](const auto& notice) { return holds_all(notice.text, terms.notice_keywords); });
    if (here) return {};
    return {{.message = terms.id + " asks for a NOTICE file in every copy, and " +
                        (seen.notices.empty() ? "there is none" : "none here says what it asks for")}};
  }
  if (!seen.notices.empty()) return {};
  for (const auto& base : context.evidence.bases_seen) {
    if (!base.has_notice) continue;
    return {{.message = "the base " + quoted_text(base.name) + " has a NOTICE file, and there is none here",
             .severity = Severity::warning}};
  }
  return {};
}

constexpr Rule table[] = {
    {.id = "license-mismatch",
     .area = Area::license_declared,
     .title = "the card says one license, the text is another",
     .reason = "Users rely on the card, courts read the text.",
     .cure = "Declare the license that the text is, or publish the text of the declared one.",
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
     .title = "`other` without a name or a link",
     .reason = "The declaration says only that no known id fits.",
     .cure = "Add license_name and license_link to the front matter of README.md.",
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

std::span<const Rule> license_declared_rules() { return table; }

}  // namespace weightcheck::policy
