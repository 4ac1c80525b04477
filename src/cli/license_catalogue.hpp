// SPDX-License-Identifier: Apache-2.0
// The known licenses as a page: what each asks for and how it is recognised.
#pragma once

#include <string>

namespace weightcheck::cli {

// Markdown; the source of docs/licenses.md.
[[nodiscard]] std::string license_catalogue();

}  // namespace weightcheck::cli
