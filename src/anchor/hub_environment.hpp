// SPDX-License-Identifier: Apache-2.0
// What the environment says about hubs, by the rules of huggingface_hub (constants.py): where they are, who we are
// there, and whether the network may be used at all.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace weightcheck::anchor {

inline constexpr const char* huggingface_endpoint = "https://huggingface.co";
inline constexpr const char* modelscope_endpoint = "https://www.modelscope.cn";

struct HubEnvironment {
  std::string endpoint = huggingface_endpoint;   // without a final '/'
  std::string modelscope = modelscope_endpoint;  // the same
  std::string token{};                           // for `endpoint` and nothing else; "" for none
  bool offline = false;

  friend bool operator==(const HubEnvironment&, const HubEnvironment&) = default;
};

// The value of an environment variable; nothing, or "", where it is not set.
using Variables = std::function<std::optional<std::string>(const char* name)>;
[[nodiscard]] Variables process_variables();

// HF_ENDPOINT, HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME, HOME,
// HF_HUB_DISABLE_IMPLICIT_TOKEN, HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE; MODELSCOPE_DOMAIN. Errors: usage, where an
// endpoint is no URL; denied, io where a token file cannot be read. Messages hold no token.
[[nodiscard]] Result<HubEnvironment> read_hub_environment(const Variables& variables);

}  // namespace weightcheck::anchor
