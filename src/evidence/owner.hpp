// SPDX-License-Identifier: Apache-2.0
// Whose a file is: found in the trees of a base model's commit, in those of this repository's own, in both or in none.
// By content alone; names only say where it was found.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "evidence/model_tree.hpp"
#include "evidence/observation.hpp"
#include "git/proof.hpp"

namespace weightcheck::evidence {

enum class Owner : std::uint8_t {
  unknown,  // there is no base to ask for, or nothing was hashed
  base,     // in a base's commit, not shown to be in the own one
  own,      // in the own commit, in no base's
  both,     // taken over from a base, and in the own commit
  nobody,   // in no commit that is proven here
};

[[nodiscard]] std::string_view name_of(Owner owner);

struct BasePlace {
  std::size_t base = 0;  // which of the bases
  ModelPath path;        // the name it has there

  friend bool operator==(const BasePlace&, const BasePlace&) = default;
};

// The bases must outlive it.
class BaseIndex {
 public:
  explicit BaseIndex(std::vector<const git::CommitProof*> bases);

  [[nodiscard]] bool empty() const noexcept { return bases_.empty(); }

  // The first base that holds this content, under the same name where one does. An empty file is looked for under its
  // own name only: every empty file is every other. What was not computed is not found.
  [[nodiscard]] std::optional<BasePlace> find(const ModelFile& file, const DigestSet& digests) const;

 private:
  struct Known {
    git::ObjectId id;
    std::size_t base = 0;
    const ModelPath* path = nullptr;
  };
  [[nodiscard]] const Known* known(const git::ObjectId& id) const;

  std::vector<const git::CommitProof*> bases_;
  std::vector<Known> by_id_;  // sorted by id, base and path
};

}  // namespace weightcheck::evidence
