// SPDX-License-Identifier: Apache-2.0
// What a model says and shows of its license: the texts that lie in it, the card's and the headers' declarations. No
// opinion.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/model_path.hpp"
#include "base/result.hpp"
#include "license/identify.hpp"
#include "license/model_card.hpp"

namespace weightcheck::evidence {

struct LicenseText {
  ModelPath path;
  license::Identification text{};
};

// The __metadata__ of a safetensors file, where it says something about license or origin.
struct HeaderDeclaration {
  ModelPath path;
  license::Declarations declared{};
};

struct LicenseSeen {
  bool examined = false;             // everything that should be read could be read
  std::vector<LicenseText> texts{};  // sorted by path; notices are none
  std::vector<ModelPath> notices{};
  std::optional<license::ModelCard> card{};
  std::optional<Error> card_error{};
  std::vector<HeaderDeclaration> headers{};
};

}  // namespace weightcheck::evidence
