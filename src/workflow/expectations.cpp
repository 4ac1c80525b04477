// SPDX-License-Identifier: Apache-2.0
// The order is the promise: evidence that is malformed or contradicts itself ends the run before a model file is
// opened.
#include "workflow/expectations.hpp"

#include <algorithm>
#include <filesystem>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "evidence/companion.hpp"
#include "workflow/claim_source.hpp"

namespace weightcheck::workflow {
namespace {

const evidence::Origin caller{evidence::OriginKind::caller, {}};

void add_caller(Gathering& gathering) {
  const VerifyRequest& request = gathering.request;
  if (request.commit || request.upstream) {
    gathering.pin(
        {.source = "the command line", .upstream = request.upstream, .commit = request.commit, .origin = caller},
        "the command line");
  }
  if (request.demands.commit)
    gathering.pin({.source = "the policy", .commit = request.demands.commit, .origin = caller}, "the policy");
}

Status add_base(Gathering& gathering, const std::string& name, std::optional<std::string> directory) {
  const auto found = gathering.find_file(name, "", limits::proof_bytes_max, evidence::RejectedKind::proof_invalid);
  if (!found.ok()) return found.error();
  if (!found->bytes) return done;
  auto parsed = git::parse_proof(bytes_of(*found->bytes));
  if (!parsed.ok()) {
    gathering.reject(evidence::RejectedKind::proof_invalid, printable(name) + ": " + parsed.error().message);
    return done;
  }
  gathering.said.bases.push_back({.file = name, .directory = std::move(directory), .proof = std::move(*parsed)});
  return done;
}

// What bases hold is no expectation of this model and no pin of it.
Status add_bases(Gathering& gathering) {
  const VerifyRequest& request = gathering.request;
  if (request.base_proof_files.size() + request.base_directories.size() > limits::bases_max)
    return Error{ErrorCode::usage, "more than " + std::to_string(limits::bases_max) + " base models are given"};
  for (const std::string& name : request.base_proof_files) {
    if (Status added = add_base(gathering, name, std::nullopt); !added.ok() || gathering.said.rejected) return added;
  }
  for (const std::string& directory : request.base_directories) {
    std::string name = directory;
    name += (name.ends_with('/') ? "" : "/") + std::string(io::proof_name);
    std::error_code missing;
    if (!std::filesystem::exists(name, missing)) continue;
    if (Status added = add_base(gathering, name, directory); !added.ok() || gathering.said.rejected) return added;
  }
  return done;
}

// As `sha256sum *` has it of a file of states. Whose commit holds one does not ask for it here.
bool is_in_a_list_of_all(const evidence::Said& said, const ModelPath& path) {
  return std::ranges::any_of(said.claim_sets, [&](const evidence::ClaimSet& set) {
    return set.coverage == evidence::Coverage::all && set.find(path) != nullptr;
  });
}

// Manifests and signatures speak for all files; without one, whoever lists a file.
bool is_listed(const evidence::Said& said, const ModelPath& path) {
  if (std::ranges::count(said.claim_sets, evidence::Coverage::all, &evidence::ClaimSet::coverage) > 0)
    return is_in_a_list_of_all(said, path);
  if (said.proof && said.proof->find(path) != nullptr) return true;
  return std::ranges::any_of(said.layouts, [&](const evidence::LayoutRecord& layout) {
    return std::ranges::binary_search(layout.claims, path, {}, &evidence::Claim::path) ||
           std::ranges::binary_search(layout.not_git, path);
  });
}

// Repositories hold companions, too, where a publisher uploaded them: such a file is one of the model. What a client
// keeps in its own folder of unfinished downloads no loader finds, whoever lists it.
void take_back_what_is_listed(const evidence::Said& said, evidence::ModelTree& tree) {
  const auto listed = std::stable_partition(tree.excluded.begin(), tree.excluded.end(), [&](const auto& entry) {
    if (!entry.file || evidence::finished_of_folder(entry.name)) return true;
    return entry.reason == evidence::Exclusion::own_file ? !is_in_a_list_of_all(said, entry.file->path)
                                                         : !is_listed(said, entry.file->path);
  });
  if (listed == tree.excluded.end()) return;
  std::for_each(listed, tree.excluded.end(), [&](auto& entry) { tree.files.push_back(*std::move(entry.file)); });
  tree.excluded.erase(listed, tree.excluded.end());
  std::ranges::sort(tree.files, {}, &evidence::ModelFile::path);
}

}  // namespace

Result<evidence::Said> gather_said(const io::ModelDirectory& model, const VerifyRequest& request) {
  Gathering gathering{.model = model, .request = request};
  add_caller(gathering);
  for (const ClaimSource& source : claim_sources()) {
    if (Status read = source.read(gathering, source.name); !read.ok()) return read.error();
    if (gathering.said.rejected) return std::move(gathering.said);
  }
  if (Status added = add_bases(gathering); !added.ok()) return added.error();
  if (gathering.said.rejected) return std::move(gathering.said);

  const auto agreement = evidence::agree(gathering.pins);
  if (!agreement.conflict.empty()) {
    gathering.reject(evidence::RejectedKind::pin_conflict, agreement.conflict);
    return std::move(gathering.said);
  }
  gathering.said.pin = agreement.pin;
  gathering.said.trust = agreement.commit;
  gathering.said.upstream_trust = agreement.upstream;
  return std::move(gathering.said);
}

void finish_claims(evidence::Said& said, evidence::ModelTree& tree) {
  take_back_what_is_listed(said, tree);
  for (const ClaimSource& source : claim_sources()) {
    if (source.after_walk != nullptr) source.after_walk(said, tree);
  }
  evidence::deduce_pointers(said.claim_sets);
  for (const evidence::ClaimSet& set : said.claim_sets)
    said.statements.push_back({"bytes", std::string(set.source), set.origin, set.by});
  add_partial_downloads(said.layouts, tree);
}

void add_partial_downloads(const std::vector<evidence::LayoutRecord>& layouts, evidence::ModelTree& tree) {
  for (const evidence::LayoutRecord& layout : layouts) {
    for (const evidence::PartialDownload& partial : layout.partial) {
      tree.excluded.push_back({.name = partial.name,
                               .reason = evidence::Exclusion::partial_download,
                               .finished = partial.finished,
                               .superseded = partial.superseded,
                               .file = std::nullopt});
    }
  }
  std::ranges::sort(tree.excluded, {}, &evidence::ExcludedEntry::name);
}

}  // namespace weightcheck::workflow
