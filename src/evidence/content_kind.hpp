// SPDX-License-Identifier: Apache-2.0
// What a file is, by its first bytes and its name, and whether loading it could run code. Nothing is executed here:
// pickles are told by their opcodes (pickle.hpp), and what lies behind the head is for look_inside.hpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"
#include "evidence/pickle.hpp"

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
  packed,   // in a form that is not one of these: lzma, compress, cpio, a frame to skip before zstd or lz4
  package,  // ar (deb), rpm, cab
  elf,
  pe,
  mach_o,  // or a Java class, which begins alike
  wasm,
  kernels,  // compiled for a GPU, or in LLVM's or Android's bitcode
  objects,  // serialized ones of Java or R
  python,   // source or compiled, by its extension
  shell,    // by its extension
  script,   // by its first two bytes, or another script extension
  text,
  other,
};

// `head` holds the first limits::head_bytes of a file of `size` bytes, or all of a smaller one; `name` is its last path
// component.
[[nodiscard]] ContentKind classify(std::string_view name, ByteSpan head, std::uint64_t size);

// "saved_model.pb" and its form as text, in any case.
[[nodiscard]] bool is_graph_name(std::string_view name);

[[nodiscard]] bool begins_like_zip(std::string_view head);

// What Python's unpickler does with a file that begins so.
enum class Unpickler : std::uint8_t {
  goes_on,  // it may import or call something
  refuses,  // it ends with an error before that
};
[[nodiscard]] Unpickler unpickler_of(const PickleSeen& pickle);
[[nodiscard]] Unpickler unpickle(ByteSpan head, std::uint64_t size);

// What loading a pickle brings with it, the worst first.
enum class PickleHolds : std::uint8_t {
  unknown,  // it imports what no list knows, or was not read to its end
  tensors,  // it imports only what rebuilds tensors, arrays and containers
  data,     // it imports nothing
};

// Why a file of this name and content could run code: kinds that are told together, each in one finding.
enum class Danger : std::uint8_t {
  none,
  pickle,
  tensor_pickle,  // one that only rebuilds tensors
  data_pickle,    // one that imports nothing
  named_as_pickle,
  hdf5,
  archive,
  package,
  program,
  named_as_program,
  compiled_python,
  script,  // only text: nothing runs it that does not look for it
  graph,
  objects,
};
[[nodiscard]] Danger danger_of(std::string_view name, ContentKind kind, Unpickler unpickler = Unpickler::goes_on,
                               PickleHolds holds = PickleHolds::unknown);
// To follow "'a' is" or "'a' and 'b' are".
[[nodiscard]] std::string_view words_of(Danger danger);

}  // namespace weightcheck::evidence
