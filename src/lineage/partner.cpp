// SPDX-License-Identifier: Apache-2.0
#include "lineage/partner.hpp"

#include <algorithm>
#include <iterator>

namespace weightcheck::lineage {
namespace {

constexpr double edited_rank1_min = 0.9;
constexpr double edited_d_min = 0.005;

struct Candidate {
  Id id = 0;
  Order order{};
};

class PartnerSearch {
 public:
  PartnerSearch(const Bases& bases, const ForkTensor& tensor, const ReadAt& read)
      : bases_(bases), tensor_(tensor), book_(bases, tensor, read) {}

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
    (*best)->relation = relation_of(**best);
    if (Status added = add_twins(**best); !added.ok()) return added.error();
    return best;
  }

 private:
  // Those with a sketch, whose values can be found in the fork.
  [[nodiscard]] std::vector<Candidate> candidates() const {
    std::vector<Candidate> list;
    if (tensor_.shape.size() < 2 || !tensor_.dtype || !has_values(*tensor_.dtype)) return list;
    const auto add = [&](Id id, Order order) {
      if (!bases_.line_of(id).sketch.empty()) list.push_back({id, order});
    };
    for (const std::size_t number : bases_.classes_with(elements_of(tensor_.shape))) {
      const ShapeClass& one = bases_.classes()[number];
      if (!one.grid) continue;
      std::vector<std::uint64_t> turned(tensor_.shape.rbegin(), tensor_.shape.rend());
      for (const Id id : one.ids) {
        if (one.shape.back() == tensor_.shape.back()) add(id, {});
        if (one.shape.size() == 2 && one.shape == turned) add(id, {OrderKind::transposed, 0});
      }
    }
    for (const Id id : bases_.named(tensor_.name)) {
      const auto shape = bases_.shape_of(id);
      if (shape.size() >= 2 && shape.back() == tensor_.shape.back() && elements_of(shape) != elements_of(tensor_.shape))
        add(id, {});
    }
    return list;
  }

  // Of a base tensor with more rows than the fork has, the rows that are in both.
  Result<std::optional<std::pair<Samples, Samples>>> pair_of(const Candidate& one) {
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
  SampleBook book_;
};

}  // namespace

Result<std::optional<Partner>> find_partner(const Bases& bases, const ForkTensor& tensor, const ReadAt& read) {
  return PartnerSearch(bases, tensor, read).run();
}

}  // namespace weightcheck::lineage
