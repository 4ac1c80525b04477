// SPDX-License-Identifier: Apache-2.0
// Which license a person means who names one in passing: in a label, a badge, a sentence of a card or a notice.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::license {

struct Meant {
  std::string id{};     // as Catalogue::resolve_id() takes it; "" where it is somebody's own that no list knows
  std::string shown{};  // how it is named; raw

  friend bool operator==(const Meant&, const Meant&) = default;
};

// Of a value that is nothing but a name: "cc-by-nc-4.0", "Llama 3.1 Community License", "MIT (non-commercial)".
// Nullopt where it names none: "see LICENSE", "unknown".
[[nodiscard]] std::optional<Meant> license_of_value(std::string_view value);

// Of a sentence that says under which: "Gemma is provided under and subject to the Gemma Terms of Use".
[[nodiscard]] std::optional<Meant> license_of_sentence(std::string_view sentence);

// "This model is not licensed under MIT": does the sentence say that something is not under the license it names?
[[nodiscard]] bool denies(std::string_view sentence);

}  // namespace weightcheck::license
