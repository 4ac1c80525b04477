// SPDX-License-Identifier: Apache-2.0
// Which files of a model are looked at for its license, by name alone. What they are for: file_scope.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weightcheck::license {

// What a file is looked at for.
enum class Subject : std::uint8_t {
  none,
  // LICENSE, LICENCE.md, MODEL_LICENSE, LICENSE-CODE, LICENSE2, "Tongyi Qianwen LICENSE AGREEMENT.txt", COPYING,
  // EULA.txt, TERMS_OF_USE.md, LICENSES/MIT.txt ... No program files (license_utils.py), no lists (licenses.json).
  license,
  use_policy,  // USE_POLICY.md, Acceptable-Use-Policy.txt
  notice,      // NOTICE, Notice.txt, THIRD_PARTY_NOTICES.md, even with a whole license in them
  // A text whose name speaks of terms and may also mean something else: TERMS.md, LEGAL.txt, RESTRICTIONS.txt; any text
  // in a folder of terms: legal/WEIGHTS.txt.
  terms,
};

[[nodiscard]] Subject subject_of_name(std::string_view path);
[[nodiscard]] inline bool is_license_file_name(std::string_view path) {
  return subject_of_name(path) == Subject::license;
}

// Of licenses, a name that can hardly mean anything else: of one word or two (LICENSE.txt, MODEL_LICENSE), or in a
// folder of licenses.
[[nodiscard]] bool is_plain_license_name(std::string_view path);

// A name of nothing but terms, whatever form the file has: MODEL_TERMS.pdf, and not usage_guide.pdf.
[[nodiscard]] bool is_named_as_terms(std::string_view path);

// A text at the top or in docs/, of any name, in which a license may stand: WEIGHTS.txt. What loaders read is none.
[[nodiscard]] bool may_quote_license(std::string_view path);

// The text without what the file is named for, where "license" stands before a thing in its name: license plates. What
// is left may still speak of terms.
[[nodiscard]] std::string without_subject(std::string_view path, std::string_view text);

// Is this one of the words that names of licenses and of terms are made with, in any language?
[[nodiscard]] bool is_word_of_terms(std::string_view lower_case_word);

}  // namespace weightcheck::license
