// SPDX-License-Identifier: Apache-2.0
// Positioned reading of one open file, and the opening of files by ModelPath: the seam at which tests put readers that
// fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/file_identity.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"

namespace weightcheck::io {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Reads up to out.size() bytes at `offset`; fewer may come at any time, 0 only at the end of the file. EINTR is
  // handled inside. Error: io, with the offset and the system's word.
  [[nodiscard]] virtual Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) = 0;

  // fstat of this descriptor, now.
  [[nodiscard]] virtual Result<FileIdentity> identity() const = 0;

  // For hints and mappings; -1 where there is no descriptor behind the source.
  [[nodiscard]] virtual int descriptor() const noexcept { return -1; }
};

class FileOpener {
 public:
  virtual ~FileOpener() = default;
  FileOpener() = default;
  FileOpener(const FileOpener&) = default;
  FileOpener& operator=(const FileOpener&) = default;

  // Opens a regular file of the model for reading. Safe to call from several threads. Errors: not_found, denied, io,
  // and malformed for what is not a regular file or would leave the model.
  [[nodiscard]] virtual Result<std::unique_ptr<ByteSource>> open(const ModelPath& path) const = 0;
};

// Errors: changed where an opened file is not the one that was found.
[[nodiscard]] Status check_found(const FileIdentity& now, const FileIdentity& found);

// The file that was found with this identity, and no other that took its name since. Errors: those of open(), io, and
// changed.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_found(const FileOpener& files, const ModelPath& path,
                                                             const FileIdentity& found);

// Fills `out` or stops at the end of the file; returns the bytes read.
[[nodiscard]] Result<std::size_t> read_fully(ByteSource& source, std::span<std::byte> out, std::uint64_t offset);

// Fills `out`. Errors: those of reading; changed, where the file ends before.
[[nodiscard]] Status read_exactly(ByteSource& source, std::span<std::byte> out, std::uint64_t offset);

}  // namespace weightcheck::io
