// SPDX-License-Identifier: Apache-2.0
// Which files of a model are looked at for its license, by name alone, and what a name says that they are for.
#pragma once

#include <cstdint>
#include <string_view>

namespace weightcheck::license {

// LICENSE, LICENCE.md, MODEL_LICENSE, LICENSE-CODE, LICENSE2, "Tongyi Qianwen LICENSE AGREEMENT.txt", COPYING,
// EULA.txt, TERMS_OF_USE.md, LICENSES/MIT.txt ... Program files (license_utils.py), lists (licenses.json), notices,
// even with a whole license in them, and use policies are none.
[[nodiscard]] bool is_license_file_name(std::string_view path);

// Of these, a name that can hardly mean anything else: of one word or two (LICENSE.txt, MODEL_LICENSE), or in a folder
// of licenses.
[[nodiscard]] bool is_plain_license_name(std::string_view path);

// A text whose name speaks of terms and may also mean something else: TERMS.md, LEGAL.txt, RESTRICTIONS.txt.
[[nodiscard]] bool may_hold_terms(std::string_view path);

[[nodiscard]] bool is_notice_file_name(std::string_view path);      // NOTICE, Notice.txt, THIRD_PARTY_NOTICES.md
[[nodiscard]] bool is_use_policy_file_name(std::string_view path);  // USE_POLICY.md, Acceptable-Use-Policy.txt

// What a text covers, as far as anything says.
struct Scope {
  bool weights = false;
  bool code = false;
  bool other = false;  // code too; data, or what others made

  friend bool operator==(const Scope&, const Scope&) = default;
};

// By whole words of its name, else of its folders: LICENSE-MODEL, LICENSE_weights, code/LICENSE; "encoder" is no word
// of code.
[[nodiscard]] Scope scope_of_path(std::string_view path);
[[nodiscard]] inline bool is_for_code(std::string_view path) { return scope_of_path(path).code; }

}  // namespace weightcheck::license
