// SPDX-License-Identifier: Apache-2.0
#include "lineage/stack.hpp"

#include <algorithm>
#include <map>

#include "base/bytes.hpp"

namespace weightcheck::lineage {
namespace {

using NameNumbers = std::vector<std::uint64_t>;

// "blk.3.ffn_gate_exps.weight": 3; "model.layers.3.mlp.experts.17.gate_proj.weight": 3, 17.
NameNumbers numbers_in(std::string_view name) {
  NameNumbers numbers;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('.'), name.size());
    if (const auto number = parse_decimal(name.substr(0, end))) numbers.push_back(*number);
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return numbers;
}

// Base tensors of a slice's shape whose numbers are the stack's and one more, which is the slice's.
std::map<std::uint64_t, std::vector<Id>> experts_of(const Bases& bases, const ForkTensor& tensor) {
  std::map<std::uint64_t, std::vector<Id>> experts;
  const NameNumbers own = numbers_in(tensor.name);
  const auto slice = std::span(tensor.shape).subspan(1);
  for (const std::size_t number : bases.classes_with(elements_of(slice))) {
    const ShapeClass& one = bases.classes()[number];
    if (!std::ranges::equal(one.shape, slice)) continue;
    for (const Id id : one.ids) {
      NameNumbers numbers = numbers_in(bases.name_of(id));
      if (numbers.size() != own.size() + 1 || bases.line_of(id).sketch.empty()) continue;
      const std::uint64_t expert = numbers.back();
      numbers.pop_back();
      if (numbers == own && expert < tensor.shape.front()) experts[expert].push_back(id);
    }
  }
  return experts;
}

void add_quants(const Quants& one, Quants& sum) {
  sum.tested += one.tested;
  sum.on_level += one.on_level;
  sum.error = std::max(sum.error, one.error);
  sum.is_far = sum.is_far || one.is_far;
  sum.other_scales = sum.other_scales || one.other_scales;
}

// Adds a slice that is related. One that is no more than tuned makes the stack so.
void add_slice(const Partner& slice, std::uint64_t bytes, std::optional<Partner>& stack) {
  if (!stack) {
    stack = slice;
    stack->twins.clear();  // of a mixture nothing is asked
  } else {
    if (slice.relation != stack->relation) stack->relation = Relation::tuned;
    if (slice.numbers.r < stack->numbers.r) stack->numbers = slice.numbers;
    stack->candidates = std::max(stack->candidates, slice.candidates);
    if (slice.quants && stack->quants) add_quants(*slice.quants, *stack->quants);
  }
  stack->pieces.push_back({slice.id, bytes});
}

}  // namespace

Result<std::optional<Partner>> find_stack(const Bases& bases, const ForkTensor& tensor, const ReadAt& read) {
  std::optional<Partner> stack;
  if (tensor.shape.size() != 3) return stack;
  const std::uint64_t count = tensor.shape.front();
  const auto experts = experts_of(bases, tensor);
  if (experts.empty() || tensor.bytes % count != 0) return stack;
  ForkTensor slice = tensor;
  slice.shape.erase(slice.shape.begin());
  slice.bytes = tensor.bytes / count;
  for (const auto& [expert, ids] : experts) {
    const std::uint64_t begin = expert * slice.bytes;
    const auto found = find_partner_among(
        bases, slice, ids,
        [&](std::uint64_t offset, std::span<std::byte> out) -> Status { return read(begin + offset, out); });
    if (!found.ok()) return found.error();
    if (*found && (*found)->relation != Relation::none_found) add_slice(**found, slice.bytes, stack);
  }
  if (stack && stack->pieces.size() * 2 < count) stack.reset();
  return stack;
}

}  // namespace weightcheck::lineage
