// SPDX-License-Identifier: Apache-2.0
// What people write in place of a license's id, and what they meant by a name that nobody knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

// The id, in lower case, of a common spelling that means one license only: "Apache License, Version 2.0", "gplv3",
// "cc by-sa 4", "cc-nc-by-4.0". Empty where it is none: "gpl", "cc-by-2" leave the version open.
[[nodiscard]] std::string id_of_spelling(std::string_view name);

// Known names, to tell what was meant by one that is none of them.
class KnownNames {
 public:
  struct Name {
    std::string text;  // without case
    std::string id;    // what it is a name of

    friend auto operator<=>(const Name&, const Name&) = default;
  };
  explicit KnownNames(const std::vector<Name>& names);

  // The ids that were meant, the nearest first and three at most: a letter or two are other, added or missing; or the
  // name is a family's, and its version none that the family has. Another family with the same version is never meant:
  // "agpl-2.0" is not GPL-2.0.
  [[nodiscard]] std::vector<std::string> near(std::string_view name) const;

 private:
  struct Entry {
    std::string letters;
    std::string numbers;
    std::string id;

    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  std::vector<Entry> entries_;  // sorted
};

// How many letters have to be changed, added, left out or swapped to make one of the other; more than `max` reads as
// max + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other, std::size_t max);

}  // namespace weightcheck::license
