// SPDX-License-Identifier: Apache-2.0
#include "workflow/fill_ranges.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/escape.hpp"
#include "hash/stream.hpp"
#include "io/folder.hpp"
#include "io/model_directory.hpp"
#include "lineage/fork.hpp"

namespace weightcheck::workflow {
namespace {

constexpr std::size_t filled_piece_bytes = std::size_t{1} << 20;

struct RangeName {
  Digest shard;
  lineage::ByteRange range;
};

std::optional<RangeName> parse_name(std::string_view name) {
  const std::size_t dot = name.find('.');
  const std::size_t dash = name.find('-', dot == std::string_view::npos ? 0 : dot);
  if (dot == std::string_view::npos || dash == std::string_view::npos) return std::nullopt;
  const auto shard = Digest::parse(name.substr(0, dot));
  const auto begin = parse_decimal(name.substr(dot + 1, dash - dot - 1));
  const auto end = parse_decimal(name.substr(dash + 1));
  if (!shard || !begin || !end || *begin >= *end) return std::nullopt;
  return RangeName{*shard, {*begin, *end}};
}

Status stream_from(io::ByteSource& source, std::uint64_t offset, std::uint64_t size,
                   const std::function<void(ByteSpan)>& take) {
  std::vector<std::byte> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(filled_piece_bytes, size)));
  for (std::uint64_t at = 0; at < size;) {
    const auto piece =
        std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size - at)));
    if (Status read = io::read_exactly(source, piece, offset + at); !read.ok()) return read;
    take(piece);
    at += piece.size();
  }
  return done;
}

Status link_tensor(io::ByteSource& source, const lineage::Bases& bases, lineage::Id id, std::uint64_t offset,
                   std::vector<ledger::Link>& links) {
  const ledger::Shard& shard = bases.shard_of(id);
  const std::size_t number = bases.number_in_shard(id);
  hash::Stream alone, link = ledger::stream_before(shard, number);
  const Status read = stream_from(source, offset, shard.end_of(number) - shard.begin_of(number), [&](ByteSpan piece) {
    alone.update(piece);
    link.update(piece);
  });
  if (!read.ok()) return read;
  if (alone.digest() == bases.line_of(id).sha256) links[id] = ledger::judge_link(shard, number, link);
  return done;
}

}  // namespace

Result<FilledTensors> fill_links(const std::string& folder, const lineage::Bases& bases,
                                 std::vector<ledger::Link>& links) {
  FilledTensors filled;
  const auto opened = io::Folder::open(folder);
  const auto entries =
      opened.ok() ? opened->list(".", io::Depth::one) : Result<std::vector<io::FolderEntry>>(opened.error());
  if (!entries.ok()) {
    Error error = within(entries.error(), printable(folder));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  for (const io::FolderEntry& entry : *entries) {
    const auto named = parse_name(entry.name);
    const std::string path = folder + "/" + entry.name;
    if (!named) return Error{ErrorCode::usage, printable(path) + " is not named as a range is: SHA256.BEGIN-END"};
    const auto source = io::open_file(path);
    if (!source.ok()) return within(source.error(), printable(path));
    const auto identity = (*source)->identity();
    if (!identity.ok()) return within(identity.error(), printable(path));
    if (identity->size != named->range.end - named->range.begin)
      return Error{ErrorCode::usage, printable(path) + " has " + std::to_string(identity->size) +
                                         " bytes, and its name says " +
                                         std::to_string(named->range.end - named->range.begin)};
    for (lineage::Id id = 0; id < bases.size(); ++id) {
      const ledger::Shard& shard = bases.shard_of(id);
      const std::size_t number = bases.number_in_shard(id);
      const bool lies_in_it = shard.sha256 == named->shard && shard.begin_of(number) >= named->range.begin &&
                              shard.end_of(number) <= named->range.end;
      if (!lies_in_it) continue;
      const std::uint64_t offset = shard.begin_of(number) - named->range.begin;
      filled.insert_or_assign(id, Filled{path, offset});
      if (links[id] != ledger::Link::unknown) continue;
      if (Status linked = link_tensor(**source, bases, id, offset, links); !linked.ok())
        return within(linked.error(), printable(path));
    }
  }
  return filled;
}

Status stream_filled(const Filled& place, std::uint64_t size, const std::function<void(ByteSpan)>& take) {
  const auto source = io::open_file(place.path);
  const Status streamed = source.ok() ? stream_from(**source, place.offset, size, take) : Status(source.error());
  return streamed.ok() ? streamed : Status(within(streamed.error(), printable(place.path)));
}

}  // namespace weightcheck::workflow
