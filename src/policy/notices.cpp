// SPDX-License-Identifier: Apache-2.0
// A required notice is tested with the license's own words; what is known of a base's notice is that it has one.
#include "policy/notices.hpp"

#include <algorithm>

#include "hubs/table.hpp"
#include "license/shown_text.hpp"
#include "policy/base_terms.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

constexpr std::string_view unless_it_is_the_licensors =
    "Add the NOTICE file that the license asks for, where you pass the model on. For a copy of the licensor's own, "
    "name "
    "the repository by --upstream instead.";

bool holds_all(const license::ShownText& shown, const std::vector<std::string>& phrases) {
  return std::ranges::all_of(phrases, [&](const std::string& phrase) { return shown.shows(phrase); });
}

}  // namespace

bool says_what_is_asked(const evidence::LicenseSeen& seen, const license::LicenseTerms& terms) {
  const auto& asked = terms.notice_sentences.empty() ? terms.notice_keywords : terms.notice_sentences;
  return std::ranges::any_of(seen.notices,
                             [&](const auto& notice) { return holds_all(license::ShownText(notice.text), asked); });
}

Drafts notice_missing(const Context& context) {
  const auto& seen = context.evidence.license;
  if (!seen.examined) return {};
  const auto& known = context.demands.known_licenses();
  const auto* text = main_text(seen);
  const auto& declared = context.declared;
  const license::LicenseTerms terms = text != nullptr     ? terms_of(text->text, known)
                                      : !declared.empty() ? declared.front().resolved.terms
                                                          : license::unknown_terms("");
  if (terms.notice_file == license::NoticeFile::required) {
    if (says_what_is_asked(seen, terms)) return {};
    std::string message = terms.id + " asks for a NOTICE file in every copy, and " +
                          (seen.notices.empty() ? "there is none" : "none here says what it asks for");
    if (!terms.notice_sentences.empty()) message += ": " + quoted_text(terms.notice_sentences.front());
    // Who grants the license is not bound by it; whoever passes the model on is.
    const auto upstream = published_as(context);
    const bool is_licensors_own =
        upstream && upstream->hub == &hubs::usual_hub && known.is_licensor(upstream->owner, terms);
    if (!is_licensors_own) return {{.message = std::move(message), .help = std::string(unless_it_is_the_licensors)}};
    const std::string who = quoted_text(upstream->owner) + ", who grants the license and needs none, ";
    // A word that whoever changed the model could have written lifts no duty.
    if (context.evidence.pin && context.evidence.upstream_trust == evidence::Trust::self)
      return {{.message = message + "; that " + who + "published it is the model's own word",
               .help = std::string(unless_it_is_the_licensors)}};
    return {{.message = message + "; " + who + "published it", .severity = Severity::note}};
  }
  if (!seen.notices.empty()) return {};
  for (const auto& base : context.evidence.bases_seen) {
    if (!base.has_notice) continue;
    return {{.message = "the base " + quoted_text(base.name) + " has a NOTICE file, and there is none here",
             .severity = Severity::warning}};
  }
  return {};
}

}  // namespace weightcheck::policy
