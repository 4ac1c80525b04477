// SPDX-License-Identifier: Apache-2.0
// Files that this program writes at the root of a model, and how one is told by what it holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weightcheck::io {

enum class Ask : std::uint8_t {
  whole,  // it is read to its end
  head,   // its first bytes tell; and it is one, too, where it cannot be read
};

// Where a list of all files names it.
enum class Listed : std::uint8_t { is_evidence_still, is_of_the_model };

struct OwnFile {
  std::string_view name;
  std::size_t bytes_max;
  bool (*is_one)(std::string_view text);
  Ask ask = Ask::whole;
  Listed listed = ask == Ask::head ? Listed::is_of_the_model : Listed::is_evidence_still;
};

// By its name relative to the model's root; nullptr for any other.
[[nodiscard]] const OwnFile* own_file(std::string_view name);

}  // namespace weightcheck::io
