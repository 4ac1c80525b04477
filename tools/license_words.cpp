// SPDX-License-Identifier: Apache-2.0
// The identifier's own words, for the scripts that make and measure fingerprints: so there is one reader of license
// texts, not two. Standard input: for each text "<decimal length>\n<bytes>". Standard output, three lines a text:
// "plain" or "marked-up", the words, the general words.
#include <cstddef>
#include <iostream>
#include <string>

#include "base/bytes.hpp"
#include "license/names.hpp"
#include "license/plain_text.hpp"
#include "license/words.hpp"

int main() {
  namespace license = weightcheck::license;
  std::string length;
  while (std::getline(std::cin, length)) {
    const auto bytes = weightcheck::parse_decimal(length);
    if (!bytes || *bytes > (std::size_t{64} << 20)) {
      std::cerr << "license_words: bad length line\n";
      return 1;
    }
    std::string text(*bytes, '\0');
    if (!std::cin.read(text.data(), static_cast<std::streamsize>(text.size()))) {
      std::cerr << "license_words: input ends early\n";
      return 1;
    }
    const auto plain = license::plain_text(weightcheck::bytes_of(text));
    const auto words = license::words_of(plain.text);
    std::cout << (plain.marked_up ? "marked-up\n" : "plain\n") << license::joined(words) << '\n'
              << license::joined(license::general_words(words).words) << '\n';
  }
  return 0;
}
