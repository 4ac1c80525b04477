// SPDX-License-Identifier: Apache-2.0
// What the license rules ask again and again: which license is declared, which one a text is, and what is known of its
// terms.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "license/catalogue.hpp"
#include "license/spdx_expression.hpp"

namespace weightcheck::policy {

struct DeclaredLicense {
  std::string text;   // as written, raw
  std::string where;  // "the model card", "the manifest", "the header of 'a.gguf'"
  license::ResolvedName resolved;
};

// From the card, else from the manifest, else from the headers of weight files, else from a text or notice here that
// says it of the weights; empty where none says anything, and where there is a card that cannot be read: nothing else
// speaks in its place. The licenses of an SPDX expression are told one by one, each once. One with an exception that no
// list knows is unknown as a whole.
[[nodiscard]] std::vector<DeclaredLicense> declared_licenses(const evidence::Evidence& evidence,
                                                             const license::Catalogue& known);
// Those of one card.
[[nodiscard]] std::vector<DeclaredLicense> declared_licenses(const license::Declarations& said, const char* where,
                                                             const license::Catalogue& known);

// The license that a link leads to, where that is known: a page of the license itself, or of a repository whose owner
// publishes his models under it. "" where not.
[[nodiscard]] std::string license_linked(const std::string& link, const license::Catalogue& known);

// What the metadata of a file says of the license: its ids, its name where that is known (of "other" in its place), and
// what its link leads to.
[[nodiscard]] std::vector<std::string> licenses_said(const license::Declarations& said,
                                                     const license::Catalogue& known);

// The same as trees, one for each value that is given; all of them apply. A name that is no expression is a tree of its
// own. For "other" stands the name that the card gives beside it.
[[nodiscard]] std::vector<license::Expression> declared_trees(const evidence::Evidence& evidence);

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

// What a license file is for: by its name (LICENSE-MODEL, LICENSE-CODE). Unsaid: it is plainly the model's, LICENSE.
// Unclear: nobody knows (LICENSE-tokenizer, LICENSE-xyz); it gives the weights no license, and may still bind them.
enum class Covers : std::uint8_t { weights, unsaid, unclear, other };
[[nodiscard]] Covers covered_by(const ModelPath& path);
// ... by the card, whose license_link leads to it; by what the text says itself; by what the card's prose says.
[[nodiscard]] Covers covered_by(const evidence::LicenseText& text, const evidence::LicenseSeen& seen);

// What a text, a notice or the card's prose says of the weights: that they are under a license that is known by its
// name.
struct WeightsUnder {
  ModelPath path;
  std::string license;
  bool in_prose = false;  // the card's
};
[[nodiscard]] std::vector<WeightsUnder> said_of_weights(const evidence::LicenseSeen& seen);

// Does the card name each of the licenses that these texts are, for a choice or because all are as free: "GPL-3.0 OR
// MIT", a list of MIT and Apache-2.0?
[[nodiscard]] bool names_each(const evidence::LicenseSeen& seen,
                              const std::vector<const evidence::LicenseText*>& texts);

// What is known of the license of the weights from the texts here. Declared: the texts are several licenses, and the
// card names each.
enum class WeightsText : std::uint8_t { none, unknown, declared, known };
struct MainText {
  WeightsText state = WeightsText::none;
  const evidence::LicenseText* text = nullptr;  // known
};

// Those texts speak for the model that are named for the weights, where there are any; else those that are plainly the
// model's, the ones nearest to the root. Where one of them is not known, two are different licenses, or there are only
// texts of which nobody knows what they cover, the license of the weights is unknown: what is named for the code or the
// data never speaks for them.
[[nodiscard]] MainText weights_text(const evidence::LicenseSeen& seen);
[[nodiscard]] const evidence::LicenseText* main_text(const evidence::LicenseSeen& seen);  // null where not known
// The text that is for the code, where there is one and it is known.
[[nodiscard]] const evidence::LicenseText* code_text(const evidence::LicenseSeen& seen);

}  // namespace weightcheck::policy
