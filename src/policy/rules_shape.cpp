// SPDX-License-Identifier: Apache-2.0
// "Shape" in the catalogue: is this a loadable model at all? Read from headers, indexes and names; no tensor data.
#include <algorithm>
#include <array>

#include "base/escape.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::policy {
namespace {

using weights::Examined;
using weights::NameSample;
using weights::WeightFile;

// "'a', 'b' and 7 more tensors"
std::string sample_of(const NameSample& sample) {
  std::string text;
  constexpr std::size_t named_max = 3;
  for (std::size_t i = 0; i < sample.first.size() && i < named_max; ++i)
    text += (i == 0 ? "" : ", ") + quoted_text(sample.first[i]);
  const std::uint64_t named = std::min<std::uint64_t>(sample.first.size(), named_max);
  if (sample.count > named) text += " and " + counted(sample.count - named, "more tensor");
  return text;
}

// Some are here, or are missing with a finding of their own.
bool are_weights_told(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  const auto is_model = [](std::string_view path) { return weights::is_model_name(path.substr(path.rfind('/') + 1)); };
  const auto is_listed = [&](const evidence::FileRow& row) {
    const bool was_never_asked_for = std::ranges::any_of(
        seen.layouts, [&](const auto& layout) { return std::ranges::binary_search(layout.not_fetched, row.path); });
    return row.integrity == evidence::Integrity::missing && row.claimed() && is_model(row.path.text()) &&
           !was_never_asked_for;
  };
  return !seen.weight_files.empty() || !seen.reconciliation.missing_shards.empty() ||
         std::ranges::any_of(context.rows, is_listed) ||
         std::ranges::any_of(seen.tree.refused, [&](const auto& entry) { return is_model(entry.name); });
}

// The component's class is one that keeps weights, and nothing under its folder holds, names or promises any. A config
// of a model shows such a class; where only another's is here (a scheduler's, a tokenizer's), it keeps none.
bool lacks_weights(const Context& context, const evidence::Component& component) {
  const evidence::Evidence& seen = context.evidence;
  const std::string folder = component.folder + "/";
  const auto is_model = [&](std::string_view path) {
    return path.starts_with(folder) && weights::is_model_name(path.substr(path.rfind('/') + 1));
  };
  bool has_config = false, has_other_config = false;
  for (const auto& file : seen.tree.files) {
    if (!file.path.text().starts_with(folder)) continue;
    has_config = has_config || file.path.text() == folder + "config.json";
    has_other_config = has_other_config || file.path.name().ends_with("_config.json");
  }
  if (!has_config && (has_other_config || !component.keeps_weights)) return false;
  const auto told = [&](const auto& missing) { return missing.shard.text().starts_with(folder); };
  return std::ranges::none_of(seen.weight_files, [&](const auto& file) { return is_model(file.path.text()); }) &&
         std::ranges::none_of(seen.reconciliation.missing_shards, told) &&
         std::ranges::none_of(seen.tree.refused, [&](const auto& entry) { return is_model(entry.name); }) &&
         std::ranges::none_of(context.rows, [&](const auto& row) {
           return row.integrity == evidence::Integrity::missing && row.claimed() && is_model(row.path.text());
         });
}

// What trainers keep beside the weights, and what turns pictures into input for them.
bool is_kept_beside(std::string_view name) {
  constexpr std::array<std::string_view, 7> beginnings = {"optimizer",      "scheduler", "rng_state", "random_states_",
                                                          "training_args.", "scaler.",   "mmproj"};
  return std::ranges::any_of(beginnings, [&](std::string_view begin) { return name.starts_with(begin); });
}

const WeightFile* adapter_alone(const evidence::Evidence& seen) {
  const auto is_alone = [&](const WeightFile& file) {
    const std::string folder = std::string(file.path.folder()) + (file.path.folder().empty() ? "" : "/");
    const auto config = ModelPath::parse(folder + "adapter_config.json");
    return file.path.name().starts_with("adapter_model.") && config.ok() && seen.tree.find(*config) == nullptr;
  };
  const auto found = std::ranges::find_if(seen.weight_files, is_alone);
  return found == seen.weight_files.end() ? nullptr : &*found;
}

Drafts weights_missing(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (seen.rejected || seen.interrupted) return {};
  if (!are_weights_told(context)) return {{.subject = "", .message = "there is no weight file in the model"}};
  if (!seen.weight_files.empty() && seen.reconciliation.missing_shards.empty() &&
      std::ranges::all_of(seen.weight_files, [](const auto& file) { return is_kept_beside(file.path.name()); })) {
    const std::string path = seen.weight_files.front().path.text();
    return {{.subject = "",
             .message = "there is no weight file of the model itself: " + quoted_text(path) + " belongs beside one",
             .paths = {path}}};
  }
  if (const WeightFile* adapter = adapter_alone(seen); adapter != nullptr) {
    return {{.subject = "",
             .message = quoted(adapter->path) +
                        " is an adapter, and there is no adapter_config.json beside it: nothing "
                        "says how it is loaded, nor into which model",
             .paths = {adapter->path.text()}}};
  }
  const auto is_without_bytes = [](const WeightFile& file) {
    return file.layout() != nullptr && file.layout()->data_size == 0;
  };
  if (!seen.weight_files.empty() && std::ranges::all_of(seen.weight_files, is_without_bytes))
    return {{.subject = "", .message = "the weight files of the model hold no weights: not one byte of a tensor"}};
  Draft draft{.subject = "components"};
  for (const evidence::Component& component : seen.components) {
    if (lacks_weights(context, component)) draft.paths.push_back(component.folder);
  }
  if (draft.paths.empty()) return {};
  draft.said_of_paths = "part of the pipeline and without weights";
  return {std::move(draft)};
}

Drafts weights_unexamined(const Context& context) {
  Draft draft{.subject = ""};
  std::vector<std::string_view> formats;
  for (const WeightFile& file : context.evidence.weight_files) {
    if (file.examined != Examined::no_reader) continue;
    draft.paths.push_back(file.path.text());
    if (std::ranges::find(formats, file.format) == formats.end()) formats.push_back(file.format);
  }
  if (draft.paths.empty()) return {};
  std::string names;
  for (const std::string_view format : formats)
    names += (names.empty() ? "" : ", ") + std::string(format);
  draft.said_of_paths = "in a format that weightcheck cannot read (" + names +
                        "): nothing says whether a loader would accept the weights";
  return {std::move(draft)};
}

Drafts header_invalid(const Context& context) {
  Drafts drafts;
  for (const WeightFile& file : context.evidence.weight_files) {
    const auto* rejection = file.rejection();
    if (rejection == nullptr || file.short_by() > 0) continue;  // shard-truncated says that better
    drafts.push_back({.subject = file.path.text(),
                      .message = quoted(file.path) + " is no loadable " + std::string(file.format) +
                                 " file: " + std::string(rejection->error) +
                                 (rejection->detail.empty() ? "" : " (" + rejection->detail + ")"),
                      .paths = {file.path.text()}});
  }
  return drafts;
}

Drafts header_unusual(const Context& context) {
  Drafts drafts;
  for (const WeightFile& file : context.evidence.weight_files) {
    if (!file.inspection || file.inspection->oddities.empty()) continue;
    std::string message = quoted(file.path);
    for (const auto& oddity : file.inspection->oddities) {
      message += (&oddity == file.inspection->oddities.data() ? " " : ", ") + std::string(oddity.predicate);
      if (!oddity.example.empty()) message += " ('" + oddity.example + "')";
    }
    drafts.push_back({.subject = file.path.text(), .message = std::move(message), .paths = {file.path.text()}});
  }
  return drafts;
}

Drafts shard_truncated(const Context& context) {
  Drafts drafts;
  for (const WeightFile& file : context.evidence.weight_files) {
    if (file.short_by() == 0) continue;
    std::string message = quoted(file.path) + " is short by ";
    if (const auto* layout = file.layout(); layout == nullptr) {
      message += "at least " + counted(file.short_by(), "byte") + ": it ends inside its own header";
    } else {
      const std::uint64_t data_here = file.size > layout->data_begin ? file.size - layout->data_begin : 0;
      NameSample lost;
      for (std::size_t i = layout->first_beyond(data_here); i < layout->tensors.size(); ++i) {
        if (layout->tensors[i].end > data_here) lost.add(layout->name_of(layout->tensors[i]));
      }
      message += counted(file.short_by(), "byte") + "; past its end " + (lost.count == 1 ? "lies " : "lie ") +
                 counted(lost.count, "tensor") + ": " + sample_of(lost);
    }
    drafts.push_back({.subject = file.path.text(), .message = std::move(message), .paths = {file.path.text()}});
  }
  return drafts;
}

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

Drafts index_shard_missing(const Context& context) {
  Drafts drafts;
  for (const auto& missing : context.evidence.reconciliation.missing_shards) {
    drafts.push_back({.subject = missing.shard.text(),
                      .message = quoted(missing.index) + " maps " + counted(missing.tensors, "tensor") + " to " +
                                 quoted(missing.shard) + ", which is not here",
                      .paths = {missing.shard.text()}});
  }
  for (const auto& stale : context.evidence.reconciliation.stale_indexes) {
    if (stale.elsewhere.empty()) continue;
    drafts.push_back({.subject = stale.index.text(),
                      .message = "none of the files that " + quoted(stale.index) + " names is here (" +
                                 files_of(stale) + "); loaders find the weights in " + quoted_text(stale.elsewhere),
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
                      .paths = {index.path.text()}});
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
                      .message = quoted(mismatch.index) + " expects " + sample_of(mismatch.tensors) + " in " +
                                 quoted(mismatch.shard) + ", which does not hold " +
                                 (mismatch.tensors.count == 1 ? "it" : "them"),
                      .paths = {mismatch.index.text(), mismatch.shard.text()}});
  }
  return drafts;
}

Drafts tensor_duplicate(const Context& context) {
  Drafts drafts;
  for (const auto& twice : context.evidence.reconciliation.duplicate_tensors) {
    drafts.push_back({.subject = twice.shard.text(),
                      .message = sample_of(twice.tensors) + " in " + quoted(twice.shard) + " also stand in " +
                                 quoted(twice.also_in) + " or another shard",
                      .paths = {twice.shard.text(), twice.also_in.text()}});
  }
  return drafts;
}

Drafts tensor_unindexed(const Context& context) {
  Drafts drafts;
  for (const auto& mismatch : context.evidence.reconciliation.unindexed_tensors) {
    drafts.push_back({.subject = mismatch.index.text() + "\n" + mismatch.shard.text(),
                      .message = quoted(mismatch.shard) + " holds " + sample_of(mismatch.tensors) + ", which " +
                                 quoted(mismatch.index) + " does not list",
                      .paths = {mismatch.shard.text()}});
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
         .paths = {unused.path.text()}});
  }
  return drafts;
}

Drafts shard_set_incomplete(const Context& context) {
  Drafts drafts;
  for (const auto& set : context.evidence.reconciliation.incomplete_sets) {
    const std::string folder = set.folder.empty() ? "" : set.folder + "/";
    std::string message = counted(set.missing, "shard") + " of " + std::to_string(set.set.total) + " missing: ";
    for (std::size_t i = 0; i < set.first_missing.size() && i < 3; ++i)
      message += (i == 0 ? "" : ", ") + quoted_text(folder + set.first_missing[i]);
    if (set.missing > 3) message += ", ...";
    if (set.missing == 0)
      message = counted(set.surplus, "shard") + " numbered behind the last of " + std::to_string(set.set.total);
    Draft draft{.subject = folder + set.set.base + set.set.suffix + std::to_string(set.set.total),
                .message = std::move(message),
                .names_all_paths = set.first_missing.size() == set.missing};
    for (const std::string& name : set.first_missing)
      draft.paths.push_back(folder + name);
    drafts.push_back(std::move(draft));
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

constexpr Rule table[] = {
    {.id = "weights-missing",
     .area = Area::shape,
     .title = "there are no weights",
     .reason = "A model without a weight file is not a model, and a pipeline needs those of every component that its "
               "model_index.json names; most often the download left the large files out.",
     .cure = "Download the weights. For a repository that is meant to have none, waive this rule in the policy and do "
             "not demand the shape check.",
     .example = {.fires = "rm SHA256.manifest model*.safetensors model.safetensors.index.json",
                 .silenced = "cp ../example/model*.safetensors ../example/model.safetensors.index.json ."},
     .check = weights_missing},
    {.id = "weights-unexamined",
     .area = Area::shape,
     .severity = Severity::warning,
     .title = "weights in a format that weightcheck cannot read",
     .reason =
         "Their bytes can be held against what was published, but whether they are whole and loadable was not looked "
         "at: the shape check could not run.",
     .cure = "Nothing has to be done where the bytes are what was published. Whether a loader takes them, the loader "
             "tells.",
     .example = {.fires = R"sh(printf '\10\7\22\7pytorch\0' > model.onnx)sh", .silenced = "rm model.onnx"},
     .check = weights_unexamined},
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
    {.id = "header-invalid",
     .area = Area::shape,
     .level = Level::locked,
     .title = "a weight file that no loader accepts",
     .reason = "The reference implementation rejects this header, by the error that is named; other loaders may read "
               "something else into it.",
     .cure = "Download the file again; if it is the same, the publisher must write it again.",
     .example = {.fires = "tr '{' '[' < ../example/model-00001-of-00003.safetensors > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .follows_from = {"size-differs"},
     .check = header_invalid},
    {.id = "header-unusual",
     .area = Area::shape,
     .severity = Severity::warning,
     .title = "a header that loaders accept and nobody writes",
     .reason = "Duplicate names, unknown fields and odd spacing are read differently by different loaders: a place to "
               "hide something.",
     .cure =
         "Ask the publisher which tool wrote the file; writing it again with the reference library removes the oddity.",
     .example = {.fires = R"sh(printf '\3\0\0\0\0\0\0\0 {}' > extra.safetensors)sh",
                 .silenced = "rm extra.safetensors"},
     .needs = Needs::heads,
     .check = header_unusual},
    {.id = "shard-truncated",
     .area = Area::shape,
     .title = "a shard ends before its tensors do",
     .reason = "Memory-mapping loaders read zeros past the end, or crash hours later.",
     .cure = "Resume or repeat the download of this file.",
     .example = {.fires =
                     "head -c 50000 ../example/model-00001-of-00003.safetensors > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = shard_truncated},
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
     .cure = "Remove the file, or list it in the index.",
     .example = {.fires = "cp model-00001-of-00003.safetensors extra.safetensors", .silenced = "rm extra.safetensors"},
     .needs = Needs::heads,
     .check = weights_unindexed},
    {.id = "shard-set-incomplete",
     .area = Area::shape,
     .title = "a numbered set of shards has gaps",
     .reason = "The names promise more shards than are here.",
     .cure = "Download the missing shards.",
     .example = {.fires = "rm SHA256.manifest model.safetensors.index.json model-00002-of-00003.safetensors",
                 .silenced = "cp ../example/model-00002-of-00003.safetensors ."},
     .needs = Needs::heads,
     .follows_from = {"index-shard-missing", "file-missing", "download-partial"},
     .check = shard_set_incomplete},
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

std::span<const Rule> shape_rules() { return table; }

}  // namespace weightcheck::policy
