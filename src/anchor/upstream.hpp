// SPDX-License-Identifier: Apache-2.0
// Where a model comes from, as a user writes it, and what that means: which repository git asks, and which hub can be
// asked besides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anchor/hub_environment.hpp"
#include "base/result.hpp"

namespace weightcheck::anchor {

enum class Hub : std::uint8_t { none, hugging_face, modelscope };

struct Upstream {
  Hub hub = Hub::none;
  std::string text{};        // as it belongs into a manifest: the hub's own address, whatever mirror is asked
  std::string git_url{};     // "" for a local repository
  std::string local_path{};  // as it was given, "" for a remote one
  std::string name{};        // ORG/NAME at the hub
  std::string api{};         // of the hub's REST interface for models, without a final '/': {endpoint}/api/models
  std::string page{};        // where a person reads about it
  std::string token{};       // that may be sent to git_url's origin

  friend bool operator==(const Upstream&, const Upstream&) = default;
};

// hf:ORG/NAME, ms:ORG/NAME, https://..., http://... on loopback, file:///PATH, and any other text as a path. Errors:
// usage, with the forms there are; unsupported for ssh.
[[nodiscard]] Result<Upstream> read_upstream(std::string_view text, const HubEnvironment& environment);

}  // namespace weightcheck::anchor
