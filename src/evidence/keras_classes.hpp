// SPDX-License-Identifier: Apache-2.0
// Which classes a Keras config may name without running code of strangers when it is deserialized.
#pragma once

#include <string_view>

namespace weightcheck::evidence {

// `module` is what stands beside the class, "" where nothing does. Keras imports the module, takes the name from it,
// and calls what it finds with what the config says.
[[nodiscard]] bool is_harmless_in_keras(std::string_view module, std::string_view class_name);

// Whether a JSON text says `"class_name": "..."` anywhere. The words of a vocabulary have numbers behind them.
[[nodiscard]] bool names_class_of_keras(std::string_view text);

}  // namespace weightcheck::evidence
