// SPDX-License-Identifier: Apache-2.0
// What restricts is told by a small lexicon of duties and limits: it can only raise, and a text without such words is
// no better for it.
#include "policy/restricted_texts.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/escape.hpp"
#include "license/restrictions.hpp"
#include "policy/card_contradictions.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

// Collects the texts that ask for more than the permissive license that is declared, or that lies here where nothing
// is.
class Restricted {
 public:
  explicit Restricted(const Context& context) : context_(context) {
    const auto permissive = std::ranges::find_if(context.declared, [](const DeclaredLicense& one) {
      return one.resolved.kind == license::NameKind::known && is_permissive(one.resolved.terms);
    });
    if (permissive != context.declared.end()) {
      says_ = permissive->where + " declares " + quoted_text(permissive->text);
    } else if (const auto* main = main_text(context.evidence.license); main != nullptr && context.declared.empty()) {
      if (is_permissive(terms_of(main->text, context.demands.known_licenses())))
        says_ = quoted(main->path) + " is " + main->text.id;
    }
  }

  [[nodiscard]] bool is_asked() const { return !says_.empty(); }

  // A license that is whole but for what stands beside it, and that asks for more than what is declared.
  [[nodiscard]] bool is_another(const license::Identification& text) const {
    if (!license::is_mostly_license(text)) return false;
    const auto& known = context_.demands.known_licenses();
    const auto terms = known.resolve_id(text.id.empty() ? text.nearest : text.id).terms;
    return asks_for_more(terms);
  }

  // Is it under a license that asks for more, or under one of somebody's own that no list knows?
  [[nodiscard]] bool is_another(const license::Meant& meant) const {
    if (meant.id.empty()) return true;
    const auto resolved = context_.demands.known_licenses().resolve_id(meant.id);
    const bool is_one_of_several =
        resolved.kind == license::NameKind::ambiguous && !resolved.candidates.empty() && !is_declared(meant, context_);
    return (resolved.kind == license::NameKind::known || is_one_of_several) && asks_for_more(resolved.terms);
  }

  // Of a model's publisher, and no license of programs.
  [[nodiscard]] bool is_of_models(const license::Meant& meant) const {
    return !meant.id.empty() && context_.demands.known_licenses().resolve_id(meant.id).terms.spdx.empty();
  }

  void add(const ModelPath& path, const std::string& what, Severity severity, const char* of_label = "") {
    drafts_.push_back({.subject = path.text(),
                       .message = says_ + of_label + ", and " + quoted(path) + what,
                       .paths = {path.text()},
                       .severity = severity});
  }

  [[nodiscard]] Drafts take() && { return std::move(drafts_); }

 private:
  [[nodiscard]] bool asks_for_more(const license::LicenseTerms& terms) const {
    const bool is_declared = std::ranges::any_of(context_.declared, [&](const DeclaredLicense& one) {
      return license::is_an_edition(terms, one.resolved.terms);
    });
    return !is_declared && !is_permissive(terms) && terms.family != "public-domain";
  }

  const Context& context_;
  std::string says_;  // "the model card declares 'mit'"
  Drafts drafts_;
};

// A known license with words added is told as altered.
bool has_own_terms(const license::Identification& text) {
  return (text.kind == license::Kind::unknown && (text.retitled || text.nearest.empty())) ||
         text.kind == license::Kind::notice;
}

bool limits(const license::Identification& text) { return text.restricts || text.obligation; }

std::string named(const license::Identification& text) { return text.id.empty() ? text.nearest : text.id; }

// LICENSES/ holds every text that is mentioned anywhere. One that allows no business, or not all, is a reason to ask
// which files it is for, where nothing says that.
void add_unassigned(const Context& context, Restricted& told) {
  const evidence::LicenseSeen& seen = context.evidence.license;
  const auto& known = context.demands.known_licenses();
  const auto is_of_others = [&](const std::string& id) {
    return std::ranges::any_of(seen.of_other_files,
                               [&](const std::string& other) { return known.resolve(other).terms.id == id; });
  };
  for (const evidence::LicenseText& text : seen.texts) {
    if (!text.path.text().starts_with("LICENSES/") || !holds_terms(text.text)) continue;
    const auto terms = terms_of(text.text, known);
    const bool limits_business =
        terms.commercial == license::Commercial::no || terms.commercial == license::Commercial::conditional;
    if (!limits_business || !told.is_another(text.text) || is_of_others(terms.id)) continue;
    told.add(text.path, " is " + terms.id + ", and nothing says for which files", Severity::warning);
  }
}

// A use policy limits what the model may be used for. It is a part of licenses that refer to one, and of no other. Some
// only ask to heed the law, and limit nothing: they are a reason to read.
void add_use_policies(const Context& context, Restricted& told) {
  const auto& known = context.demands.known_licenses();
  const evidence::LicenseSeen& seen = context.evidence.license;
  for (const evidence::LicenseText& policy : seen.use_policies) {
    const std::string of = known.resolve_id(policy.text.id).terms.policy_of;
    const bool is_referred_to = std::ranges::any_of(context.declared, [&](const DeclaredLicense& one) {
      const auto& terms = one.resolved.terms;
      return one.resolved.kind == license::NameKind::known &&
             (terms.id == of || (of.empty() && terms.use_restrictions != license::UseRestrictions::none));
    });
    if (is_referred_to || covered_by(policy.path) == Covers::other) continue;
    told.add(policy.path, " is a use policy" + (of.empty() ? "" : ", the one of " + of),
             of.empty() && !limits(policy.text) ? Severity::warning : Severity::error, ", which allows any use");
  }
}

ModelPath card_path() { return *ModelPath::parse("README.md"); }

std::string meant_by(const license::Meant& one) { return one.id.empty() ? quoted_text(one.shown) : one.id; }

// A notice binds like any text of terms, but for what it tells of others' work: there only a license of models counts,
// which a model made of theirs is under as well.
void add_notice(const evidence::NoticeText& notice, Restricted& told) {
  for (const license::Meant& meant : notice.said.licenses) {
    if (!told.is_another(meant) || (notice.of_others && !told.is_of_models(meant))) continue;
    return told.add(notice.path,
                    (meant.id.empty() ? " says: " : " says that something is under ") + meant_by(meant) +
                        (meant.id.empty() ? ", a license that no list knows" : ", which asks for more"),
                    notice.of_others ? Severity::warning : Severity::error);
  }
  if (notice.of_others) return;
  if (told.is_another(notice.found)) {
    told.add(notice.path, " holds the text of " + named(notice.found) + ", which asks for more", Severity::warning);
  } else if (!notice.said.restriction.empty()) {
    told.add(notice.path, " limits its reader: " + quoted_text(notice.said.restriction), Severity::error);
  } else if (has_own_terms(notice.found) && notice.found.restricts) {
    told.add(notice.path, " speaks of duties or limits", Severity::warning);
  }
}

// What a card gives as the license beside its front matter. Several lines or badges may be of several sizes, and each
// counts; a section describes, and one license in it that is declared is enough.
bool add_label(const Context& context, Restricted& told) {
  using Form = license::CardLabel::Form;
  const auto& labels = context.evidence.license.card_labels;
  const bool one_fits =
      std::ranges::any_of(labels, [&](const auto& label) { return is_declared(label.license, context); });
  for (const license::CardLabel& label : labels) {
    const bool in_section = label.form == Form::section;
    if (!told.is_another(label.license) || (in_section && one_fits)) continue;
    const bool is_own = label.license.id.empty() && !license::is_limited_name(label.license.shown);
    told.add(card_path(),
             " gives " + quoted_text(label.license.shown) + " as the license" +
                 (label.license.id.empty() ? "" : ", which is " + label.license.id + " and asks for more"),
             in_section || is_own ? Severity::warning : Severity::error);
    return true;
  }
  return false;
}

// The prose of a card describes. That it holds a whole license that asks for more, or a sentence that limits, is a
// reason to read it, and no proof that the weights are under it.
void add_prose(const evidence::LicenseSeen& seen, Restricted& told) {
  const ModelPath card = card_path();
  if (seen.card_text && told.is_another(*seen.card_text)) {
    told.add(card, " holds the text of " + named(*seen.card_text) + ", which asks for more", Severity::warning);
  } else if (!seen.card_said.restriction.empty()) {
    told.add(card, " limits its reader: " + quoted_text(seen.card_said.restriction), Severity::warning);
  }
}

}  // namespace

Drafts restricted_texts(const Context& context) {
  Restricted told(context);
  if (!told.is_asked()) return {};
  const evidence::LicenseSeen& seen = context.evidence.license;
  for (const evidence::LicenseText& text : seen.texts) {
    const bool is_own = has_own_terms(text.text) && text.text.restricts && !text.path.text().starts_with("LICENSES/");
    if ((!is_own && text.restriction.empty()) || covered_by(text, seen) == Covers::other) continue;
    std::string what = " is not that license and speaks of duties or limits";
    if (text.text.kind == license::Kind::notice) what = " names " + text.text.id + " and speaks of duties or limits";
    if (!text.text.nearest.empty()) what += "; " + text.text.nearest + " is the nearest that is known";
    if (!text.restriction.empty()) what = " limits its reader: " + quoted_text(text.restriction);
    told.add(text.path, what, Severity::error);
  }
  add_unassigned(context, told);
  add_use_policies(context, told);
  for (const evidence::NoticeText& notice : seen.notices) {
    if (covered_by(notice.path) != Covers::other) add_notice(notice, told);
  }
  if (!add_label(context, told)) add_prose(seen, told);
  for (const evidence::CardBeside& card : seen.cards_beside) {
    if (!card.restriction.empty())
      told.add(card.path, " limits its reader: " + quoted_text(card.restriction), Severity::warning);
  }
  return std::move(told).take();
}

}  // namespace weightcheck::policy
