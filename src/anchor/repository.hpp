// SPDX-License-Identifier: Apache-2.0
// How an upstream is reached from here: which repository git asks, and where its hub is asked besides.
#pragma once

#include <string>
#include <string_view>

#include "anchor/hub_environment.hpp"
#include "base/result.hpp"
#include "hubs/upstream.hpp"

namespace weightcheck::anchor {

struct Repository {
  hubs::Upstream upstream{};  // whatever mirror is asked, the hub's own address stands here
  std::string endpoint{};     // where the hub is asked, without a final '/'; "" where there is no hub
  std::string git_url{};      // "" for a local repository
  std::string local_path{};   // as it was given, "" for a remote one
  std::string page{};         // where a person reads about it
  std::string token{};        // that may be sent to git_url's origin

  // Has its hub a REST interface that lists the files of a commit?
  [[nodiscard]] bool is_listed() const {
    return upstream.is_model() && upstream.hub->protocol != hubs::Protocol::git_only;
  }

  friend bool operator==(const Repository&, const Repository&) = default;
};

// Any spelling that hubs::read_upstream() takes, also with a mirror's address that the environment names, and any other
// text as a path. Errors: usage, with the forms there are; unsupported for ssh.
[[nodiscard]] Result<Repository> find_repository(std::string_view text, const HubEnvironment& environment);

}  // namespace weightcheck::anchor
