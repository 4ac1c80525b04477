// SPDX-License-Identifier: Apache-2.0
// "Manifest and pin" in the catalogue: is there anything to verify against, and what is it tied to?
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "evidence/misplaced.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::RejectedKind;
using evidence::Trust;

Drafts rejected(const Context& context, RejectedKind kind) {
  const auto& rejection = context.evidence.rejected;
  if (!rejection || rejection->kind != kind) return {};
  return {{.subject = "", .message = rejection->message, .paths = {}}};
}

// A list of digests by a name that people give to one: nobody has said that it is to be trusted, so it is offered.
std::string list_here(const Context& context) {
  for (const auto& file : context.evidence.tree.files) {
    const std::string name = lowered(file.path.text());
    const bool is_named_so = name.starts_with("sha256sum") || name.starts_with("checksum") || name == "sha256";
    if ((is_named_so || name.ends_with(".sha256") || name.ends_with(".sha256sum")) &&
        name.find('/') == std::string::npos)
      return file.path.text();
  }
  return "";
}

Drafts manifest_missing(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (seen.manifest || seen.rejected) return {};
  if (seen.has_claims()) {
    return {{.subject = "",
             .message = "there is no SHA256.manifest; the digests are taken from " + expectation_words(seen),
             .severity = context.demands.mode == Mode::inspect || seen.signature ? Severity::note : Severity::warning,
             .help = "Ask the publisher for one. Only who publishes the model should write it (`weightcheck "
                     "manifest`): written by "
                     "a receiver, it lists whatever is here."}};
  }
  if (context.demands.mode == Mode::inspect) {
    return {{.subject = "",
             .message = "there is no SHA256.manifest and nothing else that says what the files must be",
             .severity = Severity::note,
             .consequence = Consequence::differs}};
  }
  Draft draft{
      .subject = "",
      .message = "there is nothing to verify against: no SHA256.manifest, no proof of a commit, no download metadata"};
  if (const std::string list = list_here(context); !list.empty()) {
    draft.message += "; there is " + quoted_text(list) + ", which nobody has named";
    draft.help = "If " + quoted_text(list) +
                 " is the publisher's list, name it: `weightcheck verify MODEL --manifest MODEL/" + printable(list) +
                 "`. Else fetch the commit's proof with `weightcheck anchor`.";
  }
  return {std::move(draft)};
}

Drafts manifest_misplaced(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (!seen.manifest || seen.rejected) return {};
  const auto found = evidence::find_misplaced(seen.manifest->entries, seen.tree);
  if (!found) return {};
  const bool above = found->made_in == evidence::MadeIn::folder_above;
  const std::string folder = quoted_text(found->folder + "/");
  const std::string count = std::to_string(found->here) + " of " + counted(found->listed, "file");
  return {{.subject = "",
           .message = above ? "the list was made in a folder above this model: its paths begin with " + folder +
                                  ", and " + count + " are here without that"
                            : "the list was made in the folder " + folder + " of this model: " + count +
                                  " that it names lie there",
           .paths = {},
           .help = above ? "Run `weightcheck verify` on the folder that the list was made in, or take " + folder +
                               " off its paths; no file of the model has to be moved."
                         : "Run `weightcheck verify` on that folder, or put " + folder +
                               " before the list's paths; no file of the model has to be moved."}};
}

Drafts manifest_malformed(const Context& context) { return rejected(context, RejectedKind::manifest_malformed); }
Drafts pin_not_a_commit(const Context& context) { return rejected(context, RejectedKind::pin_not_a_commit); }
Drafts pin_conflict(const Context& context) { return rejected(context, RejectedKind::pin_conflict); }

Drafts pin_missing(const Context& context) {
  if (context.evidence.rejected || context.evidence.pin) return {};
  Draft draft{.message = "no digest here is tied to an upstream commit"};
  // `inspect` asks for no pin, and a signature says whose the bytes are.
  if (context.demands.mode == Mode::inspect || context.evidence.signature) draft.severity = Severity::note;
  // Where there is no digest at all, that there is nothing to verify against is the verdict.
  if (!context.evidence.has_claims() && context.demands.mode == Mode::verify)
    draft.consequence = Consequence::untrusted;
  return {std::move(draft)};
}

// Under a demand for trust that the pin does not reach, the note becomes the verdict; whoever demands it does not waive
// it by the same policy.
Drafts trust_self(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (seen.rejected) return {};
  if (context.demands.signature == Signed::required && !seen.signature) {
    return {{.message = "a signature is demanded, and nobody said whose it has to be",
             .severity = Severity::error,
             .level = Level::locked,
             .help = "Say whose signature it has to be: --public-key, --certificate-chain, or --trusted-root with "
                     "--identity and --issuer."}};
  }
  if (seen.trust >= Trust::pinned) return {};
  if (!context.demands.is_pin_trusted(seen)) {
    const bool from_outside = context.demands.trust_min == Trust::pinned;
    return {{.subject = "",
             .message = std::string(from_outside ? "a pin from outside the model" : "a pin") + " is demanded, and " +
                        (seen.trust == Trust::self ? "this one lay beside the weights" : "there is none"),
             .severity = Severity::error,
             .level = Level::locked}};
  }
  if (seen.trust != Trust::self) return {};
  return {{.subject = "", .message = "the pin was found beside the weights; its origin is not established"}};
}

constexpr Rule manifest_table[] = {
    {.id = "manifest-missing",
     .area = Area::manifest,
     .title = "there is no manifest",
     .reason = "Without a list of digests made by the publisher, nothing here says what the bytes should be.",
     .cure =
         "Fetch the commit's proof with `weightcheck anchor MODEL --upstream URL --commit OID`, or ask the publisher "
         "for a SHA256.manifest. Only who publishes the model should write one: written by a receiver, it lists "
         "whatever is here.",
     .example = {.fires = "rm SHA256.manifest COMMIT.proof", .silenced = "weightcheck manifest ."},
     .needs = Needs::tree,
     .check = manifest_missing,
     .consequence = Consequence::untrusted},
    {.id = "manifest-malformed",
     .area = Area::manifest,
     .level = Level::locked,
     .title = "the manifest cannot be trusted to mean one thing",
     .reason = "Tools that skip what they do not understand report success over files they never checked; one bad line "
               "refuses the whole manifest.",
     .cure = "Get the list again from the publisher, as `sha256sum` writes it: SHA-256, and paths below the model's "
             "folder. Only the publisher writes one anew (`weightcheck manifest`): it lists whatever is there.",
     .example = {.fires = "echo 'not a digest' >> SHA256.manifest", .silenced = "cp ../example/SHA256.manifest ."},
     .needs = Needs::tree,
     .check = manifest_malformed,
     .consequence = Consequence::untrusted},
    {.id = "manifest-misplaced",
     .area = Area::manifest,
     .title = "the list is of another folder",
     .reason = "Paths in a list of digests begin where its maker stood; held against a folder above or below that, it "
               "names nothing that is here, and proves nothing.",
     .cure = "Verify the folder in which the list was made, or write its paths as they are seen from this one.",
     .example = {.given = "rm COMMIT.proof",
                 .fires = "sed '/^#/d; s|  |  example/|' ../example/SHA256.manifest > SHA256.manifest",
                 .silenced = "cp ../example/SHA256.manifest ."},
     .needs = Needs::tree,
     .check = manifest_misplaced,
     .consequence = Consequence::untrusted},
    {.id = "pin-missing",
     .area = Area::manifest,
     .title = "no digest is tied to an upstream commit",
     .reason = "Digests without a commit show that files are as someone listed them, not that they are what the "
               "upstream published.",
     .cure = "Give --commit with the full id of the upstream commit, from somewhere else than the model, and fetch its "
             "proof with `weightcheck anchor`; or ask for a manifest that names it.",
     .example = {.fires = R"sh(sed '/^# commit/d' ../example/SHA256.manifest > SHA256.manifest
rm COMMIT.proof)sh",
                 .silenced = "cp ../example/SHA256.manifest ."},
     .needs = Needs::tree,
     .check = pin_missing},
    {.id = "pin-not-a-commit",
     .area = Area::manifest,
     .level = Level::locked,  // the manifest is refused with it: a waiver could only hide why
     .title = "the pin is a branch, a tag or a short id",
     .reason = "Branches and tags move and short ids collide; only a full commit id names one state for ever.",
     .cure = "Pin the full commit id, 40 or 64 lower-case hexadecimal digits (`git rev-parse HEAD` prints it).",
     .example = {.fires = "sed 's/^# commit: .*/# commit: main/' ../example/SHA256.manifest > SHA256.manifest",
                 .silenced = "cp ../example/SHA256.manifest ."},
     .needs = Needs::tree,
     .check = pin_not_a_commit,
     .consequence = Consequence::untrusted},
    {.id = "pin-conflict",
     .area = Area::manifest,
     .level = Level::locked,
     .title = "two pins contradict each other",
     .reason = "An old manifest put back, or a proof of another commit, looks valid on its own; the contradiction "
               "gives it away.",
     .cure = "Find out which commit is meant, and take manifest, proof and files from that one.",
     .example = {.fires = "sed 's/^# commit: 8/# commit: 9/' ../example/SHA256.manifest > SHA256.manifest",
                 .silenced = "cp ../example/SHA256.manifest ."},
     .needs = Needs::tree,
     .check = pin_conflict,
     .consequence = Consequence::untrusted},
    {.id = "trust-self",
     .area = Area::manifest,
     .severity = Severity::note,
     .title = "the pin lay beside the weights",
     .reason = "Whoever could change the weights could change the manifest with them.",
     .cure = "Give --commit with an id you have from elsewhere: a ticket, a model card, a lock file.",
     .example = {.fires = "weightcheck verify .",
                 .silenced = "weightcheck verify . --commit 86bc93c2cebd282ac4a3171333570c385b73e68b"},
     .needs = Needs::tree,
     .check = trust_self,
     .consequence = Consequence::untrusted},
};

}  // namespace

std::span<const Rule> manifest_rules() { return manifest_table; }

}  // namespace weightcheck::policy
