// SPDX-License-Identifier: Apache-2.0
// The words of each limit stand beside it.
#include "evidence/budget.hpp"

#include <string>
#include <string_view>

namespace weightcheck::evidence {

Status Budget::draw(Cost cost, std::uint64_t amount) {
  struct Row {
    std::uint64_t limit;
    std::string_view words;
  };
  static constexpr std::array<Row, 5> rows = {{
      {limits::gathered_bytes_max, "bytes that are read of one model"},
      {limits::gathered_references_max, "references to code in one model"},
      {limits::gathered_entries_max, "indexes, license texts and notices in one model"},
      {limits::gathered_scanned_max, "bytes of tokenizers and configs that are looked over"},
      {limits::gathered_steps_max, "steps of work on one model"},
  }};
  if (stop_.stop_requested()) return Error{ErrorCode::interrupted, "the run was interrupted"};
  const auto place = static_cast<std::size_t>(cost);
  if (left_.at(place) < amount) {
    return Error{ErrorCode::limit, "with it the model is over the limit of " + std::to_string(rows.at(place).limit) +
                                       " " + std::string(rows.at(place).words)};
  }
  left_.at(place) -= amount;
  return done;
}

}  // namespace weightcheck::evidence
