// SPDX-License-Identifier: Apache-2.0
#include "lineage/words.hpp"

#include <array>

namespace weightcheck::lineage {
namespace {

struct RelationRow {
  std::string_view name;
  char letter;
};

constexpr std::array<RelationRow, relations> relation_rows = {{{"quantised", 'q'},
                                                               {"fused", 'f'},
                                                               {"extended", 'x'},
                                                               {"permuted", 'p'},
                                                               {"transposed", 'T'},
                                                               {"cast", 'c'},
                                                               {"reshaped", 'r'},
                                                               {"same", '#'},
                                                               {"cut", 'k'},
                                                               {"edited", '1'},
                                                               {"mixed", 'm'},
                                                               {"tuned", 't'},
                                                               {"none found", '.'}}};

}  // namespace

std::string_view name_of(Relation relation) { return relation_rows.at(static_cast<std::size_t>(relation)).name; }
char letter_of(Relation relation) { return relation_rows.at(static_cast<std::size_t>(relation)).letter; }

std::string_view name_of(Evidence evidence) {
  static constexpr std::array<std::string_view, evidences> names = {"proven", "chained", "listed", "measured"};
  return names.at(static_cast<std::size_t>(evidence));
}

std::string_view name_of(Verdict verdict) {
  static constexpr std::array<std::string_view, 4> names = {"identical", "derived", "mixed", "no relation found"};
  return names.at(static_cast<std::size_t>(verdict));
}

}  // namespace weightcheck::lineage
