// SPDX-License-Identifier: Apache-2.0
// Files of text whose words do not show in their bytes, and pages that send their reader elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weightcheck::license {

// "a PDF document": by its first bytes, a form that nothing here reads. Empty for text.
[[nodiscard]] std::string unread_form(std::string_view bytes);

// The address to which a page of HTML sends its reader at once, raw: <meta http-equiv="refresh" content="0; url=...">.
// Such a page shows nobody what stands in it.
[[nodiscard]] std::optional<std::string> redirect_of(std::string_view page);

}  // namespace weightcheck::license
