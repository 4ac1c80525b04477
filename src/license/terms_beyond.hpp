// SPDX-License-Identifier: Apache-2.0
// What makes a text that is near to a known license another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "license/words.hpp"

namespace weightcheck::license {

// Is one of the unexplained words (their places, ascending) a duty or a limit in some language, a symbol or an address
// that speaks of one, or part of what may be a sentence in another script? Raises only: nothing is harmless by it.
[[nodiscard]] bool binds_to_more(const std::vector<Word>& words, const std::vector<std::size_t>& unexplained);

// Does a text that is near to nothing known speak of what permissive licenses never do: commerce, revenue, academia,
// prohibitions, or duties in another language than English?
[[nodiscard]] bool restricts_use(const std::vector<Word>& words);

enum class Near : std::uint8_t {
  common_terms,  // a common license's terms, complete and in order: MIT's under "The Foo License"
  listed,        // a license of the SPDX list
  publishers,    // a publisher's license of its own: another name, date or territory makes another one
};

// Does one of the first lines name another license: "Acme Open License, version 1"? Over common terms a title that only
// names the project is none.
[[nodiscard]] bool has_other_title(const std::vector<Word>& words, const std::vector<std::size_t>& foreign, Near near);

// Is a word that the license does not have part of a definition, "'Licensor' means the Acme Team", or there again and
// again? Who grants and what is granted makes a publisher's license.
[[nodiscard]] bool is_of_another(const std::vector<Word>& words, const std::vector<std::size_t>& foreign);

}  // namespace weightcheck::license
