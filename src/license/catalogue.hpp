// SPDX-License-Identifier: Apache-2.0
// The known terms, found under every name that a license goes by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "license/terms.hpp"

namespace weightcheck::license {

enum class NameKind : std::uint8_t {
  known,      // one license, and its terms
  ambiguous,  // a family, or a name that several licenses share
  custom,     // "other", "unknown": says itself that it names nothing
  listed,     // an SPDX id of whose terms nothing is known
  unknown,
};

struct ResolvedName {
  NameKind kind = NameKind::unknown;
  LicenseTerms terms;  // all attributes unknown unless known (or ambiguous with something certain)
  std::vector<std::string>
      candidates;  // ambiguous: the ids it may stand for; unknown: "did you mean", the nearest first

  friend bool operator==(const ResolvedName&, const ResolvedName&) = default;
};

class Catalogue {
 public:
  // The entries of manifests/licenses.json, compiled in. Thread-safe.
  [[nodiscard]] static const Catalogue& stock();

  // The stock entries and those of a user's file; an id that both have is the user's. Errors: those of
  // parse_license_facts.
  [[nodiscard]] static Result<Catalogue> with_additions(std::string_view facts_json);

  // By an id of its own (of an Identification), an SPDX id with or without -only, -or-later and +, a hub id or a
  // license_name, all without case; "Apache 2.0" and "gplv3" are understood too.
  [[nodiscard]] ResolvedName resolve(std::string_view name) const;

  // The license that the publisher of this model (OWNER/NAME, without case) is known to put its kind under; nullptr
  // where nothing is known. The name is a claim, and a license may change between commits: good enough to warn by.
  [[nodiscard]] const LicenseTerms* by_model(std::string_view name) const;

  [[nodiscard]] std::span<const LicenseTerms> entries() const noexcept { return entries_; }

 private:
  struct Name {
    std::string text;  // lower case
    std::size_t entry;

    friend auto operator<=>(const Name&, const Name&) = default;
  };

  explicit Catalogue(std::vector<LicenseTerms> entries);
  [[nodiscard]] std::vector<std::string> suggestions(std::string_view name) const;

  std::vector<LicenseTerms> entries_;
  std::vector<Name> names_;  // sorted
};

// How many letters have to be changed, added, left out or swapped to make one of the other; more than `max` reads as
// max + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other, std::size_t max);

}  // namespace weightcheck::license
