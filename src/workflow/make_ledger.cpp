// SPDX-License-Identifier: Apache-2.0
// A ledger is made of a model that is its commit's: whoever reads it need not believe that, but it would be of no use
// to him otherwise.
#include "workflow/make_ledger.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "io/atomic_file.hpp"
#include "ledger/proof_part.hpp"
#include "ledger/tensor_meter.hpp"
#include "license/model_card.hpp"
#include "manifest/upstream.hpp"
#include "workflow/expectations.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/own_file.hpp"

namespace weightcheck::workflow {
namespace {

constexpr OwnFile own_ledger{.kind = "ledger", .usual_name = ledger::usual_name};

// The card's word, where it is one word that a header can hold.
std::optional<std::string> license_of(const io::ModelDirectory& model, const evidence::ModelTree& tree) {
  const auto path = ModelPath::parse("README.md");
  const evidence::ModelFile* file = path.ok() ? tree.find(*path) : nullptr;
  if (file == nullptr) return std::nullopt;
  const auto text = model.read_small(*file, limits::card_bytes_max);
  const auto card = text.ok() ? license::read_model_card(*text) : Result<license::ModelCard>(text.error());
  if (!card.ok() || card->declared.licenses.size() != 1) return std::nullopt;
  const std::string& word = card->declared.licenses.front();
  return manifest::check_license(word).ok() ? std::optional(word) : std::nullopt;
}

Result<std::string> proof_bytes(const io::ModelDirectory& model, const VerifyRequest& request) {
  return request.proof_file ? io::read_file(*request.proof_file, limits::proof_bytes_max)
                            : model.read_small(ModelPath::parse(io::proof_name).value(), limits::proof_bytes_max);
}

// What is said of the base, whose commit and proof are both to be there.
Result<evidence::Said> said_of(const io::ModelDirectory& model, const VerifyRequest& request) {
  auto said = gather_said(model, request);
  if (!said.ok()) return said;
  if (said->rejected) return Error{ErrorCode::inconsistent, said->rejected->message};
  if (!said->proof)
    return Error{ErrorCode::inconsistent, printable(request.model) +
                                              " has no proof of its commit; write it there with `weightcheck "
                                              "anchor`"};
  return said;
}

struct Measured {
  ledger::Ledger ledger;
  std::vector<std::string> differing{};
  std::vector<ModelPath> absent{};
};

Result<Measured> measured(const io::ModelDirectory& model, const VerifyRequest& request, evidence::Said said,
                          const MeasureRequest& measure, const std::stop_token& stop, pipeline::Progress* progress) {
  const auto tree = model.walk();
  if (!tree.ok()) return within(tree.error(), printable(request.model));
  auto shards = measure_shards(model, *tree, *said.proof, measure, stop, progress);
  if (!shards.ok()) return shards.error();
  const auto proof = proof_bytes(model, request);
  if (!proof.ok()) return within(proof.error(), io::proof_name);
  std::vector<ModelPath> paths;
  for (const ledger::Shard& shard : shards->shards)
    paths.push_back(shard.path);
  auto part = ledger::proof_part(*proof, *said.proof, paths);
  if (!part.ok()) return part.error();
  auto parsed = git::parse_proof(bytes_of(*part));
  if (!parsed.ok()) return parsed.error();
  return Measured{.ledger = {.upstream = said.pin ? said.pin->upstream.value_or("") : "",
                             .commit = said.proof->commit,
                             .license = license_of(model, *tree),
                             .proof = *std::move(part),
                             .commit_proof = *std::move(parsed),
                             .shards = std::move(shards->shards)},
                  .differing = std::move(shards->not_of_commit),
                  .absent = std::move(shards->absent)};
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences)
    text += (text.empty() ? "" : "; ") + sentence;
  return text;
}

// Holds the lines of a ledger against what the base on disk gives, and names those that differ.
class Comparer {
 public:
  Comparer(const ledger::Ledger& said, const ledger::Ledger& found) : said_(said), found_(found) {}

  std::vector<std::string> run() {
    line_ = 2;
    if (!found_.upstream.empty() && said_.upstream != found_.upstream) differs("the upstream");
    ++line_;
    if (said_.commit != found_.commit) differs("the commit");
    if (said_.license) ++line_;
    if (said_.license != found_.license) differs("the license");
    ++line_;
    if (said_.proof != found_.proof) differs("the proof");
    for (const ledger::Shard& shard : said_.shards)
      hold(shard);
    return std::move(differing_);
  }

 private:
  void differs(const std::string& what) { differing_.push_back("line " + std::to_string(line_) + ": " + what); }

  void hold(const ledger::Shard& shard) {
    ++line_;
    const auto own = std::ranges::find(found_.shards, shard.path, &ledger::Shard::path);
    if (own == found_.shards.end()) {
      differs("the shard " + quoted(shard.path) + ", which is not here");
      line_ += 1 + shard.tensors.size();
      return;
    }
    if (own->kind != shard.kind) differs("the kind of shard");
    if (own->sha256 != shard.sha256) differs("the shard's digest");
    if (own->size != shard.size) differs("the shard's size");
    ++line_;
    if (own->header != shard.header) differs("the header");
    for (std::size_t i = 0; i < shard.tensors.size(); ++i) {
      ++line_;
      if (i < own->tensors.size()) hold(shard.tensors[i], own->tensors[i], shard.name_of(i));
    }
  }

  void hold(const ledger::Tensor& said, const ledger::Tensor& own, std::string_view name) {
    if (said.sha256 != own.sha256) differs("the tensor's digest");
    if (said.end.value != own.end.value) differs("the state");
    if (said.end.lead != own.end.lead) differs("the lead");
    // A lean ledger has none of these at all.
    if (said.f16 != own.f16 && (said.f16 || has_casts_)) differs("the digest as F16");
    if (said.bf16 != own.bf16 && (said.bf16 || has_casts_)) differs("the digest as BF16");
    const bool may_be_left_out = said.sketch.empty() && ledger::is_further_expert(name);
    if (said.sketch != own.sketch && !may_be_left_out) differs("the sketch");
  }

  [[nodiscard]] bool has_casts() const {
    return std::ranges::any_of(said_.shards, [](const ledger::Shard& shard) {
      return std::ranges::any_of(shard.tensors, [](const ledger::Tensor& one) { return one.f16 || one.bf16; });
    });
  }

  const ledger::Ledger& said_;
  const ledger::Ledger& found_;
  const bool has_casts_ = has_casts();
  std::uint64_t line_ = 0;
  std::vector<std::string> differing_;
};

std::uint64_t tensors_of(const ledger::Ledger& ledger) {
  std::uint64_t tensors = 0;
  for (const ledger::Shard& shard : ledger.shards)
    tensors += shard.tensors.size();
  return tensors;
}

}  // namespace

Result<LedgerOutcome> make_ledger(const LedgerRequest& request, const std::stop_token& stop,
                                  pipeline::Progress* progress) {
  const auto model = open_folder(request.model.model);
  if (!model.ok()) return model.error();
  if (Status kept = keep_model(*model, request.output, own_ledger); !kept.ok()) return kept.error();
  auto said = said_of(*model, request.model);
  if (!said.ok()) return said.error();
  if (!said->pin || !said->pin->upstream)
    return Error{ErrorCode::inconsistent,
                 "nothing names the upstream: give --upstream, or a manifest that names it, as a ledger does too"};
  auto made = measured(*model, request.model, *std::move(said), request.measure, stop, progress);
  if (!made.ok()) return made.error();

  LedgerOutcome outcome{.differing = std::move(made->differing)};
  if (!outcome.differing.empty()) return outcome;
  if (made->ledger.shards.empty())
    return Error{ErrorCode::inconsistent, "no safetensors file of the commit is here, so there is nothing to list"};
  for (const ModelPath& path : made->absent)
    outcome.notes.push_back(quoted(path) + " is in the commit and not here, and is left out");
  outcome.text = ledger::write(made->ledger);
  if (outcome.text.size() > ledger::file_bytes_max)
    return Error{ErrorCode::limit, "ledger would have " + std::to_string(outcome.text.size()) +
                                       " bytes, over the limit of " + std::to_string(ledger::file_bytes_max) +
                                       "; --lean makes a smaller one"};
  outcome.shards = made->ledger.shards.size();
  outcome.tensors = tensors_of(made->ledger);
  if (request.output == "-") return outcome;
  outcome.written_to =
      request.output.empty() ? request.model.model + "/" + std::string(ledger::usual_name) : request.output;
  if (Status written = io::write_atomically(outcome.written_to, outcome.text); !written.ok()) return written.error();
  return outcome;
}

Result<LedgerCheck> check_ledger(const LedgerRequest& request, const std::string& file, const std::stop_token& stop,
                                 pipeline::Progress* progress) {
  const auto text = io::read_file(file, ledger::file_bytes_max);
  if (!text.ok()) {
    Error error = within(text.error(), printable(file));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  const auto ledger = ledger::read(bytes_of(*text));
  if (!ledger.ok()) return Error{ErrorCode::inconsistent, printable(file) + ": " + ledger.error().message};
  const auto model = open_folder(request.model.model);
  if (!model.ok()) return model.error();
  auto said = said_of(*model, request.model);
  if (!said.ok()) return said.error();
  const auto found = measured(*model, request.model, *std::move(said), request.measure, stop, progress);
  if (!found.ok()) return found.error();
  LedgerCheck check{.differing = found->differing, .shards = ledger->shards.size(), .tensors = tensors_of(*ledger)};
  for (std::string& line : Comparer(*ledger, found->ledger).run())
    check.differing.push_back(printable(file) + " " + line);
  return check;
}

Result<VerifiedBase> measure_base(const VerifyRequest& request, const MeasureRequest& measure,
                                  const std::stop_token& stop, pipeline::Progress* progress) {
  const auto model = open_folder(request.model);
  if (!model.ok()) return model.error();
  auto said = said_of(*model, request);
  if (!said.ok()) return said.error();
  const evidence::Trust trust = said->trust;
  auto found = measured(*model, request, *std::move(said), measure, stop, progress);
  if (!found.ok()) return found.error();
  if (!found->differing.empty()) return Error{ErrorCode::inconsistent, joined(found->differing)};
  return VerifiedBase{.ledger = std::move(found->ledger), .trust = trust};
}

}  // namespace weightcheck::workflow
