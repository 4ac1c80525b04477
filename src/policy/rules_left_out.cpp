// SPDX-License-Identifier: Apache-2.0
// "Integrity" too: what lies here and is not part of the model, or not yet, and records of clients that are no help.
// Every function reads names and records; no digest is compared here.
#include <algorithm>
#include <optional>
#include <set>

#include "base/escape.hpp"
#include "base/path_text.hpp"
#include "evidence/companion.hpp"
#include "evidence/remote_code.hpp"
#include "hubs/table.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"
#include "weights/format.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using evidence::FileRow;

// Does the proof say that no file of the commit is missing?
bool has_all_of_commit(const Context& context) {
  const auto& proof = context.evidence.proof;
  return proof && !proof->entries.empty() && proof->unproven_folders.empty() &&
         std::ranges::all_of(proof->entries, [&](const git::ProofEntry& entry) {
           return entry.mode == git::Mode::submodule || context.evidence.tree.find(entry.path) != nullptr;
         });
}

// Nothing is missing without it: the file is here, and nothing marks it as unfinished. A blob of a cache that is to
// become no file of this commit is of another.
bool is_leftover(const Context& context, const evidence::ExcludedEntry& entry, bool all_of_commit) {
  const auto named = evidence::unfinished_name(entry.name);
  if (entry.superseded) return true;
  if (named && named->is_control != nullptr) return false;
  const auto finished = ModelPath::parse(entry.finished);
  return entry.finished.empty() ? all_of_commit : finished.ok() && context.evidence.tree.find(*finished) != nullptr;
}

// A name of weights with something behind it that no table knows: ".zzz9", "?download=true".
struct Misnamed {
  ModelPath path, expected;
};

// Where an index, a set or a list expects the file, whatever lies here but text is told; else what may be weights by
// its bytes, of a format that is read here.
std::vector<Misnamed> misnamed_files(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  std::set<std::string> expected;
  for (const auto& missing : seen.reconciliation.missing_shards)
    expected.insert(missing.shard.text());
  for (const auto& set : seen.reconciliation.incomplete_sets) {
    for (const std::string& name : set.first_missing)
      expected.insert(set.folder.empty() ? name : set.folder + "/" + name);
  }
  for (const FileRow& row : context.rows) {
    if (row.integrity == evidence::Integrity::missing && row.claimed()) expected.insert(row.path.text());
  }
  std::vector<Misnamed> found;
  for (const evidence::ContentSeen& file : seen.contents) {
    const std::string_view name = file.path.name();
    if (file.kind == ContentKind::text || weights::is_weight_name(name) || weights::parse_index_name(name)) continue;
    constexpr std::string_view ends = ".?&_~-+ (";
    for (std::size_t at = name.find_first_of(ends, 1); at != std::string_view::npos;
         at = name.find_first_of(ends, at + 1)) {
      const std::string_view stem = name.substr(0, at), extension = weights::extension_of(stem);
      std::string text = file.path.text().substr(0, file.path.text().size() - (name.size() - at));
      if (name.starts_with('.')) text.erase(text.size() - at, 1);  // as rsync hides it meanwhile
      const auto path = ModelPath::parse(text);
      if (!path.ok() || seen.tree.find(*path) != nullptr) continue;
      const bool is_weights = file.kind == ContentKind::weights || file.kind == ContentKind::other;
      const bool is_own = !extension.empty() && weights::format_of(stem, {})->inspect != nullptr && is_weights;
      if (!expected.contains(path->text()) && !is_own) continue;
      found.push_back({file.path, *path});
      break;
    }
  }
  return found;
}

// One finding for what stays a warning, one for what is missing: a client that was interrupted leaves many.
Drafts download_partial(const Context& context) {
  Draft unfinished{.subject = "unfinished"}, leftovers{.subject = "leftovers", .severity = Severity::warning};
  std::size_t count = 0;
  std::string first;
  std::optional<bool> all_of_commit;  // asked once, and only where something is unfinished
  for (const auto& entry : context.evidence.tree.excluded) {
    if (entry.reason != evidence::Exclusion::partial_download) continue;
    if (!all_of_commit) all_of_commit = has_all_of_commit(context);
    if (is_leftover(context, entry, *all_of_commit)) {
      leftovers.paths.push_back(entry.name);
      continue;
    }
    const auto named = evidence::unfinished_name(entry.name);
    const std::string file = entry.finished.empty() ? "" : quoted_text(entry.finished);
    if (count++ == 0) {
      first = quoted_text(entry.name) + " is an unfinished download";
      if (named && named->is_control != nullptr) {
        first = quoted_text(entry.name) + " says that " + file + " is not finished, whatever its size is";
      } else if (!file.empty()) {
        first += ", and " + file + " is not here";
      }
    }
    unfinished.paths.push_back(entry.name);
    if (!entry.finished.empty()) unfinished.paths.push_back(entry.finished);
  }
  for (const Misnamed& file : misnamed_files(context)) {
    if (count++ == 0)
      first = quoted(file.path) + " is an unfinished download, or was saved under another name, and " +
              quoted(file.expected) + " is not here";
    unfinished.paths.push_back(file.path.text());
    unfinished.paths.push_back(file.expected.text());
  }
  Drafts drafts;
  if (count > 0) {
    unfinished.message = count == 1 ? first : first + "; so " + counted(count - 1, "other is", "others are");
    unfinished.names_all_paths = true;
    drafts.push_back(std::move(unfinished));
  }
  leftovers.said_of_paths = "left by downloads that did not end, and what they were to become is here or is not needed";
  if (!leftovers.paths.empty()) drafts.push_back(std::move(leftovers));
  return drafts;
}

Drafts companion_file(const Context& context) {
  Draft draft{.subject = "", .said_of_paths = "kept here by another program and not part of the model"};
  bool is_of_macos = false;
  for (const auto& entry : context.evidence.tree.excluded) {
    if (entry.reason != evidence::Exclusion::companion) continue;
    const std::string_view name = last_name(entry.name);
    is_of_macos = is_of_macos || name.starts_with("._");
    draft.paths.push_back(entry.name);
  }
  if (draft.paths.empty()) return {};
  if (is_of_macos)
    draft.help = "Run `dot_clean -m FOLDER` on macOS, or delete the ._ files; they hold nothing of the model.";
  return {std::move(draft)};
}

// A text under a name that no loader looks for.
bool is_idle_text(const evidence::Evidence& seen, const ModelPath& path) {
  const auto content = std::ranges::lower_bound(seen.contents, path, {}, &evidence::ContentSeen::path);
  return content != seen.contents.end() && content->path == path &&
         (content->kind == ContentKind::text || content->kind == ContentKind::empty) &&
         !weights::is_weight_name(path.name()) && !evidence::may_name_code(path.name());
}

// What lies in a place that is left out and is none of what its owner keeps there is a file of the model, and is told
// here; what leads into such a place leads to bytes that nobody checks.
Drafts excluded_content(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  Drafts drafts;
  Draft strays{
      .subject = "strays",
      .said_of_paths = "in a folder that git or a hub's client keeps for itself, and nothing that these keep there"};
  Draft idle = strays;
  idle.subject = "idle-strays";
  idle.severity = Severity::warning;
  for (const auto& file : seen.tree.files) {
    const std::string& path = file.path.text();
    if (!hubs::is_record(path) && !path.starts_with(".git/")) continue;
    // Whoever signed the model has said that the place is not part of it, which excuses nothing that could be loaded.
    const bool is_excused = seen.signature && seen.signature->leaves_out(path) && is_idle_text(seen, file.path);
    (is_excused ? idle : strays).paths.push_back(path);
  }
  for (Draft* told : {&strays, &idle}) {
    if (!told->paths.empty()) drafts.push_back(std::move(*told));
  }
  for (const auto& missing : seen.reconciliation.missing_shards) {
    const auto* place = evidence::find_excluded(seen.tree.excluded, missing.shard.text());
    if (place == nullptr || place->reason == evidence::Exclusion::partial_download ||
        place->reason == evidence::Exclusion::empty_folder)
      continue;
    drafts.push_back({.subject = missing.shard.text(),
                      .message = quoted(missing.index) + " names " + quoted(missing.shard) +
                                 ", which is not part of the model: " + quoted_text(place->name) + " is left out",
                      .paths = {missing.shard.text()}});
  }
  return drafts;
}

Drafts layout_not_git(const Context& context) {
  Drafts drafts;
  for (const auto& layout : context.evidence.layouts) {
    if (layout.not_git.empty()) continue;
    Draft draft{
        .subject = std::string(layout.source),
        .said_of_paths = "named in " + std::string(layout.source) +
                         " by something that is neither a SHA-256 nor a git id (a proxy's own ETag, such as the "
                         "SHA-1 of the content): nothing is claimed of them"};
    Draft unclaimed{
        .subject = draft.subject + "/unclaimed", .severity = Severity::error, .consequence = Consequence::untrusted};
    unclaimed.said_of_paths =
        "named in " + draft.subject + " by no digest of a hub's, and nothing else says what these bytes must be";
    for (const ModelPath& path : layout.not_git) {
      const FileRow* row = context.find_row(path);
      const bool is_open = row != nullptr && row->size && !row->claimed() && context.evidence.has_claims();
      (is_open && context.demands.mode != Mode::inspect ? unclaimed : draft).paths.push_back(path.text());
    }
    if (!draft.paths.empty()) drafts.push_back(std::move(draft));
    if (!unclaimed.paths.empty()) drafts.push_back(std::move(unclaimed));
  }
  return drafts;
}

Drafts metadata_inconsistent(const Context& context) {
  Drafts drafts;
  for (const auto& layout : context.evidence.layouts) {
    for (const auto& clash : layout.disagreements) {
      drafts.push_back({.subject = clash.path.text(),
                        .message = quoted(clash.path) + ": " + clash.message,
                        .paths = {clash.path.text()},
                        .said_of_others = "recorded in two ways, too"});
    }
  }
  return drafts;
}

Drafts metadata_ignored(const Context& context) {
  Drafts drafts;
  for (const auto& layout : context.evidence.layouts) {
    for (const auto& ignored : layout.ignored) {
      Draft draft{.subject = ignored.name,
                  .message = quoted_text(ignored.name) + " was not used: " + ignored.reason,
                  .paths = {ignored.name},
                  .said_of_others = "ignored, too"};
      if (ignored.of_all_files && context.demands.mode != Mode::inspect) {
        draft.severity = Severity::error;
        draft.consequence = Consequence::untrusted;
        draft.message += "; which files the commit has, it would have said";
      }
      drafts.push_back(std::move(draft));
    }
  }
  return drafts;
}

constexpr Rule left_out_table[] = {
    {.id = "download-partial",
     .area = Area::integrity,
     .title = "an unfinished download is here",
     .reason =
         "It is not part of the model. Where the finished file is not here, or is marked as unfinished, a part of "
         "the model is missing, whatever the sizes say.",
     .cure = "Finish the download. A leftover whose file has arrived since may be deleted.",
     .example = {.fires = "mv vocab.json vocab.json.incomplete", .silenced = "mv vocab.json.incomplete vocab.json"},
     .needs = Needs::heads,
     .check = download_partial},
    {.id = "companion-file",
     .area = Area::integrity,
     .severity = Severity::warning,
     .title = "other programs keep files beside the model",
     .reason = "Desktops, network disks and hubs' clients leave notes of their own. They are not read as weights, "
               "configs or licenses, and a manifest leaves them out.",
     .cure = "Nothing has to be done; the files may be deleted.",
     .example = {.fires = R"sh(printf '\0\5\26\7\0\2\0\0' > ._vocab.json)sh", .silenced = "rm ._vocab.json"},
     .needs = Needs::tree,
     .check = companion_file},
    {.id = "excluded-content",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "something hides where nothing of the model is",
     .reason = "Folders of hubs' clients and of git are not part of a model and are not checked as one: a place to put "
               "what nobody is to see.",
     .cure = "Look at what it is, and do not load this model before you know; delete it if you did not put it there.",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface
printf '{}' > .cache/huggingface/vocab.json)sh",
                 .silenced = "rm -r .cache"},
     .needs = Needs::heads,
     .check = excluded_content},
    {.id = "layout-not-git",
     .area = Area::integrity,
     .severity = Severity::note,
     .title = "names in a cache or in records that are no digests of a hub",
     .reason = "Some proxies answer with ETags of their own. Such a name says nothing of the file that could be held "
               "against it.",
     .cure = "Verify these files against a manifest or a proof (`weightcheck anchor`).",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface/download
printf '86bc93c2cebd282ac4a3171333570c385b73e68b\nmd5-1\n1\n' > .cache/huggingface/download/vocab.json.metadata)sh",
                 .silenced = "rm -r .cache"},
     .check = layout_not_git},
    {.id = "metadata-inconsistent",
     .area = Area::integrity,
     .title = "two records of one download disagree",
     .reason = "The hub's client wrote both from one answer of the hub; where they differ, one of them was changed.",
     .cure = "Download the file again, or verify against a manifest or proof from elsewhere.",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface/download .cache/huggingface/trees
printf '86bc93c2cebd282ac4a3171333570c385b73e68b\n%040d\n1\n' 1 > .cache/huggingface/download/vocab.json.metadata
printf '{"format_version": 1, "files": {"vocab.json": {"size": 3327, "blob_id": "%040d"}}}' 2 > .cache/huggingface/trees/86bc93c2cebd282ac4a3171333570c385b73e68b.json)sh",
                 .silenced = "rm -r .cache"},
     .check = metadata_inconsistent},
    {.id = "metadata-ignored",
     .area = Area::integrity,
     .severity = Severity::note,
     .title = "metadata that is here could not be used",
     .reason = "What it would have said of the files, nothing else may say: they are then listed by nobody.",
     .cure = "Download the file again, or verify against a manifest or proof.",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface/download
echo 86bc93c2cebd282ac4a3171333570c385b73e68b > .cache/huggingface/download/vocab.json.metadata)sh",
                 .silenced = "rm -r .cache"},
     .needs = Needs::tree,
     .check = metadata_ignored},
};

}  // namespace

std::span<const Rule> left_out_rules() { return left_out_table; }

}  // namespace weightcheck::policy
