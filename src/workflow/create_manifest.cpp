// SPDX-License-Identifier: Apache-2.0
#include "workflow/create_manifest.hpp"

#include <algorithm>
#include <filesystem>

#include "anchor/hub_cache.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "hubs/table.hpp"
#include "hubs/upstream.hpp"
#include "io/atomic_file.hpp"
#include "io/model_directory.hpp"
#include "license/model_card.hpp"
#include "manifest/manifest.hpp"
#include "manifest/upstream.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"
#include "workflow/manifest_steps.hpp"
#include "workflow/midstates_file.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/own_file.hpp"
#include "workflow/publishable.hpp"
#include "workflow/resume_journal.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::FileObservation;
using evidence::ModelTree;

constexpr OwnFile own_manifest{.kind = "manifest", .usual_name = io::manifest_name};

// The manifest that is to be replaced, where there is one. What somebody else wrote, or is no manifest, is not
// replaced.
Result<std::optional<manifest::Manifest>> manifest_in_place_of(const std::string& output) {
  std::error_code unknown;
  if (output.empty() || !std::filesystem::is_regular_file(output, unknown))
    return std::optional<manifest::Manifest>();  // writing refuses what is neither a file nor free
  const auto text = io::read_file(output, limits::manifest_bytes_max);
  auto old = text.ok() ? manifest::parse(bytes_of(*text)) : Result<manifest::Manifest>(text.error());
  if (!old.ok() || old->form != manifest::Form::v1)
    return Error{ErrorCode::usage, printable(output) +
                                       " is not a manifest that weightcheck wrote, and is not replaced: "
                                       "remove it, or name another file with --output"};
  return std::optional(*std::move(old));
}

// A pin that goes with the manifest that is replaced is told: verify would miss it only at the reader's.
std::string lost_pin(const std::optional<manifest::Manifest>& old, const ManifestRequest& request) {
  if (!old || (request.upstream && request.commit)) return "";
  std::string lost;
  if (old->upstream && !request.upstream) lost = "--upstream " + *old->upstream;
  if (old->commit && !request.commit) lost += (lost.empty() ? "" : " ") + ("--commit " + old->commit->hex());
  return lost.empty() ? "" : "the manifest that was here said " + lost + ", and this one does not";
}

// Publishers change files and write the manifest again. Where somebody else changed them, the old one was what showed
// it.
std::string lost_bytes(const std::optional<manifest::Manifest>& old, const manifest::Manifest& made) {
  if (!old) return "";
  std::vector<std::string> other;
  for (const manifest::Entry& now : made.entries) {
    const auto entry = std::ranges::lower_bound(old->entries, now.path, {}, &manifest::Entry::path);
    if (entry != old->entries.end() && entry->path == now.path && entry->sha256 != now.sha256)
      other.push_back(now.path.text());
  }
  return other.empty() ? "" : "the manifest that was here said other bytes of " + policy::some_files(other);
}

// A manifest does not list what it replaces, whatever that holds, nor its journal.
void leave_out_output(const io::ModelDirectory& model, const ManifestRequest& request, ModelTree& tree) {
  if (request.output == "-") return;
  const std::string output =
      request.output.empty() ? request.model + "/" + std::string(io::manifest_name) : request.output;
  for (const std::string& own : {output, output + std::string(resume_suffix)}) {
    if (const auto path = model.path_of(own))
      std::erase_if(tree.files, [&](const auto& file) { return file.path == *path; });
  }
}

// Beside the manifest. None for standard output: there is no place that a later run would look at.
Result<std::optional<ResumeJournal>> open_journal(const ManifestRequest& request, const ManifestOutcome& outcome) {
  if (outcome.written_to.empty()) return std::optional<ResumeJournal>();
  auto journal = ResumeJournal::open(outcome.written_to + std::string(resume_suffix), request.resume);
  if (!journal.ok() && journal.error().code == ErrorCode::not_found)
    return Error{ErrorCode::io, "cannot write " + printable(outcome.written_to) +
                                    ": No such file or directory; make the folder first"};
  if (!journal.ok()) return journal.error();
  return std::optional<ResumeJournal>(std::move(*journal));
}

Error why_not(const FileObservation& seen, bool can_resume) {
  const Error& error = seen.digests.error();
  if (error.code != ErrorCode::interrupted) return within(error, printable(seen.path.text()));
  return {ErrorCode::interrupted, std::string("interrupted; no manifest was written") +
                                      (can_resume ? ", and the same command with --resume goes on from here" : "")};
}

pipeline::HashPlan empty_plan(const ManifestRequest& request) {
  pipeline::HashPlan plan;
  if (!request.midstates_grid) return plan;
  plan.grid = *request.midstates_grid;
  plan.keep_states = pipeline::KeepStates::yes;
  return plan;
}

pipeline::HashItem item_of(const ManifestBegun& begun, const evidence::ModelFile& file) {
  return {.path = file.path, .expected = file.identity, .wanted = begun.records.wanted(file)};
}

ManifestHashes no_hashes_yet(const ManifestRequest& request, const ManifestBegun& begun) {
  ManifestHashes hashes{.digests = std::vector<Digest>(begun.tree.files.size())};
  hashes.midstates.grid = request.midstates_grid.value_or(midstates::grid_bytes_default);
  return hashes;
}

// Of file `place` of the tree.
void take(const ManifestRequest& request, ManifestBegun& begun, std::size_t place, const FileObservation& seen,
          ManifestHashes& hashes) {
  hashes.digests[place] = seen.digests->sha256().value();
  if (request.midstates_grid) hashes.midstates.add({hashes.digests[place], seen.identity.size, seen.states});
  begun.records.hold(begun.tree.files[place], *seen.digests);
}

// What the journal knows is taken over, and what is finished goes into it.
Result<ManifestHashes> hash_model(const ManifestRequest& request, ManifestBegun& begun, std::stop_token stop,
                                  pipeline::Progress* progress, std::optional<ResumeJournal>& journal) {
  ManifestHashes hashes = no_hashes_yet(request, begun);
  pipeline::HashPlan plan = empty_plan(request);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < begun.tree.files.size(); ++i) {
    const auto& file = begun.tree.files[i];
    if (auto known = journal ? journal->find(file.path, file.identity, plan.grid) : std::nullopt) {
      hashes.digests[i] = known->sha256;
      if (request.midstates_grid) hashes.midstates.add({known->sha256, file.size, std::move(known->states)});
      begun.records.hold(file, {known->sha256});
      ++begun.outcome.files_reused;
      continue;
    }
    plan.items.push_back(item_of(begun, file));
    places.push_back(i);
  }
  bool journal_broken = false;
  const auto keep = [&](const FileObservation& seen) {
    if (!journal || journal_broken || !seen.digests.ok()) return pipeline::Next::go_on;
    const Status recorded =
        journal->record(seen.path, seen.identity, {seen.digests->sha256().value(), plan.grid, seen.states});
    if (!recorded.ok()) {
      journal_broken = true;
      begun.outcome.notes.push_back("this run could not have been resumed: " + recorded.error().message);
    }
    return pipeline::Next::go_on;
  };
  const auto observed = pipeline::hash_files(begun.model, plan, request.hashing, std::move(stop), progress, keep);
  if (!observed.ok()) return observed.error();
  for (std::size_t k = 0; k < places.size(); ++k) {
    const FileObservation& seen = (*observed)[k];
    if (!seen.digests.ok()) return why_not(seen, journal.has_value() && !journal_broken);
    take(request, begun, places[k], seen, hashes);
  }
  return hashes;
}

Status check_midstates(const io::ModelDirectory& model, const ModelTree& tree, const ManifestRequest& request,
                       const ManifestOutcome& outcome) {
  if (!request.midstates_grid) return done;
  if (outcome.written_to.empty())
    return Error{ErrorCode::usage, "--midstates needs a manifest in a file: the states are written beside it"};
  return check_midstates_output(model, tree, midstates_beside(outcome.written_to), *request.midstates_grid);
}

// The manifest repeats what the card declares, for those who get the manifest alone. What no header can hold is left to
// the card.
void add_declarations(const io::ModelDirectory& model, const ModelTree& tree, manifest::Manifest& made) {
  const auto card_path = ModelPath::parse("README.md");
  const evidence::ModelFile* card_file = card_path.ok() ? tree.find(*card_path) : nullptr;
  if (card_file == nullptr) return;
  const auto text = model.read_small(*card_file, limits::card_bytes_max);
  const auto card = text.ok() ? license::read_model_card(*text) : Result<license::ModelCard>(text.error());
  if (!card.ok()) return;
  const auto& said = card->declared;
  if (said.licenses.size() == 1 && manifest::check_license(said.licenses.front()).ok())
    made.license = said.licenses.front();
  for (const std::string& name : said.base_models) {
    const auto base = hubs::read_upstream(name, hubs::Bare::hub_name);
    if (!base.ok() || name.find('/') == std::string::npos) continue;  // one word may be a folder of the author's
    if (made.base_models.size() < limits::base_models_max)
      made.base_models.push_back({.upstream = base->written, .commit = std::nullopt});
  }
}

}  // namespace

Result<ManifestBegun> begin_manifest(const ManifestRequest& request, const std::stop_token& stop) {
  const auto folder = anchor::find_snapshot(request.model, request.commit);
  if (!folder.ok()) return folder.error();
  if (*folder != request.model) {
    return Error{ErrorCode::usage, printable(request.model) + " is a hub's cache, not a model: name " +
                                       printable(*folder) + ", or copy that with `cp -rL` and publish the copy"};
  }
  auto model = open_folder(request.model);
  if (!model.ok()) return model.error();
  if (Status kept = keep_model(*model, request.output, own_manifest); !kept.ok()) return kept.error();
  auto tree = model->walk();
  if (!tree.ok()) return within(tree.error(), printable(request.model));
  leave_out_output(*model, request, *tree);
  auto records = HeldRecords::read(*model, *tree);
  if (!records.ok()) return within(records.error(), printable(request.model));
  if (const auto list = objections(*model, *tree, stop); !list.empty()) return not_publishable("manifest", list);

  ManifestOutcome outcome;
  outcome.bytes = tree->total_bytes();
  if (request.output != "-") {
    outcome.written_to = request.output.empty() ? request.model + "/" + std::string(io::manifest_name) : request.output;
  }
  auto old = manifest_in_place_of(outcome.written_to);
  if (!old.ok()) return old.error();
  if (Status may = check_midstates(*model, *tree, request, outcome); !may.ok()) return may.error();
  return ManifestBegun{*std::move(model), *std::move(tree), *std::move(records), *std::move(old), std::move(outcome)};
}

pipeline::HashPlan plan_manifest(const ManifestRequest& request, const ManifestBegun& begun) {
  pipeline::HashPlan plan = empty_plan(request);
  for (const evidence::ModelFile& file : begun.tree.files)
    plan.items.push_back(item_of(begun, file));
  return plan;
}

Result<ManifestHashes> take_hashes(const ManifestRequest& request, ManifestBegun& begun,
                                   const std::vector<FileObservation>& seen) {
  ManifestHashes hashes = no_hashes_yet(request, begun);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (!seen[i].digests.ok()) return why_not(seen[i], false);
    take(request, begun, i, seen[i], hashes);
  }
  return hashes;
}

Result<ManifestOutcome> finish_manifest(const ManifestRequest& request, ManifestBegun& begun,
                                        const ManifestHashes& hashes) {
  manifest::Manifest made;
  add_declarations(begun.model, begun.tree, made);
  const auto& files = begun.tree.files;
  for (std::size_t i = 0; i < files.size(); ++i)
    made.entries.push_back({.path = files[i].path, .sha256 = hashes.digests[i], .size = files[i].size});
  return write_manifest(request, begun, std::move(made),
                        request.midstates_grid ? midstates::write(hashes.midstates) : "");
}

Result<ManifestOutcome> write_manifest(const ManifestRequest& request, ManifestBegun& begun, manifest::Manifest made,
                                       const std::string& states) {
  ManifestOutcome& outcome = begun.outcome;
  if (const std::string against = begun.records.against(request.commit); !against.empty())
    return not_publishable("manifest", {against});
  if (std::string changed = begun.records.changed_since(); !changed.empty())
    outcome.notes.push_back(std::move(changed));
  made.upstream = request.upstream;
  made.commit = request.commit;
  outcome.files = made.entries.size();
  outcome.text = manifest::write(made);
  if (!request.commit)
    outcome.notes.emplace_back(
        "no --commit was given: this manifest ties the files to no upstream commit, and `verify` will ask for one");
  const auto is_weights = [](const manifest::Entry& entry) { return weights::is_weight_name(entry.path.name()); };
  if (std::ranges::none_of(made.entries, is_weights))
    outcome.notes.emplace_back("no file here has the name of weights: is it the folder of the model?");
  if (request.output == "-") return outcome;

  for (std::string lost : {lost_pin(begun.old, request), lost_bytes(begun.old, made)}) {
    if (!lost.empty()) outcome.lost.push_back(std::move(lost));
  }
  if (!states.empty()) {  // first: without its manifest it does no harm
    outcome.midstates_written_to = midstates_beside(outcome.written_to);
    if (Status written = io::write_atomically(outcome.midstates_written_to, states); !written.ok())
      return written.error();
  }
  if (Status written = io::write_atomically(outcome.written_to, outcome.text); !written.ok()) return written.error();
  return outcome;
}

Result<ManifestOutcome> create_manifest(const ManifestRequest& request, std::stop_token stop,
                                        pipeline::Progress* progress) {
  auto begun = begin_manifest(request, stop);
  if (!begun.ok()) return begun.error();
  auto journal = open_journal(request, begun->outcome);
  if (!journal.ok()) return journal.error();
  const auto hashes = hash_model(request, *begun, std::move(stop), progress, *journal);
  if (!hashes.ok()) return hashes.error();
  auto outcome = finish_manifest(request, *begun, *hashes);
  if (!outcome.ok() || !*journal) return outcome;
  if (Status removed = (*journal)->remove(); !removed.ok()) outcome->notes.push_back(removed.error().message);
  return outcome;
}

}  // namespace weightcheck::workflow
