// SPDX-License-Identifier: Apache-2.0
// "Signature" in the catalogue, second half: what a signature that holds leaves open, and one that nobody asked about.
#include <algorithm>
#include <set>

#include "policy/rule.hpp"
#include "policy/signed_whole.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::SignatureSeen;

Drafts file_unsigned(const Context& context) {
  const evidence::ClaimSet* set = evidence::signed_set(context.evidence.claim_sets);
  if (set == nullptr) return {};
  const auto place = static_cast<std::size_t>(set - context.evidence.claim_sets.data());
  Draft draft{.said_of_paths = "here and not signed"};
  for (const evidence::FileRow& row : context.rows) {
    if (row.size && row.held[place] == evidence::Held::unlisted) draft.paths.push_back(row.path.text());
  }
  Drafts drafts;
  if (!draft.paths.empty()) drafts.push_back(std::move(draft));
  return drafts;
}

// Somebody whom the model did not bring along may have said what they are.
bool is_vouched_for(const Context& context, const ModelPath& path) {
  const evidence::Evidence& seen = context.evidence;
  const evidence::FileRow* row = context.find_row(path);
  for (std::size_t i = 0; row != nullptr && i < row->held.size(); ++i) {
    const evidence::ClaimSet& set = seen.claim_sets[i];
    const bool is_from_outside = set.coverage == evidence::Coverage::commit
                                     ? seen.trust == evidence::Trust::pinned
                                     : set.origin.kind != evidence::OriginKind::self;
    if (row->held[i] == evidence::Held::ok && is_from_outside) return true;
  }
  return false;
}

Drafts weights_unsigned(const Context& context) {
  Draft draft{.said_of_paths = "weights that the signature leaves out"};
  for (const ModelPath& path : weights_left_out(context.evidence)) {
    if (!is_vouched_for(context, path)) draft.paths.push_back(path.text());
  }
  Drafts drafts;
  if (!draft.paths.empty()) drafts.push_back(std::move(draft));
  return drafts;
}

// What a loader of the model's root reads besides weights: in hidden folders, such as .github, it does not look.
Drafts config_unsigned(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (!seen.signature) return {};
  Draft draft{.said_of_paths = "read by loaders, and left out by the signature"};
  std::set<ModelPath> read(seen.imported.begin(), seen.imported.end());
  for (const evidence::ContentSeen& content : seen.contents) {
    if (content.read_by_loaders && !content.path.text().starts_with('.')) read.insert(content.path);
  }
  for (const ModelPath& path : seen.signature->left_out_files) {
    if (read.contains(path) && !is_vouched_for(context, path)) draft.paths.push_back(path.text());
  }
  Drafts drafts;
  if (!draft.paths.empty()) drafts.push_back(std::move(draft));
  return drafts;
}

// A link may lead elsewhere tomorrow, whatever its target holds today.
Drafts symlink_unsigned(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (!seen.signature) return {};
  const SignatureSeen& signature = *seen.signature;
  const bool are_allowed = signature.links == signature::Links::allowed;
  Draft draft{.said_of_paths = are_allowed ? "linked to a folder in which nothing is signed"
                                           : "linked to another place, and the signature allows no links"};
  for (const evidence::ModelFile& file : seen.tree.files) {
    if (!are_allowed && evidence::is_link_of_the_model(seen.tree, file) && !signature.leaves_out(file.path.text()))
      draft.paths.push_back(file.path.text());
  }
  for (const auto& entry : seen.tree.refused) {
    if (entry.reason == evidence::Refusal::link_to_directory && !signature.leaves_out(entry.name) &&
        !evidence::lists_below(signature, seen.claim_sets, entry.name))
      draft.paths.push_back(entry.name);
  }
  Drafts drafts;
  if (!draft.paths.empty()) drafts.push_back(std::move(draft));
  return drafts;
}

Drafts signature_order(const Context& context) {
  const auto& signature = context.evidence.signature;
  if (!signature || signature->order == signature::Order::by_name) return {};
  return {{.message = "the files are not listed by their names; the digest over the whole list is of that order"}};
}

Drafts signature_legacy(const Context& context) {
  const auto& signature = context.evidence.signature;
  if (!signature) return {};
  if (signature->version == signature::Version::v0_2)
    return {{.message = "the signature is of version 0.2.0 of the first tool, which signed a list of files without a "
                        "digest over the whole"}};
  if (!signature->names_key_by_text) return {};
  return {{.message = "the signature names its key in the form before version 1.1.0 of the first tool"}};
}

Drafts signature_unchecked(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  constexpr std::string_view name = "model.sig";
  const bool was_asked_for = seen.signature && seen.signature->inside && seen.signature->inside->text() == name;
  if (was_asked_for || seen.rejected) return {};
  const auto lies_here = std::ranges::find_if(seen.tree.excluded, [&](const evidence::ExcludedEntry& entry) {
    return entry.name == name && entry.reason == evidence::Exclusion::own_file;
  });
  if (lies_here == seen.tree.excluded.end()) return {};
  return {{.message = "a signature lies in the model as 'model.sig', and nobody asked whose it is",
           .paths = {std::string(name)}}};
}

constexpr std::string_view with_a_key = R"sh(rm COMMIT.proof
openssl ecparam -name prime256v1 -genkey -noout -out ../key.pem
openssl ec -in ../key.pem -pubout -out ../key.pub.pem
sign-model ../key.pem > ../model.sig)sh";

constexpr Rule signature_table[] = {
    {.id = "file-unsigned",
     .area = Area::signature,
     .title = "a file is here that is not signed",
     .reason = "Loaders pick up files by name: a file that was added after the model was signed changes the model "
               "without touching a signed byte.",
     .cure = "Find out where the file comes from before you remove it. If it is your own, leave it out with --ignore "
             "PATH; --ignore-unsigned lets all such files pass.",
     .example = {.given = with_a_key,
                 .fires = R"sh(printf '{}' > extra.json
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "rm extra.json"},
     .needs = Needs::tree,
     .follows_from = {"hash-unanchored", "excluded-content", "symlink-unsigned", "file-missing"},
     .check = file_unsigned},
    {.id = "weights-unsigned",
     .area = Area::signature,
     .severity = Severity::warning,
     .title = "weights are here that the signature leaves out",
     .reason =
         "Signatures leave out what git keeps at the root of a model, and what their signer chose. Whoever can add "
         "a file there adds weights that nobody signed, and a loader that is pointed at them takes them.",
     .cure =
         "Find out where the weights come from before you remove them. If you know them, say so with --ignore PATH, "
         "or give a manifest from outside the model that lists them.",
     .example = {.given = with_a_key,
                 .fires = R"sh(mkdir .github
cp model-00001-of-00003.safetensors .github/model.safetensors
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "rm -r .github"},
     .check = weights_unsigned},
    {.id = "config-unsigned",
     .area = Area::signature,
     .severity = Severity::warning,
     .title = "a config, a tokenizer or code is here that the signature leaves out",
     .reason = "What its signer left out can be exchanged without touching a signed byte. A config says which code a "
               "loader runs, and a tokenizer or a template what the model is asked.",
     .cure = "Find out where the files come from before you use them. If you know them, say so with --ignore PATH, or "
             "give a manifest from outside the model that lists them. Ask the signer to sign them too.",
     .example = {.given = with_a_key,
                 .fires = R"sh(sign-model --leave-out tokenizer.json ../key.pem > ../model.sig
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "sign-model ../key.pem > ../model.sig"},
     .check = config_unsigned},
    {.id = "symlink-unsigned",
     .area = Area::signature,
     .title = "a link stands where the signature allows none",
     .reason =
         "What a link leads to can be exchanged without touching a file of the model; the signer ruled links out, "
         "or signed nothing behind this one.",
     .cure = "Download the model again, as it was published. If the links are your own, copy the model with the files "
             "in their place (`cp -rL FROM TO`).",
     .example = {.given = with_a_key,
                 .fires = R"sh(ln -s vocab.json words.json
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "rm words.json"},
     .needs = Needs::tree,
     .check = symlink_unsigned},
    {.id = "signature-order",
     .area = Area::signature,
     .severity = Severity::note,
     .title = "the signature does not list the files by their names",
     .reason = "OpenSSF Model Signing asks for that order, and some tools refuse any other. It changes nothing of what "
               "is signed.",
     .cure = "Nothing, unless another tool refuses the signature: then ask the publisher to sign again.",
     .example = {.given = with_a_key,
                 .fires = R"sh(sign-model --reversed ../key.pem > ../model.sig
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "sign-model ../key.pem > ../model.sig"},
     .needs = Needs::tree,
     .check = signature_order},
    {.id = "signature-legacy",
     .area = Area::signature,
     .severity = Severity::note,
     .title = "the signature has an older form",
     .reason = "Early versions of the first tool wrote signatures in forms that newer tools may no longer read.",
     .cure = "Nothing for now. Ask the publisher to sign again with a current tool.",
     .example = {.given = with_a_key,
                 .fires = R"sh(sign-model --old ../key.pem > ../model.sig
weightcheck verify . --signature ../model.sig --public-key ../key.pub.pem)sh",
                 .silenced = "sign-model ../key.pem > ../model.sig"},
     .needs = Needs::tree,
     .check = signature_legacy},
    {.id = "signature-unchecked",
     .area = Area::signature,
     .severity = Severity::note,
     .title = "a signature lies in the model, and nobody asked whose it is",
     .reason = "Whoever could change the model could sign it again. A signature shows something only to a reader who "
               "says whose it has to be.",
     .cure =
         "Say whose signature it has to be: --public-key, --certificate-chain, or --trusted-root with --identity and "
         "--issuer. Take these from the publisher, and not from the model's folder.",
     .example = {.given = with_a_key,
                 .fires = "cp ../model.sig .",
                 .silenced = "weightcheck verify . --public-key ../key.pub.pem --signature model.sig"},
     .needs = Needs::tree,
     .check = signature_unchecked},
};

}  // namespace

std::span<const Rule> signature_rules() { return signature_table; }

}  // namespace weightcheck::policy
