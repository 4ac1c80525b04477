// SPDX-License-Identifier: Apache-2.0
// Every objection is told at once: who has to run parts again wants to run all of them.
#include "parts/join.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/escape.hpp"

namespace weightcheck::parts {
namespace {

constexpr std::size_t ranges_named_max = 8;

// Of a whole file, every digest that is wanted of it; spans have their ends, or they could not be read.
bool is_complete(const Work& work, const Row& row) {
  if (!row.digests.ok() || row.spans.count > 0) return true;
  return std::ranges::all_of(evidence::algorithms, [&](const evidence::AlgorithmRow& algorithm) {
    return !work.wanted.contains(algorithm.algorithm) || row.digests->find(algorithm.algorithm) != nullptr;
  });
}

// A part holds a row for each piece that its plan gives it, in order.
bool fits(const Plan& plan, const PartFile& part) {
  const std::vector<Piece>& pieces = plan.parts[part.header.share.part - 1];
  return std::ranges::equal(pieces, part.rows, [&](const Piece& piece, const Row& row) {
    const Work& work = plan.work[piece.work];
    return work.path == row.path && piece.spans == row.spans && is_complete(work, row);
  });
}

std::string range_of(std::size_t first, std::size_t last) {
  if (first == last) return std::to_string(first);
  return std::to_string(first) + (last == first + 1 ? " and " : " to ") + std::to_string(last);
}

}  // namespace

std::size_t count_of(const std::vector<Given>& given) {
  std::map<std::size_t, std::size_t> votes;
  for (const Given& one : given) {
    if (one.part.ok()) ++votes[one.part->header.share.of];
  }
  const auto most = std::ranges::max_element(votes, {}, &std::pair<const std::size_t, std::size_t>::second);
  return most == votes.end() ? 0 : most->first;
}

std::string named_parts(const std::vector<std::size_t>& numbers) {
  std::vector<std::string> ranges;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1)
      ++last;
    ranges.push_back(range_of(numbers[i], numbers[last]));
    i = last + 1;
  }
  std::string text = numbers.size() == 1 ? "part " : "parts ";
  for (std::size_t i = 0; i < std::min(ranges.size(), ranges_named_max); ++i)
    text += (i == 0 ? "" : ", ") + ranges[i];
  if (ranges.size() > ranges_named_max) text += " and others";
  return text;
}

std::string missing(const std::vector<std::size_t>& numbers, std::size_t of) {
  return named_parts(numbers) + " of " + std::to_string(of) + (numbers.size() == 1 ? " is missing" : " are missing");
}

Objections objections(const Plan& plan, const Digest& digest, const std::vector<Given>& given) {
  Objections found;
  const std::size_t count = plan.parts.size();
  std::map<std::size_t, std::string> holders;  // by part, who holds it
  for (const Given& one : given) {
    if (!one.part.ok()) {
      found.list.push_back(printable(one.name) + " " + one.part.error().message);
      continue;
    }
    const Header& header = one.part->header;
    if (header.plan != digest || header.share.of != count) {
      found.foreign.push_back(&one);
      found.list.push_back(printable(one.name) + " is of another plan: " + name_of(header.share) + " of " +
                           printable(header.model) + ", made on " + printable(header.host) +
                           ", of other files, with other claims or other options");
      continue;
    }
    const auto [held, is_new] = holders.try_emplace(header.share.part, one.name);
    if (!is_new) {
      found.list.push_back("part " + std::to_string(header.share.part) + " is there twice: " + printable(held->second) +
                           " and " + printable(one.name));
    } else if (!fits(plan, *one.part)) {
      found.list.push_back(printable(one.name) + " does not hold what the plan gives to part " +
                           std::to_string(header.share.part));
    }
  }
  const bool all_are_foreign = !given.empty() && found.foreign.size() == given.size();
  if (all_are_foreign && std::ranges::all_of(found.foreign, [&](const Given* one) {
        return one->part->header.plan == found.foreign.front()->part->header.plan;
      })) {
    found.list.emplace_back(
        "they are all of one plan: `merge` has to be given what the parts were, such as --manifest, --commit, --proof, "
        "or --public-key and its kin");
    return found;
  }
  std::vector<std::size_t> gaps;
  for (std::size_t part = 1; part <= count; ++part) {
    if (!holders.contains(part)) gaps.push_back(part);
  }
  if (!gaps.empty()) found.list.push_back(missing(gaps, count));
  return found;
}

Joined join(const Plan& plan, const std::vector<Given>& given) {
  struct Placed {
    std::size_t work = 0;
    std::size_t first = 0;
    const Row* row = nullptr;
  };
  std::vector<Placed> placed;
  std::set<std::string> engines;
  for (const Given& one : given) {
    const std::vector<Piece>& pieces = plan.parts[one.part->header.share.part - 1];
    for (std::size_t i = 0; i < pieces.size(); ++i)
      placed.push_back({pieces[i].work, pieces[i].spans.first, &one.part->rows[i]});
    if (!one.part->ending.engines.empty()) engines.insert(one.part->ending.engines);
  }
  std::ranges::sort(placed, {}, [](const Placed& one) { return std::pair(one.work, one.first); });
  Joined joined{.rows = {}, .at = {}, .engines = {engines.begin(), engines.end()}};
  for (const Placed& one : placed) {
    while (joined.at.size() <= one.work)
      joined.at.push_back(joined.rows.size());
    joined.rows.push_back(one.row);
  }
  while (joined.at.size() <= plan.work.size())
    joined.at.push_back(joined.rows.size());
  return joined;
}

}  // namespace weightcheck::parts
