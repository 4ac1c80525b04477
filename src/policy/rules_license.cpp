// SPDX-License-Identifier: Apache-2.0
// "License text" in the catalogue, as far as file names tell.
#include "policy/rule.hpp"

namespace weightcheck::policy {
namespace {

Drafts license_missing(const Context& context) {
  if (!context.evidence.license_examined || !context.evidence.license_files.empty()) return {};
  return {{.subject = "", .message = "there is no license file"}};
}

constexpr Rule table[] = {
    {.id = "license-missing",
     .area = Area::license_text,
     .title = "the license text is not here",
     .reason = "Most licenses grant their rights on the condition that their text travels with every copy; without it nobody downstream can tell what is "
               "allowed.",
     .cure = "Put the LICENSE file of the upstream beside the weights.",
     .check = license_missing},
};

}  // namespace

std::span<const Rule> license_rules() { return table; }

}  // namespace weightcheck::policy
