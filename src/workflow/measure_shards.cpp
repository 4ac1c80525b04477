// SPDX-License-Identifier: Apache-2.0
// Where a shard is in the commit as it is, and not as a pointer, it is read a second time for its blob id: such shards
// are small, since hosts refuse large blobs.
#include "workflow/measure_shards.hpp"

#include <algorithm>
#include <optional>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "ledger/tensor_meter.hpp"
#include "pipeline/run_jobs.hpp"
#include "safetensors/header.hpp"
#include "weights/format.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::ModelFile;

constexpr std::size_t piece_bytes = std::size_t{1} << 20;  // whole elements of every type
constexpr std::size_t lean_tensors_min = 20'000;           // over so many, experts have no sketches but the first
constexpr std::string_view format_name = "safetensors";

bool is_shard(std::string_view name) {
  const weights::Format* format = weights::format_of(name, {});
  return format != nullptr && format->name == format_name;
}

Result<std::string> read_header(io::ByteSource& source, std::uint64_t size) {
  std::string head(static_cast<std::size_t>(std::min<std::uint64_t>(size, 8)), '\0');
  if (Status read = io::read_exactly(source, std::as_writable_bytes(std::span(head)), 0); !read.ok())
    return read.error();
  head.resize(safetensors::head_size_wanted(bytes_of(head), size));
  if (Status read = io::read_exactly(source, std::as_writable_bytes(std::span(head)), 0); !read.ok())
    return read.error();
  return head;
}

class Measurer {
 public:
  Measurer(const io::ModelDirectory& model, const git::CommitProof& proof, const std::stop_token& stop,
           pipeline::Progress* progress)
      : model_(model), proof_(proof), stop_(stop), progress_(progress) {}

  // The header, what it says, and room for the rest.
  Result<ledger::Shard> begin(const ModelFile& file) const {
    const auto source = model_.open(file);
    if (!source.ok()) return source.error();
    auto header = read_header(**source, file.size);
    if (!header.ok()) return header.error();
    auto layout = ledger::read_layout(bytes_of(*header), file.size);
    if (!layout.ok()) return layout.error();
    return ledger::Shard{.kind = ledger::ShardKind::pointer,
                         .sha256 = {},
                         .size = file.size,
                         .path = file.path,
                         .header = *std::move(header),
                         .layout = *std::move(layout)};
  }

  Status measure(const ModelFile& file, ledger::Detail detail, bool further_experts, ledger::Shard& shard) const {
    const auto source = model_.open(file);
    if (!source.ok()) return source.error();
    hash::Stream stream;
    stream.update(bytes_of(shard.header));
    std::vector<std::byte> buffer(piece_bytes);
    for (std::size_t i = 0; i < shard.layout.tensors.size(); ++i) {
      const bool sketched = further_experts || !ledger::is_further_expert(shard.name_of(i));
      ledger::TensorMeter meter(shard.layout.tensors[i].dtype, shard.shape_of(i), {detail.casts, sketched});
      for (std::uint64_t at = shard.begin_of(i); at < shard.end_of(i);) {
        if (stop_.stop_requested()) return Error{ErrorCode::interrupted, "interrupted"};
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, shard.end_of(i) - at));
        const auto piece = std::span(buffer).first(count);
        if (Status read = io::read_exactly(**source, piece, at); !read.ok()) return read;
        stream.update(piece);
        meter.feed(piece);
        at += count;
        if (progress_ != nullptr) progress_->add_bytes(count);
      }
      shard.tensors.push_back(meter.finish(stream));
    }
    shard.sha256 = stream.digest();
    const auto identity = (*source)->identity();
    if (!identity.ok()) return identity.error();
    if (*identity != file.identity) return Error{ErrorCode::changed, "changed while it was read"};
    if (progress_ != nullptr) progress_->add_file();
    return done;
  }

  // How the commit holds it; nothing where it does not.
  Result<std::optional<ledger::ShardKind>> kind_of(const ModelFile& file, const ledger::Shard& shard) const {
    const git::ProofEntry* entry = proof_.find(shard.path);
    const bool is_file = entry != nullptr && (entry->mode == git::Mode::file || entry->mode == git::Mode::executable);
    if (!is_file) return std::optional<ledger::ShardKind>();
    const auto is_pointer = git::is_lfs_content(*entry, shard.sha256, shard.size);
    if (!is_pointer.ok()) return is_pointer.error();
    if (*is_pointer) return std::optional(ledger::ShardKind::pointer);
    const auto id = blob_id(file);
    if (!id.ok()) return id.error();
    return *id == entry->id ? std::optional(ledger::ShardKind::raw) : std::optional<ledger::ShardKind>();
  }

 private:
  Result<git::ObjectId> blob_id(const ModelFile& file) const {
    const auto source = model_.open(file);
    if (!source.ok()) return source.error();
    git::BlobHasher hasher(proof_.format(), file.size);
    std::vector<std::byte> buffer(piece_bytes);
    for (std::uint64_t at = 0; at < file.size;) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, file.size - at));
      if (Status read = io::read_exactly(**source, std::span(buffer).first(count), at); !read.ok()) return read.error();
      hasher.update(std::span(buffer).first(count));
      at += count;
    }
    return hasher.finish();
  }

  const io::ModelDirectory& model_;
  const git::CommitProof& proof_;
  const std::stop_token& stop_;
  pipeline::Progress* progress_;
};

}  // namespace

Result<MeasuredShards> measure_shards(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                      const git::CommitProof& proof, const MeasureRequest& request,
                                      const std::stop_token& stop, pipeline::Progress* progress) {
  const Measurer measurer(model, proof, stop, progress);
  MeasuredShards measured;
  std::vector<const ModelFile*> files;
  std::vector<ledger::Shard> shards;
  std::size_t tensors = 0;
  std::uint64_t bytes = 0;
  for (const ModelFile& file : tree.files) {
    if (!is_shard(file.path.name())) continue;
    auto shard = measurer.begin(file);
    if (!shard.ok()) return within(shard.error(), printable(file.path.text()));
    files.push_back(&file);
    tensors += shard->layout.tensors.size();
    bytes += file.size;
    shards.push_back(*std::move(shard));
  }
  for (const git::ProofEntry& entry : proof.entries) {
    if (is_shard(entry.path.name()) && tree.find(entry.path) == nullptr) measured.absent.push_back(entry.path);
  }
  if (progress != nullptr) progress->begin(bytes, files.size());

  const ledger::Detail detail{.casts = request.lean == Lean::no, .sketch = true};
  const bool further_experts = request.lean == Lean::no && tensors <= lean_tensors_min;
  std::vector<std::optional<ledger::ShardKind>> kinds(files.size());
  const Status ended = pipeline::run_jobs(files.size(), request.threads, stop, [&](std::size_t i) -> Status {
    const std::string name = printable(files[i]->path.text());
    if (progress != nullptr) progress->working_on(files[i]->path);
    if (Status read = measurer.measure(*files[i], detail, further_experts, shards[i]); !read.ok())
      return within(read.error(), name);
    auto kind = measurer.kind_of(*files[i], shards[i]);
    if (!kind.ok()) return within(kind.error(), name);
    kinds[i] = *kind;
    return done;
  });
  if (!ended.ok()) return ended.error();
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!kinds[i]) {
      measured.not_of_commit.push_back(quoted(files[i]->path) + " is not the commit's");
      continue;
    }
    shards[i].kind = *kinds[i];
    measured.shards.push_back(std::move(shards[i]));
  }
  std::sort(measured.shards.begin(), measured.shards.end(),
            [](const ledger::Shard& a, const ledger::Shard& b) { return a.path < b.path; });
  return measured;
}

}  // namespace weightcheck::workflow
