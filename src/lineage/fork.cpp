// SPDX-License-Identifier: Apache-2.0
// A rotary order moves rows within a head only, so a head at a time is read and laid anew; a transposed matrix is read
// in bands of columns.
#include "lineage/fork.hpp"

#include <algorithm>
#include <string>

#include "lineage/bases.hpp"

namespace weightcheck::lineage {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;
constexpr std::uint64_t head_bytes_max = std::uint64_t{64} << 20;
constexpr std::uint64_t band_bytes = std::uint64_t{16} << 20;
constexpr std::uint64_t head_widths[] = {32, 64, 80, 96, 128, 256};

using Sink = std::function<void(ByteSpan)>;

Status stream_plain(const ReadAt& read, ByteRange range, const Sink& sink) {
  std::vector<std::byte> buffer(
      static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, range.end - range.begin)));
  for (std::uint64_t at = range.begin; at < range.end;) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), range.end - at));
    const auto piece = std::span(buffer).first(count);
    if (Status done_reading = read(at, piece); !done_reading.ok()) return done_reading;
    sink(piece);
    at += count;
  }
  return done;
}

Status stream_rotary(const ForkTensor& tensor, const ReadAt& read, Order order, const Sink& sink) {
  const std::uint64_t rows = tensor.shape.front();
  const std::uint64_t row_bytes = tensor.bytes / rows;
  const std::uint64_t head_rows = rows / order.heads;
  if (head_rows * row_bytes > head_bytes_max)
    return Error{ErrorCode::limit, "head of " + std::to_string(head_rows * row_bytes) + " bytes is over the limit of " +
                                       std::to_string(head_bytes_max)};
  std::vector<std::byte> head(static_cast<std::size_t>(head_rows * row_bytes)), laid(head.size());
  for (std::uint64_t first = 0; first < rows; first += head_rows) {
    if (Status done_reading = read(first * row_bytes, head); !done_reading.ok()) return done_reading;
    for (std::uint64_t row = 0; row < head_rows; ++row) {
      const std::uint64_t from = fork_row(order, rows, first + row) - first;
      std::copy_n(head.begin() + static_cast<std::ptrdiff_t>(from * row_bytes), row_bytes,
                  laid.begin() + static_cast<std::ptrdiff_t>(row * row_bytes));
    }
    sink(laid);
  }
  return done;
}

Status stream_transposed(const ForkTensor& tensor, const ReadAt& read, const Sink& sink) {
  const std::uint64_t rows = tensor.shape[0], columns = tensor.shape[1], size = tensor.element_bytes();
  const std::uint64_t width = std::clamp<std::uint64_t>(band_bytes / (rows * size), 1, columns);
  std::vector<std::byte> band, laid;
  for (std::uint64_t first = 0; first < columns; first += width) {
    const std::uint64_t here = std::min(width, columns - first);
    band.resize(static_cast<std::size_t>(rows * here * size));
    laid.resize(band.size());
    if (here == columns) {
      if (Status done_reading = read(0, band); !done_reading.ok()) return done_reading;
    }
    for (std::uint64_t row = 0; here < columns && row < rows; ++row) {
      const auto part =
          std::span(band).subspan(static_cast<std::size_t>(row * here * size), static_cast<std::size_t>(here * size));
      if (Status done_reading = read((row * columns + first) * size, part); !done_reading.ok()) return done_reading;
    }
    for (std::uint64_t row = 0; row < rows; ++row) {
      for (std::uint64_t column = 0; column < here; ++column)
        std::copy_n(band.begin() + static_cast<std::ptrdiff_t>((row * here + column) * size), size,
                    laid.begin() + static_cast<std::ptrdiff_t>((column * rows + row) * size));
    }
    sink(laid);
  }
  return done;
}

}  // namespace

std::uint64_t fork_row(Order order, std::uint64_t rows, std::uint64_t base_row) {
  if (order.kind != OrderKind::llama && order.kind != OrderKind::from_llama) return base_row;
  const std::uint64_t d = rows / order.heads, half = d / 2;
  const std::uint64_t head = base_row / d, row = base_row % d;
  return head * d + (order.kind == OrderKind::llama ? row % half * 2 + row / half : row % 2 * half + row / 2);
}

std::uint64_t fork_element(Order order, const ledger::Grid& grid, std::uint64_t row, std::uint64_t column) {
  if (order.kind == OrderKind::transposed) return column * grid.rows + row;
  return fork_row(order, grid.rows, row) * grid.columns + column;
}

std::vector<std::uint64_t> rotary_heads(const ForkTensor& tensor, const std::vector<std::uint64_t>& named) {
  if (tensor.shape.empty() || tensor.shape.size() > 2) return {};
  const std::uint64_t rows = tensor.shape.front();
  std::vector<std::uint64_t> counts = named;
  if (counts.empty()) {
    for (const std::uint64_t width : head_widths) {
      if (rows % width == 0) counts.push_back(rows / width);
    }
  }
  std::erase_if(counts, [rows](std::uint64_t heads) {
    return heads == 0 || rows % 2 != 0 || rows / 2 % heads != 0 || rows / heads <= 2;
  });
  return counts;
}

Status stream(const ForkTensor& tensor, const ReadAt& read, Order order, ByteRange range, const Sink& sink) {
  switch (order.kind) {
    case OrderKind::plain:
      return stream_plain(read, range, sink);
    case OrderKind::llama:
    case OrderKind::from_llama:
      return stream_rotary(tensor, read, order, sink);
    case OrderKind::transposed:
      return stream_transposed(tensor, read, sink);
  }
  return done;
}

Result<std::vector<std::byte>> samples(const ForkTensor& tensor, const ReadAt& read, const ledger::Grid& grid,
                                       Order order, std::uint64_t offset) {
  const std::uint64_t size = tensor.element_bytes();
  std::vector<std::byte> taken(grid.values() * static_cast<std::size_t>(size));
  auto rest = std::span(taken);
  for (const std::uint64_t row : grid.taken) {
    const bool turned = order.kind == OrderKind::transposed;
    const std::uint64_t run = turned ? 1 : grid.run;  // columns of the base are rows of the fork
    for (std::uint64_t column = 0; column < grid.run; column += run) {
      const std::uint64_t element = fork_element(order, grid, row, grid.first + column);
      const auto part = rest.first(static_cast<std::size_t>(run * size));
      if (Status done_reading = read(offset + element * size, part); !done_reading.ok()) return done_reading.error();
      rest = rest.subspan(part.size());
    }
  }
  return taken;
}

}  // namespace weightcheck::lineage
