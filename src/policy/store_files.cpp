// SPDX-License-Identifier: Apache-2.0
// By what a layer is and who named it; a name that the image gives is the publisher's word.
#include "policy/store_files.hpp"

namespace weightcheck::policy {

using evidence::LayerForm;

std::set<std::string> of_the_store_alone(const Context& context) {
  std::set<std::string> alone;
  if (!context.evidence.store) return alone;
  for (const evidence::StoreFile& file : context.evidence.store->files) {
    // A layer without a usual name lies in layers/: what it is for is not known.
    const bool has_known_use = file.form == LayerForm::archive ||
                               (file.form == LayerForm::file && file.path.text().find("layers/") == std::string::npos);
    if (file.named_by == evidence::NamedBy::us && has_known_use) alone.insert(file.path.text());
  }
  for (const weights::WeightFile& file : context.evidence.weight_files)
    alone.erase(file.path.text());
  return alone;
}

}  // namespace weightcheck::policy
