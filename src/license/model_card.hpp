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

// A key of the front matter that no list of keys has and that speaks of the license all the same: "licence", "License",
// "model_license", a tag "license:mit".
struct BesideKey {
  std::string key;
  std::string value;

  friend bool operator==(const BesideKey&, const BesideKey&) = default;
};

struct ModelCard {
  bool has_front_matter = false;
  Declarations declared;
  std::vector<BesideKey> beside;           // in the order of the front matter
  std::vector<std::string> bases_beside;   // named by tags and by keys like "base_models"
  std::string gate;                        // what whoever asks for access has to agree to, as text
  std::vector<std::string> repeated_keys;  // keys of Declarations given more than once: the last counts, as libraries
                                           // of hubs read them
  std::vector<std::string> odd_keys;       // keys of Declarations that hold something else than text or a list of texts
  std::string body;                        // without the front matter
};

// Is the license given as something that no reader of cards takes for one: a mapping, a set, a list with such in it?
[[nodiscard]] bool declares_no_text(const ModelCard& card);

// Anchors, aliases and merge keys are read as the hub and PyYAML read them. Errors: malformed (front matter that is no
// one YAML mapping, or that those two read differently), limit (sizes, depth, aliases). A card without front matter is
// no error.
[[nodiscard]] Result<ModelCard> read_model_card(std::string_view text);

// The path in the model that a license_link leads to: "LICENSE", "./docs/terms.txt#use", or a file's page at a hub.
// Empty where it leads elsewhere.
[[nodiscard]] std::string linked_path(std::string_view link);

// The declarations in the metadata of a weight file's header, one entry at a time: true where the key is one of those
// that say something about license or origin ("license", "general.license", "modelspec.license", "base_model", ...).
bool add_metadata(Declarations& declared, std::string_view key, std::string_view value);

}  // namespace weightcheck::license
