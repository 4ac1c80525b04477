// SPDX-License-Identifier: Apache-2.0
#include "lineage/partner.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "lineage/stack.hpp"

namespace weightcheck::lineage {
namespace {

constexpr double edited_rank1_min = 0.9;
constexpr double edited_d_min = 0.005;

struct Candidate {
  Id id = 0;
  Order order{};
};

// Of quants that were tested, where the samples are related.
Relation relation_of(const Quants& quants) {
  if (!quants.testable || quants.other_scales) return Relation::none_found;
  return quants.passed || quants.remade ? Relation::quantised : Relation::tuned;
}

class PartnerSearch {
 public:
  PartnerSearch(const Bases& bases, const ForkTensor& tensor, const ReadAt& read,
                const std::vector<std::uint64_t>& heads)
      : bases_(bases), tensor_(tensor), read_(read), heads_(heads), book_(bases, tensor, read) {}

  Result<std::optional<Partner>> run() {
    const auto all = candidates();
    std::vector<Candidate> of_this_name;
    std::ranges::copy_if(all, std::back_inserter(of_this_name),
                         [&](const Candidate& one) { return bases_.name_of(one.id) == tensor_.name; });
    auto best = best_of(of_this_name);
    if (!best.ok()) return best;
    if ((!*best || !(*best)->numbers.related()) && all.size() <= candidates_max && all.size() > of_this_name.size()) {
      auto among_all = best_of(all);
      if (!among_all.ok() || *among_all) best = std::move(among_all);
      if (!best.ok()) return best;
    }
    if (!*best) return best;
    if (Status related = relate(**best); !related.ok()) return related.error();
    if ((*best)->relation == Relation::quantised) return best;  // of one base, and no mixture
    if (Status added = add_twins(**best); !added.ok()) return added.error();
    return best;
  }

  Result<std::optional<Partner>> run_among(const std::vector<Id>& ids) {
    std::vector<Candidate> list;
    std::ranges::transform(ids, std::back_inserter(list), [](Id id) { return Candidate{id, {}}; });
    auto best = best_of(list);
    if (!best.ok() || !*best) return best;
    if (Status related = relate(**best); !related.ok()) return related.error();
    return best;
  }

 private:
  Status relate(Partner& partner) {
    if (tensor_.block_type != nullptr) {
      if (Status tested = test_quants(partner); !tested.ok()) return tested;
    }
    partner.relation = relation_of(partner);
    return done;
  }

  // Those with a sketch, whose values can be found in the fork.
  [[nodiscard]] std::vector<Candidate> candidates() const {
    std::vector<Candidate> list;
    const bool has_samples = tensor_.block_type != nullptr || (tensor_.dtype && has_values(*tensor_.dtype));
    if (tensor_.shape.size() < 2 || !has_samples) return list;
    const auto heads = tensor_.is_gguf ? rotary_heads(tensor_, heads_) : std::vector<std::uint64_t>();
    const auto add = [&](Id id, Order order) {
      if (!bases_.line_of(id).sketch.empty()) list.push_back({id, order});
    };
    for (const std::size_t number : bases_.classes_with(elements_of(tensor_.shape))) {
      const ShapeClass& one = bases_.classes()[number];
      if (!one.grid) continue;
      std::vector<std::uint64_t> turned(tensor_.shape.rbegin(), tensor_.shape.rend());
      for (const Id id : one.ids) {
        if (one.shape.back() == tensor_.shape.back()) add(id, {});
        for (const std::uint64_t count : one.shape == tensor_.shape ? heads : std::vector<std::uint64_t>())
          add(id, {OrderKind::llama, count});
        if (one.shape.size() == 2 && one.shape == turned) add(id, {OrderKind::transposed, 0});
      }
    }
    if (tensor_.block_type != nullptr) return list;
    for (const Id id : bases_.named(tensor_.name)) {
      const auto shape = bases_.shape_of(id);
      if (shape.size() >= 2 && shape.back() == tensor_.shape.back() && elements_of(shape) != elements_of(tensor_.shape))
        add(id, {});
    }
    return list;
  }

  using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, OrderKind, std::uint64_t>;

  Result<std::vector<gguf::Level>> levels(const ledger::Grid& grid, Order order) {
    const Key key{grid.rows, grid.columns, grid.run, order.kind, order.heads};
    const auto known = levels_.find(key);
    if (known != levels_.end()) return known->second;
    auto taken = levels_at(tensor_, read_, grid, order);
    if (taken.ok()) levels_.emplace(key, *taken);
    return taken;
  }

  Status test_quants(Partner& partner) {
    const auto grid = *ledger::grid_of(bases_.dtype_of(partner.id), bases_.shape_of(partner.id));
    const auto taken = levels(grid, partner.order);
    if (!taken.ok()) return taken.error();
    const Samples base = read_samples(bases_.dtype_of(partner.id), static_cast<std::size_t>(grid.run),
                                      bases_.line_of(partner.id).sketch);
    partner.quants = test_samples(*tensor_.block_type, *taken, base);
    return done;
  }

  Result<std::optional<std::pair<Samples, Samples>>> quantised_pair_of(const Candidate& one) {
    const auto grid = *ledger::grid_of(bases_.dtype_of(one.id), bases_.shape_of(one.id));
    const auto taken = levels(grid, one.order);
    if (!taken.ok()) return taken.error();
    const auto columns = static_cast<std::size_t>(grid.run);
    return std::optional(std::pair(read_samples(bases_.dtype_of(one.id), columns, bases_.line_of(one.id).sketch),
                                   samples_of(*taken, columns)));
  }

  // Of a base tensor with more rows than the fork has, the rows that are in both.
  Result<std::optional<std::pair<Samples, Samples>>> pair_of(const Candidate& one) {
    if (tensor_.block_type != nullptr) return quantised_pair_of(one);
    auto grid = *ledger::grid_of(bases_.dtype_of(one.id), bases_.shape_of(one.id));
    const std::uint64_t rows = elements_of(tensor_.shape) / grid.columns;
    const bool turned = one.order.kind == OrderKind::transposed;
    std::erase_if(grid.taken, [&](std::uint64_t row) { return !turned && row >= rows; });
    if (!turned && rows < grid.rows) grid.rows = rows;  // what is taken depends on it no more
    const auto columns = static_cast<std::size_t>(grid.run);
    const auto taken = book_.values(grid, one.order, 0);
    if (!taken.ok()) return taken.error();
    const auto base_bytes = ByteSpan(bases_.line_of(one.id).sketch).first(grid.bytes());
    return std::optional(std::pair(read_samples(bases_.dtype_of(one.id), columns, base_bytes),
                                   read_samples(*tensor_.dtype, columns, *taken)));
  }

  Result<std::optional<Partner>> best_of(const std::vector<Candidate>& list) {
    std::optional<Partner> best;
    for (const Candidate& one : list) {
      const auto pair = pair_of(one);
      if (!pair.ok()) return pair.error();
      const Numbers numbers = compare((*pair)->first, (*pair)->second);
      if (numbers.n < values_min) continue;
      if (best && !(numbers.r > best->numbers.r)) continue;
      best = Partner{.id = one.id, .order = one.order, .numbers = numbers, .candidates = list.size()};
    }
    return best;
  }

  [[nodiscard]] Relation relation_of(const Partner& partner) const {
    const Numbers& numbers = partner.numbers;
    if (!numbers.related()) return Relation::none_found;
    if (partner.quants) return lineage::relation_of(*partner.quants);
    if (elements_of(tensor_.shape) < elements_of(bases_.shape_of(partner.id)) && numbers.all_equal)
      return Relation::cut;
    if (numbers.rank1 >= edited_rank1_min && numbers.d >= edited_d_min && numbers.differs_widely)
      return Relation::edited;
    return Relation::tuned;
  }

  Status add_twins(Partner& partner) {
    const std::size_t bases = bases_.all().size();
    if (bases < 2 || partner.order.kind != OrderKind::plain) return done;
    std::vector<std::optional<Id>> twins(bases);
    for (const Id id : bases_.named(bases_.name_of(partner.id))) {
      const bool is_alike = bases_.dtype_of(id) == bases_.dtype_of(partner.id) && !bases_.line_of(id).sketch.empty() &&
                            std::ranges::equal(bases_.shape_of(id), bases_.shape_of(partner.id));
      if (is_alike && !twins[bases_.base_of(id)]) twins[bases_.base_of(id)] = id;
    }
    if (!std::ranges::all_of(twins, [](const auto& twin) { return twin.has_value(); })) return done;
    for (const auto& twin : twins) {
      const auto pair = pair_of({*twin, {}});
      if (!pair.ok()) return pair.error();
      partner.twins.push_back(*twin);
      partner.base_values.push_back((*pair)->first.values);
      partner.fork_values = (*pair)->second.values;
    }
    return done;
  }

  const Bases& bases_;
  const ForkTensor& tensor_;
  const ReadAt& read_;
  const std::vector<std::uint64_t>& heads_;
  SampleBook book_;
  std::map<Key, std::vector<gguf::Level>> levels_;
};

}  // namespace

Result<std::optional<Partner>> find_partner(const Bases& bases, const ForkTensor& tensor, const ReadAt& read,
                                            const std::vector<std::uint64_t>& heads) {
  auto partner = PartnerSearch(bases, tensor, read, heads).run();
  if (!partner.ok() || (*partner && (*partner)->relation != Relation::none_found)) return partner;
  auto stack = find_stack(bases, tensor, read);
  return stack.ok() && !*stack ? partner : stack;
}

Result<std::optional<Partner>> find_partner_among(const Bases& bases, const ForkTensor& tensor,
                                                  const std::vector<Id>& ids, const ReadAt& read) {
  const bool has_samples = tensor.block_type != nullptr || (tensor.dtype && has_values(*tensor.dtype));
  if (!has_samples) return std::optional<Partner>();
  return PartnerSearch(bases, tensor, read, {}).run_among(ids);
}

Result<Partner> with_all_quants(const Bases& bases, Partner partner, const ForkTensor& tensor, const ReadAt& read,
                                const ReadAt& read_base) {
  if (!partner.quants || !partner.numbers.related() || !partner.pieces.empty()) return partner;
  auto all = test_all(bases, partner.id, tensor, partner.order, read, read_base);
  if (!all.ok()) return all.error();
  if (!*all) return partner;
  partner.quants = **all;
  partner.relation = relation_of(*partner.quants);
  return partner;
}

}  // namespace weightcheck::lineage
