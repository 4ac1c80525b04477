// SPDX-License-Identifier: Apache-2.0
// "Shape" in the catalogue, of weight files and their sets: is this a loadable model at all? Read from headers and
// names; no tensor data. What indexes say is in rules_index.cpp.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/escape.hpp"
#include "base/path_text.hpp"
#include "policy/rule.hpp"
#include "policy/signed_whole.hpp"
#include "policy/split_parts.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::policy {
namespace {

using weights::Examined;
using weights::NameSample;
using weights::WeightFile;

// Some are here, or are missing with a finding of their own.
bool are_weights_told(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  const auto is_model = [](std::string_view path) { return weights::is_model_name(last_name(path)); };
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

bool is_folder_with_files(const evidence::ModelTree& tree, const std::string& name) {
  const std::string begin = name + "/";
  const auto at = std::ranges::lower_bound(tree.files, begin, {}, [](const auto& file) { return file.path.text(); });
  return at != tree.files.end() && at->path.text().starts_with(begin);
}

// A file that lies where another one says, is told as missing by its list, cannot be followed, or is on its way.
bool is_here_or_told(const Context& context, const std::string& name) {
  const evidence::Evidence& seen = context.evidence;
  const auto path = ModelPath::parse(name);
  if (!path.ok() || seen.tree.find(*path) != nullptr) return true;
  const evidence::FileRow* row = context.find_row(*path);
  return (row != nullptr && row->integrity == evidence::Integrity::missing && row->claimed()) ||
         std::ranges::any_of(seen.tree.refused, [&](const auto& entry) { return entry.name == name; }) ||
         std::ranges::any_of(seen.tree.excluded, [&](const auto& entry) { return entry.finished == name; }) ||
         is_folder_with_files(seen.tree, name);
}

// In the component's folder, and in none of another component that the same file names below it.
bool lies_in(const evidence::Component& component, const std::vector<evidence::Component>& all, std::string_view path) {
  const auto is_below = [&](const std::string& folder) { return folder.empty() || path.starts_with(folder + "/"); };
  return is_below(component.folder) && std::ranges::none_of(all, [&](const evidence::Component& other) {
           return other.index == component.index && other.folder.size() > component.folder.size() &&
                  is_below(other.folder);
         });
}

// peft takes an adapter from its config's own folder.
bool is_of_adapter(const evidence::Component& component) {
  return component.index.name() == evidence::adapter_config_name;
}

// The component's class is one that keeps weights, and nothing under its folder holds, names or promises any. A config
// of a model shows such a class; where only another's is here (a scheduler's, a tokenizer's), it keeps none.
bool lacks_weights(const Context& context, const evidence::Component& component) {
  if (component.is_file) return !is_here_or_told(context, component.folder);
  const evidence::Evidence& seen = context.evidence;
  const std::string folder = component.folder.empty() ? "" : component.folder + "/";
  const auto is_in = [&](std::string_view path) {
    return lies_in(component, seen.components, path) &&
           (!is_of_adapter(component) || path.find('/', folder.size()) == std::string_view::npos);
  };
  const auto is_model = [&](std::string_view path) { return is_in(path) && weights::is_model_name(last_name(path)); };
  bool has_config = false, has_other_config = false;
  for (const auto& file : seen.tree.files) {
    if (!file.path.text().starts_with(folder)) continue;
    has_config = has_config || file.path.text() == folder + "config.json";
    has_other_config = has_other_config || file.path.name().ends_with("_config.json");
  }
  const bool is_of_pipeline = component.index.name() == evidence::component_index_name;
  if (is_of_pipeline && !has_config && (has_other_config || !component.keeps_weights)) return false;
  const auto told = [&](const auto& missing) { return is_in(missing.shard.text()); };
  return std::ranges::none_of(seen.weight_files, [&](const auto& file) { return is_in(file.path.text()); }) &&
         std::ranges::none_of(seen.reconciliation.missing_shards, told) &&
         std::ranges::none_of(seen.tree.refused, [&](const auto& entry) { return is_model(entry.name); }) &&
         std::ranges::none_of(context.rows, [&](const auto& row) {
           return row.integrity == evidence::Integrity::missing && row.claimed() && is_model(row.path.text());
         });
}

// What another file than a pipeline's says of weights that are not here.
std::string words_of_absence(const evidence::Component& component) {
  if (component.is_file)
    return quoted(component.index) + " keeps weights in " + quoted_text(component.folder) + ", which is not here";
  if (is_of_adapter(component)) return quoted(component.index) + " is an adapter's, and no weights lie beside it";
  const std::string place = component.folder.empty() ? "the folder of the model" : quoted_text(component.folder);
  return quoted(component.index) + " names weights in " + place + ", and there are none";
}

// What trainers keep beside the weights, and what turns pictures into input for them.
bool is_kept_beside(std::string_view name) {
  constexpr std::array<std::string_view, 7> beginnings = {"optimizer",      "scheduler", "rng_state", "random_states_",
                                                          "training_args.", "scaler.",   "mmproj"};
  return std::ranges::any_of(beginnings, [&](std::string_view begin) { return name.starts_with(begin); });
}

bool is_adapter_alone(const evidence::Evidence& seen, const WeightFile& file) {
  const std::string folder = std::string(file.path.folder()) + (file.path.folder().empty() ? "" : "/");
  const auto config = ModelPath::parse(folder + "adapter_config.json");
  return file.path.name().starts_with("adapter_model.") && config.ok() && seen.tree.find(*config) == nullptr;
}

Drafts weights_missing(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (seen.rejected || seen.interrupted) return {};
  if (is_signed_without_weights(seen))
    return {{.message = "there is no weight file in the model, and none is signed", .severity = Severity::warning}};
  if (!are_weights_told(context)) return {{.subject = "", .message = "there is no weight file in the model"}};
  const auto is_all = [&](const auto& is_one) {
    return !seen.weight_files.empty() && std::ranges::all_of(seen.weight_files, is_one);
  };
  const auto is_beside = [&](const WeightFile& file) { return is_kept_beside(file.path.name()); };
  if (seen.reconciliation.missing_shards.empty() && is_all(is_beside)) {
    const std::string path = seen.weight_files.front().path.text();
    return {{.subject = "",
             .message = "there is no weight file of the model itself: " + quoted_text(path) + " belongs beside one",
             .paths = {path}}};
  }
  if (is_all([&](const WeightFile& file) { return is_beside(file) || is_adapter_alone(seen, file); })) {
    const ModelPath& path = std::ranges::find_if_not(seen.weight_files, is_beside)->path;
    return {{.subject = "",
             .message = quoted(path) + " is an adapter, and there is no adapter_config.json beside it: nothing "
                                       "says how it is loaded, nor into which model",
             .paths = {path.text()}}};
  }
  const auto is_without_bytes = [](const WeightFile& file) {
    return file.layout() != nullptr && file.layout()->data_size == 0;
  };
  if (is_all(is_without_bytes))
    return {{.subject = "", .message = "the weight files of the model hold no weights: not one byte of a tensor"}};
  Drafts drafts;
  std::set<std::string> told;
  Draft draft{.subject = "components", .said_of_paths = "part of the pipeline and without weights"};
  for (const evidence::Component& component : seen.components) {
    if (!lacks_weights(context, component)) continue;
    if (component.index.name() == evidence::component_index_name) {
      draft.paths.push_back(component.folder);
    } else {
      const std::string& place = component.folder.empty() ? component.index.text() : component.folder;
      if (!told.insert(place).second) continue;
      drafts.push_back({.subject = place,
                        .message = words_of_absence(component),
                        .paths = {component.is_file ? component.folder : component.index.text()},
                        .said_of_others = component.is_file ? "not here either" : "",
                        .cause = component.index.text()});
    }
  }
  if (!draft.paths.empty()) drafts.push_back(std::move(draft));
  return drafts;
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
                      .paths = {file.path.text()},
                      .said_of_others = "rejected for the same reason",
                      .cause = std::string(file.format) + " " + std::string(rejection->error)});
  }
  return drafts;
}

Drafts header_unusual(const Context& context) {
  Drafts drafts;
  for (const WeightFile& file : context.evidence.weight_files) {
    if (!file.inspection || file.inspection->oddities.empty()) continue;
    std::string message = quoted(file.path), cause;
    for (const auto& oddity : file.inspection->oddities) {
      cause.append(oddity.predicate).append("\n");
      message += (&oddity == file.inspection->oddities.data() ? " " : ", ") + std::string(oddity.predicate);
      if (!oddity.example.empty()) message += " ('" + oddity.example + "')";
    }
    drafts.push_back({.subject = file.path.text(),
                      .message = std::move(message),
                      .paths = {file.path.text()},
                      .said_of_others = "odd in the same way",
                      .cause = std::move(cause)});
  }
  return drafts;
}

Drafts shard_truncated(const Context& context) {
  Drafts drafts;
  for (const WeightFile& file : context.evidence.weight_files) {
    if (file.short_by() == 0) continue;
    std::string message = quoted(file.path) + " is short by ";
    if (const auto* layout = file.layout(); layout == nullptr) {
      message += "at least " + counted(file.short_by(), "byte") +
                 (file.examined == Examined::yes ? ": it ends inside its own header"
                                                 : ": another file says that weights lie in it up to byte " +
                                                       with_commas(file.size + file.short_by()));
    } else {
      const std::uint64_t data_here = file.size > layout->data_begin ? file.size - layout->data_begin : 0;
      NameSample lost;
      for (std::size_t i = layout->first_beyond(data_here); i < layout->tensors.size(); ++i) {
        if (layout->tensors[i].end > data_here) lost.add(layout->name_of(layout->tensors[i]));
      }
      message += counted(file.short_by(), "byte") + "; past its end " + (lost.count == 1 ? "lies " : "lie ") +
                 counted(lost.count, "tensor") + ": " + some_tensors(lost);
    }
    drafts.push_back({.subject = file.path.text(),
                      .message = std::move(message),
                      .paths = {file.path.text()},
                      .said_of_others = "cut short, too"});
  }
  return drafts;
}

Drafts shard_set_incomplete(const Context& context) {
  Drafts drafts;
  for (const auto& set : context.evidence.reconciliation.incomplete_sets) {
    // A folder in the place of a shard is told as that.
    if (weights::is_weight_name(last_name(set.folder))) continue;
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

constexpr Rule shape_table[] = {
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
     .follows_from = {"download-partial"},
     .check = weights_unexamined},
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
     .follows_from = {"size-differs", "download-partial"},
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
     .follows_from = {"download-partial", "lfs-pointer", "empty-file", "html-page", "text-page", "zero-run"},
     .check = shard_truncated},
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
    {.id = "split-contradicted",
     .area = Area::shape,
     .title = "the name of a GGUF file and its header disagree about the set it is a part of",
     .reason = "llama.cpp goes by the header and finds the other parts by the name: where the two disagree it refuses "
               "the model, or loads one part as if it were all.",
     .cure = "Give the file the name under which it was published, or download the set again.",
     .example = {.fires = R"sh(printf 'GGUF\3\0\0\0%016d' 0 | tr 0 '\0' > m-00001-of-00002.gguf
cp m-00001-of-00002.gguf m-00002-of-00002.gguf)sh",
                 .silenced = "rm m-00001-of-00002.gguf m-00002-of-00002.gguf"},
     .needs = Needs::heads,
     .check = split_contradicted},
};

}  // namespace

std::span<const Rule> shape_rules() { return shape_table; }

}  // namespace weightcheck::policy
