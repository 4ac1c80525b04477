// SPDX-License-Identifier: Apache-2.0
// The table of weight formats: by which names and first bytes a file is known to be of one, and who reads it. The only
// place that knows which formats there are: a new one is a row here and its reader in a module of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>

#include "base/bytes.hpp"
#include "tensors/inspection.hpp"

namespace weightcheck::weights {

// How far a name tells the format.
enum class Extension : std::uint8_t {
  own,     // a loader takes any file of such a name for one, whatever is in it
  shared,  // several programs use it for formats of their own; the first bytes come first
};

// How far the first bytes tell it.
enum class Magic : std::uint8_t {
  with_a_name,  // other files than weights begin so, too
  alone,        // a file of any name that begins so is one
};

struct Format {
  std::string_view name;               // for people: "safetensors"
  std::string_view extensions;         // lower case, with their points, a blank between two
  bool (*begins)(ByteSpan) = nullptr;  // does a file that begins with these bytes look like one? Null: nothing tells
  Extension extension = Extension::own;
  Magic magic = Magic::with_a_name;
  // Its metadata may hold chat templates, under keys that begin with `template_keys`: loaders run them.
  std::string_view template_keys = "";

  // The reader; null where there is none yet. How many bytes from the beginning of the file inspect() needs, given the
  // first limits::head_bytes of it, or as many as an earlier answer asked for: where the length of a header shows only
  // at its end, it is asked again until it wants no more. inspect() takes as many, or more. Both bounded by
  // limits::header_bytes_max, and inspect() ends soon after `stop` is requested; what it returns then is not to be
  // used.
  std::size_t (*head_size)(ByteSpan head, std::uint64_t file_size) = nullptr;
  tensors::Inspection (*inspect)(ByteSpan head, std::uint64_t file_size, const std::stop_token& stop) = nullptr;
};

// The extension with which the name ends, of those in the list, whatever its case; "" for none.
[[nodiscard]] std::string_view extension_in(std::string_view extensions, std::string_view file_name);

[[nodiscard]] std::span<const Format> formats();

// The format that the name alone tells; null where it tells none. A shared extension names the first that uses it.
[[nodiscard]] const Format* format_named(std::string_view file_name);

// The format of a file with this name and these first bytes; null where it is not a weight file.
[[nodiscard]] const Format* format_of(std::string_view file_name, ByteSpan head);

// Does a file begin as one of the formats does? Says nothing of its name.
[[nodiscard]] bool begins_like_weights(ByteSpan head);

}  // namespace weightcheck::weights
