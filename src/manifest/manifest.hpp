// SPDX-License-Identifier: Apache-2.0
// SHA256.manifest as a value: one digest a file, and the pin. Reading and writing of its bytes; files are for others to
// open, and what the lines mean for a model is for evidence and policy. The format is told to people in
// docs/manifest-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"
#include "manifest/rejection.hpp"

namespace weightcheck::manifest {

enum class Form : std::uint8_t {
  v1,     // begins with "# weightcheck manifest v1": comments are headers
  plain,  // output of sha256sum, shasum or a BSD sha256: comments are comments, so it never has a pin
};

struct Entry {
  ModelPath path;
  Digest sha256;
  std::optional<std::uint64_t> size;  // bytes
  std::size_t line = 0;               // where it was read, from 1; 0 in a manifest that is being made

  friend bool operator==(const Entry&, const Entry&) = default;
};

// A model that this one was made from.
struct BaseModel {
  std::string upstream;                 // as check_upstream accepts it
  std::optional<git::ObjectId> commit;  // none: the base is named, not pinned

  friend bool operator==(const BaseModel&, const BaseModel&) = default;
};

struct Manifest {
  Form form = Form::v1;
  std::optional<std::string> upstream;  // as check_upstream accepts it
  std::optional<git::ObjectId> commit;
  std::optional<std::string> license;  // as check_license accepts it
  std::vector<BaseModel> base_models;  // in the order of the file
  std::vector<Entry> entries;          // parse gives them sorted by path bytes, no two alike, never none

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

// All or nothing: one bad line refuses the whole file. Linear in the bytes but for one sort of the entries.
[[nodiscard]] std::variant<Manifest, Rejection> read(ByteSpan bytes);

// The same for those who need no reason: read's rejection as an Error.
[[nodiscard]] Result<Manifest> parse(ByteSpan bytes);

// Always v1, entries sorted by path bytes, the same bytes for the same value; `sha256sum -c --strict` and `shasum -a
// 256 -c` take it. Values that parse would refuse (an unchecked header, a path twice, no entry at all) are a bug of the
// caller, and throw.
[[nodiscard]] std::string write(const Manifest& manifest);

}  // namespace weightcheck::manifest
