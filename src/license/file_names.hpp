// SPDX-License-Identifier: Apache-2.0
// Which files of a model are looked at for its license, by name alone.
#pragma once

#include <string_view>

namespace weightcheck::license {

// LICENSE, LICENCE.md, MODEL_LICENSE, LICENSE-CODE, "Tongyi Qianwen LICENSE AGREEMENT.txt", COPYING, UNLICENSE,
// LICENSES/MIT.txt ... Program files (license_utils.py, licenses.json) are none; nor is a notice, even one that holds a
// whole license.
[[nodiscard]] bool is_license_file_name(std::string_view path);

// Of these, a name that can hardly mean anything else: of one word or two (LICENSE.txt, MODEL_LICENSE), or in a folder
// of licenses.
[[nodiscard]] bool is_plain_license_name(std::string_view path);

[[nodiscard]] bool is_notice_file_name(std::string_view path);      // NOTICE, Notice.txt, THIRD_PARTY_NOTICES.md
[[nodiscard]] bool is_use_policy_file_name(std::string_view path);  // USE_POLICY.md, Acceptable-Use-Policy.txt

}  // namespace weightcheck::license
