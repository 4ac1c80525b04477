// SPDX-License-Identifier: Apache-2.0
// What a model says and shows of its license: the texts that lie in it, the card's and the headers' declarations. No
// opinion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/model_path.hpp"
#include "base/result.hpp"
#include "license/card_labels.hpp"
#include "license/identify.hpp"
#include "license/model_card.hpp"
#include "license/prose_said.hpp"
#include "license/statements.hpp"

namespace weightcheck::evidence {

struct LicenseText {
  ModelPath path;
  license::Identification text{};
  std::vector<license::Statement> statements{};  // what it says of other things than its own terms
  std::string unread{};                          // "a PDF": a form of which nobody here sees the words
  std::string restriction{};                     // of a text too short to be a license: its sentence that limits
};

// What another file than the card says about license or origin.
struct HeaderDeclaration {
  enum class Place : std::uint8_t { header, card, file };  // the metadata of weights; a translated card; any other

  ModelPath path;
  license::Declarations declared{};
  Place place = Place::header;
};

struct NoticeText {
  ModelPath path;
  std::string text{};  // raw; what is over limits::notice_bytes_max is not here
  std::vector<license::Statement> statements{};
  license::Identification found{};  // which license it is or holds
  bool of_others = false;           // beside that license it speaks of what others made
  license::ProseSaid said{};        // what its sentences say
};

// A card in another language or under another name: README_zh.md, MODEL_CARD.md.
struct CardBeside {
  ModelPath path;
  std::vector<license::Statement> statements{};
  std::string restriction{};  // its first sentence that limits
};

struct LicenseSeen {
  bool examined = false;                    // everything that should be read could be read
  std::string gap{};                        // where not: the first file of which that is so, and why
  std::vector<LicenseText> texts{};         // sorted by path; notices are none
  std::vector<LicenseText> use_policies{};  // rules that a license refers to, by name or by what they are
  std::vector<NoticeText> notices{};        // sorted by path
  std::optional<license::ModelCard> card{};
  std::vector<license::Statement> card_statements{};  // what its prose says
  license::ProseSaid card_said{};
  std::vector<license::CardLabel> card_labels{};       // "License: X" in its body, its badges and tables
  std::optional<license::Identification> card_text{};  // which license its prose is or holds
  std::optional<Error> card_error{};
  std::vector<CardBeside> cards_beside{};
  std::vector<std::string> card_bases{};      // what its prose says that this was made from
  bool link_is_dead = false;                  // license_link leads to a file of the model that is not here
  std::vector<std::string> of_other_files{};  // licenses that REUSE.toml or its kin gives to other files than weights
  std::vector<HeaderDeclaration> headers{};
};

enum class BaseSource : std::uint8_t {
  card,
  manifest,
  directory,
  proof,
  adapter_config,  // what PEFT loads
  merge_config,    // what mergekit merged
  config,          // `_name_or_path` of a config: where the weights were loaded from before they were saved
  part_config,     // the same of one part of a model, a text encoder or a vision tower
  header,          // the metadata of a weight file
};

// Is nothing known of it but the name?
[[nodiscard]] constexpr bool is_only_named(BaseSource source) {
  return source != BaseSource::directory && source != BaseSource::proof;
}

// The bases that one file names.
struct BaseNaming {
  ModelPath file;
  BaseSource source = BaseSource::config;
  std::vector<std::string> names{};       // raw bytes
  std::optional<std::string> revision{};  // of the only one, raw bytes
};

// One model that this one was made from, and what is known of its license: of a directory everything, of a proof the
// texts whose blob is known to hold a license as it is published, of a name nothing.
struct BaseSeen {
  std::string name{};  // as the card, the manifest or the caller names it; raw bytes
  BaseSource source = BaseSource::card;
  bool pinned = false;  // its commit is known
  LicenseSeen license{};
  bool has_license_file = false;
  bool has_notice = false;
  std::optional<std::size_t> proof{};  // its place in Evidence::bases
};

}  // namespace weightcheck::evidence
