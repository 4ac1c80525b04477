// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"
#include "hash/base64.hpp"
#include "ledger/ledger.hpp"

namespace weightcheck::ledger {
namespace {

std::string escaped(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string write_tensor(const Tensor& tensor) {
  std::string line = "tensor " + tensor.sha256.hex() + " " + to_hex(hash::to_bytes(tensor.end.value)) + " " +
                     (tensor.end.lead.empty() ? "-" : to_hex(tensor.end.lead));
  if (tensor.f16) line += " f16=" + tensor.f16->hex();
  if (tensor.bf16) line += " bf16=" + tensor.bf16->hex();
  if (!tensor.sketch.empty()) line += " s=" + hash::to_base64(tensor.sketch);
  return line;
}

std::string write(const Ledger& ledger) {
  std::string text =
      std::string(opening) + "1\n# upstream: " + ledger.upstream + "\n# commit: " + ledger.commit.hex() + "\n";
  if (ledger.license) text += "# license: " + *ledger.license + "\n";
  text += "proof " + hash::to_base64(bytes_of(ledger.proof)) + "\n";
  for (const Shard& shard : ledger.shards) {
    text += std::string(shard.kind == ShardKind::raw ? "raw-shard " : "shard ") + shard.sha256.hex() + " " +
            std::to_string(shard.size) + " " + escaped(shard.path.text()) + "\nheader " +
            hash::to_base64(bytes_of(shard.header)) + "\n";
    for (const Tensor& tensor : shard.tensors)
      text += write_tensor(tensor) + "\n";
  }
  return text;
}

}  // namespace weightcheck::ledger
