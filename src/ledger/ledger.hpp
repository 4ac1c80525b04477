// SPDX-License-Identifier: Apache-2.0
// TENSORS.ledger as a value: a base model at one commit, told by its proof, its shards' headers and, of each tensor, a
// digest, the state of the shard's SHA-256 behind it, and a sketch. Nothing of it is believed: what a line is worth is
// for links.hpp to say. The format is told to people in docs/ledger-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "git/proof.hpp"
#include "hash/stream.hpp"
#include "tensors/shape_list.hpp"
#include "tensors/tensor_layout.hpp"

namespace weightcheck::ledger {

inline constexpr std::string_view usual_name = "TENSORS.ledger";       // in a model
inline constexpr std::size_t file_bytes_max = std::size_t{256} << 20;  // the largest known would have 60 MB

// With which every version of such a file begins.
inline constexpr std::string_view opening = "# weightcheck ledger v";

// Where the SHA-256 of a shard stands between two of its bytes.
struct Position {
  hash::ChainingValue value = hash::initial_value;  // after the last whole block
  std::vector<std::byte> lead{};                    // the bytes since

  friend bool operator==(const Position&, const Position&) = default;
};

struct Tensor {
  Digest sha256;                        // of its bytes alone
  Position end{};                       // of its shard's SHA-256, behind it
  std::optional<Digest> f16{}, bf16{};  // of its bytes in that type, where this loses something
  std::vector<std::byte> sketch{};      // sketch.hpp; none where there is none

  friend bool operator==(const Tensor&, const Tensor&) = default;
};

enum class ShardKind : std::uint8_t {
  pointer,  // the commit holds an LFS pointer
  raw,      // ... the file itself
};

// What a shard's first bytes say; tensors in the order of a ledger's lines.
struct Layout : tensors::TensorLayout {
  tensors::ShapeList shapes{};
};

struct Shard {
  ShardKind kind = ShardKind::pointer;
  Digest sha256;
  std::uint64_t size = 0;  // bytes
  ModelPath path;
  std::string header;             // the file's first 8 + N bytes
  Layout layout;                  // what it says
  std::vector<Tensor> tensors{};  // one for each of the layout's

  [[nodiscard]] std::string_view name_of(std::size_t tensor) const { return layout.name_of(layout.tensors[tensor]); }
  // In the file, not in its data.
  [[nodiscard]] std::uint64_t begin_of(std::size_t tensor) const {
    return layout.data_begin + layout.tensors[tensor].begin;
  }
  [[nodiscard]] std::uint64_t end_of(std::size_t tensor) const {
    return layout.data_begin + layout.tensors[tensor].end;
  }
  [[nodiscard]] std::span<const std::uint64_t> shape_of(std::size_t tensor) const {
    return layout.shapes.of(layout.tensors[tensor].name);
  }
};

struct Ledger {
  std::string upstream;  // as manifest::check_upstream() accepts it
  git::ObjectId commit;
  std::optional<std::string> license{};  // the card's word: a claim
  std::string proof;                     // in the form of COMMIT.proof
  git::CommitProof commit_proof;         // what it says
  std::vector<Shard> shards{};           // sorted by path bytes
};

// All or nothing, and only what a ledger can be held against by itself: grammar, proof, headers, the commit's pointers,
// and that the last state of each shard gives its digest. Errors: limit, malformed; the message begins with "line 7: ".
[[nodiscard]] Result<Ledger> read(ByteSpan bytes);

// The same bytes for the same value, as read() takes them.
[[nodiscard]] std::string write(const Ledger& ledger);
[[nodiscard]] std::string write_tensor(const Tensor& tensor);  // its line, without the line feed

// Errors: malformed, for what the reader of
// safetensors rejects, and for a tensor of more dimensions than ShapeList keeps.
[[nodiscard]] Result<Layout> read_layout(ByteSpan header, std::uint64_t file_size);

}  // namespace weightcheck::ledger
