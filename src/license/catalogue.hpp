// SPDX-License-Identifier: Apache-2.0
// The known terms, found under every name that a license goes by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "license/facts.hpp"
#include "license/families.hpp"
#include "license/spellings.hpp"
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
  // All attributes unknown unless known; of a name that several licenses share what the strictest asks for each time.
  LicenseTerms terms;
  std::vector<std::string> candidates;  // ambiguous: the ids it may stand for

  friend bool operator==(const ResolvedName&, const ResolvedName&) = default;
};

class Catalogue {
 public:
  // The entries of manifests/licenses.json, compiled in. Thread-safe.
  [[nodiscard]] static const Catalogue& stock();

  // The stock entries and those of a user's file; an id that both have is the user's. Errors: those of
  // parse_license_facts.
  [[nodiscard]] static Result<Catalogue> with_additions(std::string_view facts_json);

  // What a person wrote: an SPDX id with or without -only, -or-later and +, a hub id, a license_name or an id of the
  // entries, all without case; "Apache 2.0" and "gplv3" are understood too. A name that several licenses share is
  // ambiguous, also where one of them has it as its id.
  [[nodiscard]] ResolvedName resolve(std::string_view name) const;

  // An id of an Identification, or of a list in a policy: the entry that has it, whatever else is called so.
  [[nodiscard]] ResolvedName resolve_id(std::string_view id) const;

  // Ids that may have been meant by a name that resolve() does not know, the nearest first.
  [[nodiscard]] std::vector<std::string> suggestions(std::string_view name) const { return near_.near(name); }

  // The license that the publisher of this model (OWNER/NAME, without case) is known to put its kind under; nullopt
  // where nothing is known. The name is evidence and no proof, and a license may change between commits: good enough to
  // warn by.
  struct ByName {
    const LicenseTerms* terms = nullptr;
    std::string family;   // "Llama 3.1"; empty where the license's own entry names the model
    bool is_sure = true;  // no single release of the family is known to differ
  };
  [[nodiscard]] std::optional<ByName> by_model(std::string_view name) const;

  // Does this owner of the hub publish models of his own under these terms? One who also uploads again what others
  // made has to be named as the publisher of the terms.
  [[nodiscard]] bool is_licensor(std::string_view owner, const LicenseTerms& terms) const;

  [[nodiscard]] std::span<const Family> families() const noexcept { return families_; }
  [[nodiscard]] std::span<const LicenseTerms> entries() const noexcept { return entries_; }

 private:
  struct Name {
    std::string text;  // lower case
    std::size_t entry;

    friend auto operator<=>(const Name&, const Name&) = default;
  };

  explicit Catalogue(LicenseFacts facts);
  [[nodiscard]] const LicenseTerms* entry_of(std::string_view id) const;
  [[nodiscard]] std::vector<std::size_t> named(std::string_view name) const;

  std::vector<LicenseTerms> entries_;
  std::vector<Family> families_;
  std::vector<std::string> reuploaders_;
  std::vector<Name> names_;                              // sorted
  std::map<std::string, std::size_t, std::less<>> ids_;  // lower case
  KnownNames near_;
};

}  // namespace weightcheck::license
