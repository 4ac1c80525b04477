// SPDX-License-Identifier: Apache-2.0
// The body of a log entry is read as one kind at most, or refused in printable words. And as an inclusion proof: the
// first bytes are its place, its size and a hash, and no proof of another length is taken.
#include <cstdint>
#include <cstdlib>

#include "base/escape.hpp"
#include "signature/inclusion.hpp"
#include "signature/logged.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_proof(ByteSpan bytes) {
  constexpr std::size_t head = 24;
  if (bytes.size() < head) return;
  signature::InclusionProof proof{.log_index = load_le64(bytes.first<8>()),
                                  .tree_size = load_le64(bytes.subspan<8, 8>()),
                                  .root_hash = {},
                                  .hashes = {}};
  proof.hashes.assign(load_le64(bytes.subspan<16, 8>()) % 70, signature::Bytes(32));
  if (signature::root_of(bytes.subspan(head), proof).ok()) {
    proof.hashes.emplace_back(32);
    require(!signature::root_of(bytes.subspan(head), proof).ok());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const auto dsse = signature::read_logged(bytes, signature::EntryKind::dsse);
  const auto record = signature::read_logged(bytes, signature::EntryKind::hashedrekord);
  require(!dsse.ok() || !record.ok());
  for (const auto& found : {dsse, record})
    require(found.ok() || (!found.error().message.empty() && !hides_characters(found.error().message)));
  check_proof(bytes);
  return 0;
}
