// SPDX-License-Identifier: Apache-2.0
// First what costs nothing: names, sizes, what must not be published. Then the hashing. What was made is read back by
// the readers of `verify` before it is written: a signature that nobody takes is worse than none.
#include "workflow/sign_model.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "io/atomic_file.hpp"
#include "signature/envelope.hpp"
#include "signature/statement.hpp"
#include "workflow/listed_model.hpp"
#include "workflow/publishable.hpp"

namespace weightcheck::workflow {

using evidence::FileObservation;
using evidence::ModelFile;
using signature::Statement;

namespace {

Error bug(std::string_view what) { return {ErrorCode::io, "no signature was written: " + std::string(what)}; }

// Of a model that is one file, the folder around it is nobody's model.
std::optional<std::string> name_in_model(const Signable& model, const std::string& file) {
  if (!model.is_single_file) return model.model.other_name_of(file);
  const auto identity = io::identity_of_file(file);
  const ModelFile& only = model.tree.files.front();
  const bool is_it =
      identity.ok() && identity->device == only.identity.device && identity->inode == only.identity.inode;
  return is_it ? std::optional(model.name) : std::nullopt;
}

Status check_secrets(const SignRequest& request, const Signable& model) {
  for (const std::string& file : request.secrets) {
    constexpr std::string_view cure = ", and would be published with it; keep keys and passwords elsewhere";
    if (!model.is_single_file && model.model.has_a_say_in(file))
      return Error{ErrorCode::usage, printable(file) + " lies in the model" + std::string(cure)};
    if (const auto inside = name_in_model(model, file))
      return Error{ErrorCode::usage, printable(file) + " is also " + printable(*inside) + ", which lies in the model" +
                                         std::string(cure)};
  }
  return done;
}

// A part of a model, alone, is not held against the rest of it.
std::vector<std::string> objections_to(const Signable& model, const std::stop_token& stop) {
  std::vector<std::string> list = model.against;
  const auto found = model.is_single_file ? objections_to_file(model.model, model.tree.files.front(), stop)
                                          : objections(model.model, model.tree, stop);
  for (const std::string& one : found) {
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
  }
  return list;
}

Result<std::vector<Digest>> hash_all(const SignRequest& request, Signable& model, std::stop_token stop,
                                     pipeline::Progress* progress) {
  pipeline::HashPlan plan;
  for (const ModelFile& file : model.tree.files)
    plan.items.push_back({.path = file.path, .expected = file.identity, .wanted = model.records.wanted(file)});
  const auto seen = pipeline::hash_files(model.model, plan, request.hashing, std::move(stop), progress);
  if (!seen.ok()) return seen.error();
  std::vector<Digest> digests;
  for (std::size_t i = 0; i < seen->size(); ++i) {
    const FileObservation& one = (*seen)[i];
    if (!one.digests.ok()) {
      if (one.digests.error().code == ErrorCode::interrupted)
        return Error{ErrorCode::interrupted, "interrupted; no signature was written"};
      return within(one.digests.error(), printable(one.path.text()));
    }
    digests.push_back(one.digests->sha256().value());
    model.records.hold(model.tree.files[i], *one.digests);
  }
  return digests;
}

std::vector<Digest> digests_of(const ListedModel& listed, const Signable& model) {
  std::vector<Digest> digests;
  for (const ModelFile& file : model.tree.files)
    digests.push_back(listed.find(file.path)->sha256);  // differences() has seen that it is there
  return digests;
}

Statement statement_of(const Signable& model, const std::vector<Digest>& digests) {
  Statement statement{.subject = model.name, .left_out = model.left_out};
  for (std::size_t i = 0; i < digests.size(); ++i)
    statement.files.push_back({.path = model.tree.files[i].path, .spans = {{.sha256 = digests[i]}}});
  statement.root = signature::root_digest(digests);
  return statement;
}

// Held against what it was made of, as `verify` reads it.
Status check_made(const std::string& text, const Signer& signer, const Statement& meant) {
  const auto bundle = signature::read_bundle(text);
  if (!bundle.ok()) return within(bundle.error(), "the signature that was made");
  if (!signer.key.public_key().holds(bundle->signature, signature::signed_bytes(bundle->payload),
                                     x509::Hash::of_the_curve))
    return bug("the key's own signature does not hold");
  const auto said = signature::read_statement(text_of(bundle->payload), std::nullopt);
  if (!said.ok()) return within(said.error(), "the signature that was made");
  if (said->files != meant.files || said->left_out != meant.left_out || said->root != meant.root)
    return bug("what was signed is not what is here");
  return done;
}

Result<std::string> sign(const Signer& signer, const Statement& statement) {
  const std::string payload = signature::write_statement(statement);
  if (payload.size() > limits::signature_bytes_max / 4 * 3)
    return Error{ErrorCode::limit, "no signature was written: its list of " + counted(statement.files.size(), "file") +
                                       " is longer than verifiers read; sign parts of the model"};
  const auto made = signer.key.sign(signature::signed_bytes(bytes_of(payload)));
  if (!made.ok()) return made.error();
  std::string text = signature::write_bundle(signer.writer, bytes_of(payload), *made);
  if (Status held = check_made(text, signer, statement); !held.ok()) return std::move(held).error();
  return text;
}

// Whoever verifies the signature reads the manifest that lies in the model too.
void note_other_manifest(const Signable& model, const std::vector<Digest>& digests, SignOutcome& outcome) {
  if (model.is_single_file) return;
  const auto listed = read_listed(std::nullopt, model);
  if (!listed.ok() || (differences(*listed, model).empty() && other_bytes(*listed, model, digests).empty())) return;
  outcome.notes.push_back(listed->name +
                          " says otherwise than what was signed, and `verify` refuses the two together: write it again "
                          "with `weightcheck manifest`");
}

// Nothing where the manifest objects: then outcome.differences say why.
Result<std::optional<std::vector<Digest>>> take_digests(const SignRequest& request, Signable& model,
                                                        const std::stop_token& stop, pipeline::Progress* progress,
                                                        SignOutcome& outcome) {
  using Taken = std::optional<std::vector<Digest>>;
  std::optional<ListedModel> listed;
  if (request.manifest_file || request.digests == Digests::of_manifest) {
    auto read = read_listed(request.manifest_file, model);
    if (!read.ok()) return read.error();
    listed = *std::move(read);
    outcome.manifest = listed->name;
    outcome.differences = differences(*listed, model);
    if (!outcome.differences.empty()) return Taken();
  }
  if (const auto list = objections_to(model, stop); !list.empty()) return not_publishable("signature", list);
  if (request.digests == Digests::of_manifest) return Taken(digests_of(*listed, model));
  auto digests = hash_all(request, model, stop, progress);
  if (!digests.ok()) return digests.error();
  if (listed) outcome.differences = other_bytes(*listed, model, *digests);
  if (!listed) note_other_manifest(model, *digests, outcome);
  if (!outcome.differences.empty()) return Taken();
  if (std::string changed = model.records.changed_since("signature"); !changed.empty())
    outcome.notes.push_back(std::move(changed));
  return Taken(*std::move(digests));
}

}  // namespace

Result<SignOutcome> sign_model(const SignRequest& request, const Signer& signer, std::stop_token stop,
                               pipeline::Progress* progress) {
  auto model = find_signable(request.place);
  if (!model.ok()) return model.error();
  if (Status outside = check_secrets(request, *model); !outside.ok()) return std::move(outside).error();
  SignOutcome outcome;
  outcome.notes = model->notes;
  const auto digests = take_digests(request, *model, stop, progress, outcome);
  if (!digests.ok()) return digests.error();
  if (!*digests) return outcome;
  const Statement statement = statement_of(*model, **digests);
  auto text = sign(signer, statement);
  if (!text.ok()) return text.error();
  outcome.text = *std::move(text);
  outcome.files = statement.files.size();
  outcome.bytes = model->tree.total_bytes();
  outcome.root = *statement.root;
  if (model->output == "-") return outcome;
  outcome.written_to = model->output;
  if (Status written = io::write_atomically(model->output, outcome.text); !written.ok())
    return std::move(written).error();
  return outcome;
}

}  // namespace weightcheck::workflow
