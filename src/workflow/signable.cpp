// SPDX-License-Identifier: Apache-2.0
// What is left out is recorded, the places of files that are not here yet among them: a copy to which a hub's client
// or this program adds its own files is still the signed model, for every program that reads the signature.
#include "workflow/signable.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "anchor/hub_cache.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "base/wording.hpp"
#include "hubs/table.hpp"
#include "io/atomic_file.hpp"
#include "io/own_files.hpp"
#include "io/snapshot_link.hpp"
#include "json/utf8.hpp"
#include "policy/wording.hpp"
#include "signature/bundle.hpp"
#include "signature/statement.hpp"
#include "weights/file_names.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/unsigned_places.hpp"

namespace weightcheck::workflow {

using evidence::ExcludedEntry;
using evidence::Exclusion;
using evidence::ModelFile;
using signature::is_left_out;

namespace {

namespace fs = std::filesystem;

bool is_utf8(std::string_view text) { return json::find_invalid_utf8(text) == std::string_view::npos; }

Error not_signable(std::string message) { return {ErrorCode::usage, std::move(message)}; }

std::string last_component(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.remove_suffix(1);
  return std::string(last_name(path));
}

// As the caller calls it, where that is a name.
std::string name_of_model(const std::string& path, const std::string& canonical) {
  const std::string given = last_component(path);
  if (!given.empty() && given != "." && given != "..") return given;
  const std::string whole = last_component(canonical);
  return whole.empty() ? "model" : whole;
}

Result<std::set<ModelPath>> read_ignored(const std::vector<std::string>& ignored) {
  std::set<ModelPath> paths;
  for (const std::string& one : ignored) {
    const std::string_view name = one.ends_with('/') ? std::string_view(one).substr(0, one.size() - 1) : one;
    const auto path = ModelPath::parse(name);
    if (!path.ok() || !is_utf8(name))
      return not_signable("--ignore takes a path inside the model, like notes/draft.txt, and " + in_quotes(one) +
                          " is not one");
    paths.insert(*path);
  }
  return paths;
}

// What is there is replaced only if it is a signature, by its name or by what it holds.
Status check_replaced(const std::string& output) {
  std::error_code unknown;
  const auto there = fs::status(output, unknown);
  if (!fs::exists(there)) return done;
  if (!fs::is_regular_file(there))
    return not_signable(printable(output) + " is not a file; name another with --output");
  if (output.ends_with(".sig")) return done;
  const auto text = io::read_file(output, limits::signature_bytes_max);
  if (text.ok() && signature::read_bundle(*text).ok()) return done;
  return not_signable(printable(output) + " is not a signature, and is not replaced; name another file with --output");
}

// The output's path in the model, where it lies there.
Result<std::optional<ModelPath>> place_in_model(const io::ModelDirectory& model, const std::string& output) {
  const auto place = io::place_of(output);
  if (!place)
    return Error{ErrorCode::io, "cannot write " + printable(output) + ": there is no such folder; make it first"};
  const std::string& folder = model.canonical_path();
  const std::string inside = folder == "/" ? folder : folder + "/";
  if (place->starts_with(inside)) {
    auto path = ModelPath::parse(place->substr(inside.size()));
    const bool is_own = path.ok() && path->text() != io::signature_name && io::own_file(path->text()) != nullptr;
    if (!path.ok() || !is_utf8(path->text()) || is_own ||
        is_left_out({ModelPath::parse(".git").value()}, path->text()) || hubs::is_record(path->text()))
      return not_signable("a signature cannot lie at " + printable(output) + "; name another file with --output");
    return std::optional(*path);
  }
  const std::string around = io::repository_around(folder);
  if (place->starts_with(around == "/" ? around : around + "/"))
    return not_signable(printable(output) + " would lie among the files of a hub's cache; name a file outside of it");
  return std::optional<ModelPath>();
}

// Companions and records that are here now, beyond those that are always left out.
void leave_out_others(std::set<ModelPath>& left_out, Signable& made) {
  const std::vector<ModelPath> known(left_out.begin(), left_out.end());
  std::vector<std::string> told;
  for (const ExcludedEntry& entry : made.tree.excluded) {
    if (entry.reason == Exclusion::empty_folder) continue;  // for a signature there are only files
    if (is_left_out(known, entry.name)) continue;
    if (entry.reason == Exclusion::partial_download && !entry.file) continue;  // a client's, of which the rules speak
    if (entry.reason == Exclusion::partial_download) {
      made.against.push_back(in_quotes(entry.name) +
                             " is an unfinished download: finish it, delete it, or leave it out with --ignore");
      continue;
    }
    const auto path = ModelPath::parse(entry.name);
    if (!path.ok() || !is_utf8(entry.name)) {
      made.against.push_back(in_quotes(entry.name) + " has a name that no signature can hold");
      continue;
    }
    left_out.insert(*path);
    told.push_back(entry.name);
  }
  // Those of the walk are told, or the caller has left them out.
  std::erase_if(made.tree.excluded,
                [](const ExcludedEntry& entry) { return entry.reason == Exclusion::partial_download && entry.file; });
  if (!told.empty()) made.notes.push_back("left out, as it is not part of the model: " + policy::some_files(told));
}

// Those files of the model that are not going to be signed are told: they are part of it for everything else.
void drop_left_out(Signable& made, const std::optional<ModelPath>& own) {
  std::vector<std::string> told;
  for (const ModelFile& file : made.tree.files) {
    if (file.path != own && is_left_out(made.left_out, file.path.text())) told.push_back(file.path.text());
  }
  if (!told.empty()) made.notes.push_back("not signed: " + policy::some_files(told));
  std::erase_if(made.tree.files, [&](const ModelFile& file) { return is_left_out(made.left_out, file.path.text()); });
  const auto is_weights = [](const ModelFile& file) { return weights::is_weight_name(file.path.name()); };
  if (std::ranges::none_of(made.tree.files, is_weights))
    made.notes.emplace_back("no file that is signed has the name of weights: is it the folder of the model?");
  std::erase_if(made.tree.refused, [&](const auto& entry) { return is_left_out(made.left_out, entry.name); });
}

void object_to_links(Signable& made) {
  if (made.tree.layout == evidence::Layout::hub_cache_snapshot) return;  // that is how the cache stores files
  for (const ModelFile& file : made.tree.files) {
    if (file.link_target)
      made.against.push_back(in_quotes(file.path.text()) +
                             " is a link, and a signature lists files alone: put the file in its place, or leave it "
                             "out with --ignore");
  }
}

void tell_of_absent(const std::set<ModelPath>& ignored, Signable& made) {
  for (const ModelPath& path : ignored) {
    const auto is_it = [&](std::string_view name) { return is_left_out({path}, name); };
    const bool is_here = std::any_of(made.tree.files.begin(), made.tree.files.end(),
                                     [&](const ModelFile& file) { return is_it(file.path.text()); }) ||
                         std::any_of(made.tree.excluded.begin(), made.tree.excluded.end(),
                                     [&](const ExcludedEntry& entry) { return is_it(entry.name); }) ||
                         std::any_of(made.tree.refused.begin(), made.tree.refused.end(),
                                     [&](const auto& entry) { return is_it(entry.name); });
    if (!is_here) made.notes.push_back("--ignore " + printable(path.text()) + ": there is nothing of that name");
  }
}

std::set<ModelPath> always() {
  std::set<ModelPath> paths;
  for (const std::string_view name : unsigned_places)
    paths.insert(ModelPath::parse(name).value());
  return paths;
}

Result<Signable> find_in_folder(const SignablePlace& place, io::ModelDirectory model) {
  const auto ignored = read_ignored(place.ignored);
  if (!ignored.ok()) return ignored.error();
  Signable made{.model = std::move(model), .name = ""};
  made.name = name_of_model(place.model, made.model.canonical_path());
  made.output = place.output.empty() ? place.model + "/" + std::string(io::signature_name) : place.output;
  std::set<ModelPath> left_out = always();
  std::optional<ModelPath> own;  // the output, where it is to lie in the model
  if (made.output != "-") {
    auto inside = place_in_model(made.model, made.output);
    if (!inside.ok()) return inside.error();
    own = *std::move(inside);
    if (own) left_out.insert(*own);
  }
  left_out.insert(ignored->begin(), ignored->end());
  auto tree = made.model.walk();
  if (!tree.ok()) return within(tree.error(), printable(place.model));
  made.tree = *std::move(tree);
  auto records = HeldRecords::read(made.model, made.tree);
  if (!records.ok()) return within(records.error(), printable(place.model));
  made.records = *std::move(records);
  tell_of_absent(*ignored, made);
  leave_out_others(left_out, made);
  made.left_out.assign(left_out.begin(), left_out.end());
  drop_left_out(made, own);
  object_to_links(made);
  return made;
}

Result<Signable> find_file(const SignablePlace& place) {
  if (!place.ignored.empty()) return not_signable("--ignore is for a model that is a folder");
  const auto identity = io::identity_of_file(place.model);
  if (!identity.ok()) return within(identity.error(), printable(place.model));
  const std::size_t slash = place.model.rfind('/');
  auto folder = io::ModelDirectory::open(slash == std::string::npos ? "." : place.model.substr(0, slash + 1));
  if (!folder.ok()) return within(folder.error(), printable(place.model));
  Signable made{.model = *std::move(folder), .name = place.model.substr(slash + 1), .is_single_file = true};
  const auto path = ModelPath::parse(made.name);
  if (!path.ok() || !is_utf8(made.name))
    return not_signable(in_quotes(made.name) + " is a name that no signature can hold");
  made.tree.layout = made.model.layout();
  made.tree.files.push_back({.path = *path, .size = identity->size, .identity = *identity});
  made.output = place.output.empty() ? place.model + ".sig" : place.output;
  std::error_code unknown;
  if (made.output != "-" &&
      (io::place_of(made.output) == io::place_of(place.model) || fs::equivalent(made.output, place.model, unknown)))
    return not_signable(printable(made.output) + " is the file that is signed, and is not replaced");
  const std::set<ModelPath> left_out = always();
  made.left_out.assign(left_out.begin(), left_out.end());
  if (is_left_out(made.left_out, made.name))
    made.against.push_back(in_quotes(made.name) + " is a name that every signature leaves out");
  made.notes.emplace_back("model_signing up to 1.1.1 refuses signatures of single files; other programs take them");
  return made;
}

}  // namespace

Result<Signable> find_signable(const SignablePlace& place) {
  std::error_code unknown;
  const bool is_folder = fs::is_directory(place.model, unknown);
  if (!is_folder && fs::exists(place.model, unknown)) {
    auto made = find_file(place);
    if (!made.ok() || made->output == "-") return made;
    if (Status may = check_replaced(made->output); !may.ok()) return std::move(may).error();
    return made;
  }
  const auto folder = anchor::find_snapshot(place.model, std::nullopt);
  if (!folder.ok()) return folder.error();
  if (*folder != place.model)
    return not_signable(printable(place.model) + " is a hub's cache, not a model: name " + printable(*folder) +
                        ", or copy that with `cp -rL` and publish the copy");
  auto model = open_folder(place.model);
  if (!model.ok()) return model.error();
  auto made = find_in_folder(place, *std::move(model));
  if (!made.ok() || made->output == "-") return made;
  if (Status may = check_replaced(made->output); !may.ok()) return std::move(may).error();
  return made;
}

}  // namespace weightcheck::workflow
