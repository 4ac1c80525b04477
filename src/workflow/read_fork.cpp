// SPDX-License-Identifier: Apache-2.0
// In this order: heads of all files; of each tensor its samples and digests, and the links that they point to; then the
// links of what was found otherwise; then ranges from --fill; then shards that are in the commit as they are.
#include "workflow/read_fork.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "git/object_id.hpp"
#include "ledger/casts.hpp"
#include "pipeline/run_jobs.hpp"
#include "weights/format.hpp"
#include "workflow/fill_ranges.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::ModelFile;
using lineage::AtHand;
using lineage::ForkTensor;
using lineage::Id;
using lineage::ReadAt;

Status read_whole(io::ByteSource& source, std::span<std::byte> out, std::uint64_t offset) {
  const auto read = io::read_fully(source, out, offset);
  if (!read.ok()) return read.error();
  if (*read != out.size()) return Error{ErrorCode::changed, "became shorter while it was read"};
  return done;
}

class Fork {
 public:
  Fork(const ForkReading& reading, const lineage::Bases& bases, const std::stop_token& stop,
       pipeline::Progress* progress)
      : reading_(reading), bases_(bases), stop_(stop), progress_(progress) {}

  Result<lineage::Seen> run() {
    for (const ModelFile& file : reading_.tree.files) {
      if (Status read = read_head(file); !read.ok()) return within(read.error(), printable(file.path.text()));
    }
    if (seen_.tensors.empty())
      return Error{ErrorCode::inconsistent,
                   "there is no tensor in it that can be read: its weights are no safetensors"};
    seen_.exact.resize(seen_.tensors.size());
    seen_.partners.resize(seen_.tensors.size());
    seen_.links.resize(bases_.size(), ledger::Link::unknown);
    if (progress_ != nullptr) progress_->begin(reading_.hashes ? bytes_ : 0, seen_.tensors.size());
    if (Status looked = look_at_all(); !looked.ok()) return looked.error();
    if (reading_.hashes) {
      if (Status linked = link_the_rest(); !linked.ok()) return linked.error();
      if (reading_.fill) {
        if (Status filled = fill_links(*reading_.fill, bases_, seen_.links); !filled.ok()) return filled.error();
      }
      if (Status raw = prove_raw_shards(); !raw.ok()) return raw.error();
    }
    for (const auto& [file, source] : sources_) {
      const auto identity = source->identity();
      if (!identity.ok() || *identity != file->identity)
        return Error{ErrorCode::changed, printable(file->path.text()) + " changed while it was read"};
    }
    return std::move(seen_);
  }

 private:
  Status read_head(const ModelFile& file) {
    const auto start = reading_.model.read_head(file, limits::head_bytes);
    if (!start.ok()) return start.error();
    const weights::Format* format = weights::format_of(file.path.name(), bytes_of(*start));
    if (format == nullptr) return done;
    if (format->name != "safetensors") {
      seen_.unread.push_back(file.path);
      return done;
    }
    const std::size_t wanted = format->head_size(bytes_of(*start), file.size);
    const auto head = wanted > start->size() ? reading_.model.read_head(file, wanted) : start;
    if (!head.ok()) return head.error();
    head_bytes_ += wanted;
    if (head_bytes_ > limits::gathered_bytes_max)
      return Error{ErrorCode::inconsistent, "headers of the model are over the limit of " +
                                                std::to_string(limits::gathered_bytes_max) + " bytes together"};
    const auto layout = ledger::read_layout(bytes_of(*head), file.size);
    if (!layout.ok()) return Error{ErrorCode::inconsistent, layout.error().message};
    auto source = reading_.model.open(file);
    if (!source.ok()) return source.error();
    sources_.emplace_back(&file, *std::move(source));
    for (const tensors::Tensor& tensor : layout->tensors) {
      const auto shape = layout->shapes.of(tensor.name);
      seen_.tensors.push_back({.name = std::string(layout->name_of(tensor)),
                               .file = file.path,
                               .dtype_name = std::string(tensors::name_of(tensor.dtype)),
                               .dtype = tensor.dtype,
                               .shape = {shape.begin(), shape.end()},
                               .begin = layout->data_begin + tensor.begin,
                               .bytes = tensor.size()});
      source_of_.push_back(sources_.size() - 1);
      bytes_ += tensor.size();
    }
    return done;
  }

  [[nodiscard]] ReadAt reader_of(std::size_t tensor) const {
    io::ByteSource& source = *sources_[source_of_[tensor]].second;
    const std::uint64_t begin = seen_.tensors[tensor].begin;
    return [this, &source, begin](std::uint64_t offset, std::span<std::byte> out) -> Status {
      if (stop_.stop_requested()) return Error{ErrorCode::interrupted, "interrupted"};
      return read_whole(source, out, begin + offset);
    };
  }

  [[nodiscard]] Error named(Error error, std::size_t tensor) const {
    return within(std::move(error), printable(seen_.tensors[tensor].file.text()));
  }

  // The largest first, so that no thread is left with one at the end.
  Status look_at_all() {
    std::vector<std::size_t> order(seen_.tensors.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return seen_.tensors[a].bytes > seen_.tensors[b].bytes; });
    const lineage::ExactSearch search{.bases = bases_, .heads = reading_.heads};
    const Status ended = pipeline::run_jobs(order.size(), reading_.threads, stop_, [&](std::size_t i) -> Status {
      const std::size_t tensor = order[i];
      const ReadAt read = reader_of(tensor);
      if (reading_.hashes) {
        auto exact = lineage::find_exact(search, seen_.tensors[tensor], read);
        if (!exact.ok()) return named(exact.error(), tensor);
        seen_.exact[tensor] = *std::move(exact);
      }
      if (!reading_.hashes || seen_.exact[tensor]->pieces.empty()) {
        auto partner = lineage::find_partner(bases_, seen_.tensors[tensor], read);
        if (!partner.ok()) return named(partner.error(), tensor);
        seen_.partners[tensor] = *std::move(partner);
      }
      if (progress_ != nullptr) {
        progress_->add_bytes(reading_.hashes ? seen_.tensors[tensor].bytes : 0);
        progress_->add_file();
      }
      return done;
    });
    if (!ended.ok()) return ended;
    for (const auto& exact : seen_.exact) {
      for (const lineage::LinkSeen& link : exact ? exact->links : std::vector<lineage::LinkSeen>())
        seen_.links[link.id] = link.link;
    }
    return done;
  }

  // Of base tensors whose bytes are here under a digest that no sample pointed to.
  Status link_the_rest() {
    places_ = lineage::at_hand(bases_, seen_);
    std::vector<Id> open;
    for (Id id = 0; id < bases_.size(); ++id) {
      if (places_[id] && seen_.links[id] == ledger::Link::unknown) open.push_back(id);
    }
    return pipeline::run_jobs(open.size(), reading_.threads, stop_, [&](std::size_t i) -> Status {
      const AtHand place = *places_[open[i]];
      const auto link =
          lineage::check_link(bases_, open[i], seen_.tensors[place.tensor],
                              seen_.exact[place.tensor]->pieces[place.piece].form, reader_of(place.tensor));
      if (!link.ok()) return named(link.error(), place.tensor);
      seen_.links[open[i]] = *link;
      return done;
    });
  }

  // The whole file, as a blob of git. Links say nothing of it.
  Status prove_raw_shards() {
    for (std::size_t b = 0; b < bases_.all().size(); ++b) {
      const ledger::Ledger& ledger = bases_.all()[b].ledger;
      for (std::size_t s = 0; s < ledger.shards.size(); ++s) {
        if (ledger.shards[s].kind != ledger::ShardKind::raw) continue;
        const auto proven = is_rebuilt(ledger, ledger.shards[s], bases_.first_of(b, s));
        if (!proven.ok()) return proven.error();
        if (*proven) seen_.raw_proven.insert({b, s});
      }
    }
    return done;
  }

  Result<bool> is_rebuilt(const ledger::Ledger& ledger, const ledger::Shard& shard, Id first) const {
    const git::ProofEntry* entry = ledger.commit_proof.find(shard.path);
    if (entry == nullptr) return false;
    git::BlobHasher hasher(entry->id.format(), shard.size);
    hasher.update(bytes_of(shard.header));
    for (std::size_t t = 0; t < shard.tensors.size(); ++t) {
      if (shard.layout.tensors[t].size() == 0) continue;
      const auto& place = places_[first + t];
      if (!place) return false;
      const ForkTensor& tensor = seen_.tensors[place->tensor];
      const lineage::Form& form = seen_.exact[place->tensor]->pieces[place->piece].form;
      std::optional<ledger::Caster> caster;
      if (form.cast_to) caster.emplace(*tensor.dtype, *form.cast_to);
      const Status streamed =
          lineage::stream(tensor, reader_of(place->tensor), form.order, form.range,
                          [&](ByteSpan piece) { hasher.update(caster ? caster->convert(piece) : piece); });
      if (!streamed.ok()) return named(streamed.error(), place->tensor);
    }
    const auto id = hasher.finish();
    return id.ok() && *id == entry->id;
  }

  const ForkReading& reading_;
  const lineage::Bases& bases_;
  const std::stop_token& stop_;
  pipeline::Progress* progress_;
  lineage::Seen seen_;
  std::vector<std::pair<const ModelFile*, std::unique_ptr<io::ByteSource>>> sources_;
  std::vector<std::size_t> source_of_;  // by tensor
  std::vector<std::optional<AtHand>> places_;
  std::uint64_t bytes_ = 0, head_bytes_ = 0;
};

}  // namespace

Result<lineage::Seen> read_fork(const ForkReading& reading, const lineage::Bases& bases, const std::stop_token& stop,
                                pipeline::Progress* progress) {
  return Fork(reading, bases, stop, progress).run();
}

}  // namespace weightcheck::workflow
