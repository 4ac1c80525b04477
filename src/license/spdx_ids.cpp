// SPDX-License-Identifier: Apache-2.0
// Reads data/spdx-ids.txt, which is sorted without case.
#include "license/spdx_ids.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "license/data/embedded.hpp"

namespace weightcheck::license {
namespace {

bool before(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return lower(x) < lower(y); });
}

struct Ids {
  std::vector<std::string_view> licenses;
  std::vector<std::string_view> exceptions;
};

const Ids& ids() {
  static const Ids all = [] {
    Ids out;
    std::string_view text = text_of(embedded_spdx_ids());
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      constexpr std::string_view license = "license ";
      constexpr std::string_view exception = "exception ";
      if (line.starts_with(license)) out.licenses.push_back(line.substr(license.size()));
      if (line.starts_with(exception)) out.exceptions.push_back(line.substr(exception.size()));
    }
    return out;
  }();  // read-only, so one for all threads
  return all;
}

std::optional<std::string_view> find_in(const std::vector<std::string_view>& sorted, std::string_view id) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), id, before);
  if (found == sorted.end() || before(id, *found)) return std::nullopt;
  return *found;
}

}  // namespace

std::optional<std::string_view> spdx_license_id(std::string_view id) { return find_in(ids().licenses, id); }
std::optional<std::string_view> spdx_exception_id(std::string_view id) { return find_in(ids().exceptions, id); }
std::span<const std::string_view> spdx_license_ids() { return ids().licenses; }

}  // namespace weightcheck::license
