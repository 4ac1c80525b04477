// SPDX-License-Identifier: Apache-2.0
// One pass over the bytes. Version 4 writes each name as what differs from the one before it, so that a small file can
// stand for endless names: what is unpacked is bounded, not only what is read.
#include "git/index.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"

namespace weightcheck::git {
namespace {

constexpr std::size_t header_bytes = 12;
constexpr std::size_t stat_bytes = 40;
constexpr std::size_t mode_offset = 24;  // behind ctime, mtime, device and inode

constexpr std::uint16_t extended_flag = 0x4000;
constexpr std::uint16_t name_length_mask = 0x0FFF;
constexpr std::uint16_t skip_worktree_flag = 0x4000;  // of the second flags
constexpr std::uint16_t intent_to_add_flag = 0x2000;

Error broken_index(const std::string& what) { return {ErrorCode::malformed, "git index " + what}; }
Error ends_early() { return broken_index("ends within an entry"); }

std::uint32_t load_be(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes)
    value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::optional<Mode> mode_of(std::uint32_t bits) {
  switch (bits) {
    case 0100644:
    case 0100664:  // of ancient repositories
      return Mode::file;
    case 0100755:
      return Mode::executable;
    case 0120000:
      return Mode::symlink;
    case 0160000:
      return Mode::submodule;
    default:
      return std::nullopt;
  }
}

class IndexReader {
 public:
  IndexReader(ObjectFormat format, ByteSpan bytes)
      : id_bytes_(format == ObjectFormat::sha1 ? 20 : 32), rest_(text_of(bytes)) {}

  Result<std::vector<IndexEntry>> run() {
    if (rest_.size() > limits::git_index_bytes_max) {
      return Error{ErrorCode::limit, "git index of " + std::to_string(rest_.size()) + " bytes is over the limit of " +
                                         std::to_string(limits::git_index_bytes_max)};
    }
    if (rest_.size() < header_bytes + id_bytes_ || take(4) != "DIRC") return broken_index("has no header");
    rest_.remove_suffix(id_bytes_);  // the checksum
    version_ = load_be(take(4));
    if (version_ < 2 || version_ > 4) {
      return Error{ErrorCode::unsupported, "git index is of version " + std::to_string(version_)};
    }
    const std::uint32_t count = load_be(take(4));
    if (count > limits::model_files_max) {
      return Error{ErrorCode::limit, "git index of " + std::to_string(count) + " entries is over the limit of " +
                                         std::to_string(limits::model_files_max)};
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      if (Status taken = take_entry(); !taken.ok()) return taken.error();
    }
    if (Status skipped = skip_extensions(); !skipped.ok()) return skipped.error();
    return std::move(entries_);
  }

 private:
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  Status take_entry() {
    const std::size_t before = rest_.size();
    if (rest_.size() < stat_bytes + id_bytes_ + 2) return ends_early();
    const std::uint32_t mode_bits = load_be(take(stat_bytes).substr(mode_offset, 4));
    const auto id = ObjectId::from_raw(bytes_of(take(id_bytes_)));
    const std::uint32_t flags = load_be(take(2));
    std::uint32_t more_flags = 0;
    if ((flags & extended_flag) != 0) {
      if (version_ < 3) return broken_index("has an extended entry in version 2");
      if (rest_.size() < 2) return ends_early();
      more_flags = load_be(take(2));
    }
    Status named = version_ == 4 ? take_packed_name() : take_padded_name(before, flags & name_length_mask);
    if (!named.ok()) return named;
    if ((flags & name_length_mask) != std::min<std::size_t>(name_.size(), name_length_mask)) {
      return broken_index("entry '" + shown() + "' has another length than it says");
    }
    return add_entry(mode_bits, id, static_cast<std::uint8_t>(flags >> 12 & 3), more_flags);
  }

  // 1 to 8 NULs behind the name bring the entry to a multiple of 8 bytes.
  Status take_padded_name(std::size_t before, std::size_t length) {
    if (length == name_length_mask) length = rest_.find('\0');
    if (length == std::string_view::npos || length > rest_.size()) return ends_early();
    name_ = take(length);
    const std::size_t padding = 8 - (before - rest_.size()) % 8;
    if (padding > rest_.size()) return ends_early();
    if (take(padding).find_first_not_of('\0') != std::string_view::npos) {
      return broken_index("entry '" + shown() + "' has another length than it says");
    }
    return done;
  }

  // How many bytes to take off the end of the name before it, then what to put there, up to a NUL.
  Status take_packed_name() {
    const auto cut = take_offset();
    const std::size_t length = rest_.find('\0');
    if (!cut || length == std::string_view::npos) return ends_early();
    if (*cut > name_.size()) return broken_index("entry cuts more off the name before it than it has");
    name_.resize(name_.size() - *cut);
    if (length > limits::path_bytes_max) return broken_index("has a name over the limit of a path");
    name_ += take(length);
    rest_.remove_prefix(1);
    return done;
  }

  // The variable-length number of git's packs, where each byte but the last adds one to what is shifted.
  std::optional<std::size_t> take_offset() {
    std::size_t value = 0;
    for (int i = 0; i < 4 && !rest_.empty(); ++i) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value = (value << 7) + (byte & 0x7FU);
      if ((byte & 0x80U) == 0) return value;
      ++value;
    }
    return std::nullopt;
  }

  Status add_entry(std::uint32_t mode_bits, const ObjectId& id, std::uint8_t stage, std::uint32_t more_flags) {
    unpacked_bytes_ += name_.size();
    if (unpacked_bytes_ > limits::proof_path_bytes_max) {
      return Error{ErrorCode::limit, "names of the git index are over the limit of " +
                                         std::to_string(limits::proof_path_bytes_max) + " bytes together"};
    }
    // A split index writes what it changes of the shared one without a name, and says so behind the entries only.
    if (name_.empty()) return Error{ErrorCode::unsupported, "git index is split: its names lie in another file"};
    if (mode_bits == 040000) return Error{ErrorCode::unsupported, "git index holds folders in place of their files"};
    const auto mode = mode_of(mode_bits);
    if (!mode) return broken_index("entry '" + shown() + "' has a mode that git does not write");
    auto path = ModelPath::parse(name_);
    if (!path.ok()) return within(path.error(), "git index entry '" + shown() + "'");
    IndexEntry entry{.path = std::move(*path),
                     .mode = *mode,
                     .id = id,
                     .stage = stage,
                     .skip_worktree = (more_flags & skip_worktree_flag) != 0,
                     .intent_to_add = (more_flags & intent_to_add_flag) != 0};
    if (!entries_.empty() &&
        std::tie(entries_.back().path, entries_.back().stage) >= std::tie(entry.path, entry.stage)) {
      return broken_index("entry '" + shown() + "' is out of order");
    }
    entries_.push_back(std::move(entry));
    return done;
  }

  Status skip_extensions() {
    while (!rest_.empty()) {
      if (rest_.size() < 8) return broken_index("ends within an extension");
      const std::string_view signature = take(4);
      const std::uint32_t size = load_be(take(4));
      if (!is_upper(signature[0])) {
        return Error{ErrorCode::unsupported, "git index needs the extension '" + printable(signature) + "' to be read"};
      }
      if (size > rest_.size()) return broken_index("ends within an extension");
      rest_.remove_prefix(size);
    }
    return done;
  }

  [[nodiscard]] std::string shown() const { return printable(std::string_view(name_).substr(0, 256)); }

  std::size_t id_bytes_;
  std::string_view rest_;
  std::uint32_t version_ = 0;
  std::string name_;  // of the entry that was read last
  std::size_t unpacked_bytes_ = 0;
  std::vector<IndexEntry> entries_;
};

}  // namespace

Result<std::vector<IndexEntry>> parse_index(ObjectFormat format, ByteSpan bytes) {
  return IndexReader(format, bytes).run();
}

}  // namespace weightcheck::git
