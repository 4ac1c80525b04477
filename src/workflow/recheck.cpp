// SPDX-License-Identifier: Apache-2.0
// A receipt holds for one place on one machine and for a time: everything in it that could be carried elsewhere is
// compared with what is here, and what it was left for with what is asked now.
#include "workflow/recheck.hpp"

#include <algorithm>
#include <filesystem>

#include "anchor/hub_cache.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/sha256.hpp"
#include "hubs/upstream.hpp"
#include "io/atomic_file.hpp"
#include "signature/bundle.hpp"
#include "workflow/midstates_file.hpp"
#include "workflow/receipt_parts.hpp"
#include "workflow/receipts.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;

Error refused(const std::string& file, std::string why) {
  return {ErrorCode::inconsistent, "receipt " + printable(file) + " is refused: " + std::move(why)};
}

// The same of who signed it.
std::string other_than_signed(const receipt::Receipt& given, const SignatureRequest& asked) {
  if (!given.signer) return "nobody's signature was asked for when it was left";
  if (given.signer != name_of_signer(asked))
    return "when it was left, another signer was asked for, or other files were trusted to tell him, or allowed to be "
           "unsigned";
  if (!asked.file) return "";
  const auto bundle = io::read_file(*asked.file, limits::signature_bytes_max);
  return bundle.ok() && given.bundle == hash::sha256(bytes_of(*bundle)) ? "" : "it is of another signature";
}

// Why the receipt answers for less than is asked; "" where it does not.
std::string less_than_asked(const receipt::Receipt& given, const RecheckRequest& request) {
  const receipt::Demanded& demanded = given.demanded;
  if (request.commit && request.commit != given.commit) return "it is not for commit " + request.commit->hex();
  if (request.commit && given.trust != evidence::Trust::pinned)
    return "its commit was found beside the weights, and nobody had asked for it";
  if (request.upstream && !hubs::is_same_repository(given.upstream.value_or(""), *request.upstream))
    return "it is not for upstream " + printable(*request.upstream);
  if (request.upstream && given.upstream_trust != evidence::Trust::pinned)
    return "its upstream was found beside the weights, and nobody had asked for it";
  if (request.signature) {
    if (std::string other = other_than_signed(given, *request.signature); !other.empty()) return other;
  }
  if (request.policy && request.policy != given.policy) return "it is not of this policy";
  if (demanded.trust < request.trust_min && !given.bundle)
    return "the run that left it did not ask for trust from outside the model; run `verify --strict --receipt` to "
           "leave one that did";
  if (request.fail_on && demanded.fail_on != name_of(*request.fail_on) &&
      demanded.fail_on != name_of(policy::Severity::warning))
    return "the run that left it let warnings pass";
  if (request.whole && !demanded.whole) return "the run that left it allowed the model to be a part of its commit";
  return "";
}

Result<receipt::Receipt> read_receipt(const RecheckRequest& request) {
  const auto key = receipt_key(request.key_file);
  if (!key.ok()) return key.error();
  const auto bytes = io::read_file(request.file, limits::receipt_bytes_max);
  if (!bytes.ok()) {
    if (bytes.error().code == ErrorCode::limit) return refused(request.file, bytes.error().message);
    Error error = within(bytes.error(), "receipt " + printable(request.file));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  auto read = receipt::read(bytes_of(*bytes), bytes_of(*key));
  if (!read.ok()) return refused(request.file, read.error().message);
  const std::int64_t now = now_seconds();
  if (now > read->expires || now < read->made) return refused(request.file, "its time is over, or has not come");
  if (io::place_of(request.file) != read->written)
    return refused(request.file, "it is a copy of " + printable(read->written));
  if (host_name_of_receipts() != read->host) return refused(request.file, "it was written on another machine");
  if (std::string less = less_than_asked(*read, request); !less.empty()) return refused(request.file, std::move(less));
  return read;
}

// A signature may list what no walk names: behind a link to a folder, or in a place that is left out.
void add_files_out_of_the_way(const io::ModelDirectory& model, const receipt::Receipt& given,
                              evidence::ModelTree& tree) {
  if (!given.bundle) return;
  std::vector<evidence::ModelFile> found;
  for (const receipt::File& file : given.files) {
    if (tree.find(file.path) != nullptr) continue;
    if (auto here = model.look_up(file.path, io::Links::follow_inside); here.ok()) found.push_back(*std::move(here));
  }
  if (found.empty()) return;
  tree.files.insert(tree.files.end(), found.begin(), found.end());
  std::ranges::sort(tree.files, {}, &evidence::ModelFile::path);
}

// What is there now, as receipt::compare takes it.
Result<receipt::Now> look_again(const io::ModelDirectory& model, const receipt::Receipt& given) {
  auto tree = model.walk();
  if (!tree.ok()) return within(tree.error(), printable(given.model));
  std::vector<std::string> names;
  const auto is_of_the_model = [&](const evidence::ExcludedEntry& entry) {
    return std::ranges::binary_search(given.files, entry.name, {},
                                      [](const auto& file) -> const std::string& { return file.path.text(); });
  };
  for (const auto& entry : tree->excluded) {  // what somebody listed, it was verified as a file of the model
    if (is_of_the_model(entry)) {
      if (entry.file) tree->files.push_back(*entry.file);
    } else if (entry.reason != evidence::Exclusion::empty_folder) {  // seen as a folder
      names.push_back(entry.name);
    }
  }
  for (const receipt::Place& place : given.places)
    if (!place.name.ends_with('/')) names.push_back(place.name);
  std::ranges::sort(tree->files, {}, &evidence::ModelFile::path);
  add_files_out_of_the_way(model, given, *tree);
  auto places = look_at_places(model, std::move(names), io::AskWriters::no);
  if (!places.ok()) return within(places.error(), printable(given.model));
  add_folders(*tree, places->places);
  receipt::Now now{.tree = std::move(*tree), .places = std::move(places->places)};
  for (const receipt::Basis& basis : given.bases) {
    auto found = basis_of(basis.path);
    if (found.ok()) now.bases.push_back({.path = basis.path, .sha256 = found->sha256});
    if (!found.ok() && found.error().code != ErrorCode::not_found) return found.error();
  }
  return now;
}

// The digests of the receipt, in the form in which every source says what the bytes are.
evidence::ClaimSet claims_of(const receipt::Receipt& given) {
  evidence::ClaimSet set{.source = "the receipt"};
  for (const receipt::File& file : given.files) {
    if (file.sha256)
      set.claims.push_back({.span = {.path = file.path}, .expected = {evidence::Expected(*file.sha256)}});
  }
  return set;
}

// Of the files that seem unmoved: the others were told, and only `verify` can say what they are now.
pipeline::HashPlan plan_deep_look(const evidence::ModelTree& tree, Rechecked& found) {
  pipeline::HashPlan plan;
  for (const receipt::File& file : found.receipt.files) {
    const evidence::ModelFile* here = tree.find(file.path);
    if (here == nullptr || here->identity != file.identity) continue;
    if (file.sha256) {
      plan.items.push_back({.path = file.path, .expected = file.identity});
    } else {
      found.difference.add(file.path.text(), "has no SHA-256 in the receipt");
    }
  }
  return plan;
}

Status look_inside(const io::ModelDirectory& model, const evidence::ModelTree& tree, const DeepCheck& deep,
                   Rechecked& found) {
  const auto states = find_midstates(model, tree, deep.midstates);
  if (!states.ok()) return states.error();
  const std::vector<evidence::ClaimSet> said{claims_of(found.receipt)};
  pipeline::HashPlan plan = plan_deep_look(tree, found);
  if (states->midstates) add_hints(*states->midstates, said, plan);
  const auto observed = pipeline::hash_files(model, plan, deep.hashing, deep.stop, deep.progress);
  if (!observed.ok()) return observed.error();
  found.midstates_wrong = wrong_midstates(*states, *observed);
  for (const evidence::FileObservation& seen : *observed) {
    if (seen.digests.ok()) {
      found.bytes_hashed += seen.identity.size;
      if (seen.digests->sha256() != said.front().find(seen.path)->sha256())
        found.difference.add(seen.path.text(), "holds other bytes, and its times do not tell");
    } else if (seen.digests.error().code == ErrorCode::changed) {
      found.difference.add(seen.path.text(), "was changed while it was read");
    } else {
      return within(seen.digests.error(), printable(seen.path.text()));
    }
  }
  return done;
}

}  // namespace

Result<Rechecked> recheck(const RecheckRequest& request, const DeepCheck* deep) {
  auto given = read_receipt(request);
  if (!given.ok()) return std::move(given).error();
  const auto model = io::ModelDirectory::open(given->model);
  if (!model.ok())
    return refused(request.file,
                   "the model, " + printable(given->model) + ", cannot be opened: " + model.error().message);
  const auto directory = model->identity();
  if (!directory.ok()) return directory.error();
  if (directory->device != given->model_device || directory->inode != given->model_inode)
    return refused(request.file, "another directory stands in the place of the model");
  const auto now = look_again(*model, *given);
  if (!now.ok()) return now.error();
  Rechecked found{.receipt = *std::move(given)};
  found.difference = receipt::compare(found.receipt, *now);
  if (deep != nullptr) {
    if (Status looked = look_inside(*model, now->tree, *deep, found); !looked.ok()) return looked.error();
  }
  return found;
}

Result<receipt::Receipt> standing_receipt(const VerifyRequest& request) {
  if (!request.receipt) return Error{ErrorCode::not_found, "no receipt is named"};
  const std::string& file = request.receipt->file;
  std::error_code unknown;
  if (!fs::exists(file, unknown)) return Error{ErrorCode::not_found, "there is no receipt " + printable(file)};
  const auto asked = name_of_demands(request);
  auto found = recheck({.file = file, .key_file = request.receipt->key_file, .commit = request.commit});
  if (!found.ok()) return found.error();
  if (!asked || found->receipt.asked != asked) return refused(file, "it was left for other demands");
  const auto folder = anchor::find_snapshot(request.model, request.commit);
  if (!folder.ok()) return folder.error();
  const auto model = io::ModelDirectory::open(*folder);
  if (!model.ok()) return model.error();
  if (model->canonical_path() != found->receipt.model) return refused(file, "it is of another model");
  if (Status ready = check_receipt_request(*model, *request.receipt); !ready.ok()) return ready.error();
  if (found->difference.total > 0) {
    const auto& moved = found->difference.shown.front();
    return refused(file, "'" + printable(moved.path) + "' " + moved.how);
  }
  return std::move(found->receipt);
}

}  // namespace weightcheck::workflow
