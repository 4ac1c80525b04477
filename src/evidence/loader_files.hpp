// SPDX-License-Identifier: Apache-2.0
// The files beside the weights that loaders read: without them, or with a server's answer in their place, no model
// loads.
#pragma once

#include <cstdint>
#include <string_view>

namespace weightcheck::evidence {

enum class LoaderFile : std::uint8_t {
  none,
  json,           // configs, tokenizers, indexes: read as JSON
  text,           // merges, word lists, sentence pieces: none is ever empty
  text_or_empty,  // templates and YAML
};

[[nodiscard]] LoaderFile loader_file_of(std::string_view file_name);

}  // namespace weightcheck::evidence
