// SPDX-License-Identifier: Apache-2.0
#include "workflow/second_walk.hpp"

#include <algorithm>

#include "workflow/claim_source.hpp"
#include "workflow/model_of_request.hpp"

namespace weightcheck::workflow {

namespace {

// A file that is left out until somebody lists it is a file of the model, too.
const evidence::ModelFile* find(const evidence::ModelTree& tree, const ModelPath& path) {
  if (const evidence::ModelFile* file = tree.find(path)) return file;
  const auto place = std::ranges::lower_bound(tree.excluded, path.text(), {}, &evidence::ExcludedEntry::name);
  return place != tree.excluded.end() && place->file && place->file->path == path ? &*place->file : nullptr;
}

}  // namespace

Status tell_what_moved(const io::ModelDirectory& model, const VerifyRequest& request, evidence::Evidence& evidence) {
  auto now = walk_model(model, request);
  if (!now.ok()) return now.error();
  bring_in_signed(model, evidence, *now);
  const evidence::ModelTree& then = evidence.tree;
  for (evidence::FileObservation& seen : evidence.observations) {
    const evidence::ModelFile* before = then.find(seen.path);
    const evidence::ModelFile* after = find(*now, seen.path);
    if (!seen.digests.ok() || before == nullptr) continue;
    if (after == nullptr) {
      seen.digests = Error{ErrorCode::changed, "is gone since it was read"};
    } else if (after->identity != before->identity || after->link_target != before->link_target) {
      seen.digests = Error{ErrorCode::changed, "is another file since it was read, or was written to"};
    }
  }
  const auto came = [&](const ModelPath& path) {
    evidence.unread.push_back({path, {ErrorCode::changed, "came while the model was read, and was not looked at"}});
  };
  for (const evidence::ModelFile& file : now->files) {
    if (then.find(file.path) == nullptr) came(file.path);
  }
  for (const evidence::RefusedEntry& entry : now->refused) {
    const auto path = ModelPath::parse(entry.name);
    if (path.ok() && !std::ranges::binary_search(then.refused, entry.name, {}, &evidence::RefusedEntry::name))
      came(*path);
  }
  return done;
}

}  // namespace weightcheck::workflow
