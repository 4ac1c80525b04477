// SPDX-License-Identifier: Apache-2.0
// Sources: gitrepository-layout(5), gitformat-pack(5), gitformat-index(5), and what git-lfs writes. Contents are told
// by their magic numbers, and what is text by being text: none of it is read further, and no name decides alone but
// those of LFS objects, whose content may be anything and whose name is its SHA-256.
#include "evidence/git_folder.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/path_text.hpp"
#include "base/word_list.hpp"
#include "evidence/inflated.hpp"
#include "evidence/raw_text.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::uint64_t ref_bytes_max = 4096;  // an id, or the name of another ref

bool is_hex(std::string_view text, std::size_t count) {
  return text.size() == count && std::ranges::all_of(text, is_hex_digit);
}
bool is_id(std::string_view text) { return is_hex(text, 40) || is_hex(text, 64); }

std::string_view first_part(std::string_view path) { return path.substr(0, path.find('/')); }
std::string_view behind_first_part(std::string_view path) {
  return path.substr(std::min(first_part(path).size() + 1, path.size()));
}
std::string_view without(std::string_view name, std::string_view ending) {
  return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
}

// UTF-8 or Latin-1, as people write messages and configs; no NULs, and no script that the system would run.
bool is_plain(std::string_view head) { return head.find('\0') == std::string_view::npos && !head.starts_with("#!"); }

// "ref: NAME" or an id, or lines that begin with one, as packed-refs, FETCH_HEAD and shallow have them.
bool is_ref(std::string_view head) {
  const std::string_view word = head.substr(0, head.find_first_of(" \t\r\n"));
  return head.empty() || is_id(word) || head.starts_with("ref: ") || head.starts_with("# pack-refs");
}

// Logs have two ids a line, the old one and the new one.
bool is_log(std::string_view head) { return head.empty() || is_id(head.substr(0, head.find(' '))); }

struct Packed {
  std::string_view ending, magic;
};

bool is_of_pack(std::string_view name, std::string_view head) {
  constexpr std::array<Packed, 10> forms = {{{".pack", "PACK"},
                                             {".idx", raw("\377tOc")},
                                             {".rev", "RIDX"},
                                             {".bitmap", "BITM"},
                                             {".mtimes", "MTME"},
                                             {".midx", "MIDX"},
                                             {".graph", "CGPH"},
                                             {"multi-pack-index", "MIDX"},
                                             {"commit-graph", "CGPH"},
                                             {".lock", ""}}};
  if (head.empty()) return true;
  for (const Packed& form : forms) {
    if (name.ends_with(form.ending)) return !form.magic.empty() && head.starts_with(form.magic);
  }
  if (name.starts_with("tmp_"))
    return head.starts_with("PACK") || head.starts_with(raw("\377tOc"));  // of a fetch cut off
  const bool is_note = name.ends_with(".keep") || name.ends_with(".promisor") || name == "packs" ||
                       name == "alternates" || name == "http-alternates" || name == "commit-graph-chain";
  return is_note && is_plain(head);
}

// "blob 12\0" and such, unpacked. What follows may be anything: no loader gets over such a beginning.
bool unpacks_to_object(std::string_view head, std::uint64_t size) {
  constexpr std::size_t header_bytes_max = 32;
  constexpr std::array<std::string_view, 4> types = {"blob", "tree", "commit", "tag"};
  const std::string text = unpacked_head(head, size, header_bytes_max).value_or("");
  const std::string_view header = std::string_view(text).substr(0, text.find('\0'));
  const std::string_view type = header.substr(0, header.find(' '));
  if (header.size() == text.size() || !is_among(type, types)) return false;
  const std::string_view digits = header.substr(std::min(type.size() + 1, header.size()));
  return !digits.empty() && std::ranges::all_of(digits, is_digit);
}

bool is_object(std::string_view path, std::string_view head, std::uint64_t size) {
  const std::string_view folder = first_part(path), rest = behind_first_part(path);
  if (folder == "pack" || folder == "info") return is_of_pack(last_name(rest), head);
  const bool is_named = is_hex(folder, 2) && (is_hex(rest, 38) || is_hex(rest, 62) || rest.starts_with("tmp_obj_"));
  return is_named && (head.empty() || (begins_like_zlib(head) && unpacks_to_object(head, size)));
}

bool is_of_lfs(std::string_view path, std::string_view head, std::uint64_t size) {
  const std::string_view kind = first_part(path), rest = behind_first_part(path);
  const std::string_view name = last_name(rest);
  // Parts of objects, under their ids.
  if (kind == "tmp" || kind == "incomplete") return is_hex(first_part(name).substr(0, 64), 64) || size == 0;
  return kind == "lockcache.db" || ((kind == "cache" || kind == "logs" || kind == "access") && is_plain(head));
}

bool is_hook(std::string_view name, std::string_view head) {
  constexpr std::array<std::string_view, 28> names = {"applypatch-msg",     "pre-applypatch",
                                                      "post-applypatch",    "pre-commit",
                                                      "pre-merge-commit",   "prepare-commit-msg",
                                                      "commit-msg",         "post-commit",
                                                      "pre-rebase",         "post-checkout",
                                                      "post-merge",         "pre-push",
                                                      "pre-receive",        "update",
                                                      "proc-receive",       "post-receive",
                                                      "post-update",        "push-to-checkout",
                                                      "pre-auto-gc",        "post-rewrite",
                                                      "sendemail-validate", "fsmonitor-watchman",
                                                      "p4-changelist",      "p4-prepare-changelist",
                                                      "p4-post-changelist", "reference-transaction",
                                                      "p4-pre-submit",      "post-index-change"};
  const std::string_view hook = without(without(name, ".sample"), ".legacy");
  return std::ranges::find(names, hook) != names.end() && head.find('\0') == std::string_view::npos;
}

bool is_top_file(std::string_view name, std::string_view head, std::uint64_t size) {
  constexpr std::array<std::string_view, 24> texts = {
      "config",           "config.worktree",      "description",         "COMMIT_EDITMSG", "MERGE_MSG",  "MERGE_MODE",
      "SQUASH_MSG",       "TAG_EDITMSG",          "NOTES_EDITMSG",       "gc.log",         "gc.pid",     "commondir",
      "gitdir",           "BISECT_LOG",           "BISECT_NAMES",        "BISECT_START",   "BISECT_RUN", "BISECT_TERMS",
      "EDIT_DESCRIPTION", "git-daemon-export-ok", "addp-hunk-edit.diff", "MERGE_RR",       "locked",     "gitk.cache"};
  name = without(name, ".lock");
  if (name == "index" || name.starts_with("sharedindex.") || name.starts_with("next-index-"))
    return size == 0 || head.starts_with("DIRC");
  if (name == "packed-refs" || name == "FETCH_HEAD" || name == "shallow") return is_ref(head) && is_plain(head);
  if (name.ends_with("HEAD") || name == "AUTO_MERGE" || name == "BISECT_EXPECTED_REV")
    return size <= ref_bytes_max && is_ref(head) && is_plain(head);
  return std::ranges::find(texts, name) != texts.end() && is_plain(head);
}

}  // namespace

bool is_of_git(std::string_view path, ByteSpan bytes, std::uint64_t size) {
  const std::string_view head = text_of(bytes), folder = first_part(path), rest = behind_first_part(path);
  if (rest.empty()) return is_top_file(path, head, size);
  if (folder == "objects") return is_object(rest, head, size);
  if (folder == "lfs") return is_of_lfs(rest, head, size);
  if (folder == "hooks") return is_hook(rest, head);
  if (folder == "refs") return size <= ref_bytes_max && is_ref(head) && is_plain(head);
  if (folder == "logs") return is_log(head) && is_plain(head);
  constexpr std::array<std::string_view, 6> notes = {"exclude", "attributes",      "grafts",
                                                     "refs",    "sparse-checkout", "commondir"};
  if (folder == "info") return std::ranges::find(notes, rest) != notes.end() && is_plain(head);
  constexpr std::array<std::string_view, 6> works = {"rebase-merge", "rebase-apply", "sequencer",
                                                     "rr-cache",     "branches",     "remotes"};
  if (std::ranges::find(works, folder) != works.end()) return is_plain(head);
  if (folder != "worktrees" && folder != "modules") return false;
  // A repository of its own, whose name may have several parts.
  for (std::string_view inner = behind_first_part(rest); !inner.empty(); inner = behind_first_part(inner)) {
    if (is_of_git(inner, bytes, size)) return true;
  }
  return false;
}

bool is_object_of_lfs(std::string_view path) {
  constexpr std::string_view place = "lfs/objects/";
  if (path.starts_with("modules/")) path.remove_prefix(std::min(path.find("/lfs/objects/") + 1, path.size()));
  if (!path.starts_with(place)) return false;
  const std::string_view inner = path.substr(place.size()), name = last_name(inner);
  return is_hex(name, 64) && inner.size() == 70 && inner.starts_with(name.substr(0, 2)) &&
         inner.substr(3).starts_with(name.substr(2, 2));
}

bool is_socket_of_git(std::string_view path) { return path == "fsmonitor--daemon.ipc"; }

}  // namespace weightcheck::evidence
