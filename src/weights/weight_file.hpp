// SPDX-License-Identifier: Apache-2.0
// A weight file of any format, and what its reader said of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/model_path.hpp"
#include "tensors/inspection.hpp"

namespace weightcheck::weights {

enum class Examined : std::uint8_t {
  yes,           // a reader accepted or rejected it
  no_reader,     // it is of a format that nothing here reads
  not_weights,   // a pointer, an error page, nothing or zeros lie in its place
  not_possible,  // it could not be read, or is over a limit
};

struct WeightFile {
  ModelPath path;
  std::uint64_t size = 0;     // bytes
  std::string_view format{};  // its row's name in the table
  Examined examined = Examined::no_reader;
  // Where a reader saw it. Shared by the names of one file: a header may be as large as the rest of the evidence.
  std::shared_ptr<const tensors::Inspection> inspection{};

  [[nodiscard]] const tensors::TensorLayout* layout() const {
    return inspection && inspection->layout ? &*inspection->layout : nullptr;
  }
  [[nodiscard]] const tensors::Rejection* rejection() const {
    return inspection && inspection->rejection ? &*inspection->rejection : nullptr;
  }
  // Bytes that the file's head says are missing at its end; without a layout, at least so many.
  [[nodiscard]] std::uint64_t short_by() const {
    const std::uint64_t expected = inspection ? inspection->expected_size.value_or(0) : 0;
    return expected > size ? expected - size : 0;
  }
};

}  // namespace weightcheck::weights
