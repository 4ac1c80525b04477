// SPDX-License-Identifier: Apache-2.0
// inspect --list: what a local store holds, by the names that MODEL takes.
#pragma once

#include <string>

#include "base/result.hpp"

namespace weightcheck::cli {

struct StoreList {
  std::string text{};
  bool is_readable = true;  // a model of it, or it holds none
};

// `word`: "ollama:", "docker:", "oci:FOLDER"; a model's name behind it lists that one alone. `format`: "text" or
// "json". Errors: usage, and those of anchor::list_store().
[[nodiscard]] Result<StoreList> store_list(const std::string& word, const std::string& format);

}  // namespace weightcheck::cli
