// SPDX-License-Identifier: Apache-2.0
// What a file of terms is for, by its path alone: the weights, the code, something else, or nobody knows what.
#pragma once

#include <string_view>

namespace weightcheck::license {

// All false: it is plainly the model's, LICENSE or LICENSE-APACHE.
struct Scope {
  bool weights = false;
  bool code = false;
  bool other = false;    // code too; data, or what others made
  bool unclear = false;  // for a part of the model, or for what no list here knows: LICENSE-tokenizer, LICENSE-xyz

  friend bool operator==(const Scope&, const Scope&) = default;
};

// By whole words of its name, else of its folders: LICENSE-MODEL, LICENSE_weights, code/LICENSE; "encoder" is not a
// word of code. Words of licenses, of known models and of `own_name` (what the model calls its license) say nothing.
[[nodiscard]] Scope scope_of_path(std::string_view path, std::string_view own_name = {});
// Directly in docs/ or doc/? That folder says what is in it, and not what a license among it is for.
[[nodiscard]] bool is_in_documents(std::string_view path);
[[nodiscard]] inline bool is_for_code(std::string_view path) { return scope_of_path(path).code; }

}  // namespace weightcheck::license
