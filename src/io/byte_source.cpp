// SPDX-License-Identifier: Apache-2.0
// The one loop around read_at: sources may return short, callers want everything up to the end. And the one question
// whether a name still leads to the file that was found.
#include "io/byte_source.hpp"

namespace weightcheck::io {

Status check_found(const FileIdentity& now, const FileIdentity& found) {
  if (now == found) return done;
  return Error{ErrorCode::changed, "file changed while the model was looked at: it is not the one that was found"};
}

Result<std::unique_ptr<ByteSource>> open_found(const FileOpener& files, const ModelPath& path,
                                               const FileIdentity& found) {
  auto source = files.open(path);
  if (!source.ok()) return source;
  const auto now = (*source)->identity();
  if (!now.ok()) return now.error();
  if (Status same = check_found(*now, found); !same.ok()) return same.error();
  return source;
}

Result<std::size_t> read_fully(ByteSource& source, std::span<std::byte> out, std::uint64_t offset) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const auto count = source.read_at(out.subspan(filled), offset + filled);
    if (!count.ok()) return count.error();
    if (*count == 0) break;
    filled += *count;
  }
  return filled;
}

Status read_exactly(ByteSource& source, std::span<std::byte> out, std::uint64_t offset) {
  const auto read = read_fully(source, out, offset);
  if (!read.ok()) return read.error();
  if (*read != out.size()) return Error{ErrorCode::changed, "became shorter while it was read"};
  return done;
}

}  // namespace weightcheck::io
