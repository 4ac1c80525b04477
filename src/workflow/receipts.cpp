// SPDX-License-Identifier: Apache-2.0
// A receipt is given only for what cannot have changed between the reading and the writing of the receipt, nor later,
// without a trace: nobody was writing, nothing was touched just before, and what no hash covers lies still too.
#include "workflow/receipts.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <limits>

#include "anchor/hub_cache.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "hash/sha256.hpp"
#include "io/atomic_file.hpp"
#include "io/writers.hpp"
#include "signature/bundle.hpp"
#include "workflow/receipt_parts.hpp"
#include "workflow/version.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t quiet_ns = 1'000'000'000;  // more than the grain of any file system's times

Error no_receipt(std::string why) { return {ErrorCode::changed, "no receipt was written: " + std::move(why)}; }

Error written_to(const std::string& path) {
  return no_receipt(in_quotes(path) +
                    " is open for writing in another program, or mapped so: it could write there without a trace; "
                    "verify again when that program has ended");
}

Error without_trace(const std::string& path) {
  return no_receipt(in_quotes(path) +
                    " lies on a file system in memory, which shows no writes through a mapping: a change could not be "
                    "told; verify at each start there, or keep the model on a disk");
}

Error touched(const std::string& path) {
  return no_receipt(in_quotes(path) +
                    " was touched less than a second before, so that a change in the same moment could not be told; "
                    "run it again");
}

Status ask_for_writers_of(const io::ModelDirectory& model, const evidence::ModelFile& file, receipt::Writers& answer) {
  const auto source = model.open(file.path);
  if (!source.ok()) return done;  // the hashing will tell
  const auto writers = io::writers_of((*source)->descriptor());
  if (!writers.ok()) return no_receipt(in_quotes(file.path.text()) + ": " + writers.error().message);
  if (*writers == io::Writers::some) return written_to(file.path.text());
  if (*writers == io::Writers::untraced) return without_trace(file.path.text());
  if (*writers == io::Writers::synced) answer = receipt::Writers::synced;
  return done;
}

// The places that no hash covers: what the walk left out or refused, less what somebody lists and so was hashed; and
// what the verdict stood on besides.
std::vector<std::string> names_of_places(const io::ModelDirectory& model, const evidence::Evidence& evidence,
                                         const std::vector<receipt::File>& hashed) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    const bool is_hashed = std::ranges::binary_search(
        hashed, name, {}, [](const auto& file) -> const auto& { return file.path.text(); });
    if (!is_hashed && !name.starts_with("../")) names.push_back(name);  // of a cache, blobs of other snapshots
  };
  for (const auto& entry : evidence.tree.excluded)
    if (entry.reason != evidence::Exclusion::empty_folder) add(entry.name);  // seen as a folder
  for (const auto& entry : evidence.tree.refused)
    add(entry.name);
  if (auto list = anchor::commit_list_of(model)) names.push_back(std::move(*list));
  return names;
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

}  // namespace

ReceiptBegun begin_receipt(const VerifyRequest& request) {
  const policy::Demands& demands = request.demands;
  ReceiptBegun begun{.request = *request.receipt,
                     .at = std::chrono::system_clock::now(),
                     .asked = name_of_demands(request),
                     .demanded = {.trust = demands.trust_min,
                                  .fail_on = std::string(name_of(demands.fail_on)),
                                  .whole = demands.completeness == policy::Completeness::whole}};
  std::vector<std::string> files = request.base_proof_files;
  for (const auto& file : {request.manifest_file, request.proof_file})
    if (file) files.push_back(*file);
  if (request.signature) {
    begun.signer = name_of_signer(*request.signature);
    for (std::string& file : request.signature->trust_files())
      files.push_back(std::move(file));
    if (request.signature->file) files.push_back(*request.signature->file);
  }
  for (const std::string& file : files) {
    auto basis = basis_of(file);
    if (basis.ok()) begun.bases.push_back(*std::move(basis));  // else the run itself ends for it
  }
  std::ranges::sort(begun.bases, {}, &receipt::Basis::path);
  const auto is_same = [](const receipt::Basis& one, const receipt::Basis& other) { return one.path == other.path; };
  begun.bases.erase(std::unique(begun.bases.begin(), begun.bases.end(), is_same), begun.bases.end());
  return begun;
}

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
  const auto key = receipt_key(request.key_file);
  return key.ok() ? Status(done) : Status(key.error());
}

Status ask_for_writers(const io::ModelDirectory& model, const evidence::ModelTree& tree, const std::stop_token& stop,
                       ReceiptBegun& begun) {
  std::vector<const evidence::ModelFile*> files;
  for (const auto& file : tree.files)
    files.push_back(&file);
  for (const auto& entry : tree.excluded)
    if (entry.file) files.push_back(&*entry.file);  // somebody may list it
  for (const evidence::ModelFile* file : files) {
    if (stop.stop_requested()) return Error{ErrorCode::interrupted, "stopped"};
    if (Status asked = ask_for_writers_of(model, *file, begun.writers); !asked.ok()) return asked;
  }
  return done;
}

Status leave_receipt(const io::ModelDirectory& model, const ReceiptBegun& begun, const evidence::Evidence& evidence,
                     const policy::Demands& demands, const policy::Report& report) {
  const std::string& file = begun.request.file;
  if (report.verdict != policy::Verdict::verified) return take_receipt_away(file);
  std::error_code unknown;
  if (fs::is_symlink(model.canonical_path() + "/.git", unknown))
    return no_receipt("'.git' is a link, and a change behind it could not be told; remove the link");
  if (evidence.signature && evidence.signature->ends_before_receipt)
    return no_receipt("the signer's certificate ends before the receipt would; ask for fewer hours (--receipt-hours)");
  if (evidence.signature && !begun.signer) return no_receipt("what the signature was checked by cannot be named");
  const auto key = receipt_key(begun.request.key_file);
  const auto directory = model.identity();
  if (!key.ok()) return key.error();
  if (!directory.ok()) return directory.error();
  const std::int64_t now = now_seconds();
  receipt::Receipt made{.model = model.canonical_path(),
                        .written = io::place_of(file).value_or(""),
                        .host = host_name_of_receipts(),
                        .model_device = directory->device,
                        .model_inode = directory->inode,
                        .made = now,
                        .expires = std::min(now + begun.request.valid_for.count(), end_of_waivers(demands)),
                        .trust = evidence.trust,
                        .upstream_trust = evidence.upstream_trust,
                        .signer = evidence.signature ? begun.signer : std::nullopt,
                        .bundle = evidence.signature ? std::optional(evidence.signature->bundle_sha256) : std::nullopt,
                        .policy = demands.source,
                        .demanded = begun.demanded,
                        .asked = begun.asked,
                        .writers = begun.writers,
                        .bases = begun.bases};
  if (evidence.pin) {
    made.commit = evidence.pin->commit;
    made.upstream = evidence.pin->upstream;
  }
  const auto begun_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(begun.at.time_since_epoch()).count();
  for (const auto& seen : evidence.observations) {
    if (seen.identity.ctime_ns > begun_ns - quiet_ns) return touched(seen.path.text());
    made.files.push_back({.path = seen.path,
                          .identity = seen.identity,
                          .sha256 = seen.digests.ok() ? seen.digests->sha256() : std::nullopt});
  }
  auto places = look_at_places(model, names_of_places(model, evidence, made.files), io::AskWriters::yes);
  if (!places.ok()) return no_receipt(places.error().message);
  if (!places->written.empty()) return written_to(places->written);
  if (places->newest_ns > begun_ns - quiet_ns) return touched(places->newest);
  made.places = std::move(places->places);
  add_folders(evidence.tree, made.places);
  return io::write_atomically(file, receipt::write(made, bytes_of(*key)));
}

std::string trust_words(const receipt::Receipt& receipt) {
  if (!receipt.signer) return std::string(evidence::name_of(receipt.trust));
  return receipt.trust == evidence::Trust::pinned ? "pinned+signed" : "signed";
}

namespace {

// False where it has no name. A signature that lies in the model under its usual name is told by what the receipt
// knows of that place.
bool add_signature(const SignatureRequest& asked,
                   const std::function<void(std::string_view, const std::string&)>& add) {
  const auto signer = name_of_signer(asked);
  if (!signer) return false;
  add("signer", signer->hex());
  add("unsigned", asked.unsigned_are == evidence::Unsigned::passed ? "passed" : "refused");
  for (const ModelPath& path : asked.left_out)
    add("ignore", hash::sha256(bytes_of(path.text())).hex());
  if (!asked.file) return true;
  const auto bundle = io::read_file(*asked.file, limits::signature_bytes_max);
  if (bundle.ok()) add("signature", hash::sha256(bytes_of(*bundle)).hex());
  return bundle.ok();
}

}  // namespace

std::optional<Digest> name_of_demands(const VerifyRequest& request) {
  const policy::Demands& demands = request.demands;
  if (!request.base_directories.empty() || !request.base_ledgers.empty() || (demands.license_facts && !demands.source))
    return std::nullopt;
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
  add("trust-met-by", demands.trust_met_by == policy::MetBy::pin ? "pin" : "pin-or-signature");
  add("signed", demands.signature == policy::Signed::required ? "required" : "not-asked");
  add("completeness", demands.completeness == policy::Completeness::whole ? "whole" : "part");
  bool named = true;
  if (request.manifest_file) named = add_file("manifest", *request.manifest_file, limits::manifest_bytes_max);
  if (request.proof_file) named = named && add_file("proof", *request.proof_file, limits::proof_bytes_max);
  for (const std::string& base : request.base_proof_files)
    named = named && add_file("base", base, limits::proof_bytes_max);
  if (request.signature) named = named && add_signature(*request.signature, add);
  return named ? std::optional(hash::sha256(bytes_of(text))) : std::nullopt;
}

}  // namespace weightcheck::workflow
