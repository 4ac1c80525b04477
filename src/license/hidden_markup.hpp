// SPDX-License-Identifier: Apache-2.0
// What renderers of Markdown and reStructuredText leave out of a page, though it stands in the file.
#pragma once

#include <string>
#include <string_view>

namespace weightcheck::license {

// The text with each such part in a comment of HTML, so that whoever reads it next knows that it is hidden: tags that
// no renderer knows, declarations, what stands behind a fence of code, cells beyond a table's columns. Lines stay
// lines.
[[nodiscard]] std::string with_hidden_markdown(std::string_view text);

// The same of comments of reStructuredText: "..", and the block that is indented below it.
[[nodiscard]] std::string with_hidden_restructured(std::string_view text);

}  // namespace weightcheck::license
