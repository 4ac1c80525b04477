// SPDX-License-Identifier: Apache-2.0
// What a file is by its first bytes and its name, and whether it could run code. Nothing is unpacked or unpickled; of
// a pickle no more is asked than whether an unpickler would begin to read it.
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
  json_error_page,  // JSON text under a name of weights, or an error told in JSON in the place of a config
  text_page,        // plain words in the place of weights, of a config or the like
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

// What Python's unpickler does with a file that begins so.
enum class Unpickler : std::uint8_t {
  goes_on,  // as far as the head shows it may come to an opcode that runs code
  refuses,  // it ends with an error before that
};
[[nodiscard]] Unpickler unpickle(ByteSpan head, std::uint64_t size);
// Does an unpickler that begins with this call something before the head ends? By the opcodes, whatever they begin with.
[[nodiscard]] bool calls_when_unpickled(ByteSpan head, std::uint64_t size);

// Why a file of this name and content could run code: kinds that are told together, each in one finding.
enum class Danger : std::uint8_t {
  none,
  pickle,
  named_as_pickle,
  hdf5,
  archive,
  package,
  program,
  named_as_program,
  compiled_python,
  script,  // only text: nothing runs it that does not look for it
  graph,
};
[[nodiscard]] Danger danger_of(std::string_view name, ContentKind kind, Unpickler unpickler = Unpickler::goes_on);
// To follow "'a' is" or "'a' and 'b' are".
[[nodiscard]] std::string_view words_of(Danger danger);

}  // namespace weightcheck::evidence
