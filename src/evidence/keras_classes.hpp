// SPDX-License-Identifier: Apache-2.0
// Which classes a Keras config may name without running code of strangers when it is deserialized.
#pragma once

#include <string_view>

namespace weightcheck::evidence {

// `module` is what stands beside the class, "" where nothing does. Keras imports the module, takes the name from it,
// and calls what it finds with what the config says.
[[nodiscard]] bool is_harmless_in_keras(std::string_view module, std::string_view class_name);

}  // namespace weightcheck::evidence
