// SPDX-License-Identifier: Apache-2.0
// "Provenance" in the catalogue: what the recorded trees of the pinned commit say of each file.
#include <algorithm>
#include <map>
#include <set>

#include "base/escape.hpp"
#include "policy/rule.hpp"
#include "policy/store_files.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::Anchor;
using evidence::FileRow;
using evidence::RejectedKind;

std::string commit_name(const Context& context) {
  return context.evidence.pin ? "commit " + context.evidence.pin->commit.hex() : std::string("the commit");
}

std::vector<std::string> paths_with(const Context& context, Anchor anchor) {
  std::vector<std::string> paths;
  for (const FileRow& row : context.rows) {
    if (row.anchor == anchor) paths.push_back(row.path.text());
  }
  return paths;
}

Drafts folded(std::vector<std::string> paths, std::string says) {
  if (paths.empty()) return {};
  return {{.subject = "", .paths = std::move(paths), .said_of_paths = std::move(says)}};
}

Drafts hash_unanchored(const Context& context) {
  const auto made = of_the_store_alone(context);
  std::vector<std::string> paths;
  std::map<Severity, std::vector<std::string>> own;
  for (std::string& path : paths_with(context, Anchor::unanchored)) {
    const auto found = made.find(path);
    (found == made.end() ? paths : own[found->second]).push_back(std::move(path));
  }
  Drafts drafts = folded(std::move(paths), "in no tree of " + commit_name(context));
  for (auto& [severity, names] : own)
    drafts.push_back({.subject = "store " + std::string(name_of(severity)),
                      .paths = std::move(names),
                      .said_of_paths = "of " + std::string(context.evidence.store->source) +
                                       " alone, and in no tree of " + commit_name(context),
                      .severity = severity,
                      .help = std::string(cure_of_the_store_alone)});
  return drafts;
}

const evidence::Claim* claim_of_commit(const Context& context, const FileRow& row) {
  const auto& sets = context.evidence.claim_sets;
  const auto set = std::ranges::find(sets, evidence::Coverage::commit, &evidence::ClaimSet::coverage);
  return set == sets.end() ? nullptr : set->find(row.path);
}

Drafts anchor_differs(const Context& context) {
  Drafts drafts;
  for (const FileRow& row : context.rows) {
    if (row.anchor != Anchor::differs) continue;
    std::string message = quoted(row.path) + " is in " + commit_name(context) + " with other bytes";
    const evidence::Claim* claim = claim_of_commit(context, row);
    const std::string digests = claim == nullptr ? "" : digests_that_differ(*claim, row.digests);
    if (!digests.empty()) message += ": " + digests;
    message += damage_words(context.evidence, row);
    const bool by_line_ends = std::ranges::binary_search(context.evidence.line_ends_changed, row.path);
    if (by_line_ends) message += "; only its line ends differ";
    drafts.push_back({.subject = row.path.text(),
                      .message = std::move(message),
                      .paths = {row.path.text()},
                      .said_of_others = by_line_ends ? "changed in the same way" : "there with other bytes, too",
                      .help = by_line_ends ? std::string(cure_of_line_ends) : ""});
  }
  return drafts;
}

Drafts anchor_unproven(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (!seen.pin || seen.rejected) return {};
  if (!seen.proof) {
    // A signature stands for the bytes without a commit, and this one nobody asked for.
    const bool is_signed_alone = seen.signature && seen.trust < evidence::Trust::pinned;
    return {{.subject = "",
             .message = "nothing here proves what " + commit_name(context) + " holds: there is no COMMIT.proof",
             .severity = is_signed_alone ? Severity::note : Severity::warning}};
  }
  // A file that the trees cover and that could not be hashed has a finding of its own that says so.
  std::vector<std::string> paths;
  for (const FileRow& row : context.rows) {
    if (row.size && seen.proof->is_unproven(row.path)) paths.push_back(row.path.text());
  }
  return folded(std::move(paths), "not covered by the proof");
}

Drafts proof_invalid(const Context& context) {
  const auto& rejection = context.evidence.rejected;
  if (!rejection || rejection->kind != RejectedKind::proof_invalid) return {};
  return {{.subject = "", .message = rejection->message}};
}

Drafts anchor_absent(const Context& context) {
  Drafts drafts = folded(paths_with(context, Anchor::absent), "in " + commit_name(context) + " and not here");
  for (Draft& draft : drafts) {
    if (context.demands.completeness == Completeness::whole) draft.severity = Severity::warning;
  }
  return drafts;
}

Drafts claims_conflict(const Context& context) {
  std::map<evidence::Contradiction, std::vector<std::string>> paths;
  for (const FileRow& row : context.rows) {
    if (row.contradiction) paths[*row.contradiction].push_back(row.path.text());
  }
  Drafts drafts;
  for (auto& [pair, names] : paths) {
    const auto& first = context.evidence.claim_sets[pair.first];
    const auto& second = context.evidence.claim_sets[pair.second];
    drafts.push_back({.subject = std::string(first.source).append("\n").append(second.source),
                      .paths = std::move(names),
                      .said_of_paths = "one thing by " + std::string(first.source) + " and another by " +
                                       std::string(second.source)});
  }
  return drafts;
}

// Of files that the image names otherwise than the commit does: "; 'a' is stored as 'b', and 3 more under other names".
std::string stored_names(const std::vector<const evidence::StoreFile*>& files) {
  std::string first;
  std::size_t others = 0;
  for (const evidence::StoreFile* file : files) {
    if (file->stored_as.empty()) continue;
    if (first.empty()) {
      first = "; " + quoted(file->path) + " is stored as " + quoted_text(file->stored_as);
    } else {
      ++others;
    }
  }
  return others == 0 ? first : first + ", and " + std::to_string(others) + " more under other names";
}

// A digest in a store's own documents is a claim; only reading makes it bytes.
Drafts store_joined(const Context& context) {
  if (!context.evidence.store) return {};
  const evidence::StoreRecord& store = *context.evidence.store;
  std::map<std::string, std::vector<const evidence::StoreFile*>> claimed, read;
  for (const evidence::StoreFile& file : store.files) {
    const FileRow* row = file.joined.empty() ? nullptr : context.find_row(file.path);
    if (row == nullptr || !row->size) continue;
    const auto sha256 = row->digests.sha256();
    if (!sha256) claimed[file.joined].push_back(&file);
    if (sha256 == file.sha256) read[file.joined].push_back(&file);
  }
  Drafts drafts;
  const auto tell = [&](std::string subject, const auto& files, std::string says) {
    Draft draft{.subject = std::move(subject), .said_of_paths = std::move(says) + stored_names(files)};
    for (const evidence::StoreFile* file : files)
      draft.paths.push_back(file->path.text());
    drafts.push_back(std::move(draft));
  };
  for (const auto& [by, files] : claimed)
    tell("claims-match " + by, files,
         "named by " + by + " with the digest that " + std::string(store.source) +
             " names (claims-match); the bytes were not read");
  for (const auto& [by, files] : read)
    tell("bytes-match " + by, files, "named by " + by + " with the digest of the bytes that were read (bytes-match)");
  return drafts;
}

Drafts mode_differs(const Context& context) {
  return folded(context.evidence.modes_differ, "executable here or in the commit, and not in both");
}

Drafts commits_mixed(const Context& context) {
  const auto mixed =
      std::ranges::find_if(context.evidence.layouts, [](const auto& layout) { return layout.commits.size() > 1; });
  if (mixed == context.evidence.layouts.end()) return {};
  const auto& commits = mixed->commits;
  return {{.subject = "",
           .message = "the download metadata names " + counted(commits.size(), "different commit") + ": " +
                      commits[0].hex() + ", " + commits[1].hex() + (commits.size() > 2 ? ", ..." : "")}};
}

Drafts commit_signature_unchecked(const Context& context) {
  if (!context.evidence.proof || !context.evidence.proof->details.is_signed) return {};
  return {{.subject = "", .message = commit_name(context) + " carries a signature, which is not checked"}};
}

// `anchor` says it, which judges no model: these rows are here to be explained.
Drafts said_by_anchor(const Context&) { return {}; }

constexpr Rule provenance_table[] = {
    {.id = "hash-unanchored",
     .area = Area::provenance,
     .title = "a file is in no tree of the pinned commit",
     .reason = "It may be well listed and intact, and still the upstream never published it in that commit.",
     .cure =
         "If it should be there, ask the upstream which commit holds it. Else move it out of the model: it is not part "
         "of what was published.",
     .example = {.fires = R"sh(printf '{}' > extra.json
weightcheck manifest .)sh",
                 .silenced = R"sh(rm extra.json
cp ../example/SHA256.manifest .)sh"},
     .needs = Needs::tree,
     .follows_from = {"excluded-content", "file-missing"},
     .check = hash_unanchored},
    {.id = "anchor-differs",
     .area = Area::provenance,
     .level = Level::locked,
     .title = "a file differs from the pinned commit's",
     .reason = "The commit names other bytes under this path; a digest list that agrees with the disk was made after "
               "the change.",
     .cure = "Download the file from the pinned commit.",
     .example = {.fires = R"sh(tr a b < ../example/vocab.json > vocab.json
weightcheck manifest .)sh",
                 .silenced = "cp ../example/vocab.json ../example/SHA256.manifest ."},
     .follows_from = {"file-modified", "size-differs"},
     .check = anchor_differs},
    {.id = "anchor-unproven",
     .area = Area::provenance,
     .severity = Severity::warning,
     .title = "a pin without proof",
     .reason = "A manifest may name any commit; only the commit's own trees show what it holds.",
     .cure = "Run `weightcheck anchor MODEL --upstream URL --commit OID`, once, with the network; afterwards the proof "
             "works "
             "offline.",
     .example = {.fires = "rm COMMIT.proof", .silenced = "cp ../example/COMMIT.proof ."},
     .needs = Needs::tree,
     .check = anchor_unproven},
    {.id = "proof-invalid",
     .area = Area::provenance,
     .level = Level::locked,
     .title = "the proof does not prove",
     .reason = "An object whose id does not come out of its bytes was altered; a proof is all or nothing.",
     .cure = "Fetch it again with `weightcheck anchor MODEL`, or make it by hand (docs/proof-format.md).",
     .example = {.fires = "printf x >> COMMIT.proof", .silenced = "cp ../example/COMMIT.proof ."},
     .needs = Needs::tree,
     .check = proof_invalid,
     .consequence = Consequence::untrusted},
    {.id = "anchor-absent",
     .area = Area::provenance,
     .severity = Severity::note,
     .title = "a file of the commit is not here",
     .reason = "A partial download proves what it has; completeness is a question of its own.",
     .cure = "Nothing, if the download was meant to be partial; under --strict, --partial says so.",
     .example = {.fires = "rm SHA256.manifest vocab.json", .silenced = "cp ../example/vocab.json ."},
     .needs = Needs::tree,
     .follows_from = {"file-missing", "index-shard-missing", "shard-set-incomplete", "download-partial",
                      "companion-file"},
     .check = anchor_absent},
    {.id = "claims-conflict",
     .area = Area::provenance,
     .level = Level::locked,
     .title = "two sources say different things of one file",
     .reason = "Both cannot be right: one of them is of another version, or was changed.",
     .cure = "Find out which source is of this version. If you changed the files yourself after the download, the "
             "client's records in .cache/huggingface are of the old ones and can be deleted.",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface/download
commit=$(sed -n 's/^# commit: //p' SHA256.manifest)
printf '%s\n%040d\n1\n' "$commit" 0 > .cache/huggingface/download/vocab.json.metadata)sh",
                 .silenced = "rm -r .cache"},
     .check = claims_conflict},
    {.id = "store-joined",
     .area = Area::provenance,
     .severity = Severity::note,
     .title = "a blob of a local store is a file of the commit or of the manifest",
     .reason = "A blob's name is its SHA-256, and so is the id of a Git LFS file. Where only the documents were "
               "compared, the note says claims-match; where the blob was read, it says bytes-match.",
     .cure = "Nothing. After claims-match, `weightcheck verify` reads the bytes.",
     .example = {.given = R"sh(mkdir -p ../store/blobs/sha256
digest=$(sha256sum < vocab.json | cut -c1-64)
cp vocab.json ../store/blobs/sha256/$digest
cat > ../manifest.json <<END
{"schemaVersion": 2, "layers": [{"mediaType": "application/vnd.cncf.model.weight.v1.raw", "digest": "sha256:$digest",
  "size": $(wc -c < vocab.json), "annotations": {"org.cncf.model.filepath": "vocab.json"}}]}
END
digest=$(sha256sum < ../manifest.json | cut -c1-64)
cp ../manifest.json ../store/blobs/sha256/$digest
echo '{"imageLayoutVersion": "1.0.0"}' > ../store/oci-layout
cat > ../store/index.json <<END
{"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:$digest",
  "size": $(wc -c < ../manifest.json)}]}
END)sh",
                 .fires = "weightcheck verify oci:../store --manifest SHA256.manifest",
                 .silenced = "weightcheck verify oci:../store"},
     .check = store_joined},
    {.id = "mode-differs",
     .area = Area::provenance,
     .severity = Severity::note,
     .title = "an executable bit differs from the commit's",
     .reason = "Downloaders lose file modes; the bytes are what counts.",
     .cure = "Nothing.",
     .example = {.fires = "chmod +x vocab.json", .silenced = "chmod -x vocab.json"},
     .needs = Needs::tree,
     .check = mode_differs},
    {.id = "commits-mixed",
     .area = Area::provenance,
     .severity = Severity::warning,
     .title = "files of several commits lie together",
     .reason = "Files that were refreshed at different times may not belong together.",
     .cure = "Download the folder again from one commit.",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface/download
printf '%040d\n%040d\n1\n' 1 0 > .cache/huggingface/download/vocab.json.metadata
printf '%040d\n%040d\n1\n' 2 0 > .cache/huggingface/download/merges.txt.metadata)sh",
                 .silenced = "rm -r .cache"},
     .needs = Needs::tree,
     .check = commits_mixed},
    {.id = "commit-not-found",
     .area = Area::provenance,
     .level = Level::locked,
     .title = "the upstream does not hold the commit",
     .reason = "A pin to a commit that its repository never had, or has no more, ties the files to nothing.",
     .cure = "Check the id and the upstream with the publisher.",
     .example = {.given = R"sh(rm SHA256.manifest
git init -q ../upstream
git -C ../upstream -c user.name=n -c user.email=e commit -q --allow-empty -m model)sh",
                 .fires =
                     "weightcheck anchor . --upstream ../upstream --commit 0123456789abcdef0123456789abcdef01234567",
                 .silenced = "weightcheck anchor . --upstream ../upstream --commit HEAD"},
     .needs = Needs::tree,
     .check = said_by_anchor,
     .consequence = Consequence::untrusted},
    {.id = "upstream-inconsistent",
     .area = Area::provenance,
     .level = Level::locked,
     .title = "the hub's list of files and its git repository disagree",
     .reason =
         "Two answers of one host about one commit cannot both be true; what was downloaded by the one is not what "
         "the other proves.",
     .cure = "Try again, and report it to the hub if it stays so.",
     .example = {.given = "rm SHA256.manifest",
                 .fires = "with-hub config.json more.json -- weightcheck anchor . --upstream hf:org/name --commit main",
                 .silenced = "with-hub config.json -- weightcheck anchor . --upstream hf:org/name --commit main"},
     .needs = Needs::tree,
     .check = said_by_anchor,
     .consequence = Consequence::untrusted},
    {.id = "commit-signature-unchecked",
     .area = Area::provenance,
     .severity = Severity::note,
     .title = "the commit's signature is not checked",
     .reason =
         "The commit is signed; whose signature it is, and whether it holds, takes keys that this tool does not have.",
     .cure = "Check it with `git verify-commit` in a clone, against keys you trust.",
     .example = {.given = "rm SHA256.manifest",
                 .fires = R"sh(git init -q ../signed
tree=$(git -C ../signed write-tree)
printf 'tree %s\nauthor n <e> 0 +0000\ncommitter n <e> 0 +0000\ngpgsig none\n\nmodel\n' $tree |
  git -C ../signed hash-object -t commit -w --stdin > ../commit
{ cat ../commit; echo $tree; } | git -C ../signed cat-file --batch > COMMIT.proof)sh",
                 .silenced = "cp ../example/COMMIT.proof ."},
     .needs = Needs::tree,
     .check = commit_signature_unchecked},
};

}  // namespace

std::span<const Rule> provenance_rules() { return provenance_table; }

}  // namespace weightcheck::policy
