// SPDX-License-Identifier: Apache-2.0
// What a file is by its first bytes and its name, and whether it could run code. Nothing is unpacked or unpickled.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace weightcheck::evidence {

enum class ContentKind : std::uint8_t {
  empty,
  zeros,            // nothing else in the head
  lfs_pointer,      // or what began as one
  html_page,        // HTML, or the XML in which object stores tell errors
  json_error_page,  // JSON text under a name of weights
  weights,          // begins as a format of the table of weights does
  hdf5,             // weights, too; Keras keeps code in it
  pickle,           // any protocol, also inside a PyTorch zip or a NumPy array of objects
  numpy,
  zip,
  tar,
  gzip,
  bzip2,
  xz,
  zstd,
  lz4,
  seven_zip,
  rar,
  package,  // ar (deb), rpm, cab
  elf,
  pe,
  mach_o,  // or a Java class, which begins alike
  wasm,
  python,  // source or compiled, by its extension
  shell,   // by its extension
  script,  // by its first two bytes, or another script extension
  text,
  other,
};

// `head` holds the first limits::head_bytes of a file of `size` bytes, or all of a smaller one; `name` is its last path
// component.
[[nodiscard]] ContentKind classify(std::string_view name, ByteSpan head, std::uint64_t size);

// Why a file of this name and content could run code, as a predicate: "is a Python pickle, which runs code when it is
// loaded". Empty where nothing says so.
[[nodiscard]] std::string_view danger_of(std::string_view name, ContentKind kind);

}  // namespace weightcheck::evidence
