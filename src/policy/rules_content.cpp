// SPDX-License-Identifier: Apache-2.0
// "Integrity" too: what lies under a name is not what the name says, is not whole, or is not part of the model. Every
// function reads what was seen in heads, names and records; no digest is compared here.
#include <algorithm>
#include <optional>
#include <set>

#include "base/escape.hpp"
#include "base/path_text.hpp"
#include "evidence/companion.hpp"
#include "evidence/pointer_text.hpp"
#include "evidence/server_answer.hpp"
#include "hubs/table.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"
#include "weights/format.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using evidence::FileRow;

const evidence::BodySeen* body_of(const Context& context, const ModelPath& path) {
  const auto& bodies = context.evidence.bodies;
  const auto found = std::ranges::lower_bound(bodies, path, {}, &evidence::BodySeen::path);
  return found == bodies.end() || found->path != path ? nullptr : &*found;
}

// What a server's answer says, in its own words and in ours.
std::string answer_in(const evidence::BodySeen& body) {
  std::string text = body.words.empty() ? "" : ": " + quoted_text(body.words);
  if (const auto meaning = evidence::meaning_of_answer(body.words); !meaning.empty())
    text += "; " + std::string(meaning);
  return text;
}

// `saved` ends before "as a weight file", or before what else should be there.
Drafts content_is(const Context& context, ContentKind kind, std::string_view what, std::string_view saved = {}) {
  Drafts drafts;
  for (const auto& seen : context.evidence.contents) {
    if (seen.kind != kind || !(seen.in_place_of_weights || seen.read_by_loaders)) continue;
    const evidence::BodySeen* body = body_of(context, seen.path);
    const bool is_picture = body != nullptr && evidence::is_picture(body->words);
    std::string says = is_picture ? "is a " + body->words : std::string(what);
    if (!saved.empty())
      says += std::string(saved) +
              (seen.in_place_of_weights ? "as a weight file" : "under the name of one that loaders read");
    if (body != nullptr && !is_picture) says += answer_in(*body);
    drafts.push_back({.subject = seen.path.text(),
                      .message = quoted(seen.path) + " " + says,
                      .paths = {seen.path.text()},
                      .said_of_others = "the same",
                      .cause = says});
  }
  return drafts;
}

Drafts lfs_pointer(const Context& context) {
  Drafts drafts;
  for (const auto& stub : context.evidence.pointer_stubs) {
    std::string message = quoted(stub.path) + " is a Git LFS pointer, not the content";
    if (stub.pointer) {
      message +=
          ": it stands for " + counted(stub.pointer->size, "byte") + " with sha256 " + stub.pointer->sha256.hex();
      const FileRow* row = context.find_row(stub.path);
      const evidence::Claim* claim = row == nullptr ? nullptr : context.claim_of(*row);
      if (const auto sha256 = claim == nullptr ? std::nullopt : claim->sha256()) {
        message += *sha256 == stub.pointer->sha256 ? ", the content that is expected here"
                                                   : ", which is not what is expected here";
      }
    }
    drafts.push_back({.subject = stub.path.text(),
                      .message = std::move(message),
                      .paths = {stub.path.text()},
                      .said_of_others = "the same"});
  }
  for (const evidence::ContentSeen& seen : context.evidence.contents) {
    const evidence::BodySeen* body = seen.kind == ContentKind::lfs_pointer ? body_of(context, seen.path) : nullptr;
    if (body == nullptr) continue;
    drafts.push_back({.subject = seen.path.text(),
                      .message = quoted(seen.path) + " is a pointer of " + body->words + ", not the content",
                      .paths = {seen.path.text()},
                      .said_of_others = "the same",
                      .cause = body->words,
                      .help = "Run " + std::string(evidence::fetching_command(body->words)) +
                              " in the checkout, or download the file itself."});
  }
  return drafts;
}

Drafts html_page(const Context& context) {
  return content_is(context, ContentKind::html_page, "is an HTML page", ", probably an error page saved ");
}

Drafts json_page(const Context& context) {
  return content_is(context, ContentKind::json_error_page, "is JSON text", ", probably an error answer saved ");
}

Drafts text_page(const Context& context) {
  return content_is(context, ContentKind::text_page, "is plain text", ", probably a server's answer saved ");
}

Drafts json_invalid(const Context& context) {
  Drafts drafts;
  for (const evidence::BodySeen& body : context.evidence.bodies) {
    // Of an index index-invalid tells it.
    if (body.json_fault.empty() || weights::parse_index_name(body.path.name())) continue;
    drafts.push_back({.subject = body.path.text(),
                      .message = quoted(body.path) + " cannot be loaded: " + body.json_fault,
                      .paths = {body.path.text()},
                      .said_of_others = "no JSON that loaders take, either"});
  }
  return drafts;
}

Drafts empty_file(const Context& context) { return content_is(context, ContentKind::empty, "is empty"); }

Drafts zero_run(const Context& context) {
  return content_is(context, ContentKind::zeros,
                    "begins with nothing but zero bytes: space was reserved and never filled");
}

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

// What lies in a place that is left out and is none of what its owner keeps there is a file of the model, and is told
// here; what leads into such a place leads to bytes that nobody checks.
Drafts excluded_content(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  Drafts drafts;
  Draft strays{
      .subject = "strays",
      .said_of_paths = "in a folder that git or a hub's client keeps for itself, and nothing that these keep there"};
  Draft left_out = strays;
  left_out.subject = "left-out-strays";
  left_out.severity = Severity::warning;
  for (const auto& file : seen.tree.files) {
    const std::string& path = file.path.text();
    if (!hubs::is_record(path) && !path.starts_with(".git/")) continue;
    // Whoever signed the model has said that the place is not part of it.
    const bool is_left_out = seen.signature && seen.signature->leaves_out(path);
    (is_left_out ? left_out : strays).paths.push_back(path);
  }
  for (Draft* told : {&strays, &left_out}) {
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
                  .message = quoted_text(ignored.name) + " took no part: " + ignored.reason,
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

constexpr Rule content_table[] = {
    {.id = "lfs-pointer",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "a pointer of Git LFS or the like lies where content should be",
     .reason =
         "The repository was cloned without its large files; a pointer of Git LFS, Xet, git-annex or DVC names content "
         "and holds none.",
     .cure = "Run `git lfs pull` in the checkout, or download the file itself.",
     .example =
         {.fires =
              R"sh(printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 60024\n' 0 > model-00001-of-00003.safetensors)sh",
          .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = lfs_pointer},
    {.id = "html-page",
     .area = Area::integrity,
     .title = "an HTML page lies where weights or a config should be",
     .reason = "Download tools save a login or error page under the file's name and report success.",
     .cure = "Open the page to see what it says. Often the address was the file's page (/blob/) and not the file "
             "(/resolve/), or the hub asked for a login or for terms to be accepted; then download again.",
     .example = {.fires = "echo '<!DOCTYPE html><title>Sign in</title>' > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = html_page},
    {.id = "json-page",
     .area = Area::integrity,
     .title = "an error told in JSON lies where weights or a config should be",
     .reason = "An API's error answer was saved under the file's name.",
     .cure = "Read the text, it says what went wrong; then download again.",
     .example = {.fires = R"sh(echo '{"error": "this model is gated"}' > model-00001-of-00003.safetensors)sh",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = json_page},
    {.id = "text-page",
     .area = Area::integrity,
     .title = "plain words lie where weights or a config should be",
     .reason = "A server's answer of one sentence was saved under the file's name, and the download reported success.",
     .cure = "Read the words, they say what went wrong; then download again.",
     .example = {.fires = "echo 'Entry not found' > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = text_page},
    {.id = "json-invalid",
     .area = Area::integrity,
     .title = "a file that loaders read as JSON is none",
     .reason =
         "A config or tokenizer that was cut off, or to which a second download was appended, stops every loader; "
         "NaN, repeated keys and comments, which some of them take, are not objected to.",
     .cure = "Download the file again, into an empty place.",
     .example = {.given = "rm SHA256.manifest COMMIT.proof",
                 .fires = R"sh(echo '"b": 2}' >> tokenizer.json)sh",
                 .silenced = "cp ../example/tokenizer.json ."},
     .follows_from = {"file-modified", "size-differs"},
     .check = json_invalid},
    {.id = "empty-file",
     .area = Area::integrity,
     .title = "a weight file or config is empty",
     .reason = "A download that failed at its first byte leaves this behind.",
     .cure = "Download the file again.",
     .example = {.fires = ": > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .follows_from = {"download-partial"},
     .check = empty_file},
    {.id = "zero-run",
     .area = Area::integrity,
     .title = "a weight file or config begins with nothing but zeros",
     .reason = "Space was reserved for a download or copy that never arrived.",
     .cure = "Download the file again.",
     .example = {.fires = "head -c 60024 /dev/zero > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .follows_from = {"download-partial"},
     .check = zero_run},
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

std::span<const Rule> content_rules() { return content_table; }

}  // namespace weightcheck::policy
