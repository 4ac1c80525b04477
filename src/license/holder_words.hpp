// SPDX-License-Identifier: Apache-2.0
// Words that no name of a holder has, and those of the lexicon that names have all the same.
#pragma once

#include <cstdint>
#include <string_view>

namespace weightcheck::license {

enum class HolderWord : std::uint8_t {
  plain,   // may stand in a name
  person,  // speaks of terms, and is what people are called: May Li, Mark Must, Can Demir
  firm,    // the same of firms: Commercial Bank, Terms Inc
  speaks,  // a word of sentences, duties or limits, a currency, a license
};

// Of the words that bind some stand in names of bodies, whatever else is there: Credit Suisse, European Institute.
[[nodiscard]] bool stands_in_names(std::string_view lower_case_word);

[[nodiscard]] HolderWord holder_word(std::string_view lower_case_word);

// Does the word say that a body is named: an institute, a company?
[[nodiscard]] bool is_body(std::string_view lower_case_word);

// "inc", "dr": a full stop behind it ends no sentence.
[[nodiscard]] bool is_abbreviation(std::string_view lower_case_word);

// Does an address (of a site or of mail) say more than where somebody is: www.not-for-firms.org, x.org/eula?
[[nodiscard]] bool address_speaks(std::string_view address);

}  // namespace weightcheck::license
