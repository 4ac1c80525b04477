// SPDX-License-Identifier: Apache-2.0
// "Shape" in the catalogue, of the indexes that say which tensor lies in which file: is what they say so? Read from
// headers and names; no tensor data.
#include <algorithm>

#include "base/escape.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"
#include "weights/reconcile.hpp"

namespace weightcheck::policy {
namespace {

using weights::UnindexedWeights;

// "'a', 'b' and 7 more files", of those that a stale index names
std::string files_of(const weights::StaleIndex& stale) {
  constexpr std::size_t named_max = 2;
  std::string text;
  const std::size_t named = std::min(stale.first_files.size(), named_max);
  for (std::size_t i = 0; i < named; ++i)
    text += (i == 0 ? "" : ", ") + quoted_text(stale.first_files[i]);
  return text + (stale.files > named ? " and " + counted(stale.files - named, "more file") : "");
}

Drafts index_stale(const Context& context) {
  Drafts drafts;
  for (const auto& stale : context.evidence.reconciliation.stale_indexes) {
    if (!stale.elsewhere.empty()) continue;
    drafts.push_back({.subject = stale.index.text(),
                      .message = quoted(stale.index) +
                                 " belongs to other weights: none of the files that it names is "
                                 "here (" +
                                 files_of(stale) + ")",
                      .paths = {stale.index.text()}});
  }
  return drafts;
}

// Beside it, named alike, and with as many tensors as the index looks for in it.
bool is_renamed(const Context& context, const UnindexedWeights& other, const weights::MissingShard& missing) {
  if (other.index != missing.index || !is_named_alike(other.path, missing.shard)) return false;
  const auto& files = context.evidence.weight_files;
  const auto file = std::ranges::lower_bound(files, other.path, {}, &weights::WeightFile::path);
  return file != files.end() && file->path == other.path && file->layout() != nullptr &&
         file->layout()->tensors.size() == missing.tensors;
}

Drafts index_shard_missing(const Context& context) {
  Drafts drafts;
  const auto& unindexed = context.evidence.reconciliation.unindexed_weights;
  for (const auto& missing : context.evidence.reconciliation.missing_shards) {
    const auto renamed = std::ranges::find_if(
        unindexed, [&](const UnindexedWeights& other) { return is_renamed(context, other, missing); });
    if (renamed != unindexed.end()) {
      drafts.push_back({.subject = missing.shard.text(),
                        .message = quoted(missing.shard) + ", which " + quoted(missing.index) +
                                   " names, is not here; " + quoted(renamed->path) +
                                   ", which it does not name, holds as many tensors",
                        .paths = {missing.shard.text(), renamed->path.text()},
                        .help = "Give the file back the name that the index uses."});
      continue;
    }
    drafts.push_back({.subject = missing.shard.text(),
                      .message = quoted(missing.index) + " maps " + counted(missing.tensors, "tensor") + " to " +
                                 quoted(missing.shard) + ", which is not here" +
                                 folder_in_place_of(context.evidence.tree, missing.shard),
                      .paths = {missing.shard.text()},
                      .said_of_others = "not here either"});
  }
  for (const auto& stale : context.evidence.reconciliation.stale_indexes) {
    if (stale.elsewhere.empty()) continue;
    drafts.push_back({.subject = stale.index.text(),
                      .message = "none of the files that " + quoted(stale.index) + " names is here (" +
                                 files_of(stale) + "); loaders take the other weights, as " +
                                 quoted_text(stale.elsewhere),
                      .paths = {stale.index.text()},
                      .severity = Severity::note,
                      .help = "Nothing has to be done; the index may be removed."});
  }
  return drafts;
}

Drafts index_path_unsafe(const Context& context) {
  Drafts drafts;
  for (const auto& unsafe : context.evidence.reconciliation.unsafe_paths) {
    drafts.push_back(
        {.subject = unsafe.index.text() + "\n" + unsafe.name,
         .message = quoted(unsafe.index) + " names the file " + quoted_text(unsafe.name) + ": " + unsafe.reason,
         .paths = {unsafe.index.text()}});
  }
  return drafts;
}

Drafts index_invalid(const Context& context) {
  Drafts drafts;
  for (const auto& index : context.evidence.indexes) {
    if (!index.error) continue;
    drafts.push_back({.subject = index.path.text(),
                      .message = quoted(index.path) + " cannot be read: " + index.error->message,
                      .paths = {index.path.text()},
                      .said_of_others = "unreadable, too"});
  }
  for (const auto& path : context.evidence.reconciliation.repeating_indexes) {
    drafts.push_back(
        {.subject = path.text(), .message = quoted(path) + " maps a tensor twice", .paths = {path.text()}});
  }
  return drafts;
}

Drafts index_tensor_missing(const Context& context) {
  Drafts drafts;
  for (const auto& mismatch : context.evidence.reconciliation.missing_tensors) {
    drafts.push_back({.subject = mismatch.index.text() + "\n" + mismatch.shard.text(),
                      .message = quoted(mismatch.index) + " expects " + some_tensors(mismatch.tensors) + " in " +
                                 quoted(mismatch.shard) + ", which does not hold " +
                                 (mismatch.tensors.count == 1 ? "it" : "them"),
                      .paths = {mismatch.index.text(), mismatch.shard.text()},
                      .said_of_others = "without such tensors, too",
                      .cause = mismatch.index.text()});
  }
  return drafts;
}

Drafts tensor_duplicate(const Context& context) {
  Drafts drafts;
  for (const auto& twice : context.evidence.reconciliation.duplicate_tensors) {
    drafts.push_back({.subject = twice.shard.text(),
                      .message = some_tensors(twice.tensors) + " in " + quoted(twice.shard) + " also stand in " +
                                 quoted(twice.also_in) + " or another shard",
                      .paths = {twice.shard.text(), twice.also_in.text()},
                      .said_of_others = "with such tensors, too"});
  }
  return drafts;
}

Drafts tensor_unindexed(const Context& context) {
  Drafts drafts;
  for (const auto& mismatch : context.evidence.reconciliation.unindexed_tensors) {
    drafts.push_back({.subject = mismatch.index.text() + "\n" + mismatch.shard.text(),
                      .message = quoted(mismatch.shard) + " holds " + some_tensors(mismatch.tensors) + ", which " +
                                 quoted(mismatch.index) + " does not list",
                      .paths = {mismatch.shard.text()},
                      .said_of_others = "with such tensors, too",
                      .cause = mismatch.index.text()});
  }
  return drafts;
}

Drafts weights_unindexed(const Context& context) {
  Drafts drafts;
  for (const auto& unused : context.evidence.reconciliation.unindexed_weights) {
    drafts.push_back(
        {.subject = unused.path.text(),
         .message = unused.shadows_index
                        ? "loaders take " + quoted(unused.path) + " and ignore the shards of " + quoted(unused.index)
                        : quoted(unused.path) + " is a weight file that " + quoted(unused.index) + " does not use",
         .paths = {unused.path.text()},
         .said_of_others = "not used either",
         .cause = unused.shadows_index ? unused.path.text() : unused.index.text()});
  }
  return drafts;
}

Drafts index_total_size(const Context& context) {
  Drafts drafts;
  for (const auto& difference : context.evidence.reconciliation.total_sizes) {
    drafts.push_back({.subject = difference.index.text(),
                      .message = quoted(difference.index) + " states a total of " + counted(difference.stated, "byte") +
                                 ", and the tensors have " + counted(difference.found, "byte"),
                      .paths = {difference.index.text()}});
  }
  return drafts;
}

constexpr Rule index_table[] = {
    {.id = "index-invalid",
     .area = Area::shape,
     .title = "the index cannot be read",
     .reason = "Without it, which tensor lies in which shard is anyone's guess.",
     .cure = "Download the index again.",
     .example = {.fires = "tr '{' '[' < ../example/model.safetensors.index.json > model.safetensors.index.json",
                 .silenced = "cp ../example/model.safetensors.index.json ."},
     .needs = Needs::heads,
     .follows_from = {"html-page", "json-page", "text-page", "empty-file", "zero-run", "size-differs"},
     .check = index_invalid},
    {.id = "index-path-unsafe",
     .area = Area::shape,
     .level = Level::locked,
     .title = "the index names a file outside the model",
     .reason = "Loaders join the name to the model's folder and open whatever comes out.",
     .cure = "Do not load this model; tell whoever publishes it.",
     .example = {.fires = "sed 's|model-00001|../model-00001|' ../example/model.safetensors.index.json > "
                          "model.safetensors.index.json",
                 .silenced = "cp ../example/model.safetensors.index.json ."},
     .needs = Needs::heads,
     .check = index_path_unsafe},
    {.id = "index-stale",
     .area = Area::shape,
     .title = "an index that belongs to other weights",
     .reason = "Loaders that go by the index find none of its files, others load the weights that are here: what is "
               "loaded depends on the loader.",
     .cure = "Remove the index, or download the files that it names. The weights that are here stay.",
     .example = {.fires =
                     "sed 's/model-0/other-0/' ../example/model.safetensors.index.json > model.safetensors.index.json",
                 .silenced = "cp ../example/model.safetensors.index.json ."},
     .check = index_stale},
    {.id = "index-shard-missing",
     .area = Area::shape,
     .title = "the index names a shard that is not here",
     .reason = "Loaders leave the weights of an absent shard uninitialised, or fail.",
     .cure = "Download the missing shard.",
     .example = {.fires = "rm SHA256.manifest model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .follows_from = {"file-missing", "symlink-escape", "special-file", "download-partial", "excluded-content"},
     .check = index_shard_missing},
    {.id = "index-tensor-missing",
     .area = Area::shape,
     .title = "a tensor is not in the shard that the index names",
     .reason = "Loaders leave it uninitialised, and the model answers wrongly.",
     .cure = "Download index and shards from one commit.",
     .example = {.fires =
                     "sed 's/lm_head/lm_tail/' ../example/model.safetensors.index.json > model.safetensors.index.json",
                 .silenced = "cp ../example/model.safetensors.index.json ."},
     .needs = Needs::heads,
     .check = index_tensor_missing},
    {.id = "tensor-duplicate",
     .area = Area::shape,
     .title = "a tensor stands in two shards",
     .reason = "Which one is loaded depends on the order of the shards; one of the two may differ unseen.",
     .cure = "Download index and shards from one commit; publish each tensor once.",
     .example = {.fires = "cp model-00001-of-00003.safetensors model-00002-of-00003.safetensors",
                 .silenced = "cp ../example/model-00002-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = tensor_duplicate},
    {.id = "tensor-unindexed",
     .area = Area::shape,
     .severity = Severity::warning,
     .title = "a shard holds a tensor that the index does not list",
     .reason = "Some loaders take it, others do not.",
     .cure = "Publish an index that lists every tensor.",
     .example = {.fires = "sed '/lm_head/d' ../example/model.safetensors.index.json > model.safetensors.index.json",
                 .silenced = "cp ../example/model.safetensors.index.json ."},
     .needs = Needs::heads,
     .check = tensor_unindexed},
    {.id = "weights-unindexed",
     .area = Area::shape,
     .title = "a weight file that the index does not use",
     .reason =
         "A loader that goes by file names loads it, one that goes by the index does not: two models in one folder.",
     .cure = "If it was renamed, give it back the name that the index uses. If it belongs to the model, list it in the "
             "index. Else move it out of the folder.",
     .example = {.fires = "cp model-00001-of-00003.safetensors extra.safetensors", .silenced = "rm extra.safetensors"},
     .needs = Needs::heads,
     .follows_from = {"file-missing", "index-shard-missing"},
     .check = weights_unindexed},
    {.id = "index-total-size",
     .area = Area::shape,
     .severity = Severity::warning,
     .title = "the index states another total size",
     .reason = "Mostly a converter's mistake about tied weights; sometimes a shard of another version.",
     .cure = "Compare with the upstream's index.",
     .example = {.fires =
                     "sed 's/115392/115393/' ../example/model.safetensors.index.json > model.safetensors.index.json",
                 .silenced = "cp ../example/model.safetensors.index.json ."},
     .needs = Needs::heads,
     .check = index_total_size},
};

}  // namespace

std::span<const Rule> index_rules() { return index_table; }

}  // namespace weightcheck::policy
