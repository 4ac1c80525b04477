// SPDX-License-Identifier: Apache-2.0
// The words in the name of a file or a folder: what it says, whatever stands between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

// Lower case: "MODEL_LICENSE1", "LICENSE(weights)", "LicenseAgreement" and "modellicense" have two words each, and no
// numbers. Letters of other scripts are kept as they are.
[[nodiscard]] std::vector<std::string> name_words(std::string_view name);

}  // namespace weightcheck::license
