// SPDX-License-Identifier: Apache-2.0
// A signature, MODEL/model.sig or what --signature named: what somebody whom the caller named has signed, for all files
// of the model. The only place where a check of x509 becomes claims: a Verified makes a claim set, a Refusal ends the
// run, and there is no third way.
#include <algorithm>
#include <iterator>
#include <set>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "hash/sha256.hpp"
#include "io/own_files.hpp"
#include "signature/bundle.hpp"
#include "signature/statement.hpp"
#include "signature/trusted_root.hpp"
#include "workflow/claim_source.hpp"
#include "workflow/receipt_parts.hpp"
#include "workflow/unsigned_places.hpp"
#include "x509/check.hpp"
#include "x509/keyless.hpp"
#include "x509/public_key.hpp"
#include "x509/verified.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Claim;
using evidence::RejectedKind;
using evidence::SignatureSeen;
using signature::Refused;
using signature::Statement;

RejectedKind kind_of(Refused why) {
  switch (why) {
    case Refused::malformed:
      return RejectedKind::signature_malformed;
    case Refused::unsupported:
      return RejectedKind::signature_unsupported;
    case Refused::invalid:
      return RejectedKind::signature_invalid;
    case Refused::untrusted:
      return RejectedKind::signer_untrusted;
    case Refused::mismatch:
      return RejectedKind::signer_mismatch;
    case Refused::log_entry:
      return RejectedKind::log_entry_invalid;
    case Refused::time_stamp:
      return RejectedKind::timestamp_invalid;
    case Refused::conflict:
      return RejectedKind::signature_conflict;
  }
  return RejectedKind::signature_malformed;
}

RejectedKind kind_of(const Error& error) {
  return error.code == ErrorCode::unsupported ? RejectedKind::signature_unsupported : RejectedKind::signature_malformed;
}

// What the caller trusts is no evidence: where it cannot be used, nothing can be checked, and the run ends as if it had
// been refused.
Error unusable(Error error, const std::string& file) {
  error = within(std::move(error), printable(file));
  if (error.code == ErrorCode::not_found) {
    error.code = ErrorCode::usage;
  } else if (error.code == ErrorCode::malformed || error.code == ErrorCode::unsupported ||
             error.code == ErrorCode::limit) {
    error.code = ErrorCode::inconsistent;
  }
  return error;
}

Result<x509::Checked> check_by(const signature::Bundle& bundle, const SignedByKey& by) {
  const auto pem = io::read_file(by.file, limits::key_file_bytes_max);
  if (!pem.ok()) return unusable(pem.error(), by.file);
  const auto key = x509::PublicKey::read(*pem);
  if (!key.ok()) return unusable(key.error(), by.file);
  return x509::check_key(bundle, *key);
}

Result<x509::Checked> check_by(const signature::Bundle& bundle, const SignedByCertificate& by) {
  std::vector<std::string> pems;
  for (const std::string& file : by.files) {
    auto pem = io::read_file(file, limits::anchors_bytes_max);
    if (!pem.ok()) return unusable(pem.error(), file);
    // Each by itself, so that one without a certificate is told by its name.
    if (const auto alone = x509::Anchors::read({*pem}); !alone.ok()) return unusable(alone.error(), file);
    pems.push_back(*std::move(pem));
  }
  const auto anchors = x509::Anchors::read(pems);
  if (!anchors.ok()) return unusable(anchors.error(), by.files.front());
  const auto demand = x509::CertificateDemand::create(by.identity, by.at.value_or(now_seconds()));
  if (!demand.ok()) return demand.error();
  return x509::check_certificate(bundle, *anchors, *demand);
}

Result<x509::Checked> check_by(const signature::Bundle& bundle, const SignedKeyless& by) {
  const auto text = io::read_file(by.trusted_root_file, limits::trusted_root_bytes_max);
  if (!text.ok()) return unusable(text.error(), by.trusted_root_file);
  const auto root = signature::read_trusted_root(*text);
  if (!root.ok()) return unusable(root.error(), by.trusted_root_file);
  const auto demand = x509::KeylessDemand::create(by.identity, by.issuer);
  if (!demand.ok()) return demand.error();
  return x509::check_keyless(bundle, *root, *demand);
}

// A certificate that ends tonight shows nothing tomorrow, and a receipt must not either.
Result<bool> ends_before_receipt(const signature::Bundle& bundle, const VerifyRequest& request) {
  const auto* by = std::get_if<SignedByCertificate>(&request.signature->by);
  if (by == nullptr || by->at || !request.receipt) return false;
  SignedByCertificate later = *by;
  later.at = now_seconds() + request.receipt->valid_for.count();
  const auto checked = check_by(bundle, later);
  if (!checked.ok()) return checked.error();
  return !std::holds_alternative<x509::Verified>(*checked);
}

// How the signer is called where there is room for one name; raw bytes.
std::string identity_of(const signature::Signer& signer) {
  switch (signer.method) {
    case signature::Method::key:
      return "the key sha256:" + signer.key_hint;
    case signature::Method::certificate:
      return signer.subject.empty() ? "the certificate sha256:" + signer.fingerprint : signer.subject;
    case signature::Method::keyless:
      return signer.identity;
  }
  return "";
}

Claim claim_of(const signature::SignedFile& file) {
  Claim claim{.span = {.path = file.path}};
  if (!file.spans.front().length) {
    claim.expected = {file.spans.front().sha256};
    return claim;
  }
  claim.file_size = file.spans.back().offset + *file.spans.back().length;
  if (file.spans.size() == 1) {  // one shard is the whole file
    claim.expected = {file.spans.front().sha256};
    return claim;
  }
  for (const signature::SignedSpan& span : file.spans)
    claim.pieces.push_back({.offset = span.offset, .length = *span.length, .sha256 = span.sha256});
  return claim;
}

SignatureSeen seen_of(const x509::Verified& verified, const Statement& statement, const signature::Bundle& bundle) {
  const auto* hint = std::get_if<signature::KeyHint>(&bundle.signer);
  SignatureSeen seen{.signer = verified.signer(),
                     .version = statement.version,
                     .names_key_by_text = hint != nullptr && hint->is_old,
                     .root = statement.root,
                     .signed_files = statement.files.size(),
                     .by_shards = statement.shard_bytes.has_value(),
                     .links = statement.links,
                     .order = statement.order,
                     .left_out = statement.left_out,
                     .left_out_in_vain = statement.left_out_in_vain.size()};
  for (const std::string_view name : unsigned_places)
    seen.left_out.push_back(ModelPath::parse(name).value());
  return seen;
}

void add_what_was_asked(const Gathering& gathering, const FoundFile& found, SignatureSeen& seen) {
  const SignatureRequest& request = *gathering.request.signature;
  seen.bundle = found.name;
  seen.bundle_sha256 = hash::sha256(bytes_of(*found.bytes));
  seen.unsigned_are = request.unsigned_are;
  seen.ignored = request.left_out;
  std::ranges::sort(seen.ignored);
  seen.left_out.insert(seen.left_out.end(), request.left_out.begin(), request.left_out.end());
  if (const auto* certificate = std::get_if<SignedByCertificate>(&request.by)) seen.asked_at = certificate->at;
  seen.inside = request.file ? gathering.model.path_of(*request.file) : ModelPath::parse(io::signature_name).value();
  if (seen.inside) seen.left_out.push_back(*seen.inside);
  std::ranges::sort(seen.left_out);
}

// Of two lists for all files, one is wrong: before hours are spent to find out which.
std::optional<std::string> conflict_with_lists(const std::vector<evidence::ClaimSet>& sets,
                                               const evidence::ClaimSet& signed_set) {
  for (const evidence::ClaimSet& set : sets) {
    for (const Claim& claim : signed_set.claims) {
      const Claim* listed = set.find(claim.path());
      if (listed != nullptr && !evidence::agree(claim, *listed))
        return std::string(set.source) + " and the signature say different things of " + in_quotes(claim.path().text());
    }
  }
  return std::nullopt;
}

Result<FoundFile> find_bundle(Gathering& gathering) {
  const VerifyRequest& request = gathering.request;
  auto named = request.signature->file;
  if (!named && gathering.model.is_single()) named = request.model + ".sig";
  auto found =
      gathering.find_file(named, io::signature_name, limits::signature_bytes_max, RejectedKind::signature_malformed);
  if (found.ok() && !found->bytes && !gathering.said.rejected)
    return Error{ErrorCode::inconsistent, "a signature is asked for, and there is no " +
                                              std::string(io::signature_name) +
                                              " in the model; name the signature's file with --signature"};
  return found;
}

// Files of this program's own that the signature lists are files here, and no list that lies beside them names them.
void keep_other_lists_silent(std::vector<evidence::ClaimSet>& sets, const evidence::ClaimSet& signed_set,
                             const evidence::ModelTree& tree) {
  for (const evidence::ModelFile& file : tree.files) {
    if (io::own_file(file.path.text()) == nullptr || signed_set.find(file.path) == nullptr) continue;
    for (evidence::ClaimSet& set : sets) {
      if (&set == &signed_set || set.find(file.path) != nullptr) continue;
      set.silent_on.insert(std::ranges::upper_bound(set.silent_on, file.path), file.path);
    }
  }
}

}  // namespace

Status read_signature(Gathering& gathering, std::string_view name) {
  if (!gathering.request.signature) return done;
  const auto found = find_bundle(gathering);
  if (!found.ok()) return found.error();
  if (gathering.said.rejected) return done;
  const auto refuse = [&](RejectedKind kind, const std::string& why) {
    gathering.reject(kind, printable(found->name) + ": " + why);
    return Status(done);
  };
  const auto bundle = signature::read_bundle(*found->bytes);
  if (!bundle.ok()) return refuse(kind_of(bundle.error()), bundle.error().message);
  const auto checked =
      std::visit([&](const auto& by) { return check_by(*bundle, by); }, gathering.request.signature->by);
  if (!checked.ok()) return checked.error();
  if (const auto* refusal = std::get_if<signature::Refusal>(&*checked))
    return refuse(kind_of(refusal->why), refusal->message);
  const auto& verified = std::get<x509::Verified>(*checked);

  const auto statement = signature::read_statement(verified.payload(), gathering.model.single_name());
  if (!statement.ok()) return refuse(kind_of(statement.error()), statement.error().message);
  evidence::ClaimSet set{.source = name,
                         .origin = {evidence::OriginKind::signed_by, identity_of(verified.signer())},
                         .by = found->name,
                         .coverage = evidence::Coverage::all};
  set.claims.reserve(statement->files.size());
  for (const signature::SignedFile& file : statement->files)
    set.claims.push_back(claim_of(file));
  if (const auto conflict = conflict_with_lists(gathering.said.claim_sets, set))
    return refuse(RejectedKind::signature_conflict, *conflict);
  SignatureSeen seen = seen_of(verified, *statement, *bundle);
  add_what_was_asked(gathering, *found, seen);
  const auto ends = ends_before_receipt(*bundle, gathering.request);
  if (!ends.ok()) return ends.error();
  seen.ends_before_receipt = *ends;
  gathering.said.signature = std::move(seen);
  gathering.said.claim_sets.push_back(std::move(set));
  return done;
}

// Listed and left out at once is listed.
void pass_what_is_left_out(evidence::Said& said, const evidence::ModelTree& tree) {
  if (!said.signature) return;
  SignatureSeen& seen = *said.signature;
  const auto set = std::ranges::find(said.claim_sets, evidence::OriginKind::signed_by,
                                     [](const evidence::ClaimSet& one) { return one.origin.kind; });
  if (set == said.claim_sets.end()) return;
  keep_other_lists_silent(said.claim_sets, *set, tree);
  for (const evidence::ModelFile& file : tree.files) {
    if (set->find(file.path) != nullptr) continue;
    if (signature::is_left_out(seen.ignored, file.path.text())) {
      ++seen.ignored_files;
      set->silent_on.push_back(file.path);
    } else if (seen.leaves_out(file.path.text())) {
      seen.left_out_files.push_back(file.path);
      set->silent_on.push_back(file.path);
    } else if (seen.by_shards && file.size == 0) {
      ++seen.empty_files;
      set->silent_on.push_back(file.path);
    } else {
      ++seen.unsigned_files;
      if (seen.unsigned_are == evidence::Unsigned::passed) set->silent_on.push_back(file.path);
    }
  }
}

void bring_in_signed(const io::ModelDirectory& model, const evidence::Said& said, evidence::ModelTree& tree) {
  const evidence::ClaimSet* set = said.signature ? evidence::signed_set(said.claim_sets) : nullptr;
  if (set == nullptr) return;
  const auto links = said.signature->links == signature::Links::allowed ? io::Links::follow_inside : io::Links::refuse;
  std::set<std::string_view> refused;
  for (const auto& entry : tree.refused)
    refused.insert(entry.name);
  std::vector<evidence::ModelFile> found;
  for (const Claim& claim : set->claims) {
    if (tree.find(claim.path()) != nullptr || refused.contains(claim.path().text())) continue;
    if (auto file = model.look_up(claim.path(), links); file.ok()) found.push_back(*std::move(file));
  }
  if (found.empty()) return;
  std::erase_if(tree.excluded, [&](const evidence::ExcludedEntry& entry) {
    return std::ranges::binary_search(found, entry.name, {},
                                      [](const auto& file) -> const std::string& { return file.path.text(); });
  });
  std::ranges::move(found, std::back_inserter(tree.files));
  std::ranges::sort(tree.files, {}, &evidence::ModelFile::path);
}

}  // namespace weightcheck::workflow
