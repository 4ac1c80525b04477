// SPDX-License-Identifier: Apache-2.0
// Sentences that limit what a reader may do, in prose: notices, model cards, the words beside a name. A small lexicon
// in the languages that models are published in, which can only raise: a text without such a sentence allows no more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::license {

enum class Prose : std::uint8_t {
  card,    // describes: data, bases and intended uses are spoken of too, and limit nothing
  notice,  // binds: any sentence that forbids or allows only something
};

// The first sentence that does so, at most 200 bytes of it, raw. Linear in the text.
[[nodiscard]] std::optional<std::string> restricting_sentence(std::string_view text, Prose prose);

// Does a short value ("MIT (non-commercial)", "research only", "NC") say that it limits?
[[nodiscard]] bool is_limited_name(std::string_view value);

}  // namespace weightcheck::license
