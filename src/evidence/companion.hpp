// SPDX-License-Identifier: Apache-2.0
// What other programs leave beside a model: desktops, network disks, hubs' clients, download managers. A name alone
// says nothing: each form has a content, a size or a spelling that only its program makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/limits.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t companion_bytes_max = std::size_t{1} << 20;  // read of a file to tell whether it is one

// Could a file of this path, relative to the model's root, be a companion? Then its head is worth a look.
[[nodiscard]] bool may_be_companion(std::string_view path);

// `head` holds the first companion_bytes_max of a file of `size` bytes.
[[nodiscard]] bool is_companion(std::string_view path, ByteSpan head, std::uint64_t size);

// A folder of other programs whose files no loader meets: the entries that stand in it decide.
[[nodiscard]] bool is_trash_name(std::string_view path);
[[nodiscard]] bool is_trash_entry(std::string_view name);

// The name of the finished file, where the name is that of an unfinished download; "" of none. Of aria2's control file
// that is the file itself, which is unfinished although it is here.
struct UnfinishedName {
  std::string_view finished;
  bool is_control = false;
};
[[nodiscard]] std::optional<UnfinishedName> unfinished_name(std::string_view path);
// ModelScope's client: unfinished files, under the names that they will have.
inline constexpr std::string_view unfinished_folder = "._____temp/";
[[nodiscard]] constexpr bool lies_among_unfinished(std::string_view path) {
  return path.size() > unfinished_folder.size() && path.substr(0, unfinished_folder.size()) == unfinished_folder;
}

// aria2's control file: version 0 or 1, flags, the length of an info hash, lengths of a piece and of the whole.
[[nodiscard]] bool is_aria2_control(ByteSpan head);

// Could a loader that is led to a file of this content read it: a pickle that is more than data, an archive, weights, a
// program? Then it is no companion, whatever its name and its first bytes are. `tail` holds its last zip_tail_bytes, or
// all.
[[nodiscard]] bool may_be_loaded(ByteSpan head, ByteSpan tail, std::uint64_t size);
// Does it hold code that a loader runs: a whole archive, a program, a pickle that imports what no list knows, or either
// of them packed? Of an unfinished download no more is asked: what it is to become may be an archive or weights.
[[nodiscard]] bool may_be_run(ByteSpan head, ByteSpan tail, std::uint64_t size);

// A pickle that holds data and nothing else: no opcode in it names, calls or builds anything.
[[nodiscard]] bool is_plain_pickle(ByteSpan bytes);

// Where a hub's client keeps the list of all files of a commit: these are looked at as a whole.
inline constexpr std::string_view record_list_folder = "trees/";
inline constexpr std::size_t record_list_bytes_max = limits::json_bytes_max;

// Has a file in a hub client's own folder one of the forms that the client writes? `path` is relative to that folder,
// `head` the whole file in record_list_folder.
[[nodiscard]] bool is_client_record(std::string_view path, ByteSpan head, std::uint64_t size);

}  // namespace weightcheck::evidence
