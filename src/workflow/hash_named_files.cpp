// SPDX-License-Identifier: Apache-2.0
// The pipeline asks for model paths; here they are the positions of the names in the list.
#include "workflow/hash_named_files.hpp"

#include "io/model_directory.hpp"
#include "workflow/named_files.hpp"

namespace weightcheck::workflow {
Result<std::vector<Result<Digest>>> hash_named_files(const std::vector<std::string>& paths,
                                                     const pipeline::HashOptions& options, std::stop_token stop,
                                                     pipeline::Progress* progress) {
  const NamedFiles files(paths);
  if (progress != nullptr)
    progress->show_as([&paths](const ModelPath& position) { return NamedFiles(paths).name_of(position); });
  std::vector<Result<Digest>> results(paths.size(), Error{ErrorCode::interrupted, "was not read"});
  pipeline::HashPlan plan;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto identity = io::identity_of_file(paths[i]);
    if (!identity.ok()) {
      results[i] = identity.error();
      continue;
    }
    plan.items.push_back({.path = NamedFiles::position(i), .expected = *identity});
    places.push_back(i);
  }
  const auto observed = pipeline::hash_files(files, plan, options, std::move(stop), progress);
  if (!observed.ok()) return observed.error();
  for (std::size_t k = 0; k < places.size(); ++k) {
    const auto& digests = (*observed)[k].digests;
    results[places[k]] = digests.ok() ? Result<Digest>(digests->sha256().value()) : digests.error();
  }
  return results;
}

}  // namespace weightcheck::workflow
