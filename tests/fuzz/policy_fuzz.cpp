// SPDX-License-Identifier: Apache-2.0
// Any bytes are a policy that demands something and lets nothing fixed pass, or are refused in printable words with a
// line.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "policy/policy_file.hpp"
#include "policy/rule.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_adjustable(std::string_view id) {
  const policy::Rule* rule = policy::find_rule(id);
  require(rule != nullptr && rule->level == policy::Level::adjustable);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto demands = policy::read_policy(text);
  if (!demands.ok()) {
    const std::string& message = demands.error().message;
    require(!message.empty() && !hides_characters(message) && message.size() < 20'000);
    require(message.find("line ") != std::string::npos || demands.error().code == ErrorCode::limit);
    return 0;
  }
  require(!demands->checks.empty() && std::ranges::is_sorted(demands->checks));
  require(!demands->today.has_value() && demands->mode == policy::Mode::verify);
  for (const auto& [rule, severity] : demands->levels)
    require_adjustable(rule);
  for (const policy::Waiver& waiver : demands->waivers) {
    require_adjustable(waiver.rule);
    require(!waiver.reason.empty() && waiver.reason.size() <= limits::policy_reason_bytes_max);
    require(waiver.expires.ok() && policy::parse_date(policy::iso_date(waiver.expires)) == waiver.expires);
    const auto again = policy::PathPattern::parse(waiver.path.text());
    require(again.ok() && again->matches(text.substr(0, 100)) == waiver.path.matches(text.substr(0, 100)));
  }
  require(policy::read_policy(std::string(text) + " // the end").ok());
  return 0;
}
