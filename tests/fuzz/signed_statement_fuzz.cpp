// SPDX-License-Identifier: Apache-2.0
// A statement, of either version, is read within its limits or refused in printable words. What is read names every
// file once, safely and in order, and its shards leave no gaps.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/escape.hpp"
#include "signature/envelope.hpp"
#include "signature/statement.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const Result<signature::Statement>& read) {
  if (!read.ok()) {
    require(!read.error().message.empty() && !hides_characters(read.error().message));
    return;
  }
  require(!read->files.empty());
  for (std::size_t i = 1; i < read->files.size(); ++i)
    require(read->files[i - 1].path < read->files[i].path);
  for (const signature::SignedFile& file : read->files) {
    require(read->find(file.path) == &file && !file.spans.empty());
    std::uint64_t at = 0;
    for (const signature::SignedSpan& span : file.spans) {
      require(span.offset == at && span.length.has_value() == read->shard_bytes.has_value());
      at += span.length.value_or(0);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  check(signature::read_statement(text_of(bytes), std::nullopt));
  check(signature::read_statement(text_of(bytes), "model.safetensors"));
  require(signature::signed_bytes(bytes).ends_with(text_of(bytes)));
  require(signature::signed_bytes_0_2(bytes).size() >= size);
  return 0;
}
