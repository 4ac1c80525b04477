// SPDX-License-Identifier: Apache-2.0
// A hub cache's repository stands for the snapshot of the commit.
#include "workflow/model_of_request.hpp"

#include <algorithm>
#include <filesystem>

#include "anchor/hub_cache.hpp"
#include "anchor/store.hpp"
#include "base/escape.hpp"
#include "stores/reference.hpp"
#include "workflow/receipts.hpp"

namespace weightcheck::workflow {

namespace {

Error named(Error error, const std::string& model) {
  error = within(std::move(error), printable(model));
  if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
  return error;
}

Result<io::ModelDirectory> open_single(const VerifyRequest& request) {
  if (request.receipt)
    return Error{ErrorCode::usage, "--receipt is for folders; " + printable(request.model) + " is a file"};
  auto model = io::ModelDirectory::open_single(request.model);
  if (!model.ok()) return named(model.error(), request.model);
  return model;
}

}  // namespace

bool is_single(const VerifyRequest& request) {
  std::error_code unknown;
  return request.signature && std::filesystem::is_regular_file(request.model, unknown);
}

Result<io::ModelDirectory> open_folder(const std::string& name) {
  if (stores::names_store(name))
    return Error{ErrorCode::usage, printable(name) +
                                       ": a model in a store, where a folder is needed; `weightcheck verify` and "
                                       "`weightcheck inspect` take stores, without receipts, states and parts"};
  auto model = io::ModelDirectory::open(name);
  if (!model.ok()) return named(model.error(), name);
  return model;
}

Result<io::ModelDirectory> open_model(const VerifyRequest& request) {
  if (is_single(request)) return open_single(request);
  const Result<std::string> folder = stores::names_store(request.model)
                                         ? Result<std::string>(request.model)
                                         : anchor::find_snapshot(request.model, request.commit);
  if (!folder.ok()) return folder.error();
  auto model = open_folder(*folder);
  if (!model.ok()) return model;
  if (request.receipt) {
    if (Status ready = check_receipt_request(*model, *request.receipt); !ready.ok()) return ready.error();
  }
  return model;
}

Result<io::ModelDirectory> open_model_or_store(const VerifyRequest& request) {
  // A receipt says that files have not moved since: of blobs under other names it does not.
  if (!stores::names_store(request.model) || request.receipt || request.write_midstates) return open_model(request);
  const auto reference = stores::read_reference(request.model);
  if (!reference.ok()) return within(reference.error(), printable(request.model));
  const auto folder = anchor::store_folder(*reference, anchor::process_variables());
  if (!folder.ok()) return within(folder.error(), printable(request.model));
  auto model = anchor::open_store(*reference, *folder);
  if (!model.ok()) return within(model.error(), printable(request.model));
  return model;
}

Result<std::string> folder_of_model(const std::string& word) {
  if (!stores::names_store(word)) return word;
  const auto reference = stores::read_reference(word);
  if (!reference.ok()) return within(reference.error(), printable(word));
  return anchor::store_folder(*reference, anchor::process_variables());
}

Result<evidence::ModelTree> walk_model(const io::ModelDirectory& model, const VerifyRequest& request) {
  auto tree = model.walk();
  if (!tree.ok()) return within(tree.error(), printable(request.model));
  std::vector<std::string> names = request.base_proof_files;
  const auto signature = request.signature ? request.signature->file : std::nullopt;
  for (const auto& named : {request.manifest_file, request.proof_file, signature}) {
    if (named) names.push_back(*named);
  }
  for (const std::string& named : names) {
    const auto path = model.path_of(named);
    if (!path) continue;
    if (std::erase_if(tree->files, [&](const auto& file) { return file.path == *path; }) == 0) continue;
    tree->excluded.push_back({path->text(), evidence::Exclusion::own_file});
  }
  std::ranges::sort(tree->excluded, {}, &evidence::ExcludedEntry::name);
  return tree;
}

}  // namespace weightcheck::workflow
