// SPDX-License-Identifier: Apache-2.0
// "Integrity" in the catalogue: are these bytes what someone said they are? Every function reads the compared rows and
// nothing else, except for the content that stands in place of weights.
#include <algorithm>
#include <map>

#include "base/escape.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using evidence::FileRow;
using evidence::Integrity;

template <typename Describe>
Drafts rows_with(const Context& context, Integrity integrity, const Describe& describe) {
  Drafts drafts;
  for (const FileRow& row : context.rows) {
    if (row.integrity == integrity)
      drafts.push_back({.subject = row.path.text(), .message = describe(row), .paths = {row.path.text()}});
  }
  return drafts;
}

using Listed = std::multimap<Digest, const FileRow*>;

Listed listed_contents(const Context& context) {
  Listed listed;
  for (const FileRow& row : context.rows) {
    const evidence::Claim* claim = context.claim_of(row);
    if (const auto sha256 = claim == nullptr ? std::nullopt : claim->sha256()) listed.emplace(*sha256, &row);
  }
  return listed;
}

// Another file under whose name exactly these bytes are listed.
const FileRow* listed_elsewhere(const Listed& listed, const FileRow& row) {
  const auto sha256 = row.digests.sha256();
  if (!sha256) return nullptr;
  const auto [begin, end] = listed.equal_range(*sha256);
  const bool is_own = std::any_of(begin, end, [&](const auto& entry) { return entry.second == &row; });
  return is_own || begin == end ? nullptr : begin->second;
}

// "its sha256 is ..., expected ...", of the first digest that differs; "" where none was computed.
std::string digests_that_differ(const evidence::Claim& claim, const evidence::DigestSet& digests) {
  for (const evidence::Expected& expected : claim.expected) {
    const evidence::Expected* found = digests.find(expected.algorithm());
    if (found == nullptr || *found == expected) continue;
    return "its " + std::string(row_of(expected.algorithm()).name) + " is " + found->hex() + ", expected " +
           expected.hex();
  }
  return "";
}

Drafts file_modified(const Context& context) {
  const Listed listed = listed_contents(context);
  return rows_with(context, Integrity::differs, [&](const FileRow& row) {
    std::string message =
        quoted(row.path) + " differs from " + sources_that_say(context.evidence, row, evidence::Held::differs);
    const evidence::Claim* claim = context.claim_of(row);
    const std::string digests = claim == nullptr ? "" : digests_that_differ(*claim, row.digests);
    if (!digests.empty()) message += ": " + digests;
    if (const FileRow* other = listed_elsewhere(listed, row); other != nullptr)
      message += "; these bytes are listed as " + quoted(other->path);
    if (std::ranges::any_of(context.evidence.layouts, [&](const auto& layout) {
          return std::ranges::binary_search(layout.changed_since_download, row.path);
        }))
      message += "; by its time it was written to after it was downloaded";
    return message;
  });
}

// The layout whose client never asked for the file; null where any other source lists it too.
const evidence::LayoutRecord* not_fetched_by(const Context& context, const FileRow& row) {
  const auto& sets = context.evidence.claim_sets;
  const evidence::LayoutRecord* found = nullptr;
  for (std::size_t set = 0; set < row.held.size(); ++set) {
    if (row.held[set] != evidence::Held::missing) continue;
    const auto layout = std::ranges::find(context.evidence.layouts, sets[set].source, &evidence::LayoutRecord::source);
    const bool by_layout =
        layout != context.evidence.layouts.end() && std::ranges::binary_search(layout->not_fetched, row.path);
    if (!by_layout) return nullptr;
    found = &*layout;
  }
  return found;
}

Drafts file_missing(const Context& context) {
  Drafts drafts;
  // Listed for the whole commit, and never asked for: told once, and weighed as what a partial download is.
  Draft not_fetched{.subject = "", .severity = Severity::warning};
  for (const FileRow& row : context.rows) {
    if (row.integrity != Integrity::missing || !row.claimed()) continue;
    if (const evidence::LayoutRecord* layout = not_fetched_by(context, row)) {
      not_fetched.said_of_paths = "in the commit by " + std::string(layout->source) + " and not downloaded";
      not_fetched.paths.push_back(row.path.text());
      continue;
    }
    const auto& excluded = context.evidence.tree.excluded;
    const bool is_evidence = std::ranges::binary_search(excluded, row.path.text(), {}, &evidence::ExcludedEntry::name);
    std::string message = quoted(row.path) + " is listed by " +
                          sources_that_say(context.evidence, row, evidence::Held::missing) +
                          (is_evidence ? " and is no part of the model that could be checked" : " and is not here");
    if (row.claimed_size) message += " (" + counted(*row.claimed_size, "byte") + ")";
    drafts.push_back({.subject = row.path.text(), .message = std::move(message), .paths = {row.path.text()}});
  }
  if (!not_fetched.paths.empty()) drafts.push_back(std::move(not_fetched));
  return drafts;
}

Drafts file_unlisted(const Context& context) {
  Drafts drafts;
  if (!context.evidence.has_claims()) return drafts;  // nothing lists anything: manifest-missing says so
  Draft draft{.subject = ""};
  for (const FileRow& row : context.rows) {
    if (!row.size || !row.unlisted()) continue;
    draft.paths.push_back(row.path.text());
    if (draft.said_of_paths.empty())
      draft.said_of_paths =
          "here and not listed by " + sources_that_say(context.evidence, row, evidence::Held::unlisted);
  }
  if (!draft.paths.empty()) drafts.push_back(std::move(draft));
  return drafts;
}

Drafts size_differs(const Context& context) {
  Drafts drafts;
  for (const FileRow& row : context.rows) {
    if (row.integrity != Integrity::too_short && row.integrity != Integrity::too_long) continue;
    const bool is_short = row.integrity == Integrity::too_short;
    const std::uint64_t claimed_size = row.claimed_size.value();
    const std::uint64_t by = is_short ? claimed_size - *row.size : *row.size - claimed_size;
    drafts.push_back({.subject = row.path.text(),
                      .message = quoted(row.path) + " is " + counted(by, "byte") +
                                 (is_short ? " short: " : " too long: ") + std::to_string(*row.size) + " instead of " +
                                 std::to_string(claimed_size),
                      .paths = {row.path.text()}});
  }
  return drafts;
}

std::string failure(const FileRow& row) {
  return quoted(row.path) + ": " + (row.error ? row.error->message : "was not read");
}

Drafts file_unreadable(const Context& context) {
  Drafts drafts = rows_with(context, Integrity::unreadable, failure);
  for (const auto& entry : context.evidence.tree.refused) {
    if (entry.reason != evidence::Refusal::unreadable) continue;
    drafts.push_back(
        {.subject = entry.name, .message = "'" + printable(entry.name) + "': " + entry.detail, .paths = {entry.name}});
  }
  return drafts;
}

Drafts changed_while_read(const Context& context) { return rows_with(context, Integrity::changed, failure); }

Drafts content_is(const Context& context, ContentKind kind, std::string_view what) {
  Drafts drafts;
  for (const auto& seen : context.evidence.contents) {
    if (seen.kind != kind || !seen.in_place_of_weights) continue;
    drafts.push_back({.subject = seen.path.text(),
                      .message = quoted(seen.path) + " " + std::string(what),
                      .paths = {seen.path.text()}});
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
    drafts.push_back({.subject = stub.path.text(), .message = std::move(message), .paths = {stub.path.text()}});
  }
  return drafts;
}

Drafts html_page(const Context& context) {
  return content_is(context, ContentKind::html_page, "is an HTML page, probably an error page saved as a weight file");
}

Drafts json_page(const Context& context) {
  return content_is(context, ContentKind::json_error_page,
                    "is JSON text, probably an error answer saved as a weight file");
}

Drafts empty_file(const Context& context) { return content_is(context, ContentKind::empty, "is empty"); }

Drafts zero_run(const Context& context) {
  return content_is(context, ContentKind::zeros,
                    "begins with nothing but zero bytes: space was reserved and never filled");
}

// Where the finished file is listed and not here, the leftover says why.
Drafts download_partial(const Context& context) {
  constexpr std::string_view ending = ".incomplete";
  Drafts drafts;
  for (const auto& entry : context.evidence.tree.excluded) {
    if (entry.reason != evidence::Exclusion::partial_download) continue;
    Draft draft{.subject = entry.name,
                .message = "'" + printable(entry.name) + "' is an unfinished download",
                .paths = {entry.name}};
    const auto finished = ModelPath::parse(entry.name.substr(0, entry.name.size() - ending.size()));
    const FileRow* row = finished.ok() && entry.name.ends_with(ending) ? context.find_row(*finished) : nullptr;
    if (row != nullptr && row->claimed() && row->integrity == Integrity::missing) {
      draft.message += ", and " + quoted(row->path) + ", which is listed, is not here";
      draft.paths.push_back(row->path.text());
      draft.severity = Severity::error;
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

Drafts metadata_inconsistent(const Context& context) {
  Drafts drafts;
  for (const auto& layout : context.evidence.layouts) {
    for (const auto& clash : layout.disagreements) {
      drafts.push_back({.subject = clash.path.text(),
                        .message = quoted(clash.path) + ": " + clash.message,
                        .paths = {clash.path.text()}});
    }
  }
  return drafts;
}

Drafts metadata_ignored(const Context& context) {
  Drafts drafts;
  for (const auto& layout : context.evidence.layouts) {
    for (const auto& ignored : layout.ignored) {
      drafts.push_back({.subject = ignored.name,
                        .message = quoted_text(ignored.name) + " took no part: " + ignored.reason,
                        .paths = {ignored.name}});
    }
  }
  return drafts;
}

Drafts content_elsewhere(const Context& context) {
  const Listed listed = listed_contents(context);
  Drafts drafts;
  for (const FileRow& row : context.rows) {
    const FileRow* other = row.integrity == Integrity::ok ? nullptr : listed_elsewhere(listed, row);
    if (other == nullptr) continue;
    drafts.push_back({.subject = row.path.text(),
                      .message = quoted(row.path) + " holds the content that is listed as " + quoted(other->path),
                      .paths = {row.path.text()}});
  }
  return drafts;
}

constexpr Rule table[] = {
    {.id = "file-modified",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "the bytes of a file are not those that were listed",
     .reason = "Any change, down to one bit of a tokenizer, changes what the model does; a digest that differs has no "
               "harmless explanation.",
     .cure = "Download the file again from the upstream commit, and ask whoever published this copy why it differs.",
     .example = {.fires = "tr a b < ../example/vocab.json > vocab.json", .silenced = "cp ../example/vocab.json ."},
     .follows_from = {"lfs-pointer", "html-page", "json-page", "empty-file", "zero-run", "shard-truncated"},
     .check = file_modified},
    {.id = "file-missing",
     .area = Area::integrity,
     .title = "a listed file is not here",
     .reason = "A model with a part missing may load and answer wrongly: loaders leave absent weights uninitialised.",
     .cure = "Download the missing file, or publish a manifest that does not list it.",
     .example = {.fires = "rm vocab.json", .silenced = "cp ../example/vocab.json ."},
     .needs = Needs::tree,
     .follows_from = {"symlink-escape", "special-file", "download-partial"},
     .check = file_missing},
    {.id = "file-unlisted",
     .area = Area::integrity,
     .title = "a file is here that nothing vouches for",
     .reason = "Loaders pick up files by name: an added shard, config or script changes the model without touching a "
               "listed byte.",
     .cure = "Remove the file, or have the publisher list it in the manifest.",
     .example = {.given = "rm COMMIT.proof", .fires = "printf '{}' > extra.json", .silenced = "rm extra.json"},
     .needs = Needs::tree,
     .follows_from = {"hash-unanchored"},
     .check = file_unlisted},
    {.id = "size-differs",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "a file is shorter or longer than listed",
     .reason = "A different size proves different bytes before any of them is read.",
     .cure = "Resume or repeat the download of this file.",
     .example = {.fires = "printf x >> vocab.json", .silenced = "cp ../example/vocab.json ."},
     .needs = Needs::tree,
     .follows_from = {"lfs-pointer", "html-page", "json-page", "empty-file", "zero-run", "shard-truncated"},
     .check = size_differs},
    {.id = "file-unreadable",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "a file could not be read",
     .reason =
         "What was not read was not checked; a read error is about the disk or the permissions, not about the model.",
     .cure = "Check permissions and the health of the disk, then run again.",
     .example = {.fires = "chmod 000 vocab.json", .silenced = "chmod 644 vocab.json"},
     .check = file_unreadable,
     .consequence = Consequence::unfinished},
    {.id = "changed-while-read",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "a file changed while it was read",
     .reason = "A digest over moving bytes belongs to no state of the file.",
     .cure = "Stop whatever writes to the model, then run again.",
     .example = {.fires = R"sh(head -c 300000000 /dev/zero > big.bin
while :; do touch big.bin; sleep 0.01; done &)sh",
                 .silenced = R"sh(kill $!
rm big.bin)sh"},
     .check = changed_while_read,
     .consequence = Consequence::unfinished},
    {.id = "lfs-pointer",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "a Git LFS pointer lies where content should be",
     .reason = "The repository was cloned without its large files; a pointer names content and holds none.",
     .cure = "Run `git lfs pull` in the checkout, or download the file itself.",
     .example =
         {.fires =
              R"sh(printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 60024\n' 0 > model-00001-of-00003.safetensors)sh",
          .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = lfs_pointer},
    {.id = "html-page",
     .area = Area::integrity,
     .title = "an HTML page lies where weights should be",
     .reason = "Download tools save a login or error page under the file's name and report success.",
     .cure = "Log in to the hub or accept the model's terms, then download again.",
     .example = {.fires = "echo '<!DOCTYPE html><title>Sign in</title>' > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = html_page},
    {.id = "json-page",
     .area = Area::integrity,
     .title = "JSON text lies where weights should be",
     .reason = "An API's error answer was saved under the file's name.",
     .cure = "Read the text, it says what went wrong; then download again.",
     .example = {.fires = R"sh(echo '{"error": "this model is gated"}' > model-00001-of-00003.safetensors)sh",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = json_page},
    {.id = "empty-file",
     .area = Area::integrity,
     .title = "a weight file is empty",
     .reason = "A download that failed at its first byte leaves this behind.",
     .cure = "Download the file again.",
     .example = {.fires = ": > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = empty_file},
    {.id = "zero-run",
     .area = Area::integrity,
     .title = "a weight file begins with nothing but zeros",
     .reason = "Space was reserved for a download or copy that never arrived.",
     .cure = "Download the file again.",
     .example = {.fires = "head -c 60024 /dev/zero > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = zero_run},
    {.id = "download-partial",
     .area = Area::integrity,
     .severity = Severity::warning,
     .title = "an unfinished download is here",
     .reason = "It is not part of the model, and a sign that a file is missing.",
     .cure = "Finish the download or delete the leftover.",
     .example = {.fires = "printf x > vocab.json.incomplete", .silenced = "rm vocab.json.incomplete"},
     .needs = Needs::tree,
     .check = download_partial},
    {.id = "metadata-inconsistent",
     .area = Area::integrity,
     .title = "two records of one download disagree",
     .reason = "The hub's client wrote both from one answer of the hub; where they differ, one of them was changed.",
     .cure = "Download the file again, or verify against a manifest or proof from elsewhere.",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface/download .cache/huggingface/trees
printf '86bc93c2cebd282ac4a3171333570c385b73e68b\n%040d\n1\n' 1 > .cache/huggingface/download/vocab.json.metadata
printf '{"format_version": 1, "files": {"vocab.json": {"size": 3327, "blob_id": "%040d"}}}' 2 > .cache/huggingface/trees/86bc93c2cebd282ac4a3171333570c385b73e68b.json)sh",
                 .silenced = "rm -r .cache"},
     .needs = Needs::tree,
     .check = metadata_inconsistent},
    {.id = "metadata-ignored",
     .area = Area::integrity,
     .severity = Severity::note,
     .title = "metadata that is here could not be used",
     .reason = "What it would have said of the files, nothing else may say: they are then listed by nobody.",
     .cure = "Download the file again, or verify against a manifest or proof.",
     .example = {.fires = R"sh(mkdir -p .cache/huggingface/download
echo 'not a record' > .cache/huggingface/download/vocab.json.metadata)sh",
                 .silenced = "rm -r .cache"},
     .needs = Needs::tree,
     .check = metadata_ignored},
    {.id = "content-elsewhere",
     .area = Area::integrity,
     .severity = Severity::note,
     .title = "a file holds what is listed under another name",
     .reason = "Exchanged or renamed shards are told apart from unknown bytes by this.",
     .cure = "Rename the file to the name it is listed under.",
     .example = {.fires = "mv merges.txt old-merges.txt", .silenced = "mv old-merges.txt merges.txt"},
     .check = content_elsewhere},
};

}  // namespace

std::span<const Rule> integrity_rules() { return table; }

}  // namespace weightcheck::policy
