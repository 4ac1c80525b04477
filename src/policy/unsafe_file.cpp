// SPDX-License-Identifier: Apache-2.0
#include "policy/unsafe_file.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::policy {
namespace {

using evidence::Danger;

// One finding a kind. `Use` tells scripts apart: what loaders import is as dangerous as a pickle, what they do not look
// for waits for somebody who runs it. `beside` are the same weights in another format, which loaders that find the
// first never open.
enum class Use : std::uint8_t { loaded, listed, nobody_s, beside };

// The model has weights that were read, and this is named as weights of another format and shows no code: not examined,
// and not more than that.
bool is_beside(const Context& context, const evidence::ContentSeen& seen, Danger danger) {
  const bool is_format = danger == Danger::hdf5 || danger == Danger::graph || danger == Danger::archive;
  const auto is_read = [](const weights::WeightFile& file) {
    return file.layout() != nullptr && file.layout()->data_size > 0;
  };
  return is_format && seen.in_place_of_weights && seen.names.empty() &&
         !weights::is_shared_extension(weights::extension_of(seen.path.name())) &&
         std::ranges::any_of(context.evidence.weight_files, is_read);
}

Use use_of(const Context& context, const ModelPath& path, Danger danger) {
  if (danger != Danger::script || std::ranges::binary_search(context.evidence.imported, path)) return Use::loaded;
  const evidence::FileRow* row = context.find_row(path);
  return row != nullptr && row->claimed() && !row->unlisted() ? Use::listed : Use::nobody_s;
}

// What helps, where it is not what helps with pickles.
std::string cure_of(Danger danger) {
  std::string first;
  switch (danger) {
    case Danger::archive:
      first = "Look at what is packed in it before anything opens it.";
      break;
    case Danger::package:
      first = "Do not install it before you know who made it.";
      break;
    case Danger::program:
    case Danger::named_as_program:
      first = "Run it, and let a loader load it, only where you trust who made it.";
      break;
    case Danger::script:
      first = "Read it before you load the model: loading runs it.";
      break;
    case Danger::compiled_python:
      first = "Ask for its source: nobody can read what it does.";
      break;
    case Danger::hdf5:
    case Danger::graph:
    case Danger::objects:
      first = "Load it only where you trust who made it, or in a sandbox.";
      break;
    default:
      return "";
  }
  return first +
         " If the upstream's commit holds the file, a proof lowers this to a warning; what is not needed can be "
         "removed.";
}

Draft draft_for(Danger danger, Use use) {
  std::string says(words_of(danger));
  if (danger == Danger::script)
    says += use == Use::loaded ? " that loaders import" : " that no config here leads to, and that somebody may run";
  Draft draft{.subject = std::to_string(static_cast<int>(danger)) + "/" + std::to_string(static_cast<int>(use)),
              .said_of_paths = std::move(says)};
  if (danger == Danger::data_pickle) {
    draft.severity = Severity::note;
  } else if (danger == Danger::tensor_pickle) {
    draft.severity = Severity::warning;
  } else if (use == Use::beside) {
    draft.severity = Severity::warning;
    draft.said_of_paths += " (not examined; weights that were examined lie beside)";
    draft.help = "Load the weights that were examined; open these only where you trust who made them.";
  } else if (use == Use::loaded) {
    draft.if_anchored = Severity::warning;
    draft.help = cure_of(danger);
  } else {
    draft.severity = use == Use::listed ? Severity::note : Severity::warning;
    draft.help = "Read a script before it is run; loading the model does not run it.";
  }
  return draft;
}

// What most programs load a file of this name by.
std::string_view loader_of(std::string_view name) {
  struct Row {
    std::string_view extension, loader;
  };
  constexpr std::array<Row, 8> rows = {{{".npy", "numpy.load"},
                                        {".npz", "numpy.load"},
                                        {".joblib", "joblib.load"},
                                        {".bin", "torch.load"},
                                        {".pt", "torch.load"},
                                        {".pth", "torch.load"},
                                        {".ckpt", "torch.load"},
                                        {".keras", "keras.models.load_model"}}};
  const std::string low = lowered(name);
  const auto* row = std::ranges::find_if(rows, [&](const Row& one) { return low.ends_with(one.extension); });
  return row == rows.end() ? "pickle.load" : row->loader;
}

// What would happen, of the first file that shows it, and what was not looked at.
std::string details_of(const evidence::ContentSeen& seen) {
  std::string details;
  if (!seen.names.empty()) {
    const bool is_pickle = seen.kind != evidence::ContentKind::hdf5 && !evidence::is_graph_name(seen.path.name());
    details = is_pickle ? "; " + std::string(loader_of(seen.path.name())) + " of " + quoted(seen.path) + " imports "
                        : "; in " + quoted(seen.path) + " stands ";
    details += quoted_text(seen.names.front());
    if (seen.names.size() > 1) details += " and " + quoted_text(seen.names[1]);
    if (seen.names.size() > 2) details += " and others";
  }
  if (!seen.unread.empty()) details += "; of " + quoted(seen.path) + " not all was looked at: " + seen.unread;
  return details;
}

// Of a path that leads a loader out of the model, or to what was left out of it.
Draft leads_astray(const evidence::ContentSeen& seen, const std::string& place) {
  const bool is_onnx = lowered(seen.path.name()).ends_with(".onnx");
  std::string message = is_onnx
                            ? quoted(seen.path) + " keeps tensors in " + quoted_text(place) +
                                  ", which is not a file of this model; ONNX Runtime opens it when it loads the model"
                            : quoted(seen.path) + " leads its loader to " + quoted_text(place) +
                                  ", which is not a part of this model, and was not examined";
  return {.subject = seen.path.text() + "\n" + place, .message = std::move(message), .paths = {seen.path.text()}};
}

// Archives that are layers of a store: their members are files of the model, and are looked at as such.
std::set<ModelPath> listed_archives(const Context& context) {
  std::set<ModelPath> archives;
  if (!context.evidence.store) return archives;
  for (const evidence::StoreFile& file : context.evidence.store->files) {
    if (file.form == evidence::LayerForm::archive) archives.insert(file.path);
  }
  return archives;
}

}  // namespace

Drafts unsafe_file(const Context& context) {
  const std::set<ModelPath> listed = listed_archives(context);
  std::map<std::pair<Danger, Use>, Draft> kinds;
  std::map<std::pair<Danger, Use>, std::string> details;
  Drafts drafts;
  for (const auto& seen : context.evidence.contents) {
    for (const std::string& place : seen.places)
      drafts.push_back(leads_astray(seen, place));
    const Danger danger = evidence::danger_of(seen.path.name(), seen.kind, seen.unpickler, seen.holds);
    if (danger == Danger::none || listed.contains(seen.path)) continue;
    const std::pair kind(danger, is_beside(context, seen, danger) ? Use::beside : use_of(context, seen.path, danger));
    const auto place = kinds.try_emplace(kind, draft_for(kind.first, kind.second)).first;
    place->second.paths.push_back(seen.path.text());
    if (std::string& told = details[kind]; told.empty()) told = details_of(seen);
  }
  for (auto& [kind, draft] : kinds)
    draft.said_of_paths += details[kind];
  for (auto& [kind, draft] : kinds)
    drafts.push_back(std::move(draft));
  return drafts;
}

}  // namespace weightcheck::policy
