// SPDX-License-Identifier: Apache-2.0
// What the license rules ask again and again: which license is declared, which one a text is, and what is known of its
// terms.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "license/catalogue.hpp"

namespace weightcheck::policy {

struct DeclaredLicense {
  std::string text;   // as written, raw
  std::string where;  // "the model card", "the manifest"
  license::ResolvedName resolved;
};

// From the card, else from the manifest; empty where neither says anything. The licenses of an SPDX expression are told
// one by one.
[[nodiscard]] std::vector<DeclaredLicense> declared_licenses(const evidence::Evidence& evidence,
                                                             const license::Catalogue& known);
// Those of one card.
[[nodiscard]] std::vector<DeclaredLicense> declared_licenses(const license::Declarations& said, const char* where,
                                                             const license::Catalogue& known);

// Is what is declared an SPDX expression of which any one part may be chosen?
[[nodiscard]] bool declares_a_choice(const evidence::Evidence& evidence);

// ... or several that apply together: a list, "Apache-2.0 AND CC-BY-NC-4.0"?
[[nodiscard]] bool declares_all(const evidence::Evidence& evidence);

// Does this text name one license, whole or changed, with its terms in it?
[[nodiscard]] bool holds_terms(const license::Identification& text);

// The terms of the license that a text is; unknown terms where it is none that is known.
[[nodiscard]] license::LicenseTerms terms_of(const license::Identification& text, const license::Catalogue& known);

// Free to use for anything, with a notice at most.
[[nodiscard]] bool is_permissive(const license::LicenseTerms& terms);

// What a license file says by its name that it is for: LICENSE-MODEL, LICENSE-CODE.
enum class Covers : std::uint8_t { weights, unsaid, other };
[[nodiscard]] Covers covered_by(const ModelPath& path);

// The text that speaks for the model: of those that are named for the weights, where there are any, else of those that
// are named for nothing, an exact one first. Null where none of them holds terms that are known: what is named for the
// code or the data never speaks for the weights.
[[nodiscard]] const evidence::LicenseText* main_text(const evidence::LicenseSeen& seen);

}  // namespace weightcheck::policy
