// SPDX-License-Identifier: Apache-2.0
// One read a file; a second look only where nobody said what a git id means (hash_plan.hpp).
#include "workflow/hash_model.hpp"

#include <algorithm>

#include "workflow/hash_plan.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Evidence;
using evidence::FileObservation;

// --fail-fast: the first file that no longer can be what a set says of it ends the hashing.
pipeline::OnFinished fail_fast_hook(const Evidence& evidence, FailFast fail_fast) {
  if (fail_fast == FailFast::no) return {};
  return [&evidence](const FileObservation& seen) {
    const evidence::ModelFile* file = seen.digests.ok() ? evidence.tree.find(seen.path) : nullptr;
    if (file == nullptr) return pipeline::Next::go_on;
    const bool differs = std::ranges::any_of(evidence.claim_sets, [&](const evidence::ClaimSet& set) {
      const evidence::Claim* claim = set.find(seen.path);
      return claim != nullptr && hold(*claim, *file, *seen.digests) == evidence::Held::differs;
    });
    return differs ? pipeline::Next::stop : pipeline::Next::go_on;
  };
}

void join(FileObservation& first, const FileObservation& second) {
  if (second.digests.ok()) {
    first.digests->add(*second.digests);
  } else {
    first.digests = second.digests;  // it was the same file a moment ago and is not now, or cannot be read any more
  }
}

std::string with_unix_line_ends(const std::string& text) {
  std::string unix_text;
  unix_text.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') unix_text.push_back(text[i]);
  }
  return unix_text;
}

// Only to explain: would a text file that differs be the commit's with LF line ends?
std::vector<ModelPath> line_ends_changed(const io::ModelDirectory& model, const Evidence& evidence,
                                         const std::vector<FileObservation>& observations) {
  constexpr std::size_t text_bytes_max = std::size_t{4} << 20;
  std::vector<ModelPath> paths;
  if (!evidence.proof) return paths;
  for (const FileObservation& seen : observations) {
    const auto* entry = evidence.proof->find(seen.path);
    if (entry == nullptr || !seen.digests.ok() || seen.identity.size > text_bytes_max) continue;
    const auto blob = seen.digests->blob_id(entry->id.format());
    if (!blob || *blob == entry->id) continue;
    const auto text = model.read_small(seen.path, text_bytes_max);
    if (!text.ok() || text->find("\r\n") == std::string::npos || text->find('\0') != std::string::npos) continue;
    const auto id = git::object_id(entry->id.format(), git::ObjectType::blob, bytes_of(with_unix_line_ends(*text)));
    if (id.ok() && *id == entry->id) paths.push_back(seen.path);
  }
  return paths;
}

}  // namespace

Result<evidence::Hashed> hash_model(const io::ModelDirectory& model, const Evidence& gathered,
                                    const VerifyRequest& request, const std::stop_token& stop,
                                    pipeline::Progress& progress) {
  auto observed = pipeline::hash_files(model, plan_hashing(gathered), request.hashing, stop, &progress,
                                       fail_fast_hook(gathered, request.fail_fast));
  if (!observed.ok()) return observed.error();
  evidence::Hashed hashed{.observations = std::move(*observed), .hashed = true};

  const pipeline::HashPlan second = plan_second_look(gathered, hashed.observations);
  if (!second.items.empty()) {
    const auto looked = pipeline::hash_files(model, second, request.hashing, stop, &progress);
    if (!looked.ok()) return looked.error();
    for (const FileObservation& seen : *looked)
      join(*std::ranges::lower_bound(hashed.observations, seen.path, {}, &FileObservation::path), seen);
  }
  hashed.line_ends_changed = line_ends_changed(model, gathered, hashed.observations);
  hashed.interrupted = std::ranges::any_of(hashed.observations, [](const FileObservation& seen) {
    return !seen.digests.ok() && seen.digests.error().code == ErrorCode::interrupted;
  });
  return hashed;
}

}  // namespace weightcheck::workflow
