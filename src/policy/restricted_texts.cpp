// SPDX-License-Identifier: Apache-2.0
// What restricts is told by a small lexicon of duties and limits: it can only raise, and a text without such words is
// no better for it.
#include "policy/restricted_texts.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {

Drafts restricted_texts(const Context& context) {
  const auto declared = declared_licenses(context.evidence, context.demands.known_licenses());
  const auto permissive = std::ranges::find_if(declared, [](const DeclaredLicense& one) {
    return one.resolved.kind == license::NameKind::known && is_permissive(one.resolved.terms);
  });
  if (permissive == declared.end()) return {};
  Drafts drafts;
  for (const evidence::LicenseText& seen : context.evidence.license.texts) {
    // A known license with words added is told as altered.
    const bool own_terms =
        seen.text.kind == license::Kind::unknown && (seen.text.retitled || seen.text.nearest.empty());
    if (!own_terms || !seen.text.restricts || covered_by(seen.path) == Covers::other ||
        seen.path.text().starts_with("LICENSES/"))
      continue;
    std::string message = permissive->where + " declares " + quoted_text(permissive->text) + ", and " +
                          quoted(seen.path) + " is not that license and speaks of duties or limits";
    if (!seen.text.nearest.empty()) message += "; " + seen.text.nearest + " is the nearest that is known";
    drafts.push_back({.subject = seen.path.text(), .message = std::move(message), .paths = {seen.path.text()}});
  }
  return drafts;
}

}  // namespace weightcheck::policy
