// SPDX-License-Identifier: Apache-2.0
// Each file is opened, read whole and closed before the next; only the compressing is done side by side.
#include "pipeline/small_files.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "hash/lane.hpp"

namespace weightcheck::pipeline {
namespace {

constexpr std::size_t batch_files = 64;  // four rounds of the widest engine, at most 4 MiB

struct Content {
  std::size_t item = 0;
  std::vector<std::byte> padded;
  evidence::DigestSet digests;
};

// Reads the file and computes its blob id, if that is wanted; the lanes do the rest.
Result<Content> read_whole(const Observations& observations, std::size_t index) {
  const HashItem& item = observations.item(index);
  Result<std::unique_ptr<io::ByteSource>> opened = io::open_found(observations.files(), item.path, item.expected);
  if (!opened) return opened.error();
  io::ByteSource& source = **opened;
  const auto size = static_cast<std::size_t>(item.expected.size);
  Content content{index, std::vector<std::byte>(size + hash::padding_bytes_max), {}};
  const std::span<std::byte> bytes = std::span(content.padded).first(size);
  const Result<std::size_t> got = io::read_fully(source, bytes, 0);
  const Result<evidence::DigestSet> checked = if_unchanged(source, item, evidence::DigestSet{});
  if (!checked) return checked.error();
  if (!got) return got.error();
  if (*got < size) return Error{ErrorCode::changed, "file ended early, at offset " + std::to_string(*got)};
  for (const git::ObjectFormat format : blob_formats(item.wanted)) {
    const Result<git::ObjectId> id = git::object_id(format, git::ObjectType::blob, bytes);
    if (!id) return id.error();
    content.digests.add(*id);
  }
  const bool for_lanes = item.wanted.contains(evidence::Algorithm::sha256);
  content.padded.resize(for_lanes ? hash::pad(content.padded, size, size) : 0);
  return content;
}

}  // namespace

std::size_t SmallFiles::batches() const { return (items_.size() + batch_files - 1) / batch_files; }

std::set<std::string_view> SmallFiles::work() {
  std::set<std::string_view> engines_used;
  while (!observations_.stopped()) {
    const std::size_t begin = next_.fetch_add(1, std::memory_order_relaxed) * batch_files;
    if (begin >= items_.size()) break;
    engines_used.merge(hash_batch(std::span(items_).subspan(begin, std::min(batch_files, items_.size() - begin))));
  }
  return engines_used;
}

std::set<std::string_view> SmallFiles::hash_batch(std::span<const std::size_t> items) {
  if (observations_.progress() != nullptr) observations_.progress()->working_on(observations_.item(items.front()).path);
  std::vector<Content> contents;
  for (const std::size_t index : items) {
    if (observations_.stopped()) break;
    Result<Content> content = read_whole(observations_, index);
    if (content) {
      contents.push_back(std::move(*content));
    } else {
      observations_.finish(index, {.digests = content.error()}, 0);
    }
  }
  std::vector<ByteSpan> padded;
  std::vector<Content*> hashed;
  for (Content& content : contents) {
    if (content.padded.empty()) continue;
    padded.emplace_back(content.padded);
    hashed.push_back(&content);
  }
  const hash::BatchDigests batch = hash::digests_of(rates_, padded);
  for (std::size_t i = 0; i < hashed.size(); ++i)
    hashed[i]->digests.add(batch.digests[i]);
  for (const Content& content : contents)
    observations_.finish(content.item, {.digests = content.digests}, 0);
  return batch.engines_used;
}

}  // namespace weightcheck::pipeline
