// SPDX-License-Identifier: Apache-2.0
// "Integrity" in the catalogue: are these bytes what someone said they are? Every function reads the compared rows and
// nothing else.
#include <algorithm>
#include <map>
#include <set>

#include "base/escape.hpp"
#include "policy/rule.hpp"
#include "policy/store_files.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::FileRow;
using evidence::Integrity;

template <typename Describe>
Drafts rows_with(const Context& context, Integrity integrity, const Describe& describe, std::string_view others) {
  Drafts drafts;
  for (const FileRow& row : context.rows) {
    if (row.integrity == integrity)
      drafts.push_back({.subject = row.path.text(),
                        .message = describe(row),
                        .paths = {row.path.text()},
                        .said_of_others = std::string(others)});
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

constexpr std::string_view by_line_ends_alone = "; only its line ends differ";

void help_with_line_ends(const Context& context, Draft& draft) {
  const auto path = ModelPath::parse(draft.subject);
  if (!path.ok() || !std::ranges::binary_search(context.evidence.line_ends_changed, *path)) return;
  draft.help = std::string(cure_of_line_ends);
  draft.said_of_others = "changed in the same way";
}

// One change of one file is told once: here with all that it differs from, or by anchor-differs where only the commit
// says otherwise.
bool is_told_by_anchor(const Context& context, const FileRow& row) {
  const auto& sets = context.evidence.claim_sets;
  bool by_others = false;
  for (std::size_t set = 0; set < row.held.size(); ++set)
    by_others |= row.held[set] == evidence::Held::differs && sets[set].coverage != evidence::Coverage::commit;
  return row.anchor == evidence::Anchor::differs && !by_others;
}

// ... or, before anything was hashed, by its size, of which one source speaks and another may not.
bool is_told_by_size(const Context& context, const FileRow& row) {
  const auto& sets = context.evidence.claim_sets;
  const bool is_by_commit =
      std::ranges::none_of(sets, [](const evidence::ClaimSet& set) { return set.coverage == evidence::Coverage::all; });
  for (std::size_t set = 0; set < row.held.size(); ++set) {
    const bool speaks = is_by_commit || sets[set].coverage != evidence::Coverage::commit;
    if (speaks && (row.held[set] == evidence::Held::too_short || row.held[set] == evidence::Held::too_long))
      return true;
  }
  return false;
}

Drafts file_modified(const Context& context) {
  const Listed listed = listed_contents(context);
  Drafts drafts;
  const auto describe = [&](const FileRow& row) {
    std::string message =
        quoted(row.path) + " differs from " + sources_that_say(context.evidence, row, evidence::Held::differs);
    const evidence::Claim* claim = context.claim_of(row);
    const std::string digests = claim == nullptr ? "" : digests_that_differ(*claim, row.digests);
    if (!digests.empty()) message += ": " + digests;
    message += damage_words(context.evidence, row);
    const bool by_line_ends = std::ranges::binary_search(context.evidence.line_ends_changed, row.path);
    if (by_line_ends) message += by_line_ends_alone;
    if (const FileRow* other = listed_elsewhere(listed, row); other != nullptr)
      message += "; these bytes are listed as " + quoted(other->path);
    if (std::ranges::any_of(context.evidence.layouts, [&](const auto& layout) {
          return std::ranges::binary_search(layout.changed_since_download, row.path);
        }))
      message += "; by its time it was written to after it was downloaded";
    return message;
  };
  for (const FileRow& row : context.rows) {
    if (row.integrity != Integrity::differs || is_told_by_anchor(context, row) || is_told_by_size(context, row))
      continue;
    Draft draft{.subject = row.path.text(),
                .message = describe(row),
                .paths = {row.path.text()},
                .said_of_others = "different, too"};
    help_with_line_ends(context, draft);
    if (listed_elsewhere(listed, row) != nullptr) draft.said_of_others.clear();  // each has a name of its own to tell
    drafts.push_back(std::move(draft));
  }
  return drafts;
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

// In a hub's cache a link that leads nowhere is a file that is not here, whatever its text is and whoever lists it.
// Elsewhere symlink-escape tells of it. Many have one cause: the blobs were not copied along.
std::vector<std::string> add_dangling(const Context& context, Drafts& drafts) {
  const evidence::ModelTree& tree = context.evidence.tree;
  std::vector<std::string> names;
  if (tree.layout != evidence::Layout::hub_cache_snapshot) return names;
  Draft draft{.subject = "dangling"};
  for (const auto& entry : tree.refused) {
    if (entry.reason != evidence::Refusal::link_dangling) continue;
    names.push_back(entry.name);
    draft.message = quoted_text(entry.name) + " " + entry.detail + ", where nothing is";
  }
  if (names.empty()) return names;
  draft.paths = names;
  if (names.size() > 1) {
    draft.said_of_paths = "linked to blobs that are not here";
    draft.help =
        "Copy a cache whole, the `blobs` folder of the cache included, or a snapshot alone with `cp -rL`; "
        "or download the files again.";
  }
  drafts.push_back(std::move(draft));
  std::ranges::sort(names);
  return names;
}

using Unlisted = std::multimap<std::pair<std::string_view, std::uint64_t>, const FileRow*>;  // by folder and size

Unlisted unlisted_files(const Context& context) {
  Unlisted files;
  for (const FileRow& row : context.rows) {
    if (row.size && !row.claimed()) files.emplace(std::pair(row.path.folder(), *row.size), &row);
  }
  return files;
}

// A file beside it that nothing lists, of the size that is listed, and named alike.
const FileRow* renamed_to(const Unlisted& unlisted, const FileRow& row) {
  if (!row.claimed_size) return nullptr;
  constexpr int looked_at_max = 16;
  const auto [begin, end] = unlisted.equal_range({row.path.folder(), *row.claimed_size});
  int looked_at = 0;
  for (auto at = begin; at != end && looked_at < looked_at_max; ++at, ++looked_at) {
    if (is_named_alike(at->second->path, row.path)) return at->second;
  }
  return nullptr;
}

Drafts file_missing(const Context& context) {
  Drafts drafts;
  // Listed for the whole commit, and never asked for: told once, and weighed as what a partial download is.
  Draft not_fetched{.subject = "", .severity = Severity::warning};
  const Unlisted unlisted = unlisted_files(context);
  const std::vector<std::string> dangling = add_dangling(context, drafts);
  for (const FileRow& row : context.rows) {
    if (row.integrity != Integrity::missing || !row.claimed()) continue;
    if (std::ranges::binary_search(dangling, row.path.text())) continue;
    if (const evidence::LayoutRecord* layout = not_fetched_by(context, row)) {
      not_fetched.said_of_paths = "in the commit by " + std::string(layout->source) + " and not downloaded";
      not_fetched.paths.push_back(row.path.text());
      continue;
    }
    const auto& excluded = context.evidence.tree.excluded;
    const std::string folder = folder_in_place_of(context.evidence.tree, row.path);
    const bool is_evidence =
        folder.empty() && std::ranges::binary_search(excluded, row.path.text(), {}, &evidence::ExcludedEntry::name);
    const FileRow* renamed = renamed_to(unlisted, row);
    std::string message =
        quoted(row.path) + " is listed by " + sources_that_say(context.evidence, row, evidence::Held::missing) +
        (is_evidence ? " and does not belong to the part of the model that could be checked" : " and is not here");
    if (row.claimed_size) message += " (" + counted(*row.claimed_size, "byte") + ")";
    message += folder;
    Draft draft{.subject = row.path.text(),
                .message = std::move(message),
                .paths = {row.path.text()},
                .said_of_others = "not here either"};
    if (renamed != nullptr) {
      draft.message += "; " + quoted(renamed->path) + ", which is not listed, has its size";
      draft.paths.push_back(renamed->path.text());
      draft.said_of_others.clear();
      draft.help = "If the file was renamed, give it back its name, and verify again; else download it.";
    }
    drafts.push_back(std::move(draft));
  }
  if (!not_fetched.paths.empty()) drafts.push_back(std::move(not_fetched));
  return drafts;
}

// By a list of all files other than the signature, of which file-unsigned tells.
std::string unlisted_by(const Context& context, const FileRow& row) {
  const auto& sets = context.evidence.claim_sets;
  const evidence::ClaimSet* signed_set = evidence::signed_set(sets);
  if (signed_set == nullptr) return sources_that_say(context.evidence, row, evidence::Held::unlisted);
  FileRow others = row;
  others.held[static_cast<std::size_t>(signed_set - sets.data())] = evidence::Held::none;
  return others.unlisted() ? sources_that_say(context.evidence, others, evidence::Held::unlisted) : "";
}

Drafts file_unlisted(const Context& context) {
  Drafts drafts;
  if (!context.evidence.has_claims()) return drafts;  // nothing lists anything: manifest-missing says so
  const auto alone = of_the_store_alone(context);
  Draft draft{.subject = ""};
  std::map<Severity, Draft> by_store;
  for (const FileRow& row : context.rows) {
    if (!row.size || !row.unlisted()) continue;
    const std::string sources = unlisted_by(context, row);
    if (sources.empty()) continue;
    const auto found = alone.find(row.path.text());
    Draft& into = found == alone.end() ? draft : by_store[found->second];
    into.paths.push_back(row.path.text());
    if (into.said_of_paths.empty()) into.said_of_paths = "here and not listed by " + sources;
  }
  if (!draft.paths.empty()) drafts.push_back(std::move(draft));
  for (auto& [severity, told] : by_store) {
    told.subject = "store " + std::string(name_of(severity));
    told.severity = severity;
    told.help = cure_of_the_store_alone;
    drafts.push_back(std::move(told));
  }
  return drafts;
}

Drafts size_differs(const Context& context) {
  Drafts drafts;
  for (const FileRow& row : context.rows) {
    if (row.integrity != Integrity::too_short && row.integrity != Integrity::too_long) continue;
    const bool is_short = row.integrity == Integrity::too_short;
    const std::uint64_t claimed_size = row.claimed_size.value();
    const std::uint64_t by = is_short ? claimed_size - *row.size : *row.size - claimed_size;
    drafts.push_back(
        {.subject = row.path.text(),
         .message =
             quoted(row.path) + " is " + counted(by, "byte") + (is_short ? " short: " : " too long: ") +
             std::to_string(*row.size) + " instead of " + std::to_string(claimed_size) +
             (std::ranges::binary_search(context.evidence.line_ends_changed, row.path) ? std::string(by_line_ends_alone)
                                                                                       : ""),
         .paths = {row.path.text()},
         .said_of_others = "of another size, too"});
  }
  for (Draft& draft : drafts)
    help_with_line_ends(context, draft);
  return drafts;
}

std::string failure(const FileRow& row) {
  return quoted(row.path) + ": " + (row.error ? row.error->message : "was not read");
}

Draft unread_draft(const evidence::Unread& file, std::string_view others) {
  return {.subject = file.path.text(),
          .message = quoted(file.path) + ": " + file.error.message,
          .paths = {file.path.text()},
          .said_of_others = std::string(others)};
}

Drafts file_unreadable(const Context& context) {
  Drafts drafts = rows_with(context, Integrity::unreadable, failure, "unread, too");
  for (const auto& entry : context.evidence.tree.refused) {
    if (entry.reason != evidence::Refusal::unreadable) continue;
    drafts.push_back({.subject = entry.name,
                      .message = "'" + printable(entry.name) + "': " + entry.detail,
                      .paths = {entry.name},
                      .said_of_others = "unread, too"});
  }
  if (context.evidence.hashed) return drafts;
  std::set<std::string> told;  // a file is looked at more than once
  for (const evidence::Unread& file : context.evidence.unread) {
    if (file.error.code != ErrorCode::changed && told.insert(file.path.text()).second)
      drafts.push_back(unread_draft(file, "unread, too"));
  }
  return drafts;
}

Drafts changed_while_read(const Context& context) {
  Drafts drafts = rows_with(context, Integrity::changed, failure, "changed, too");
  for (const evidence::Unread& file : context.evidence.unread) {
    if (file.error.code == ErrorCode::changed && context.find_row(file.path) == nullptr)
      drafts.push_back(unread_draft(file, "changed, too"));
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
                      .paths = {row.path.text()},
                      .said_of_others = "listed under another name, too"});
  }
  return drafts;
}

Drafts midstates_wrong(const Context& context) {
  Drafts drafts;
  for (const evidence::WrongMidstates& wrong : context.evidence.midstates_wrong) {
    const std::string name = wrong.path ? wrong.path->text() : "SHA256.midstates";
    drafts.push_back({.subject = name, .message = words_of(wrong), .paths = {name}});
  }
  return drafts;
}

constexpr Rule integrity_table[] = {
    {.id = "file-modified",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "the bytes of a file are not those that were listed",
     .reason = "Any change, down to one bit of a tokenizer, changes what the model does; a digest that differs has no "
               "harmless explanation.",
     .cure = "Download the file again from the upstream commit, and ask whoever published this copy why it differs. A "
             "manifest is written again by the publisher alone.",
     .example = {.fires = "tr a b < ../example/vocab.json > vocab.json", .silenced = "cp ../example/vocab.json ."},
     .follows_from = {"lfs-pointer", "html-page", "json-page", "text-page", "empty-file", "zero-run", "shard-truncated",
                      "download-partial"},
     .check = file_modified},
    {.id = "file-missing",
     .area = Area::integrity,
     .title = "a listed file is not here",
     .reason = "A model with a part missing may load and answer wrongly: loaders leave absent weights uninitialised.",
     .cure = "Download the missing file. If you publish the model and it is not part of it, write the manifest again.",
     .example = {.fires = "rm vocab.json", .silenced = "cp ../example/vocab.json ."},
     .needs = Needs::tree,
     .follows_from = {"symlink-escape", "special-file", "download-partial", "excluded-content"},
     .check = file_missing},
    {.id = "file-unlisted",
     .area = Area::integrity,
     .title = "a file is here that nothing vouches for",
     .reason = "Loaders pick up files by name: an added shard, config or script changes the model without touching a "
               "listed byte.",
     .cure = "Find out where the file comes from before you remove it: the publisher may have left it out of the list.",
     .example = {.given = "rm COMMIT.proof", .fires = "printf '{}' > extra.json", .silenced = "rm extra.json"},
     .needs = Needs::tree,
     .follows_from = {"hash-unanchored", "excluded-content", "file-unsigned", "file-missing"},
     .check = file_unlisted},
    {.id = "size-differs",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "a file is shorter or longer than listed",
     .reason = "A different size proves different bytes before any of them is read.",
     .cure =
         "Download the file again from the upstream commit. Who changed it on purpose, as its publisher, writes the "
         "manifest again.",
     .example = {.fires = "printf x >> vocab.json", .silenced = "cp ../example/vocab.json ."},
     .needs = Needs::tree,
     .follows_from = {"lfs-pointer", "html-page", "json-page", "text-page", "empty-file", "zero-run", "shard-truncated",
                      "download-partial"},
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
    {.id = "content-elsewhere",
     .area = Area::integrity,
     .severity = Severity::note,
     .title = "a file holds what is listed under another name",
     .reason = "Exchanged or renamed shards are told apart from unknown bytes by this.",
     .cure = "Rename the file to the name it is listed under.",
     .example = {.fires = "mv merges.txt words.txt", .silenced = "mv words.txt merges.txt"},
     .follows_from = {"file-missing", "file-modified"},
     .check = content_elsewhere},
    {.id = "midstates-wrong",
     .area = Area::integrity,
     .severity = Severity::note,
     .title = "a state in SHA256.midstates is wrong",
     .reason =
         "The states let one file be hashed on all cores. Where one does not fit, the file is hashed from the last "
         "value that was computed: it takes longer, and the digest is the file's own either way.",
     .cure =
         "Write it anew with `weightcheck manifest MODEL --midstates` or `weightcheck verify --write-midstates FILE`, "
         "or delete it.",
     .example = {.fires = "printf '# weightcheck midstates v1\\n' > SHA256.midstates",
                 .silenced = "rm SHA256.midstates"},
     .check = midstates_wrong},
};

}  // namespace

std::span<const Rule> integrity_rules() { return integrity_table; }

}  // namespace weightcheck::policy
