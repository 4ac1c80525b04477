// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/model_path.hpp"

namespace weightcheck::test {

inline ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }

}  // namespace weightcheck::test
