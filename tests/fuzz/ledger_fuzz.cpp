// SPDX-License-Identifier: Apache-2.0
// Whatever is read is written back byte for byte, and what is refused is refused in printable words with its line. Of
// what is read, every link can be judged, and none holds without bytes.
#include <cstdlib>
#include <string>

#include "ledger/links.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const auto found = ledger::read(bytes);
  if (!found.ok()) {
    require(found.error().code == ErrorCode::limit || found.error().message.starts_with("line "));
    return 0;
  }
  require(ledger::write(*found) == text_of(bytes));
  for (const ledger::Shard& shard : found->shards) {
    require(shard.tensors.size() == shard.layout.tensors.size());
    for (std::size_t i = 0; i < shard.tensors.size(); ++i) {
      const auto judged = ledger::judge_link(shard, i, ledger::stream_before(shard, i));
      require(shard.layout.tensors[i].size() == 0 || judged == ledger::Link::broken);
    }
    require(ledger::levels_of(shard, std::vector<ledger::Link>(shard.tensors.size())).size() == shard.tensors.size());
  }
  return 0;
}
