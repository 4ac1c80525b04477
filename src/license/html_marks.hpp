// SPDX-License-Identifier: Apache-2.0
// The tags, attributes and entities of HTML that license texts are written with.
#pragma once

#include <cstddef>
#include <string_view>

namespace weightcheck::license {

// Names are in lower case. A tag that only says what its text is.
[[nodiscard]] bool is_tag_name(std::string_view name);

// A tag that begins or ends a line of what a reader sees.
[[nodiscard]] bool is_block_tag(std::string_view name);

// What a browser shows as it pleases, or runs: the rest of the page may be another text for its reader.
[[nodiscard]] bool is_deceptive_tag(std::string_view name);

[[nodiscard]] bool is_strike_tag(std::string_view name);

// Attributes that change nothing of what a reader reads.
[[nodiscard]] bool is_plain_attribute(std::string_view name);

struct Entity {
  std::string_view name;  // with its semicolon
  std::string_view text;
};

// The named entity that `text`, which follows an ampersand, begins with; null where it is none of these.
[[nodiscard]] const Entity* entity_at(std::string_view text);

}  // namespace weightcheck::license
