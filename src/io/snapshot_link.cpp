// SPDX-License-Identifier: Apache-2.0
// Each hop is a name that is taken apart here and opened by itself: no path with `..` is ever given to the system.
#include "io/snapshot_link.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "base/ascii.hpp"
#include "git/object_id.hpp"

namespace weightcheck::io {
namespace {

constexpr std::string_view blobs = "blobs/";

bool take_up(std::string_view& target) {
  if (!target.starts_with("../")) return false;
  target.remove_prefix(3);
  return true;
}

bool is_lower_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, [](char c) { return is_hex_digit(c) && !is_upper(c); });
}

}  // namespace

std::optional<std::string> blob_named(std::string_view path, std::string_view target) {
  const auto depth = std::ranges::count(path, '/');
  for (std::ptrdiff_t i = 0; i < depth + 2; ++i) {
    if (!take_up(target)) return std::nullopt;
  }
  if (!target.starts_with(blobs) || target.find('/', blobs.size()) != std::string_view::npos) return std::nullopt;
  return std::string(target);
}

std::optional<std::string> blob_named_absolutely(int repository, const std::string& target) {
  const std::size_t slash = target.rfind('/');
  if (!target.starts_with('/') || slash + 1 == target.size()) return std::nullopt;
  const std::string folder = target.substr(0, slash);
  if (!folder.ends_with("/blobs") || folder.find("/../") != std::string::npos) return std::nullopt;
  struct stat there {
  }, own{};
  if (::stat(folder.c_str(), &there) != 0 || ::fstatat(repository, "blobs", &own, AT_SYMLINK_NOFOLLOW) != 0 ||
      !S_ISDIR(own.st_mode) || there.st_dev != own.st_dev || there.st_ino != own.st_ino)
    return std::nullopt;
  return std::string(blobs) + target.substr(slash + 1);
}

std::optional<std::size_t> snapshot_in(const std::string& canonical) {
  constexpr std::string_view mark = "/snapshots/";
  for (std::size_t at = canonical.rfind(mark); at != std::string::npos && at > 0; at = canonical.rfind(mark, at - 1)) {
    const std::size_t begin = at + mark.size();
    const std::string commit = canonical.substr(begin, canonical.find('/', begin) - begin);
    const std::string repository = canonical.substr(0, at);
    const bool is_of_a_hub = repository.find("--", repository.rfind('/') + 1) != std::string::npos;
    if (is_of_a_hub && git::ObjectId::parse(commit)) return at + 1;
  }
  return std::nullopt;
}

std::string repository_around(const std::string& canonical) {
  const auto snapshot = snapshot_in(canonical);
  return snapshot ? canonical.substr(0, *snapshot - 1) : canonical;
}

std::size_t snapshot_bytes(std::string_view place) {
  const std::size_t end = place.find('/', std::min(place.find('/'), place.size() - 1) + 1);
  return place.empty() || end == std::string_view::npos ? place.size() : end + 1;
}

std::optional<std::string> shared_blob_named(std::string_view target) {
  constexpr std::size_t shelf_digits = 2, name_digits = 64;
  if (!take_up(target) || !take_up(target) || !target.starts_with(blobs)) return std::nullopt;
  const std::string_view place = target.substr(blobs.size());
  if (place.size() != shelf_digits + 1 + name_digits || place[shelf_digits] != '/') return std::nullopt;
  const std::string_view shelf = place.substr(0, shelf_digits), name = place.substr(shelf_digits + 1);
  if (!is_lower_hex(name, name_digits) || !name.starts_with(shelf)) return std::nullopt;
  return std::string(target);
}

std::optional<std::string> link_text(int directory, const std::string& relative, OpenMethod method) {
  const std::size_t slash = relative.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : relative.substr(0, slash);
  const OpenAttempt attempt = open_beneath(directory, folder, O_PATH | O_DIRECTORY, Links::refuse, method);
  if (!attempt.descriptor.valid()) {
    errno = attempt.error_number;
    return std::nullopt;
  }
  std::array<char, PATH_MAX> buffer{};
  const std::string name = relative.substr(slash + 1);  // npos + 1 is 0: the whole
  const ssize_t length = ::readlinkat(attempt.descriptor.get(), name.c_str(), buffer.data(), buffer.size());
  if (length < 0) return std::nullopt;
  return std::string(buffer.data(), static_cast<std::size_t>(length));
}

OpenAttempt open_blob(int repository, int cache, const std::string& blob, int flags, OpenMethod method) {
  OpenAttempt own = open_beneath(repository, blob, flags, Links::refuse, method);
  if (own.descriptor.valid() || own.error_number != ELOOP || cache < 0) return own;
  const auto target = link_text(repository, blob, method);
  const auto shared = target ? shared_blob_named(*target) : std::nullopt;
  return shared ? open_beneath(cache, *shared, flags, Links::refuse, method) : std::move(own);
}

}  // namespace weightcheck::io
