// SPDX-License-Identifier: Apache-2.0
// What a hub means when it does not answer with what was asked for, and what the user can do about it.
#pragma once

#include <optional>

#include "anchor/repository.hpp"
#include "base/result.hpp"
#include "http/fetch.hpp"

namespace weightcheck::anchor {

// Nothing for a status of 200. Decided on X-Error-Code before the status, since hubs answer 401 for what is missing,
// private, gated and wrongly authenticated alike.
[[nodiscard]] std::optional<Error> complaint(const http::Response& response, const Repository& repository);

}  // namespace weightcheck::anchor
