// SPDX-License-Identifier: Apache-2.0
// What the name of a model tells of its license: publishers put whole families under one. A name is evidence and never
// proof, since anybody may give it to anything.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "license/terms.hpp"

namespace weightcheck::license {

// The first row of these that fits decides, so that a row for one size stands before that of its family.
struct Family {
  std::string name;                 // "Llama 3.1"
  std::string license;              // an id
  std::vector<std::string> names;   // patterns of model names, '*' for anything
  std::vector<std::string> owners;  // who publishes them; "*" for anybody
  std::string confidence;           // "sure", or "likely" where single releases differ
  std::string note;

  friend bool operator==(const Family&, const Family&) = default;
};

// '*' stands for any letters, also none; letters are compared without case. Takes no more steps than both are long
// together for each '*'.
[[nodiscard]] bool fits(std::string_view name, std::string_view pattern);

// The family of OWNER/NAME, or of a NAME alone; null where no row fits. Of an owner who publishes other people's models
// again, the name decides, also with the first owner in it: "bartowski/meta-llama_Llama-3.1-8B-GGUF".
[[nodiscard]] const Family* family_of(std::string_view model, std::span<const Family> families,
                                      std::span<const std::string> reuploaders);

}  // namespace weightcheck::license
