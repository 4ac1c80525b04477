// SPDX-License-Identifier: Apache-2.0
// In this order: heads of all files; of each tensor its samples and digests, and the links that they point to; then the
// links of what was found otherwise; then ranges from --fill; then shards that are in the commit as they are.
#include "workflow/read_fork.hpp"

#include <algorithm>
#include <numeric>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "git/object_id.hpp"
#include "ledger/casts.hpp"
#include "pipeline/run_jobs.hpp"
#include "workflow/fill_ranges.hpp"
#include "workflow/fork_heads.hpp"

namespace weightcheck::workflow {
namespace {

using lineage::AtHand;
using lineage::ForkTensor;
using lineage::Id;
using lineage::ReadAt;

class Fork {
 public:
  Fork(const ForkReading& reading, const lineage::Bases& bases, const std::stop_token& stop,
       pipeline::Progress* progress)
      : reading_(reading), bases_(bases), stop_(stop), progress_(progress) {}

  Result<lineage::Seen> run() {
    if (Status begun = begin(); !begun.ok()) return begun.error();
    seen_.exact.resize(seen_.tensors.size());
    seen_.partners.resize(seen_.tensors.size());
    seen_.links.resize(bases_.size(), ledger::Link::unknown);
    if (progress_ != nullptr) progress_->begin(reading_.hashes ? bytes_ : 0, seen_.tensors.size());
    if (Status looked = look_at_all(); !looked.ok()) return looked.error();
    if (reading_.hashes) {
      if (Status linked = link_the_rest(); !linked.ok()) return linked.error();
      if (reading_.fill) {
        auto filled = fill_links(*reading_.fill, bases_, seen_.links);
        if (!filled.ok()) return filled.error();
        filled_ = *std::move(filled);
      }
      if (Status raw = prove_raw_shards(); !raw.ok()) return raw.error();
    }
    for (const ForkHeads::File& one : heads_.files) {
      const auto identity = one.source->identity();
      if (!identity.ok() || *identity != one.file->identity)
        return Error{ErrorCode::changed, printable(one.file->path.text()) + " changed while it was read"};
    }
    return std::move(seen_);
  }

 private:
  Status begin() {
    auto heads = read_heads(reading_.model, reading_.tree, stop_);
    if (!heads.ok()) return heads.error();
    heads_ = *std::move(heads);
    seen_.tensors = std::move(heads_.tensors);
    seen_.unread = std::move(heads_.unread);
    for (const std::uint64_t count : reading_.heads) {
      if (std::ranges::find(heads_.heads, count) == heads_.heads.end()) heads_.heads.push_back(count);
    }
    for (const ForkTensor& tensor : seen_.tensors)
      bytes_ += tensor.bytes;
    if (!seen_.tensors.empty()) return done;
    std::string why = "there is no tensor in it that can be read";
    if (!seen_.unread.empty()) why += ": of " + quoted(seen_.unread.front().file) + ", " + seen_.unread.front().why;
    return Error{ErrorCode::inconsistent, why};
  }

  [[nodiscard]] ReadAt reader_at(io::ByteSource& source, std::uint64_t begin) const {
    return [this, &source, begin](std::uint64_t offset, std::span<std::byte> out) -> Status {
      if (stop_.stop_requested()) return Error{ErrorCode::interrupted, "interrupted"};
      return io::read_exactly(source, out, begin + offset);
    };
  }

  [[nodiscard]] ReadAt reader_of(std::size_t tensor) const {
    return reader_at(*heads_.files[heads_.file_of[tensor]].source, seen_.tensors[tensor].begin);
  }

  // Quants are held against the base itself where it lies here.
  Result<lineage::Partner> with_all_quants(lineage::Partner partner, const ForkTensor& tensor,
                                           const ReadAt& read) const {
    const std::size_t base = bases_.base_of(partner.id);
    if (!partner.quants || !partner.pieces.empty() || !bases_.all()[base].verified) return partner;
    const std::string& folder = reading_.base_places[base];
    const ledger::Shard& shard = bases_.shard_of(partner.id);
    const auto model = io::ModelDirectory::open(folder);
    const auto source = model.ok() ? model->open(shard.path) : Result<std::unique_ptr<io::ByteSource>>(model.error());
    if (!source.ok()) return within(source.error(), "base " + printable(folder));
    const ReadAt read_base = reader_at(**source, shard.begin_of(bases_.number_in_shard(partner.id)));
    auto tested = lineage::with_all_quants(bases_, std::move(partner), tensor, read, read_base);
    return tested.ok() ? std::move(tested) : within(tested.error(), "base " + printable(folder));
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
    const lineage::ExactSearch search{.bases = bases_, .heads = heads_.heads};
    const Status ended = pipeline::run_jobs(order.size(), reading_.threads, stop_, [&](std::size_t i) -> Status {
      const std::size_t tensor = order[i];
      const ReadAt read = reader_of(tensor);
      if (reading_.hashes) {
        auto exact = lineage::find_exact(search, seen_.tensors[tensor], read);
        if (!exact.ok()) return named(exact.error(), tensor);
        seen_.exact[tensor] = *std::move(exact);
      }
      if (!reading_.hashes || seen_.exact[tensor]->pieces.empty()) {
        auto partner = lineage::find_partner(bases_, seen_.tensors[tensor], read, heads_.heads);
        if (!partner.ok()) return named(partner.error(), tensor);
        seen_.partners[tensor] = *std::move(partner);
      }
      if (reading_.hashes && seen_.partners[tensor]) {
        auto tested = with_all_quants(*std::move(seen_.partners[tensor]), seen_.tensors[tensor], read);
        if (!tested.ok()) return named(tested.error(), tensor);
        seen_.partners[tensor] = *std::move(tested);
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
      if (!place) {
        const auto fetched = filled_.find(first + static_cast<Id>(t));
        if (fetched == filled_.end()) return false;
        const Status streamed = stream_filled(fetched->second, shard.layout.tensors[t].size(),
                                              [&](ByteSpan piece) { hasher.update(piece); });
        if (!streamed.ok()) return streamed.error();
        continue;
      }
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
  ForkHeads heads_;  // without the tensors, which are in seen_
  std::vector<std::optional<AtHand>> places_;
  FilledTensors filled_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Result<lineage::Seen> read_fork(const ForkReading& reading, const lineage::Bases& bases, const std::stop_token& stop,
                                pipeline::Progress* progress) {
  return Fork(reading, bases, stop, progress).run();
}

}  // namespace weightcheck::workflow
