// SPDX-License-Identifier: Apache-2.0
// What two sets of terms ask for together.
#include "license/terms.hpp"

#include <algorithm>
#include <string>

namespace weightcheck::license {
namespace {

// Of two answers that are not the same: a text where either has one.
std::string either(const std::string& one, const std::string& other) {
  if (one.empty() || one == other) return other;
  return other.empty() ? one : one + "; or " + other;
}

// The stricter of two, by their place in a list from strict to free.
template <typename E, std::size_t N>
E stricter(E one, E other, const E (&from_strict)[N]) {
  return std::find(from_strict, from_strict + N, one) < std::find(from_strict, from_strict + N, other) ? one : other;
}

Answer stricter_duty(Answer one, Answer other) {
  return stricter(one, other, {Answer::yes, Answer::unknown, Answer::no});
}
Answer stricter_right(Answer one, Answer other) {
  return stricter(one, other, {Answer::no, Answer::unknown, Answer::yes});
}

}  // namespace

bool is_ambiguous(const LicenseTerms& terms) { return terms.family.starts_with("ambiguous"); }

bool is_an_edition(const LicenseTerms& terms, const LicenseTerms& named) {
  return terms.id == named.id || (!terms.edition_of.empty() && terms.edition_of == named.id);
}

bool is_custom(const LicenseTerms& terms) { return terms.family == "custom"; }

LicenseTerms unknown_terms(std::string_view id) {
  LicenseTerms terms;
  terms.id = id;
  return terms;
}

LicenseTerms strictest(const LicenseTerms& one, const LicenseTerms& other) {
  LicenseTerms out = unknown_terms(one.id);
  out.family = one.family == other.family ? one.family : "";
  out.osi_approved = stricter_right(one.osi_approved, other.osi_approved);
  out.commercial = stricter(one.commercial, other.commercial,
                            {Commercial::no, Commercial::conditional, Commercial::unknown, Commercial::yes});
  out.commercial_limit = either(one.commercial_limit, other.commercial_limit);
  out.redistribution = stricter_right(one.redistribution, other.redistribution);
  out.derivatives = stricter(one.derivatives, other.derivatives,
                             {Derivatives::no_distribution, Derivatives::unknown, Derivatives::yes});
  out.copy_required = stricter_duty(one.copy_required, other.copy_required);
  // A notice, a sentence or a name is asked for only where every one of them asks for the same.
  if (one.notice_file == other.notice_file) out.notice_file = one.notice_file;
  if (one.notice_sentences == other.notice_sentences) out.notice_sentences = one.notice_sentences;
  if (one.notice_keywords == other.notice_keywords) out.notice_keywords = one.notice_keywords;
  if (one.display_attribution == other.display_attribution) out.display_attribution = one.display_attribution;
  if (one.attribution_phrases == other.attribution_phrases) out.attribution_phrases = one.attribution_phrases;
  if (one.name_prefix == other.name_prefix) out.name_prefix = one.name_prefix;
  out.state_changes = stricter_duty(one.state_changes, other.state_changes);
  out.share_alike = stricter(one.share_alike, other.share_alike,
                             {ShareAlike::full, ShareAlike::same_terms, ShareAlike::use_restrictions, ShareAlike::file,
                              ShareAlike::unknown, ShareAlike::none});
  out.use_restrictions = stricter(
      one.use_restrictions, other.use_restrictions,
      {UseRestrictions::pass_through, UseRestrictions::policy, UseRestrictions::unknown, UseRestrictions::none});
  out.territory_excluded = either(one.territory_excluded, other.territory_excluded);
  return out;
}

}  // namespace weightcheck::license
