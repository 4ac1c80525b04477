// SPDX-License-Identifier: Apache-2.0
// A model in memory that can misbehave: short reads, failing reads, files that change under the reader. Counts what is
// open.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "io/byte_source.hpp"

namespace weightcheck::test {

constexpr std::uint64_t no_inode = UINT64_MAX;  // where the file system has none: 0 is told

struct MemoryFile {
  std::string content;
  std::size_t read_bytes_max = SIZE_MAX;                // longer reads come back short
  std::uint64_t fails_at = UINT64_MAX;                  // a read that would reach this offset is an EIO
  std::uint64_t ends_at = UINT64_MAX;                   // reads find the end here, whatever the size that is told
  std::string grown{};                                  // found behind the content, beyond the size that is told
  std::uint64_t changes_at = UINT64_MAX;                // once this offset was read, the identity is another
  std::function<void(std::uint64_t offset)> on_read{};  // called before every read
  std::uint64_t inode = 0;                              // 0: one of its own
};

class MemoryFiles : public io::FileOpener {
 public:
  void add(const std::string& name, MemoryFile file) {
    if (file.inode == 0) file.inode = 1000 + files_.size();
    files_.insert_or_assign(name, std::move(file));
  }
  void add(const std::string& name, std::string content) { add(name, MemoryFile{.content = std::move(content)}); }

  [[nodiscard]] FileIdentity identity_of(const std::string& name) const { return identity_of(files_.at(name), false); }
  [[nodiscard]] int open_at_once() const { return open_max_.load(); }
  [[nodiscard]] int opened() const { return opened_.load(); }
  [[nodiscard]] int still_open() const { return open_.load(); }

  [[nodiscard]] Result<std::unique_ptr<io::ByteSource>> open(const ModelPath& path) const override {
    const auto found = files_.find(path.text());
    if (found == files_.end()) return Error{ErrorCode::not_found, "no such file"};
    return std::unique_ptr<io::ByteSource>(std::make_unique<Source>(*this, found->second));
  }

 private:
  class Source : public io::ByteSource {
   public:
    Source(const MemoryFiles& owner, const MemoryFile& file) : owner_(owner), file_(file) {
      ++owner_.opened_;
      const int open = ++owner_.open_;
      int seen = owner_.open_max_.load();
      while (open > seen && !owner_.open_max_.compare_exchange_weak(seen, open)) {
      }
    }
    ~Source() override { --owner_.open_; }

    Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) override {
      if (file_.on_read) file_.on_read(offset);
      const std::string whole = file_.grown.empty() ? std::string() : file_.content + file_.grown;
      const std::string& bytes = file_.grown.empty() ? file_.content : whole;
      const std::uint64_t end = std::min<std::uint64_t>(bytes.size(), file_.ends_at);
      if (offset >= end) return std::size_t{0};
      std::size_t count = std::min<std::size_t>(out.size(), end - offset);
      count = std::min(count, file_.read_bytes_max);
      if (offset <= file_.fails_at && file_.fails_at - offset < count) {
        return Error{ErrorCode::io, "read failed at offset " + std::to_string(file_.fails_at) + ": Input/output error"};
      }
      std::memcpy(out.data(), bytes.data() + offset, count);
      if (offset + count > file_.changes_at) changed_ = true;
      return count;
    }

    Result<FileIdentity> identity() const override { return identity_of(file_, changed_); }

   private:
    const MemoryFiles& owner_;
    const MemoryFile& file_;
    std::atomic<bool> changed_{false};
  };

  static FileIdentity identity_of(const MemoryFile& file, bool changed) {
    return {.device = 1,
            .inode = file.inode == no_inode ? 0 : file.inode,
            .size = file.content.size(),
            .mtime_ns = 5,
            .ctime_ns = changed ? 8 : 7};
  }

  std::map<std::string, MemoryFile> files_;
  mutable std::atomic<int> open_{0}, open_max_{0}, opened_{0};
};

}  // namespace weightcheck::test
