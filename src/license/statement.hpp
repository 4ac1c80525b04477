// SPDX-License-Identifier: Apache-2.0
// What a copyright statement may hold and still be no more than that.
#pragma once

#include <string_view>

namespace weightcheck::license {

enum class StatementPart : bool { first, later };  // behind a first one, names are told from prose more strictly

// Are these years and names and nothing else: "Copyright 2019-2024 Example Inc., Jane Doe and the contributors"? What
// reads like more than that may be a condition: "Copyright 2024 Example Inc - for study at home, companies barred".
// Takes the names that people have; a wrong "no" only keeps a line that says nothing.
[[nodiscard]] bool is_plain_statement(std::string_view line, StatementPart part = StatementPart::first);

}  // namespace weightcheck::license
