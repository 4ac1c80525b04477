// SPDX-License-Identifier: Apache-2.0
// The base tensor whose samples a fork's tensor is most like, where no bytes of it were found.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lineage/bases.hpp"
#include "lineage/fork.hpp"
#include "lineage/numbers.hpp"
#include "lineage/quants.hpp"
#include "lineage/sample_book.hpp"
#include "lineage/words.hpp"

namespace weightcheck::lineage {

inline constexpr std::size_t candidates_max = 4096;  // the best of more says nothing

struct Partner {
  Id id = 0;
  Order order{};
  Numbers numbers{};
  std::size_t candidates = 0;                // of which it was chosen
  Relation relation = Relation::none_found;  // quantised, cut, edited or tuned where it is related
  std::optional<Quants> quants{};            // of a tensor that is stored in blocks
  // Samples of the fork and of the base of this name and shape in every base, for a mixture; empty where one lacks it.
  std::vector<double> fork_values{};
  std::vector<std::vector<double>> base_values{};  // by base
  std::vector<Id> twins{};                         // by base
  // Of a stack: the slices that are related, each with its base tensor.
  struct Piece {
    Id id = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<Piece> pieces{};
};

// `heads` are the counts that the fork names. Nothing where there is no candidate. Errors: those of `read`.
[[nodiscard]] Result<std::optional<Partner>> find_partner(const Bases& bases, const ForkTensor& tensor,
                                                          const ReadAt& read,
                                                          const std::vector<std::uint64_t>& heads = {});

// Among these alone, in the fork's own order of rows, and without samples for a mixture.
[[nodiscard]] Result<std::optional<Partner>> find_partner_among(const Bases& bases, const ForkTensor& tensor,
                                                                const std::vector<Id>& ids, const ReadAt& read);

// The partner of a tensor that is stored in blocks, after all of its quants were held against the base that
// `read_base` reads: see test_all(). The same partner where this is not done. Errors: those of test_all().
[[nodiscard]] Result<Partner> with_all_quants(const Bases& bases, Partner partner, const ForkTensor& tensor,
                                              const ReadAt& read, const ReadAt& read_base);

}  // namespace weightcheck::lineage
