// SPDX-License-Identifier: Apache-2.0
// By what a layer is and who named it; a name that the image gives is the publisher's word.
#include "policy/store_files.hpp"

namespace weightcheck::policy {

using evidence::LayerForm;

std::map<std::string, Severity> of_the_store_alone(const Context& context) {
  std::map<std::string, Severity> alone;
  if (!context.evidence.store) return alone;
  for (const evidence::StoreFile& file : context.evidence.store->files) {
    // A layer without a usual name lies in layers/: what it is for is not known.
    const bool is_config = file.form == LayerForm::config;
    const bool has_known_use = is_config || file.form == LayerForm::archive ||
                               (file.form == LayerForm::file && file.path.text().find("layers/") == std::string::npos);
    if (file.named_by == evidence::NamedBy::us && has_known_use)
      alone.emplace(file.path.text(), is_config ? Severity::note : Severity::warning);
  }
  for (const weights::WeightFile& file : context.evidence.weight_files)
    alone.erase(file.path.text());
  return alone;
}

}  // namespace weightcheck::policy
