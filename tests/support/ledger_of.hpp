// SPDX-License-Identifier: Apache-2.0
// Bases in memory: tensors as text of bytes, their shards, and the ledger that they have.
#pragma once

#include <string>
#include <vector>

#include "git/lfs_pointer.hpp"
#include "ledger/ledger.hpp"
#include "ledger/tensor_meter.hpp"
#include "support/proof_builder.hpp"
#include "support/safetensors_file.hpp"

namespace weightcheck::test {

struct MadeTensor {
  std::string name;
  std::string dtype;  // "BF16"
  std::vector<std::uint64_t> shape;
  std::string bytes;
};

struct MadeShard {
  std::string path;
  std::vector<MadeTensor> tensors;
  ledger::ShardKind kind = ledger::ShardKind::pointer;
};

inline std::string file_of(const MadeShard& shard) {
  std::string json = "{", data;
  for (const MadeTensor& tensor : shard.tensors) {
    std::string shape;
    for (const std::uint64_t dimension : tensor.shape)
      shape += (shape.empty() ? "" : ",") + std::to_string(dimension);
    json += (json.size() > 1 ? "," : "") + ("\"" + tensor.name + "\":{\"dtype\":\"" + tensor.dtype + "\",\"shape\":[" +
                                            shape + "],\"data_offsets\":[" + std::to_string(data.size()) + ",");
    data += tensor.bytes;
    json += std::to_string(data.size()) + "]}";
  }
  json += "}";
  json.append((8 - json.size() % 8) % 8, ' ');
  return header_length(json.size()) + json + data;
}

inline ledger::Shard shard_of(const MadeShard& made) {
  const std::string file = file_of(made);
  const std::size_t data = file.size() - [&] {
    std::size_t bytes = 0;
    for (const MadeTensor& tensor : made.tensors)
      bytes += tensor.bytes.size();
    return bytes;
  }();
  ledger::Shard shard{.kind = made.kind,
                      .sha256 = {},
                      .size = file.size(),
                      .path = ModelPath::parse(made.path).value(),
                      .header = file.substr(0, data),
                      .layout = ledger::read_layout(bytes_of(file).first(data), file.size()).value()};
  hash::Stream stream;
  stream.update(bytes_of(shard.header));
  for (std::size_t i = 0; i < shard.layout.tensors.size(); ++i) {
    const ByteSpan bytes = bytes_of(file).subspan(shard.begin_of(i), shard.end_of(i) - shard.begin_of(i));
    ledger::TensorMeter meter(shard.layout.tensors[i].dtype, shard.shape_of(i), {});
    meter.feed(bytes);
    stream.update(bytes);
    shard.tensors.push_back(meter.finish(stream));
  }
  shard.sha256 = stream.digest();
  return shard;
}

// Shards sorted by path.
inline ledger::Ledger ledger_of(const std::vector<MadeShard>& shards, const std::string& name = "base") {
  ProofBuilder proof;
  proof.file("README.md", name);
  std::vector<ledger::Shard> measured;
  for (const MadeShard& made : shards) {
    measured.push_back(shard_of(made));
    const ledger::Shard& shard = measured.back();
    proof.file(made.path, made.kind == ledger::ShardKind::raw ? file_of(made)
                                                              : git::canonical_lfs_pointer(shard.sha256, shard.size));
  }
  const auto built = proof.build();
  return {.upstream = "https://example.org/models/" + name,
          .commit = built.commit,
          .license = "apache-2.0",
          .proof = built.proof,
          .commit_proof = git::parse_proof(bytes_of(built.proof)).value(),
          .shards = std::move(measured)};
}

}  // namespace weightcheck::test
