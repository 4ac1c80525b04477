// SPDX-License-Identifier: Apache-2.0
// An upstream that somebody allows: one repository, or with a final '/' whatever lies below an address.
#pragma once

#include <string>
#include <string_view>

#include "hubs/upstream.hpp"

namespace weightcheck::hubs {

class UpstreamPattern {
 public:
  // Any spelling that read_upstream() takes, and the beginning of one where it ends in '/': hf:OWNER/,
  // https://HOST/OWNER/, https://HOST/. An address of a repository with a final '/' is that repository, too. Errors:
  // malformed, limit.
  [[nodiscard]] static Result<UpstreamPattern> parse(std::string_view text);

  [[nodiscard]] bool matches(const Upstream& upstream) const;

 private:
  explicit UpstreamPattern(std::string key) : key_(std::move(key)) {}
  std::string key_;  // of the repository, or of what all keys below it begin with
};

}  // namespace weightcheck::hubs
