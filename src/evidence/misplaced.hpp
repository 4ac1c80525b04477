// SPDX-License-Identifier: Apache-2.0
// A list that was made in another folder than it is held against: every path in it is right but for the folders before
// it. Told as one thing, since of each file it would be said that it is missing and that it is not listed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "evidence/model_tree.hpp"
#include "manifest/manifest.hpp"

namespace weightcheck::evidence {

enum class MadeIn : std::uint8_t {
  folder_above,  // its paths begin with a folder that the model does not have
  folder_below,  // the files that it lists lie in a folder of the model
};

struct Misplaced {
  MadeIn made_in = MadeIn::folder_above;
  std::string folder{};    // raw bytes, without a slash at its end
  std::size_t listed = 0;  // files that the list names: in that folder, or in all
  std::size_t here = 0;    // of these so many are here, if the folder is left away or put before
};

// Nothing where the list fits as it stands at least half as well: then its files are told one by one.
[[nodiscard]] std::optional<Misplaced> find_misplaced(const std::vector<manifest::Entry>& list, const ModelTree& tree);

}  // namespace weightcheck::evidence
