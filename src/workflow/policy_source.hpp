// SPDX-License-Identifier: Apache-2.0
// Which policy applies: --policy F, else $WEIGHTCHECK_POLICY, else none. Never one that lies inside the model, which
// would judge itself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/demands.hpp"

namespace weightcheck::workflow {

// What is known of licenses: the stock facts, and those of a user's file where one was named.
struct LicenseFacts {
  std::shared_ptr<const license::Catalogue> catalogue{};  // null: the stock ones alone
  std::optional<Digest> source{};                         // SHA-256 of the user's file
};

// `named` may be "". Errors: usage where the file is not there or holds no such facts; io, denied.
[[nodiscard]] Result<LicenseFacts> license_facts_of(const std::string& named);

// Today is set, mode is not. Licenses are looked up in `facts`, which the digest in `source` covers too. Errors: usage
// where the file is not there; inconsistent, which ends in exit code 4, where the policy is rejected; io, denied.
[[nodiscard]] Result<policy::Demands> read_policy_file(const std::string& file, const LicenseFacts& facts);

// What judges a model must not lie in it, by whatever way it is named. `what` begins the message. Errors: usage.
[[nodiscard]] Status check_outside(const std::string& model, const std::string& file, std::string_view what);

// The policy that applies to a model; `named` is "" where the command line names none. Errors: those of
// read_policy_file(), and usage for a policy inside the model.
[[nodiscard]] Result<std::optional<policy::Demands>> policy_for(const std::string& model, const std::string& named,
                                                                const LicenseFacts& facts);

}  // namespace weightcheck::workflow
