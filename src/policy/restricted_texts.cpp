// SPDX-License-Identifier: Apache-2.0
// What restricts is told by a small lexicon of duties and limits: it can only raise, and a text without such words is
// no better for it.
#include "policy/restricted_texts.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/escape.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

// Collects the texts that ask for more than the permissive license that is declared.
class Restricted {
 public:
  explicit Restricted(const Context& context) : context_(context) {
    const auto permissive = std::ranges::find_if(context.declared, [](const DeclaredLicense& one) {
      return one.resolved.kind == license::NameKind::known && is_permissive(one.resolved.terms);
    });
    if (permissive != context.declared.end()) permissive_ = &*permissive;
  }

  [[nodiscard]] bool is_asked() const { return permissive_ != nullptr; }

  // A license that is whole but for what stands beside it, and that asks for more than what is declared.
  [[nodiscard]] bool is_another(const license::Identification& text) const {
    if (!license::is_mostly_license(text)) return false;
    const auto& known = context_.demands.known_licenses();
    const auto terms = known.resolve_id(text.id.empty() ? text.nearest : text.id).terms;
    const bool is_declared = std::ranges::any_of(
        context_.declared, [&](const DeclaredLicense& one) { return one.resolved.terms.id == terms.id; });
    return !is_declared && !is_permissive(terms) && terms.family != "public-domain";
  }

  void add(const ModelPath& path, const std::string& what, Severity severity, const char* of_label = "") {
    drafts_.push_back({.subject = path.text(),
                       .message = permissive_->where + " declares " + quoted_text(permissive_->text) + of_label +
                                  ", and " + quoted(path) + what,
                       .paths = {path.text()},
                       .severity = severity});
  }

  [[nodiscard]] Drafts take() && { return std::move(drafts_); }

 private:
  const Context& context_;
  const DeclaredLicense* permissive_ = nullptr;
  Drafts drafts_;
};

// A known license with words added is told as altered.
bool has_own_terms(const license::Identification& text) {
  return (text.kind == license::Kind::unknown && (text.retitled || text.nearest.empty())) ||
         text.kind == license::Kind::notice;
}

bool limits(const license::Identification& text) { return text.restricts || text.obligation; }

std::string named(const license::Identification& text) { return text.id.empty() ? text.nearest : text.id; }

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

// A notice tells of what others made, and of nothing that binds more; the prose of a card describes. That one holds a
// whole license that asks for more is a reason to read it, and no proof that the weights are under it.
void add_notices_and_prose(const evidence::LicenseSeen& seen, Restricted& told) {
  for (const evidence::NoticeText& notice : seen.notices) {
    if (notice.of_others || covered_by(notice.path) == Covers::other) continue;
    if (told.is_another(notice.found)) {
      told.add(notice.path, " holds the text of " + named(notice.found) + ", which asks for more", Severity::warning);
    } else if (has_own_terms(notice.found) && notice.found.restricts) {
      told.add(notice.path, " speaks of duties or limits", Severity::warning);
    }
  }
  if (seen.card_text && told.is_another(*seen.card_text)) {
    told.add(*ModelPath::parse("README.md"), " holds the text of " + named(*seen.card_text) + ", which asks for more",
             Severity::warning);
  }
}

}  // namespace

Drafts restricted_texts(const Context& context) {
  Restricted told(context);
  if (!told.is_asked()) return {};
  const evidence::LicenseSeen& seen = context.evidence.license;
  for (const evidence::LicenseText& text : seen.texts) {
    if (!has_own_terms(text.text) || !text.text.restricts || covered_by(text, seen) == Covers::other ||
        text.path.text().starts_with("LICENSES/"))
      continue;
    std::string what = " is not that license and speaks of duties or limits";
    if (text.text.kind == license::Kind::notice) what = " names " + text.text.id + " and speaks of duties or limits";
    if (!text.text.nearest.empty()) what += "; " + text.text.nearest + " is the nearest that is known";
    told.add(text.path, what, Severity::error);
  }
  add_use_policies(context, told);
  add_notices_and_prose(seen, told);
  return std::move(told).take();
}

}  // namespace weightcheck::policy
