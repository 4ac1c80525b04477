// SPDX-License-Identifier: Apache-2.0
// A receipt holds for one place on one machine and for a time: everything in it that could be carried elsewhere is
// compared with what is here.
#include "workflow/receipts.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>

#include "anchor/hub_cache.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/sha256.hpp"
#include "io/atomic_file.hpp"
#include "io/key_file.hpp"
#include "workflow/version.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_bytes_max = 4096;
constexpr std::int64_t quiet_ns = 1'000'000'000;  // more than the grain of any file system's times

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Result<std::string> key_of(const std::string& file) {
  auto key = io::read_key(file, key_bytes_max);
  if (!key.ok()) {
    Error error = within(key.error(), "key " + printable(file));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  if (key->size() < receipt::key_bytes_min) {
    return Error{ErrorCode::usage, "key " + printable(file) + ": it has " + std::to_string(key->size()) + " bytes; " +
                                       std::to_string(receipt::key_bytes_min) +
                                       " are needed (head -c 32 /dev/urandom > FILE makes them)"};
  }
  return key;
}

// The machine's own name, not in clear: machine-id(5) asks for that.
std::string host() {
  const auto id = io::read_file(std::string(machine_id_file), 256);
  return id.ok() && !id->empty() ? hash::sha256(bytes_of("weightcheck receipt " + *id)).hex() : std::string();
}

bool lies_in(const io::ModelDirectory& model, const std::string& file) {
  return io::place_of(file).value_or("").starts_with(model.canonical_path() + "/") || model.has_a_say_in(file);
}

// The last second in which all waivers hold that hold now: the day after, the same model would be judged anew.
std::int64_t end_of_waivers(const policy::Demands& demands) {
  std::int64_t end = std::numeric_limits<std::int64_t>::max();
  for (const policy::Waiver& waiver : demands.waivers) {
    if (!demands.holds(waiver)) continue;
    const std::chrono::sys_seconds next_day = std::chrono::sys_days(waiver.expires) + std::chrono::days(1);  // UTC
    end = std::min<std::int64_t>(end, next_day.time_since_epoch().count() - 1);
  }
  return end;
}

Error refused(const std::string& file, std::string why) {
  return {ErrorCode::inconsistent, "receipt " + printable(file) + " is refused: " + std::move(why)};
}

}  // namespace

Status take_receipt_away(const std::string& file) {
  const auto old = io::read_file(file, limits::receipt_bytes_max);
  if (!old.ok()) return old.error().code == ErrorCode::not_found ? Status(done) : Status(old.error());
  if (!receipt::looks_like_one(bytes_of(*old))) return done;
  std::error_code failure;
  fs::remove(file, failure);
  return failure ? Status(Error{ErrorCode::io, "cannot remove the old receipt: " + failure.message()}) : Status(done);
}

Status check_receipt_request(const io::ModelDirectory& model, const ReceiptRequest& request) {
  if (!io::place_of(request.file))
    return Error{ErrorCode::usage, "--receipt " + printable(request.file) + ": there is no such folder"};
  for (const std::string& file : {request.file, request.key_file}) {
    if (lies_in(model, file))
      return Error{ErrorCode::usage,
                   printable(file) + " lies inside the model; a receipt and its key belong elsewhere"};
  }
  const auto key = key_of(request.key_file);
  return key.ok() ? Status(done) : Status(key.error());
}

Status leave_receipt(const io::ModelDirectory& model, const ReceiptRequest& request, const evidence::Evidence& evidence,
                     const policy::Demands& demands, const policy::Report& report,
                     std::chrono::system_clock::time_point begun, const std::optional<Digest>& asked) {
  if (report.verdict != policy::Verdict::verified) return take_receipt_away(request.file);
  const auto key = key_of(request.key_file);
  const auto directory = model.identity();
  if (!key.ok()) return key.error();
  if (!directory.ok()) return directory.error();
  const std::int64_t now = now_seconds();
  receipt::Receipt made{.model = model.canonical_path(),
                        .written = io::place_of(request.file).value_or(""),
                        .host = host(),
                        .model_device = directory->device,
                        .model_inode = directory->inode,
                        .made = now,
                        .expires = std::min(now + request.valid_for.count(), end_of_waivers(demands)),
                        .trust = std::string(evidence::name_of(evidence.trust)),
                        .policy = demands.source,
                        .asked = asked};
  if (evidence.pin) {
    made.commit = evidence.pin->commit;
    made.upstream = evidence.pin->upstream;
  }
  const std::int64_t begun_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(begun.time_since_epoch()).count();
  for (const auto& seen : evidence.observations) {
    if (seen.identity.ctime_ns > begun_ns - quiet_ns) {
      return Error{ErrorCode::changed, "no receipt was written: '" + printable(seen.path.text()) +
                                           "' was touched less than a second before, so that a change in the same "
                                           "moment could not be told; run it again"};
    }
    made.files.push_back({.path = seen.path,
                          .identity = seen.identity,
                          .sha256 = seen.digests.ok() ? seen.digests->sha256() : std::nullopt});
  }
  return io::write_atomically(request.file, receipt::write(made, bytes_of(*key)));
}

Result<Rechecked> recheck(const RecheckRequest& request) {
  const auto key = key_of(request.key_file);
  if (!key.ok()) return key.error();
  const auto bytes = io::read_file(request.file, limits::receipt_bytes_max);
  if (!bytes.ok()) {
    if (bytes.error().code == ErrorCode::limit) return refused(request.file, bytes.error().message);
    Error error = within(bytes.error(), "receipt " + printable(request.file));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  auto read = receipt::read(bytes_of(*bytes), bytes_of(*key));
  if (!read.ok()) return refused(request.file, read.error().message);
  const receipt::Receipt& given = *read;
  const std::int64_t now = now_seconds();
  if (now > given.expires || now < given.made) return refused(request.file, "its time is over, or has not come");
  if (io::place_of(request.file) != given.written)
    return refused(request.file, "it is a copy of " + printable(given.written));
  if (host() != given.host) return refused(request.file, "it was written on another machine");
  if (request.commit && request.commit != given.commit)
    return refused(request.file, "it is not for commit " + request.commit->hex());
  if (request.commit && given.trust != name_of(evidence::Trust::pinned))
    return refused(request.file, "its commit was found beside the weights, and nobody had asked for it");
  if (request.policy && request.policy != given.policy) return refused(request.file, "it is not of this policy");

  const auto model = io::ModelDirectory::open(given.model);
  if (!model.ok())
    return refused(request.file,
                   "the model, " + printable(given.model) + ", cannot be opened: " + model.error().message);
  const auto directory = model->identity();
  if (!directory.ok()) return directory.error();
  if (directory->device != given.model_device || directory->inode != given.model_inode)
    return refused(request.file, "another directory stands in the place of the model");
  auto tree = model->walk();
  if (!tree.ok()) return within(tree.error(), printable(given.model));
  for (const auto& entry : tree->excluded) {  // what somebody listed, it was verified as a file of the model
    if (entry.file && std::ranges::binary_search(given.files, entry.file->path, {}, &receipt::File::path))
      tree->files.push_back(*entry.file);
  }
  std::ranges::sort(tree->files, {}, &evidence::ModelFile::path);
  auto difference = receipt::compare(given, *tree);
  return Rechecked{std::move(*read), std::move(difference)};
}

std::optional<Digest> name_of_demands(const VerifyRequest& request) {
  const policy::Demands& demands = request.demands;
  if (!request.base_directories.empty() || (demands.license_facts && !demands.source)) return std::nullopt;
  std::string text = "weightcheck " + std::string(version());
  const auto add = [&text](std::string_view what, const std::string& value) {
    text += "\n" + std::string(what) + " " + value;
  };
  const auto add_file = [&](std::string_view what, const std::string& file, std::size_t bytes_max) {
    const auto bytes = io::read_file(file, bytes_max);
    if (bytes.ok()) add(what, hash::sha256(bytes_of(*bytes)).hex());
    return bytes.ok();
  };
  add("commit", request.commit ? request.commit->hex() : "-");
  add("upstream", request.upstream.value_or("-"));
  add("policy", demands.source ? demands.source->hex() : "-");
  add("fail-on", std::string(name_of(demands.fail_on)));
  add("trust", std::string(name_of(demands.trust_min)));
  bool named = true;
  if (request.manifest_file) named = add_file("manifest", *request.manifest_file, limits::manifest_bytes_max);
  if (request.proof_file) named = named && add_file("proof", *request.proof_file, limits::proof_bytes_max);
  for (const std::string& base : request.base_proof_files)
    named = named && add_file("base", base, limits::proof_bytes_max);
  return named ? std::optional(hash::sha256(bytes_of(text))) : std::nullopt;
}

Result<receipt::Receipt> standing_receipt(const VerifyRequest& request) {
  if (!request.receipt) return Error{ErrorCode::not_found, "no receipt is named"};
  const std::string& file = request.receipt->file;
  std::error_code unknown;
  if (!fs::exists(file, unknown)) return Error{ErrorCode::not_found, "there is no receipt " + printable(file)};
  const auto asked = name_of_demands(request);
  auto found = recheck({.file = file, .key_file = request.receipt->key_file, .commit = request.commit});
  if (!found.ok()) return found.error();
  if (!asked || found->receipt.asked != asked) return refused(file, "it was left for other demands");
  const auto folder = anchor::find_snapshot(request.model, request.commit);
  if (!folder.ok()) return folder.error();
  const auto model = io::ModelDirectory::open(*folder);
  if (!model.ok()) return model.error();
  if (model->canonical_path() != found->receipt.model) return refused(file, "it is of another model");
  if (Status ready = check_receipt_request(*model, *request.receipt); !ready.ok()) return ready.error();
  if (found->difference.total > 0) {
    const auto& moved = found->difference.shown.front();
    return refused(file, "'" + printable(moved.path) + "' " + moved.how);
  }
  return std::move(found->receipt);
}

}  // namespace weightcheck::workflow
