// SPDX-License-Identifier: Apache-2.0
// What a model card (README.md) declares in its YAML front matter, and what its prose shows. Declarations are claims:
// nothing here says that they are true.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace weightcheck::license {

struct Declarations {
  std::vector<std::string> licenses;  // as written; more than one where a list is given
  std::string license_name;
  std::string license_link;
  std::vector<std::string> base_models;
  std::string base_model_relation;

  friend bool operator==(const Declarations&, const Declarations&) = default;
};

struct ModelCard {
  bool has_front_matter = false;
  Declarations declared;
  std::vector<std::string>
      repeated_keys;  // top-level keys given more than once: the last one counts, as hub libraries read them
  std::vector<std::string> odd_keys;  // keys of Declarations that hold something else than text or a list of texts
  std::string body;                   // without the front matter
};

// Errors: malformed (front matter that is no YAML mapping), limit (sizes, depth, aliases). A card without front matter
// is no error. Aliases are never followed: a declaration that is one is an odd key.
[[nodiscard]] Result<ModelCard> read_model_card(std::string_view text);

// True where the words of the phrase stand together in the text, whatever the case, line breaks and marks: "Built with
// **Llama**".
[[nodiscard]] bool shows_phrase(std::string_view text, std::string_view phrase);

// The declarations in the metadata of a weight file's header, one entry at a time: true where the key is one of those
// that say something about license or origin ("license", "general.license", "modelspec.license", "base_model", ...).
bool add_metadata(Declarations& declared, std::string_view key, std::string_view value);

}  // namespace weightcheck::license
