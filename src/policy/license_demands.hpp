// SPDX-License-Identifier: Apache-2.0
// What a policy's lists say of a license. Their entries and what is declared are expressions, compared as trees: "X
// WITH an exception" is not X, and "A AND B" is neither A nor B.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "license/catalogue.hpp"
#include "license/spdx_expression.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

class LicenseLists {
 public:
  LicenseLists(const LicenseDemands& demands, const license::Catalogue& known);

  // Why what is declared does not meet the lists; "" where it does. Of OR one part is enough, of AND all have to be
  // allowed: each by itself, or together by an entry that has them so.
  [[nodiscard]] std::string objection(const license::Expression& declared) const;

  // The same of the licenses that the texts here are, each a whole text: by their ids, and by what is declared, since
  // no text shows an exception.
  [[nodiscard]] std::string objection_to_text(const std::string& id, const std::set<std::string>& ids_of_texts,
                                              const std::vector<license::Expression>& declared) const;

 private:
  // A tree with its ids as the catalogue has them; `key` is equal for equal trees, in whatever order their parts stand.
  struct Tree {
    license::Expression expression;
    std::string key;
  };
  [[nodiscard]] Tree resolved(license::Expression expression) const;
  [[nodiscard]] const license::ResolvedName& resolved(const std::string& id) const;
  [[nodiscard]] std::string objection_to(const license::Expression& part, bool is_allowed) const;
  [[nodiscard]] std::string objection_to_leaf(const license::Expression& leaf, bool is_allowed) const;
  [[nodiscard]] std::string objection_to_use(const license::ResolvedName& license) const;
  [[nodiscard]] bool denies(const license::Expression& leaf) const;
  [[nodiscard]] bool denies_together(const std::set<std::string>& keys) const;
  [[nodiscard]] std::set<std::string> allowed_together(const std::set<std::string>& keys) const;

  const LicenseDemands& demands_;
  const license::Catalogue& known_;
  mutable std::map<std::string, license::ResolvedName> names_;  // each is resolved once
  std::set<std::string> allowed_;                               // keys, those of the parts of an OR among them
  std::set<std::string> denied_;                                // the same
  std::vector<std::set<std::string>> allowed_sets_;             // of an AND the keys of its parts
  std::vector<std::set<std::string>> denied_sets_;
};

// license-not-allowed in the catalogue. Every text and every declaration has to meet the demands. A text that is not
// the license whole, or not known, is none that a list can name.
[[nodiscard]] Drafts license_not_allowed(const Context& context);

}  // namespace weightcheck::policy
