// SPDX-License-Identifier: Apache-2.0
// Sources: AppleSingle/AppleDouble (Apple, 1990); the Finder's and Explorer's files as they are found; ModelScope's
// client, which pickles a list of files and the id of a model; huggingface_hub's _local_folder.py.
#include "evidence/companion.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "evidence/content_kind.hpp"
#include "evidence/inflated.hpp"
#include "evidence/pickle.hpp"
#include "evidence/raw_text.hpp"
#include "evidence/zip_directory.hpp"
#include "json/parse.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::uint64_t record_bytes_max = 4096;  // a lock that names its process, a record of a download

bool is_hex(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t number = 0;
  for (const char c : bytes.substr(at, width))
    number = (number << 8) + static_cast<unsigned char>(c);
  return number;
}

// Version 2, and version 1 before it: magic, version, 16 bytes, the count of entries, and for each an id, an offset and
// a length.
bool is_apple_double(std::string_view head, std::uint64_t size) {
  constexpr std::size_t count_at = 24, begin = 26, entry_bytes = 12, entries_max = 16;
  if (!head.starts_with(raw("\0\x05\x16\x07\0\2\0\0")) && !head.starts_with(raw("\0\x05\x16\x07\0\1\0\0")))
    return false;
  if (size < begin) return true;  // cut off
  const auto count = static_cast<std::size_t>(big_endian(head, count_at, 2));
  const std::size_t table_end = begin + count * entry_bytes;
  if (count > entries_max) return false;
  if (head.size() < table_end) return size < table_end;
  // Where a copy was cut off, the entries end behind the file; none begins before the end of their table.
  for (std::size_t at = begin; at < table_end; at += entry_bytes) {
    if (big_endian(head, at + 4, 4) < table_end) return false;
  }
  return true;
}

// As filelock leaves one where the system has no locks: the process, and the machine that it runs on.
bool is_lock(std::string_view text, std::uint64_t size) {
  constexpr std::uint64_t lock_bytes_max = 300;
  if (size == 0) return true;
  const std::string_view process = text.substr(0, text.find('\n')), machine = trimmed(text.substr(process.size()));
  return size <= lock_bytes_max && is_digits(trimmed(process)) &&
         std::ranges::all_of(machine, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

using LineForm = bool (*)(std::string_view line);

bool is_seconds(std::string_view line) {
  return std::ranges::all_of(line, [](char c) { return is_digit(c) || c == '.'; });
}
bool is_hex_or_empty(std::string_view line) { return std::ranges::all_of(line, is_hex_digit); }
bool is_digits_or_empty(std::string_view line) { return std::ranges::all_of(line, is_digit); }

// A line each; the last of them are missing where the disk was full.
bool has_lines(std::string_view text, std::span<const LineForm> lines) {
  for (; !text.empty(); lines = lines.subspan(1)) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (lines.empty() || !lines.front()(trimmed(line))) return false;
  }
  return true;
}

// The commit, an ETag and the seconds of the clock.
constexpr LineForm download_lines[] = {
    is_hex_or_empty,
    [](std::string_view line) { return std::ranges::all_of(line, [](char c) { return c > ' ' && c < '\x7f'; }); },
    is_seconds};
// Of `hf upload-large-folder`: the seconds, the size, whether to ignore it, the SHA-256, how it is uploaded, its id on
// the hub, whether it was uploaded and committed. What is not known yet is empty.
constexpr LineForm upload_lines[] = {
    is_seconds,
    is_digits_or_empty,
    is_digits_or_empty,
    is_hex_or_empty,
    [](std::string_view line) { return line.empty() || line == "lfs" || line == "regular"; },
    is_hex_or_empty,
    is_digits_or_empty,
    is_digits_or_empty};

// {"format_version": 1, "files": {PATH: {...}, ...}} under the commit's id. Of another version members may stand beside
// these that nobody knows yet, but none that hold more than a value.
bool is_record_list(std::string_view path, std::string_view text) {
  constexpr std::string_view ending = ".json";
  const std::string_view id = last_name(path).substr(0, last_name(path).size() - ending.size());
  if (!is_hex(id) || (id.size() != 40 && id.size() != 64)) return false;
  const auto document = json::parse(text);
  if (!document.ok() || !document->is_object() || !document->find("format_version")) return false;
  return std::ranges::all_of(document->members(), [](const json::Member& member) {
    return member.key == "files" ? member.value.is_object() : !member.value.is_object() && !member.value.is_array();
  });
}

// Both begin with a section in brackets; Windows writes UTF-16 as well.
bool is_ini(std::string_view head) {
  if (head.starts_with(raw("\xff\xfe[\0"))) return true;
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  while (!head.empty() && is_space(head.front()))
    head.remove_prefix(1);
  return head.starts_with('[') && head.substr(0, head.find('\n')).find(']') != std::string_view::npos &&
         head.find('\0') == std::string_view::npos;
}

// One level of what a program keeps: name and form.
struct Form {
  bool (*named)(std::string_view path);
  bool (*is)(std::string_view head, std::uint64_t size);
};

bool whole_is_plain_pickle(std::string_view head, std::uint64_t size) {
  return head.size() == size && is_plain_pickle(bytes_of(head));
}

constexpr Form forms[] = {
    // Servers keep them in a folder of their own.
    {.named =
         [](std::string_view path) {
           const std::string_view name = last_name(path);
           return (name.starts_with("._") && name.size() > 2) ||
                  path.substr(0, path.size() - name.size()).ends_with(".AppleDouble/");
         },
     .is = is_apple_double},
    // The picture of a folder, which stands in the other fork of this file; also as network disks spell the name.
    {.named =
         [](std::string_view path) { return last_name(path) == "Icon\r" || last_name(path) == "Icon\xef\x80\x8d"; },
     .is = [](std::string_view, std::uint64_t size) { return size == 0; }},
    {.named = [](std::string_view path) { return last_name(path) == ".DS_Store"; },
     .is = [](std::string_view head, std::uint64_t) { return head.starts_with(raw("\0\0\0\1Bud1")); }},
    {.named =
         [](std::string_view path) {
           const std::string name = lowered(last_name(path));
           return name == "thumbs.db" || name == "ehthumbs.db";
         },
     .is = [](std::string_view head,
              std::uint64_t) { return head.starts_with(raw("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")); }},
    {.named = [](std::string_view path) { return lowered(last_name(path)) == "desktop.ini"; },
     .is = [](std::string_view head, std::uint64_t size) { return size <= record_bytes_max && is_ini(head); }},
    // Windows keeps where a file was downloaded from in a stream beside it; other systems see a file, macOS with
    // another colon.
    {.named =
         [](std::string_view path) {
           return path.ends_with(":Zone.Identifier") || path.ends_with("\xef\x80\xbaZone.Identifier");
         },
     .is =
         [](std::string_view head, std::uint64_t size) {
           return size <= record_bytes_max && is_ini(head) && head.find("[ZoneTransfer]") == 0;
         }},
    {.named = [](std::string_view path) { return last_name(path) == ".directory"; },
     .is = [](std::string_view head, std::uint64_t size) { return size <= record_bytes_max && is_ini(head); }},
    // Of a Synology disk: what belongs to X stands in @eaDir/X@SynoEAStream and such.
    {.named =
         [](std::string_view path) {
           const std::string_view folder = path.substr(0, path.size() - last_name(path).size());
           return folder.find("@eaDir/") != std::string_view::npos &&
                  (last_name(path).ends_with("@SynoEAStream") || last_name(path).ends_with("@SynoResource") ||
                   last_name(path).starts_with("SYNO"));
         },
     .is = [](std::string_view, std::uint64_t) { return true; }},
    // Files that were deleted while a program held them open.
    {.named =
         [](std::string_view path) {
           const std::string_view name = last_name(path);
           constexpr std::string_view fuse = ".fuse_hidden", nfs = ".nfs";
           return (name.starts_with(fuse) && name.size() >= fuse.size() + 16 && is_hex(name.substr(fuse.size()))) ||
                  (name.starts_with(nfs) && name.size() >= nfs.size() + 16 && is_hex(name.substr(nfs.size())));
         },
     .is = [](std::string_view, std::uint64_t) { return true; }},
    // ModelScope's client: at the root, a list of files and the id of the model.
    {.named = [](std::string_view path) { return path == ".msc" || path == ".mdl"; }, .is = whole_is_plain_pickle},
    {.named = [](std::string_view path) { return path == ".mv"; },
     .is = [](std::string_view head,
              std::uint64_t size) { return size <= record_bytes_max && head.starts_with("Revision:"); }},
    {.named = [](std::string_view path) { return path.ends_with(".lock") && last_name(path).size() > 5; },
     .is = is_lock},
    // Office programs, while a document is open: who has it, in a line.
    {.named =
         [](std::string_view path) { return last_name(path).starts_with(".~lock.") && last_name(path).ends_with('#'); },
     .is =
         [](std::string_view head, std::uint64_t size) {
           return size <= record_bytes_max && std::ranges::count(head, ',') >= 3 && trimmed(head).ends_with(';') &&
                  trimmed(head).find('\n') == std::string_view::npos;
         }},
    // vim, while a file is open.
    {.named =
         [](std::string_view path) {
           const std::string_view name = last_name(path);
           return name.starts_with('.') && name.size() > 5 && name.substr(name.size() - 4, 3) == ".sw";
         },
     .is = [](std::string_view head, std::uint64_t) { return head.starts_with("b0VIM "); }},
    // At the root of a volume of macOS.
    {.named = [](std::string_view path) { return last_name(path) == ".apdisk"; },
     .is = [](std::string_view head,
              std::uint64_t size) { return size <= record_bytes_max && head.starts_with("<?xml "); }},
};

// What systems keep at the root of a volume, and in shared folders, and which entries stand in it.
struct SystemFolder {
  std::string_view name;  // where it ends in '-', digits follow
  bool (*holds)(std::string_view entry);
};

constexpr SystemFolder folders[] = {
    {".Trash-",
     [](std::string_view entry) {
       return entry == "files" || entry == "info" || entry == "expunged" || entry == "directorysizes";
     }},
    {".Trashes", [](std::string_view entry) { return is_digits(entry) || entry.starts_with("._"); }},
    {".fseventsd",
     [](std::string_view entry) { return entry == "fseventsd-uuid" || entry == "no_log" || is_hex(entry); }},
    {".Spotlight-V100",
     [](std::string_view entry) { return entry.starts_with("Store-V") || entry == "VolumeConfiguration.plist"; }},
    {".TemporaryItems", [](std::string_view entry) { return entry.starts_with("folders."); }},
    {"System Volume Information",
     [](std::string_view entry) {
       return entry.ends_with(".dat") || entry.ends_with("VolumeGuid") || entry == "tracking.log" ||
              entry.starts_with('{');
     }},
    {"$RECYCLE.BIN", [](std::string_view entry) { return entry.starts_with("S-1-") || entry == "desktop.ini"; }},
    {".stfolder",
     [](std::string_view entry) { return entry.starts_with("syncthing-folder-") && entry.ends_with(".txt"); }},
};

}  // namespace

bool may_be_companion(std::string_view path) {
  return std::ranges::any_of(forms, [&](const Form& form) { return form.named(path); });
}

bool is_companion(std::string_view path, ByteSpan head, std::uint64_t size) {
  return std::ranges::any_of(forms, [&](const Form& form) { return form.named(path) && form.is(text_of(head), size); });
}

bool (*entries_of_system_folder(std::string_view path))(std::string_view name) {
  const std::string_view name = last_name(path);
  const auto* found = std::ranges::find_if(folders, [&](const SystemFolder& one) {
    return one.name.ends_with('-') ? name.starts_with(one.name) && is_digits(name.substr(one.name.size()))
                                   : name == one.name;
  });
  return found == std::end(folders) ? nullptr : found->holds;
}

bool is_packed_by_its_system(std::string_view path) {
  const std::string_view name = last_name(path), folder = path.substr(0, path.size() - name.size());
  return folder.ends_with(".fseventsd/") && is_hex(name);
}

namespace {

// An archive ends here, and the beginning of its directory, or a part of it, stands before that.
bool ends_like_zip(std::string_view tail) {
  const auto end = find_zip_end(tail);
  return end && tail.substr(0, *end).find("PK\x01\x02") != std::string_view::npos;
}

ContentKind kind_of(std::string_view head, std::uint64_t size) {
  head = head.substr(0, limits::head_bytes);
  return classify("", bytes_of(head), size);
}

PickleSeen first_pickle(std::string_view head, std::uint64_t size) {
  HeadReader reader(head, size);
  return read_pickle(reader, 0, nullptr);
}

bool is_program(ContentKind kind) {
  using enum ContentKind;
  return kind == elf || kind == pe || kind == mach_o || kind == wasm || kind == kernels || kind == objects ||
         kind == package || kind == script;
}

// Packed in a way that loaders undo by themselves and that is not undone here: joblib and pandas take the streams,
// torch.load takes tar.
bool is_packed_unread(ContentKind kind) {
  using enum ContentKind;
  return kind == gzip || kind == tar || kind == bzip2 || kind == xz || kind == zstd || kind == lz4 || kind == packed;
}

constexpr int packed_depth_max = 4;

bool is_run(std::string_view head, std::string_view tail, std::uint64_t size, int depth) {
  const ContentKind kind = kind_of(head, size);
  if (ends_like_zip(tail) || is_program(kind)) return true;
  if (kind == ContentKind::pickle && first_pickle(head, size).unknown > 0) return true;
  const auto inner = unpacked_head(head, size, limits::head_bytes);
  if (!inner) return is_packed_unread(kind);
  // Nothing says how much there is behind it.
  return depth == 0 || is_run(*inner, "", std::numeric_limits<std::uint64_t>::max(), depth - 1);
}

}  // namespace

bool may_be_loaded(ByteSpan head, ByteSpan tail, std::uint64_t size) {
  const ContentKind kind = kind_of(text_of(head), size);
  if (ends_like_zip(text_of(tail)) || is_program(kind)) return true;
  if (kind == ContentKind::pickle) return !first_pickle(text_of(head), size).is_plain();
  return kind == ContentKind::weights || kind == ContentKind::numpy ||
         danger_of("", kind, Unpickler::refuses) != Danger::none || may_be_run(head, tail, size);
}

bool may_be_run(ByteSpan head, ByteSpan tail, std::uint64_t size) {
  return is_run(text_of(head), text_of(tail), size, packed_depth_max);
}

bool is_plain_pickle(ByteSpan bytes) {
  HeadReader reader(text_of(bytes), bytes.size());
  const PickleSeen pickle = read_pickle(reader, 0, nullptr);
  return pickle.has_protocol && pickle.is_plain() && pickle.at == bytes.size();
}

bool is_client_record(std::string_view path, ByteSpan head, std::uint64_t size) {
  const std::string_view name = last_name(path), text = text_of(head);
  if (name.ends_with(".incomplete")) return true;
  if (name.ends_with(".lock")) return is_lock(text, size);
  std::span<const LineForm> lines = download_lines;
  if (path.starts_with("upload/")) lines = upload_lines;
  if (name.ends_with(".metadata")) return size <= record_bytes_max && has_lines(text, lines);
  if (path.starts_with(record_list_folder) && name.ends_with(".json")) return size == 0 || is_record_list(path, text);
  if (name == ".gitignore") return text == "*" || text == "*\n" || text == "*\r\n";
  return name == "CACHEDIR.TAG" && text.starts_with("Signature: 8a477f597d28d172789f06886806bc55");
}

}  // namespace weightcheck::evidence
