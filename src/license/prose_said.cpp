// SPDX-License-Identifier: Apache-2.0
#include "license/prose_said.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "license/shown_prose.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t each_max = 64;
constexpr std::size_t said_lookups_max = 4000;

// Most sentences name no license: only those with a word of licensing are looked up.
bool may_name_license(std::string_view sentence) {
  const std::string lower = lowered(sentence);
  return lower.find("licen") != std::string::npos || lower.find("under ") != std::string::npos ||
         lower.find("lizen") != std::string::npos || lower.find("terms") != std::string::npos;
}

void keep(std::vector<Meant>& all, Meant one) {
  const bool is_known = std::ranges::any_of(
      all, [&](const Meant& known) { return known.id == one.id && (!one.id.empty() || known.shown == one.shown); });
  if (!is_known && all.size() < each_max) all.push_back(std::move(one));
}

}  // namespace

ProseSaid said_in_prose(std::string_view text, Prose prose) {
  ProseSaid said;
  std::size_t lookups = 0;
  for_each_shown_sentence(text, [&](std::string_view sentence) {
    if (!may_name_license(sentence)) return;
    const bool denied = denies(sentence);
    if ((!denied && prose == Prose::card) || ++lookups > said_lookups_max) return;
    if (auto meant = license_of_sentence(sentence)) keep(denied ? said.denied : said.licenses, *std::move(meant));
  });
  said.restriction = restricting_sentence(text, prose).value_or("");
  return said;
}

}  // namespace weightcheck::license
