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

// What tells the entries of a folder that a system keeps for itself, and whose files no loader meets; null where the
// name is of no such folder. It is one where it holds nothing else.
[[nodiscard]] bool (*entries_of_system_folder(std::string_view path))(std::string_view name);
// In such a folder: what the system packs, so that being packed says nothing.
[[nodiscard]] bool is_packed_by_its_system(std::string_view path);

// The name of the finished file, where the name is that of an unfinished download; "" of none. Of the record that
// aria2, axel or lftp keep beside a download that is the file itself, which is unfinished although it is here.
struct UnfinishedName {
  std::string_view finished;
  bool (*is_control)(ByteSpan head) = nullptr;  // has it the form of such a record?
};
[[nodiscard]] std::optional<UnfinishedName> unfinished_name(std::string_view path);
// Folders of ModelScope's client and of rsync, which hold unfinished files under the names that they will have: the
// path of the finished file.
[[nodiscard]] std::optional<std::string> finished_of_folder(std::string_view path);

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
