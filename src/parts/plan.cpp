// SPDX-License-Identifier: Apache-2.0
// Longest processing time first for what cannot be cut; McNaughton's wrap-around rule for what can.
#include "parts/plan.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <tuple>

#include "base/bytes.hpp"
#include "base/wording.hpp"

namespace weightcheck::parts {
namespace {

std::uint64_t divided_up(std::uint64_t number, std::uint64_t by) { return number / by + (number % by == 0 ? 0 : 1); }

// By size, the largest first, and of equal ones in the order of the list.
std::vector<std::size_t> largest_first(const std::vector<Work>& work, bool in_spans) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < work.size(); ++i) {
    if (work[i].line.has_value() == in_spans) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return work[i].size; });
  return order;
}

struct Load {
  std::uint64_t bytes = 0;
  std::size_t pieces = 0;  // of equal loads, the one with fewer files: thousands of small ones cost their opening
  std::size_t part = 0;

  bool operator>(const Load& other) const {
    return std::tie(bytes, pieces, part) > std::tie(other.bytes, other.pieces, other.part);
  }
};

void place_whole_files(Plan& plan) {
  std::vector<Load> heap;
  for (std::size_t part = 0; part < plan.parts.size(); ++part)
    heap.push_back({0, 0, part});
  for (const std::size_t index : largest_first(plan.work, false)) {
    std::ranges::pop_heap(heap, std::greater{});
    Load& least = heap.back();
    plan.parts[least.part].push_back({.work = index});
    least.bytes += plan.work[index].size;
    ++least.pieces;
    plan.bytes_of_parts[least.part] = least.bytes;
    std::ranges::push_heap(heap, std::greater{});
  }
}

// The least that all parts may be filled up to so that `bytes` more have room.
std::uint64_t level_for(std::vector<std::uint64_t> loads, std::uint64_t bytes) {
  std::ranges::sort(loads);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    below += loads[i];
    const std::uint64_t level = divided_up(below + bytes, i + 1);
    if (i + 1 == loads.size() || level <= loads[i + 1]) return level;
  }
  return 0;
}

// The files with states, one behind the other, cut where a part is full.
class Stream {
 public:
  explicit Stream(Plan& plan) : plan_(plan), files_(largest_first(plan.work, true)) {
    for (const std::size_t index : files_)
      bytes_ += plan.work[index].size;
  }

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] bool at_end() const { return file_ == files_.size(); }

  // At least `room` bytes go to the part, and less than a span more.
  void pour(std::size_t part, std::uint64_t room) {
    while (room > 0 && !at_end()) {
      const std::size_t spans = divided_up(plan_.work[files_[file_]].size, plan_.grid);
      const std::uint64_t fits = divided_up(room, plan_.grid);
      const std::size_t count =
          std::min({static_cast<std::size_t>(std::min<std::uint64_t>(fits, spans)), spans - first_, piece_spans_max});
      const Piece piece{.work = files_[file_], .spans = {.first = first_, .count = count}};
      const std::uint64_t bytes = plan_.bytes_of(piece);
      plan_.parts[part].push_back(piece);
      plan_.bytes_of_parts[part] += bytes;
      room -= std::min(room, bytes);
      first_ += count;
      if (first_ < spans) continue;
      first_ = 0;
      ++file_;
    }
  }

 private:
  Plan& plan_;
  std::vector<std::size_t> files_;
  std::uint64_t bytes_ = 0;
  std::size_t file_ = 0;   // that is being cut
  std::size_t first_ = 0;  // of its spans that is not given yet
};

}  // namespace

Result<Share> read_share(std::string_view word) {
  const std::size_t slash = word.find('/');
  const auto part = parse_decimal(word.substr(0, slash));
  const auto of = slash == std::string_view::npos ? std::nullopt : parse_decimal(word.substr(slash + 1));
  if (!part || !of || *part < 1 || *part > *of || *of > parts_max)
    return Error{ErrorCode::usage, "a part is I/N, with I from 1 to N and N at most " + with_commas(parts_max)};
  return Share{.part = static_cast<std::size_t>(*part), .of = static_cast<std::size_t>(*of)};
}

std::string name_of(Share share) { return "part " + std::to_string(share.part) + " of " + std::to_string(share.of); }

std::uint64_t Plan::bytes_of(const Piece& piece) const {
  const std::uint64_t size = work[piece.work].size;
  if (piece.spans.count == 0) return size;
  const std::uint64_t begin = piece.spans.first * grid;
  return std::min(size, begin + piece.spans.count * grid) - begin;
}

Plan make_plan(std::vector<Work> work, std::uint64_t grid, std::size_t count) {
  Plan plan{.work = std::move(work), .grid = grid, .parts = {}, .bytes_of_parts = std::vector<std::uint64_t>(count)};
  plan.parts.resize(count);
  place_whole_files(plan);
  Stream stream(plan);
  const std::uint64_t level = level_for(plan.bytes_of_parts, stream.bytes());
  for (std::size_t part = 0; part < count; ++part) {
    if (plan.bytes_of_parts[part] < level) stream.pour(part, level - plan.bytes_of_parts[part]);
  }
  for (auto& pieces : plan.parts)
    std::ranges::sort(pieces, {}, [](const Piece& piece) { return std::pair(piece.work, piece.spans.first); });
  return plan;
}

}  // namespace weightcheck::parts
