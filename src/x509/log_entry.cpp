// SPDX-License-Identifier: Apache-2.0
#include "x509/log_entry.hpp"

#include <algorithm>
#include <string>

#include "hash/base64.hpp"
#include "hash/sha256.hpp"
#include "signature/checkpoint.hpp"
#include "signature/envelope.hpp"
#include "signature/inclusion.hpp"
#include "x509/log_key.hpp"
#include "x509/owned.hpp"

namespace weightcheck::x509 {
namespace {

// A note may bear the names of others, of witnesses for one: one signature of this log has to hold.
bool is_signed_by(const signature::Checkpoint& checkpoint, const signature::Log& log) {
  return std::ranges::any_of(checkpoint.signatures, [&](const signature::NoteSignature& one) {
    const bool is_of_log = log.checkpoint_id.size() >= one.hint.size() &&
                           std::equal(one.hint.begin(), one.hint.end(), log.checkpoint_id.begin());
    return is_of_log && holds_under(log, one.signature, bytes_of(checkpoint.note));
  });
}

Status check_inclusion(const signature::LogEntry& entry, const signature::Log& log) {
  if (!entry.proof || !entry.proof->checkpoint)
    return refused("the log entry has no inclusion proof with a checkpoint");
  const auto root = signature::root_of(entry.body, *entry.proof);
  if (!root.ok()) return refused("the log entry is not proven: " + root.error().message);
  if (!std::ranges::equal(root->bytes, entry.proof->root_hash))
    return refused("the log entry is not in the tree that its proof names");
  const auto checkpoint = signature::read_checkpoint(*entry.proof->checkpoint);
  if (!checkpoint.ok()) return refused(checkpoint.error().message);
  if (checkpoint->tree_size != entry.proof->tree_size || checkpoint->root != *root)
    return refused("the checkpoint is of another tree than the proof");
  if (!is_signed_by(*checkpoint, log)) return refused("the checkpoint is not signed by the log");
  return done;
}

// What Rekor v1 signs when it takes an entry in: JSON in the canonical form of RFC 8785.
std::string promised(const signature::LogEntry& entry, std::uint64_t integrated_time) {
  return R"({"body":")" + hash::to_base64(entry.body) + R"(","integratedTime":)" + std::to_string(integrated_time) +
         R"(,"logID":")" + to_hex(entry.log_id) + R"(","logIndex":)" + std::to_string(entry.log_index) + "}";
}

Status check_promise(const signature::LogEntry& entry, const signature::Log& log) {
  if (!entry.promise) return done;
  const bool does_hold = entry.integrated_time && log.kind == signature::LogKeyKind::ecdsa_p256 &&
                         holds_under(log, *entry.promise, bytes_of(promised(entry, *entry.integrated_time)));
  if (!does_hold) return refused("the promise of inclusion is not the log's over this entry, its time and its place");
  return done;
}

}  // namespace

Status check_logged(const signature::LogEntry& entry, const std::vector<signature::Log>& logs,
                    std::span<const signature::Moment> times) {
  const signature::Log* log = find_log(logs, entry.log_id, times);
  if (log == nullptr)
    return refused("the log entry is of a log that the trusted root does not name for the time of signing");
  if (Status included = check_inclusion(entry, *log); !included.ok()) return included;
  return check_promise(entry, *log);
}

Status check_same(const signature::LogEntry& entry, signature::EntryKind kind, const signature::Bundle& bundle,
                  ByteSpan certificate) {
  const auto logged = signature::read_logged(entry.body, kind);
  if (!logged.ok()) return refused(logged.error().message);
  const Digest digest = kind == signature::EntryKind::dsse
                            ? hash::sha256(bundle.payload)
                            : hash::sha256(bytes_of(signature::signed_bytes(bundle.payload)));
  if (logged->digest != digest) return refused("the log entry is of another statement");
  if (logged->signature != bundle.signature) return refused("the log entry is of another signature");
  if (!std::ranges::equal(logged->certificate, certificate)) return refused("the log entry is of another certificate");
  return done;
}

}  // namespace weightcheck::x509
