// SPDX-License-Identifier: Apache-2.0
#include "lineage/judge.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ledger/links.hpp"
#include "lineage/shards_seen.hpp"

namespace weightcheck::lineage {
namespace {

constexpr std::uint64_t common_bytes_max = 1024;  // smaller tensors are alike by chance
constexpr std::size_t telling_digests_min = 3;
constexpr double established_z_min = 8;
constexpr std::uint64_t mixed_part = 100;  // of the fork's bytes: one per cent

Evidence evidence_of(ledger::Level level) { return static_cast<Evidence>(level); }

struct Choice {
  std::size_t base = 0;
  Id id = 0;
  Evidence evidence = Evidence::listed;
};

class Judge {
 public:
  Judge(const Bases& bases, Seen seen) : bases_(bases), seen_(std::move(seen)) {}

  Outcome run() {
    begin();
    find_levels();
    rank_bases();
    for (std::size_t i = 0; i < seen_.tensors.size(); ++i)
      make_row(i);
    find_mixture();
    find_score();
    for (std::size_t b = 0; b < outcome_.bases.size(); ++b)
      outcome_.bases[b].established = is_established(b);
    count();
    count_not_taken();
    ShardsSeen shards = look_at_shards(bases_, seen_, levels_, outcome_);
    outcome_.missing = std::move(shards.missing);
    for (std::size_t b = 0; b < outcome_.bases.size(); ++b)
      outcome_.bases[b].shards = std::move(shards.of_base[b]);
    outcome_.verdict = verdict();
    return std::move(outcome_);
  }

 private:
  void begin() {
    std::set<std::string> files;
    for (const ForkTensor& tensor : seen_.tensors) {
      outcome_.bytes += tensor.bytes;
      files.insert(tensor.file.text());
    }
    outcome_.files = files.size();
    outcome_.unread = std::move(seen_.unread);
    outcome_.hashed = std::ranges::any_of(seen_.exact, [](const auto& exact) { return exact.has_value(); });
    for (const Base& base : bases_.all()) {
      BaseTotals totals{.upstream = base.ledger.upstream,
                        .commit = base.ledger.commit.hex(),
                        .committer = base.ledger.commit_proof.details.committer,
                        .license = base.ledger.license.value_or(""),
                        .pinned = base.pinned,
                        .is_ledger = !base.verified,
                        .shards_total = base.ledger.shards.size()};
      std::set<ModelPath> known;
      for (const ledger::Shard& shard : base.ledger.shards) {
        totals.tensors_total += shard.tensors.size();
        known.insert(shard.path);
      }
      for (const git::ProofEntry& entry : base.ledger.commit_proof.entries) {
        if (entry.path.name().ends_with(".safetensors") && !known.contains(entry.path))
          totals.absent.push_back(entry.path);
      }
      outcome_.bases.push_back(std::move(totals));
    }
  }

  void find_levels() {
    levels_.assign(bases_.size(), Evidence::listed);
    seen_.links.resize(bases_.size(), ledger::Link::unknown);
    for (std::size_t b = 0; b < bases_.all().size(); ++b) {
      const Base& base = bases_.all()[b];
      for (std::size_t s = 0; s < base.ledger.shards.size(); ++s) {
        const ledger::Shard& shard = base.ledger.shards[s];
        const Id first = bases_.first_of(b, s);
        const auto begin = seen_.links.begin() + first;
        const std::vector<ledger::Link> links(begin, begin + static_cast<std::ptrdiff_t>(shard.tensors.size()));
        const auto levels = ledger::levels_of(shard, links);
        const bool whole = base.verified || seen_.raw_proven.contains({b, s});
        for (std::size_t t = 0; t < levels.size(); ++t) {
          levels_[first + t] = whole ? Evidence::proven : evidence_of(levels[t]);
          if (links[t] == ledger::Link::broken)
            outcome_.wrong.push_back({b, shard.path, std::string(shard.name_of(t))});
        }
      }
    }
  }

  [[nodiscard]] static std::uint64_t bytes_of(const FoundPiece& piece) {
    return piece.form.range.end - piece.form.range.begin;
  }

  void rank_bases() {
    std::vector<std::uint64_t> held(bases_.all().size());
    for (const auto& exact : seen_.exact) {
      for (const FoundPiece& piece : exact ? exact->pieces : std::vector<FoundPiece>()) {
        std::set<std::size_t> holders;
        for (const Id id : ids_of(bases_, piece))
          holders.insert(bases_.base_of(id));
        for (const std::size_t base : holders)
          held[base] += bytes_of(piece);
      }
    }
    std::vector<std::size_t> order(held.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return held[a] > held[b]; });
    rank_.resize(held.size());
    for (std::size_t place = 0; place < order.size(); ++place)
      rank_[order[place]] = place;
  }

  // Of the base that ranks first: the one of this shape and name, and the best evidence among all.
  [[nodiscard]] Choice choose(const FoundPiece& piece, const ForkTensor& tensor, bool is_whole) const {
    std::vector<Id> ids = ids_of(bases_, piece);
    const std::size_t base = bases_.base_of(*std::min_element(
        ids.begin(), ids.end(), [&](Id a, Id b) { return rank_[bases_.base_of(a)] < rank_[bases_.base_of(b)]; }));
    std::erase_if(ids, [&](Id id) { return bases_.base_of(id) != base; });
    const bool verified = bases_.all()[base].verified;
    Choice choice{.base = base, .id = ids.front(), .evidence = Evidence::listed};
    for (const Id id : ids) {
      if (piece.recovers || verified) choice.evidence = std::min(choice.evidence, levels_[id]);
    }
    const auto has_shape = [&](Id id) { return std::ranges::equal(bases_.shape_of(id), tensor.shape); };
    if (is_whole && std::ranges::any_of(ids, has_shape)) std::erase_if(ids, [&](Id id) { return !has_shape(id); });
    const auto named = std::ranges::find_if(ids, [&](Id id) { return bases_.name_of(id) == tensor.name; });
    choice.id = named == ids.end() ? ids.front() : *named;
    return choice;
  }

  [[nodiscard]] static bool has_one_dimension(const ForkTensor& tensor) {
    return std::ranges::count_if(tensor.shape, [](std::uint64_t dimension) { return dimension > 1; }) < 2;
  }

  void make_row(std::size_t i) {
    Row row{.tensor = std::move(seen_.tensors[i])};
    const auto& exact = seen_.exact[i];
    const auto& partner = seen_.partners[i];
    if (exact) row.sha256 = exact->sha256;
    row.common = has_one_dimension(row.tensor) || row.tensor.bytes < common_bytes_max || (exact && exact->few_values);
    if (partner) row.numbers = partner->numbers;
    if (partner) row.quants = partner->quants;
    if (exact && !exact->pieces.empty()) {
      relate_exact(row, *exact);
    } else if (partner && partner->relation != Relation::none_found) {
      relate_measured(row, *partner);
    }
    outcome_.rows.push_back(std::move(row));
  }

  void relate_exact(Row& row, const Exact& exact) {
    std::set<std::size_t> holders;
    std::set<std::string> commits;
    std::optional<Evidence> weakest;
    std::set<Relation> steps;
    for (const FoundPiece& piece : exact.pieces) {
      const Choice choice = choose(piece, row.tensor, exact.is_whole);
      if (!row.base) row.base = choice.base;
      if (row.pieces.empty()) row.base_tensor = std::string(bases_.name_of(choice.id));
      row.pieces.push_back({std::string(bases_.name_of(choice.id)), bytes_of(piece)});
      row.base_bytes += bytes_of(piece);
      weakest = weakest ? std::max(*weakest, choice.evidence) : choice.evidence;
      for (const Id id : ids_of(bases_, piece)) {
        holders.insert(bases_.base_of(id));
        commits.insert(outcome_.bases[bases_.base_of(id)].commit);
        contents_.insert(bases_.line_of(id).sha256);
      }
      if (piece.form.cast_to || !piece.recovers) steps.insert(Relation::cast);
      if (piece.form.order.kind == OrderKind::transposed) steps.insert(Relation::transposed);
      if (piece.form.order.heads != 0) steps.insert(Relation::permuted);
      const bool has_shape = std::ranges::equal(bases_.shape_of(choice.id), row.tensor.shape);
      if (exact.is_whole && !has_shape && piece.form.order.kind != OrderKind::transposed)
        steps.insert(Relation::reshaped);
    }
    if (!exact.is_whole) steps.insert(exact.is_stack || exact.pieces.size() > 1 ? Relation::fused : Relation::extended);
    if (exact.is_whole) row.pieces.clear();
    if (steps.empty()) steps.insert(Relation::same);
    row.relation = *steps.begin();
    row.steps.assign(steps.begin(), steps.end());
    row.evidence = weakest;
    row.common = row.common || commits.size() > 1;
    holders.erase(*row.base);
    row.also_in.assign(holders.begin(), holders.end());
  }

  void relate_measured(Row& row, const Partner& partner) {
    row.relation = partner.relation;
    row.evidence = is_remade(partner) ? levels_[partner.id] : Evidence::measured;
    row.base = bases_.base_of(partner.id);
    row.base_tensor = std::string(bases_.name_of(partner.id));
    row.base_bytes = partner.pieces.empty() ? row.tensor.bytes : 0;
    row.steps = {partner.relation};
    for (const Partner::Piece& piece : partner.pieces) {
      row.base_bytes += piece.bytes;
      row.pieces.push_back({std::string(bases_.name_of(piece.id)), piece.bytes});
      partners_.insert(piece.id);
    }
    if (!row.pieces.empty())
      row.steps.insert(row.steps.begin() + (partner.relation == Relation::quantised), Relation::fused);
    if (partner.quants && partner.order.kind == OrderKind::transposed) row.steps.push_back(Relation::transposed);
    if (partner.quants && partner.order.heads != 0) row.steps.push_back(Relation::permuted);
    partners_.insert(partner.id);
  }

  // Every block is what the quantiser makes of the verified base's values: exact, as bytes can be.
  [[nodiscard]] bool is_remade(const Partner& partner) const {
    return partner.quants && partner.quants->remade && bases_.all()[bases_.base_of(partner.id)].verified;
  }

  [[nodiscard]] bool is_only_measured(std::size_t i) const {
    return seen_.partners[i] && !is_remade(*seen_.partners[i]) && (!seen_.exact[i] || seen_.exact[i]->pieces.empty());
  }

  void find_mixture() {
    MixtureSums sums(bases_.all().size());
    std::optional<tensors::Dtype> dtype;
    for (std::size_t i = 0; i < outcome_.rows.size(); ++i) {
      if (!is_only_measured(i) || seen_.partners[i]->twins.empty()) continue;
      sums.add(seen_.partners[i]->fork_values, seen_.partners[i]->base_values);
      dtype = outcome_.rows[i].tensor.dtype.value_or(tensors::Dtype::bf16);
    }
    if (dtype) outcome_.mixture = sums.find(*dtype);
    if (!outcome_.mixture) return;
    const auto& weights = outcome_.mixture->weights;
    const auto heaviest = *std::max_element(weights.begin(), weights.end(), [](const auto& a, const auto& b) {
      return std::abs(a.weight) < std::abs(b.weight);
    });
    for (std::size_t i = 0; i < outcome_.rows.size(); ++i) {
      Row& row = outcome_.rows[i];
      if (!is_only_measured(i) || seen_.partners[i]->twins.empty() || row.relation == Relation::none_found) continue;
      row.relation = Relation::mixed;
      row.steps = {Relation::mixed};
      row.base = heaviest.base;
      row.base_tensor = std::string(bases_.name_of(seen_.partners[i]->twins[heaviest.base]));
      for (const Mixture::Weight& one : weights)
        partners_.insert(seen_.partners[i]->twins[one.base]);
    }
  }

  void find_score() {
    double sum = 0;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < outcome_.rows.size(); ++i) {
      if (!is_only_measured(i)) continue;
      const Partner& partner = *seen_.partners[i];
      const auto candidates = static_cast<double>(std::max<std::size_t>(partner.candidates, 1));
      sum += partner.numbers.z - std::sqrt(2 * std::log(candidates));
      ++rows;
    }
    if (rows > 0) outcome_.z = sum / std::sqrt(static_cast<double>(rows));
  }

  [[nodiscard]] bool is_established(std::size_t base) const {
    if (outcome_.mixture &&
        std::ranges::find(outcome_.mixture->weights, base, &Mixture::Weight::base) != outcome_.mixture->weights.end())
      return true;
    std::set<Digest> digests;
    std::uint64_t exact_bytes = 0, partner_bytes = 0, related_bytes = 0;
    std::size_t partners = 0, related = 0;
    for (std::size_t i = 0; i < outcome_.rows.size(); ++i) {
      const Row& row = outcome_.rows[i];
      const bool is_its = row.base == base && row.relation != Relation::none_found;
      if (is_only_measured(i)) {
        ++partners;
        partner_bytes += row.tensor.bytes;
        if (!is_its || row.common) continue;
        ++related;
        related_bytes += row.tensor.bytes;
      } else if (is_its && !row.common) {
        digests.insert(*row.sha256);
        exact_bytes += row.base_bytes;
      }
    }
    if (digests.size() >= telling_digests_min) return true;
    if (exact_bytes > 0 && exact_bytes >= outcome_.bytes - exact_bytes) return true;
    return outcome_.z && *outcome_.z >= established_z_min && related > 0 && related_bytes * 4 >= partner_bytes &&
           related >= std::min<std::size_t>(partners, telling_digests_min);
  }

  void count() {
    for (const Row& row : outcome_.rows) {
      if (!row.base || row.relation == Relation::none_found) continue;
      BaseTotals& base = outcome_.bases[*row.base];
      if (row.common) {
        ++base.common.tensors;
        base.common.bytes += row.base_bytes;
      }
      if (!base.established) continue;
      ++base.tensors[row.relation];
      base.bytes.at(static_cast<std::size_t>(*row.evidence)) += row.base_bytes;
    }
  }

  void count_not_taken() {
    for (Id id = 0; id < bases_.size(); ++id) {
      if (contents_.contains(bases_.line_of(id).sha256) || partners_.contains(id)) continue;
      Count& count = outcome_.bases[bases_.base_of(id)].not_taken;
      ++count.tensors;
      count.bytes += bases_.bytes_of(id);
    }
  }

  [[nodiscard]] Verdict verdict() const {
    std::size_t established = 0, weighty = 0;
    std::uint64_t mixed_bytes = 0;
    std::size_t the_base = 0;
    for (std::size_t b = 0; b < outcome_.bases.size(); ++b) {
      const BaseTotals& base = outcome_.bases[b];
      if (!base.established) continue;
      ++established;
      the_base = b;
      const std::uint64_t bytes = std::accumulate(base.bytes.begin(), base.bytes.end(), std::uint64_t{0});
      if (bytes > 0 && bytes >= outcome_.bytes / mixed_part) ++weighty;
    }
    bool all_same = true;
    for (const Row& row : outcome_.rows) {
      if (row.relation == Relation::mixed) mixed_bytes += row.tensor.bytes;
      all_same = all_same && row.relation == Relation::same;
    }
    if (established == 0) return Verdict::no_relation_found;
    if (weighty >= 2 || (mixed_bytes > 0 && mixed_bytes >= outcome_.bytes / mixed_part)) return Verdict::mixed;
    const BaseTotals& base = outcome_.bases[the_base];
    if (established == 1 && all_same && base.absent.empty() && outcome_.unread.empty() &&
        outcome_.rows.size() == base.tensors_total && base.not_taken.tensors == 0)
      return Verdict::identical;
    return Verdict::derived;
  }

  const Bases& bases_;
  Seen seen_;
  Outcome outcome_;
  std::vector<Evidence> levels_;  // by Id
  std::vector<std::size_t> rank_;
  std::set<Digest> contents_;  // of base tensors that are in an exact relation
  std::set<Id> partners_;
};

}  // namespace

std::uint64_t Outcome::bytes_at_least(Evidence evidence) const {
  std::uint64_t bytes_so_far = 0;
  for (const BaseTotals& base : bases) {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(evidence); ++i)
      bytes_so_far += base.bytes.at(i);
  }
  return bytes_so_far;
}

std::vector<std::optional<AtHand>> at_hand(const Bases& bases, const Seen& seen) {
  std::vector<std::optional<AtHand>> places(bases.size());
  for (std::size_t i = 0; i < seen.exact.size(); ++i) {
    if (!seen.exact[i]) continue;
    const auto& pieces = seen.exact[i]->pieces;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      if (!pieces[p].recovers) continue;
      for (const Id id : bases.with_content(pieces[p].sha256)) {
        if (!places[id]) places[id] = AtHand{i, p};
      }
    }
  }
  return places;
}

Outcome judge(const Bases& bases, Seen seen) { return Judge(bases, std::move(seen)).run(); }

}  // namespace weightcheck::lineage
