// SPDX-License-Identifier: Apache-2.0
// A statement, of either version, is read within its limits or refused in printable words. What is read names every
// file once, safely and in order, and its shards leave no gaps. What is written anew reads back as it was.
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

// What is not written here goes without saying: version 0.2.0, shards, links and what leaves out nothing.
void check_written(const Result<signature::Statement>& read) {
  if (!read.ok() || read->version != signature::Version::v1_0 || read->shard_bytes) return;
  signature::Statement meant = *read;
  meant.links = signature::Links::refused;
  meant.left_out_in_vain.clear();
  const auto again = signature::read_statement(signature::write_statement(meant), std::nullopt);
  require(again.ok() && again->files == meant.files && again->left_out == meant.left_out);
  require(again->subject == meant.subject && again->order == signature::Order::by_name);
  require(read->order != signature::Order::by_name || again->root == read->root);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const auto read = signature::read_statement(text_of(bytes), std::nullopt);
  check(read);
  check_written(read);
  check(signature::read_statement(text_of(bytes), "model.safetensors"));
  require(signature::signed_bytes(bytes).ends_with(text_of(bytes)));
  require(signature::signed_bytes_0_2(bytes).size() >= size);
  return 0;
}
