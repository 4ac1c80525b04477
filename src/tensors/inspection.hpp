// SPDX-License-Identifier: Apache-2.0
// What a reader says of one weight file, in words that hold for every format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tensors/tensor_layout.hpp"

namespace weightcheck::tensors {

struct Rejection {
  std::string_view error;  // the name that the format's reference gives it: "InvalidOffset". Static text
  std::string detail;      // printable: which tensor, what was found and what was expected

  friend bool operator==(const Rejection&, const Rejection&) = default;
};

// Something that loaders accept although nobody writes it so.
struct Oddity {
  std::string_view predicate;  // "names a tensor twice". Static text
  std::uint64_t count = 0;
  std::string example;  // printable: the first name or field of that kind, where there is one

  friend bool operator==(const Oddity&, const Oddity&) = default;
};

struct Inspection {
  // Also there where the only fault is the file's size, to tell which tensors are lost.
  std::optional<TensorLayout> layout{};
  std::optional<Rejection> rejection{};
  std::vector<Oddity> oddities{};  // one a kind
  // What the file's size has to be; without a layout, at least that. Nothing where its head does not say.
  std::optional<std::uint64_t> expected_size{};
};

}  // namespace weightcheck::tensors
