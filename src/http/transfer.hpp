// SPDX-License-Identifier: Apache-2.0
// One request and its answer, no redirect followed: where libcurl is set up. For fetch.cpp only.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "http/fetch.hpp"
#include "http/reach.hpp"

namespace weightcheck::http {

struct Hop {
  Url url;
  std::string bearer_token;  // "" for none
  std::size_t body_bytes_max = 0;
  std::chrono::milliseconds time_max{0};
};

// Response.contacted stays empty. Errors: as fetch() has them.
[[nodiscard]] Result<Response> transfer(const Hop& hop, const Settings& settings, Reach& reach,
                                        const std::stop_token& stop);

}  // namespace weightcheck::http
