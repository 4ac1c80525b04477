// SPDX-License-Identifier: Apache-2.0
// Any bytes are a merge's config or are refused in printable words; names are few, not empty and none twice.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "license/merge_config.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto models = license::models_of_merge(text_of(std::as_bytes(std::span(data, size))));
  if (!models.ok()) {
    require(!models.error().message.empty() && !hides_characters(models.error().message));
    return 0;
  }
  require(models->size() <= limits::card_values_max);
  require(std::ranges::none_of(*models, &std::string::empty));
  require(std::set(models->begin(), models->end()).size() == models->size());
  return 0;
}
