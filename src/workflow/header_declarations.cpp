// SPDX-License-Identifier: Apache-2.0
// Headers come last: whatever a card or a config names is stronger.
#include "workflow/header_declarations.hpp"

#include <algorithm>
#include <iterator>

#include "base/escape.hpp"
#include "evidence/base_naming.hpp"
#include "license/model_card.hpp"

namespace weightcheck::workflow {
namespace {

using weights::WeightFile;

void not_all_read(const WeightFile& file, evidence::LicenseSeen& seen) {
  seen.examined = false;
  if (!seen.gap.empty()) return;
  seen.gap = printable(file.path.text()) + ": its header says more than is read of it, and that may be its license";
}

// A converter to GGUF copies the card of the model that it converts: the base in there is the grandparent, where the
// card beside the file names the parent. What the header names is told, and its duties are the parent's.
bool is_converted_beside_card(const WeightFile& file, const evidence::LicenseSeen& seen) {
  return file.layout()->metadata.contains("general.architecture") && seen.card &&
         !seen.card->declared.base_models.empty();
}

}  // namespace

void add_header_declarations(evidence::Evidence& evidence) {
  for (const WeightFile& file : evidence.weight_files) {
    if (file.layout() == nullptr) continue;
    if (file.layout()->metadata_omitted > 0) not_all_read(file, evidence.license);
    evidence::HeaderDeclaration declaration{.path = file.path};
    bool any = false;
    for (const auto& [key, value] : file.layout()->metadata)
      any = license::add_metadata(declaration.declared, key, value) || any;
    if (!any) continue;
    const bool is_of_base = is_converted_beside_card(file, evidence.license);
    evidence::BaseNaming naming{.file = file.path, .source = evidence::BaseSource::header};
    std::ranges::copy_if(declaration.declared.base_models, std::back_inserter(naming.names),
                         evidence::is_repository_name);
    if (!naming.names.empty() && !is_of_base) evidence.base_namings.push_back(std::move(naming));
    evidence.license.headers.push_back(std::move(declaration));
  }
  std::ranges::stable_sort(evidence.base_namings, {}, &evidence::BaseNaming::source);
}

}  // namespace weightcheck::workflow
