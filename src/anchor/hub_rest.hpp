// SPDX-License-Identifier: Apache-2.0
// Asks a hub's REST interface for the files of a commit. What it answers is never believed by itself: cross_check.hpp
// holds it against git.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "anchor/hub_listing.hpp"
#include "anchor/repository.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"
#include "http/fetch.hpp"

namespace weightcheck::anchor {

struct HubListing {
  std::vector<ListedFile> files;  // sorted by path, no two alike
  std::vector<http::Origin> contacted;
  std::vector<std::string> notes;  // printable sentences
};

// Of a repository that is_listed(). Errors: those of http::fetch, complaint() and the parsers; inconsistent
// where the hub names another commit, lists a path twice, or sends us to another origin for its next page.
[[nodiscard]] Result<HubListing> list_files(const Repository& repository, const git::ObjectId& commit,
                                            const http::Settings& settings, const std::stop_token& stop);

}  // namespace weightcheck::anchor
