// SPDX-License-Identifier: Apache-2.0
// Files beside the card that declare a license: translated cards, CITATION.cff, REUSE.toml, .reuse/dep5.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

enum class DeclaringFile : std::uint8_t { none, card, citation, reuse, dep5 };

// By its path: README_zh.md, MODEL_CARD.md and their kin at the top are cards.
[[nodiscard]] DeclaringFile declaring_file(std::string_view path);

struct FileDeclares {
  std::vector<std::string> weights{};  // licenses of the model, or of all files
  std::vector<std::string> others{};   // licenses of files that are not weights
};

// Lenient: what cannot be understood declares nothing. The caller bounds the size of the text.
[[nodiscard]] FileDeclares declared_in_file(DeclaringFile form, std::string_view text);

}  // namespace weightcheck::license
