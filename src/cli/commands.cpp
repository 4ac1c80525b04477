// SPDX-License-Identifier: Apache-2.0
// The table of commands, in the order in which help lists them.
#include "cli/command.hpp"

namespace weightcheck::cli {
namespace {

constexpr CommandRow policy_commands[] = {
    {.name = "check",
     .summary = "say what a policy comes to; exit status 4 where it is rejected",
     .make = make_policy_check},
};

constexpr CommandRow signature_commands[] = {
    {.name = "inspect",
     .summary = "say what a signature says and who it says has signed; nothing is checked",
     .make = make_signature_inspect},
};

constexpr CommandRow table[] = {
    {.name = "verify",
     .summary = "check a model against its manifest, its commit, its license and its own structure",
     .make = make_verify},
    {.name = "exec",
     .summary = "verify a model, and run a command only if it is verified: one line before a model server",
     .make = make_exec},
    {.name = "recheck",
     .summary = "has a verified model moved since? answers from its receipt, in milliseconds",
     .make = make_recheck},
    {.name = "plan",
     .summary = "how a model is shared among several machines, and what each has to read",
     .make = make_plan},
    {.name = "merge",
     .summary = "put the parts of several machines together: the answer that one machine would have given",
     .make = make_merge},
    {.name = "manifest", .summary = "write MODEL/SHA256.manifest, for what was published", .make = make_manifest},
    {.name = "sign",
     .summary = "write MODEL/model.sig: a signature over what the model is, with a key or a certificate",
     .make = make_sign},
    {.name = "signature",
     .summary = "signature inspect FILE: what a signature says, and who it says has signed",
     .below = signature_commands},
    {.name = "anchor",
     .summary = "fetch the proof of the pinned commit; the one command that uses the network",
     .make = make_anchor},
    {.name = "inspect", .summary = "check everything that needs no hashing, in milliseconds", .make = make_inspect},
    {.name = "hash", .summary = "SHA-256 digests in sha256sum's format", .make = make_hash},
    {.name = "license", .summary = "identify a license text, with a confidence", .make = make_license},
    {.name = "ledger",
     .summary = "write MODEL/TENSORS.ledger: a base's tensors, for telling what a fork took of it",
     .make = make_ledger},
    {.name = "lineage",
     .summary = "say tensor by tensor what a model has of given bases, and how well that is shown",
     .make = make_lineage},
    {.name = "explain",
     .summary = "the catalogue of rules; one rule with its reason and its cure",
     .make = make_explain},
    {.name = "policy", .summary = "policy check FILE: what a policy demands, in words", .below = policy_commands},
};

}  // namespace

std::span<const CommandRow> commands() { return table; }

}  // namespace weightcheck::cli
