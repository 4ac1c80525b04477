// SPDX-License-Identifier: Apache-2.0
// The grammar, ASCII, to the letter:
//
//   file   = "# weightcheck midstates v1" LF "# grid: " grid LF *line
//   line   = digest SP size SP states LF               sorted by digest, none twice
//   grid   = decimal, a multiple of 64, 65536 to 1073741824
//   digest = 64 lower-case hex digits
//   size   = decimal, more than grid
//   states = base64 of 32 * k bytes, k = ceil(size / grid) - 1
//
// A line is held against its size before its states are decoded, so memory is bounded by the bytes that are there.
#include <algorithm>
#include <optional>
#include <utility>

#include "hash/base64.hpp"
#include "midstates/midstates.hpp"

namespace weightcheck::midstates {
namespace {

constexpr std::string_view first_line = "# weightcheck midstates v1";
constexpr std::string_view grid_key = "# grid: ";

Error in_line(std::size_t line, std::string what) {
  return malformed("line " + std::to_string(line) + ": " + std::move(what));
}

// Takes a line off the front, without its LF; none where no LF is left.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Takes what stands before the next blank off the front, with the blank.
std::optional<std::string_view> take_word(std::string_view& line) {
  const std::size_t end = line.find(' ');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end + 1);
  return word;
}

std::uint64_t base64_length(std::uint64_t bytes) { return (bytes + 2) / 3 * 4; }

Result<Line> read_line(std::string_view text, std::uint64_t grid) {
  const auto digest = take_word(text);
  const auto sha256 = digest ? Digest::parse(*digest) : std::nullopt;
  if (!sha256) return malformed("does not begin with 64 lower-case hex digits and a blank");
  const auto digits = take_word(text);
  const auto size = digits ? parse_decimal(*digits) : std::nullopt;
  if (!size) return malformed("has no decimal size and a blank behind the digest");
  if (*size <= grid)
    return malformed("is of a file of " + std::to_string(*size) + " bytes, which is not over the grid of " +
                     std::to_string(grid));
  const std::uint64_t states = states_of(*size, grid);
  const std::uint64_t length = base64_length(states * hash::chaining_value_bytes);
  if (text.size() != length)
    return malformed("has states of " + std::to_string(text.size()) + " characters instead of " +
                     std::to_string(length) + " for " + std::to_string(states) + " states");
  auto read = read_states(text);
  if (!read) return malformed("has states that are not base64 as RFC 4648 section 4 has it");
  return Line{.sha256 = *sha256, .size = *size, .states = *std::move(read)};
}

}  // namespace

bool is_grid(std::uint64_t bytes) {
  return bytes % hash::block_bytes == 0 && bytes >= grid_bytes_min && bytes <= grid_bytes_max;
}

std::uint64_t states_of(std::uint64_t size, std::uint64_t grid) { return size == 0 ? 0 : (size - 1) / grid; }

const Line* Midstates::find(const Digest& sha256) const {
  const auto found = std::ranges::lower_bound(lines, sha256, {}, &Line::sha256);
  return found != lines.end() && found->sha256 == sha256 ? &*found : nullptr;
}

std::optional<std::vector<Hint>> read_states(std::string_view text) {
  const auto bytes = hash::from_base64(text);
  if (!bytes || bytes->size() % hash::chaining_value_bytes != 0) return std::nullopt;
  std::vector<Hint> states;
  states.reserve(bytes->size() / hash::chaining_value_bytes);
  for (std::size_t at = 0; at < bytes->size(); at += hash::chaining_value_bytes)
    states.emplace_back(hash::read_chaining_value(ByteSpan(*bytes).subspan(at).first<hash::chaining_value_bytes>()));
  return states;
}

Result<Midstates> read(ByteSpan bytes) {
  if (bytes.size() > file_bytes_max)
    return Error{ErrorCode::limit, "file of " + std::to_string(bytes.size()) + " bytes is over the limit of " +
                                       std::to_string(file_bytes_max)};
  std::string_view text = text_of(bytes);
  if (take_line(text) != first_line) return in_line(1, "is not \"" + std::string(first_line) + "\"");
  const auto second = take_line(text);
  const bool has_grid = second && second->starts_with(grid_key);
  const auto grid = has_grid ? parse_decimal(second->substr(grid_key.size())) : std::nullopt;
  if (!grid || !is_grid(*grid))
    return in_line(2, "is not \"# grid: \" and a multiple of 64 from " + std::to_string(grid_bytes_min) + " to " +
                          std::to_string(grid_bytes_max));
  Midstates midstates{.grid = *grid};
  for (std::size_t number = 3; !text.empty(); ++number) {
    const auto line = take_line(text);
    if (!line) return in_line(number, "does not end with a line feed");
    auto read = read_line(*line, *grid);
    if (!read.ok()) return in_line(number, read.error().message);
    if (!midstates.lines.empty() && read->sha256 <= midstates.lines.back().sha256)
      return in_line(number, read->sha256 == midstates.lines.back().sha256 ? "repeats the digest of the line before"
                                                                           : "is not sorted by digest");
    midstates.lines.push_back(*std::move(read));
  }
  return midstates;
}

}  // namespace weightcheck::midstates
