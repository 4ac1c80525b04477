// SPDX-License-Identifier: Apache-2.0
// The table of commands, in the order in which help lists them.
#include "cli/command.hpp"

namespace weightcheck::cli {
namespace {

constexpr CommandRow table[] = {
    {.name = "verify",
     .summary = "check a model against its manifest, its commit, its license and its own structure",
     .declare = declare_verify},
    {.name = "recheck",
     .summary = "has a verified model moved since? answers from its receipt, in milliseconds",
     .declare = declare_recheck},
    {.name = "manifest", .summary = "write MODEL/SHA256.manifest, before publishing", .declare = declare_manifest},
    {.name = "anchor",
     .summary = "fetch the proof of the pinned commit; the one command that uses the network",
     .declare = declare_anchor},
    {.name = "inspect", .summary = "everything that needs no hashing, in milliseconds", .declare = declare_inspect},
    {.name = "hash", .summary = "SHA-256 digests in sha256sum's format", .declare = declare_hash},
    {.name = "license", .summary = "which license a text is, and how sure that is", .declare = declare_license},
    {.name = "explain",
     .summary = "the catalogue of rules; one rule with its reason and its cure",
     .declare = declare_explain},
    {.name = "policy", .summary = "policy check FILE: what a policy comes to, in words", .declare = declare_policy},
};

}  // namespace

std::span<const CommandRow> commands() { return table; }

}  // namespace weightcheck::cli
