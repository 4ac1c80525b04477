// SPDX-License-Identifier: Apache-2.0
// An accepted expression has a canonical text that means the same and is its own canonical text, where it is not over
// the limit: "a+or b" has two blanks more there.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/limits.hpp"
#include "license/spdx_expression.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const auto parsed = license::parse_expression({reinterpret_cast<const char*>(data), size});
  if (!parsed) {
    require(parsed.error().message.size() < 200);
    return 0;
  }
  const std::string canonical = license::canonical_text(*parsed);
  if (canonical.size() > limits::spdx_expression_bytes_max) return 0;
  const auto again = license::parse_expression(canonical);
  require(again.ok() && *again == *parsed);
  require(license::canonical_text(*again) == canonical);
  require(!license::ids_of(*parsed).empty());
  return 0;
}
