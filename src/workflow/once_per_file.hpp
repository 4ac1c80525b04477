// SPDX-License-Identifier: Apache-2.0
// What was made of a file, kept for its other names: links of a hub cache and hard links lead many names to one file,
// and what a stranger wrote once is looked at once.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include "base/file_identity.hpp"

namespace weightcheck::workflow {

// `Under` is what of the name makes a difference to the result.
template <typename Made, typename Under>
class OncePerFile {
 public:
  [[nodiscard]] const Made* find(const FileIdentity& file, const Under& under) const {
    const auto found = made_.find({file.device, file.inode, under});
    return found == made_.end() ? nullptr : &found->second;
  }
  const Made& keep(const FileIdentity& file, Under under, Made made) {
    return made_.insert_or_assign({file.device, file.inode, std::move(under)}, std::move(made)).first->second;
  }

 private:
  std::map<std::tuple<std::uint64_t, std::uint64_t, Under>, Made> made_;
};

}  // namespace weightcheck::workflow
