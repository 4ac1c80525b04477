// SPDX-License-Identifier: Apache-2.0
// Services that host git repositories of any kind, under OWNER/NAME in any case: what stands in their addresses behind
// that, and that https and ssh lead to one repository, is known; nothing else is.
#pragma once

#include <array>

#include "hubs/hub.hpp"

namespace weightcheck::hubs {

struct Forge {
  Words servers{};  // in lower case, the first is the one in canonical addresses
  Words pages{};    // the segment behind the repository's, in the address of a page about it
};

inline constexpr std::array forges{
    Forge{.servers = {"github.com", "www.github.com", "ssh.github.com"},
          .pages = {"tree", "blob", "raw", "blame", "edit", "commit", "commits", "releases", "tags", "branches",
                    "issues", "pull", "pulls", "wiki", "actions", "archive"}},
    Forge{.servers = {"gitlab.com", "www.gitlab.com", "altssh.gitlab.com"},
          .pages = {"-", "tree", "blob", "raw", "commit"}},
    Forge{.servers = {"codeberg.org", "www.codeberg.org"},
          .pages = {"src", "raw", "commit", "commits", "releases", "issues"}},
    Forge{.servers = {"bitbucket.org", "www.bitbucket.org"}, .pages = {"src", "raw", "commits", "branch", "downloads"}},
};

}  // namespace weightcheck::hubs
