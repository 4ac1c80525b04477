// SPDX-License-Identifier: Apache-2.0
// What a prefix means at a hub is found by putting names behind it: only whole addresses have one spelling.
#include "hubs/upstream_pattern.hpp"

namespace weightcheck::hubs {

Result<UpstreamPattern> UpstreamPattern::parse(std::string_view text) {
  if (!text.ends_with('/')) {
    const auto upstream = read_upstream(text);
    return upstream.ok() ? Result(UpstreamPattern(upstream->key())) : upstream.error();
  }
  const std::string_view whole = text.substr(0, text.size() - 1);
  const auto repository = read_upstream(whole);
  if (repository.ok() && (repository->hub != nullptr || whole.ends_with(".git")))
    return UpstreamPattern(repository->key() + "/");
  for (const std::string_view below : {"x/x", "x"}) {  // of a whole hub or section, or of an owner
    const auto upstream = read_upstream(std::string(text).append(below));
    if (!upstream.ok()) continue;
    std::string key = upstream->key();
    if (upstream->hub != nullptr || below == "x") return UpstreamPattern(key.substr(0, key.size() - below.size()));
  }
  return read_upstream(std::string(text) + "x").error();
}

bool UpstreamPattern::matches(const Upstream& upstream) const {
  return key_.ends_with('/') ? (upstream.key() + "/").starts_with(key_) : upstream.key() == key_;
}

}  // namespace weightcheck::hubs
