// SPDX-License-Identifier: Apache-2.0
// A converter may go by way of F16, so that each test is made twice: with the base's values, and with what F16 leaves
// of them. What has more hits counts, of a tensor as a whole.
#include "lineage/quants.hpp"

#include <algorithm>
#include <bit>

#include "gguf/half.hpp"
#include "gguf/levels.hpp"
#include "hash/stream.hpp"
#include "ledger/casts.hpp"

namespace weightcheck::lineage {
namespace {

using tensors::Dtype;

constexpr std::uint64_t quant_piece_bytes = std::uint64_t{1} << 20;
constexpr std::uint64_t row_bytes_max = std::uint64_t{64} << 20;

float by_half(float value) { return gguf::float_of_half(gguf::half_of_float(value)); }

struct LevelCount {
  gguf::LevelCount levels{};
  gguf::BlockCount blocks{};
  std::optional<OffLevel> first_off{};

  LevelCount& operator+=(const LevelCount& other) {
    levels += other.levels;
    blocks.blocks += other.blocks.blocks;
    blocks.equal += other.blocks.equal;
    if (!first_off) first_off = other.first_off;
    return *this;
  }
};

Quants better_of(const gguf::Type& type, const LevelCount& own, const LevelCount& half) {
  const bool is_remade = own.blocks.all_equal() || half.blocks.all_equal();
  const bool by_own =
      own.blocks.all_equal() || (!half.blocks.all_equal() && own.levels.on_level >= half.levels.on_level);
  const LevelCount& count = by_own ? own : half;
  return {.tested = count.levels.tested,
          .on_level = count.levels.on_level,
          .error = count.levels.relative_error(),
          .is_far = gguf::is_unusually_far(type, count.levels),
          .other_scales = gguf::has_other_scales(type, count.levels),
          .testable = count.levels.untestable == 0,
          .passed = gguf::passes(type, count.levels),
          .of_all = false,
          .remade = is_remade,
          .first_off = count.first_off};
}

std::vector<float> floats_of(Dtype dtype, ByteSpan bytes) {
  const auto size = static_cast<std::size_t>(tensors::bits_of(dtype) / 8);
  std::vector<float> values(bytes.size() / size);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < size; ++k)
      bits |= std::to_integer<std::uint32_t>(bytes[i * size + k]) << (8 * k);
    if (dtype == Dtype::bf16) bits = ledger::f32_of_bf16(static_cast<std::uint16_t>(bits));
    if (dtype == Dtype::f16) bits = ledger::f32_of_f16(static_cast<std::uint16_t>(bits));
    values[i] = std::bit_cast<float>(bits);
  }
  return values;
}

// The first of these values, which begin with this row, that does not lead to its quant.
std::optional<OffLevel> first_off(const gguf::Type& type, ByteSpan blocks, std::span<const float> values,
                                  std::uint64_t first_row, std::uint64_t columns) {
  for (std::size_t i = 0; i < values.size(); i += type.block_values) {
    const std::size_t at = i / type.block_values * type.block_bytes;
    const gguf::Block block = gguf::unpack(type, blocks.subspan(at, type.block_bytes));
    for (std::size_t j = 0; j < block.count; ++j) {
      const gguf::LevelCount one = gguf::test_level(type, block.levels.at(j), values[i + j]);
      if (one.tested != one.on_level) return OffLevel{first_row + (i + j) / columns, (i + j) % columns};
    }
  }
  return std::nullopt;
}

class WholeTest {
 public:
  WholeTest(const Bases& bases, Id id, const ForkTensor& tensor, Order order)
      : type_(*tensor.block_type), order_(order), dtype_(bases.dtype_of(id)), line_(bases.line_of(id)) {
    columns_ = tensor.shape.back();
    rows_ = elements_of(tensor.shape) / columns_;
    base_row_ = columns_ * tensors::bits_of(dtype_) / 8;
    fork_row_ = columns_ / type_.block_values * type_.block_bytes;
  }

  Result<std::optional<Quants>> run(const ReadAt& read, const ReadAt& read_base) {
    hash::Stream stream;
    const std::uint64_t rows_at_once = std::max<std::uint64_t>(1, quant_piece_bytes / base_row_);
    std::vector<std::byte> base, fork;
    for (std::uint64_t row = 0; row < rows_; row += rows_at_once) {
      const std::uint64_t count = std::min(rows_at_once, rows_ - row);
      base.resize(static_cast<std::size_t>(count * base_row_));
      if (Status got = read_base(row * base_row_, base); !got.ok()) return got.error();
      stream.update(base);
      fork.resize(static_cast<std::size_t>(count * fork_row_));
      if (Status got = read_rows(read, row, count, fork); !got.ok()) return got.error();
      test(fork, floats_of(dtype_, base), row);
    }
    if (stream.digest() != line_.sha256) return Error{ErrorCode::changed, "base changed while it was read"};
    Quants quants = better_of(type_, own_, half_);
    quants.of_all = true;
    return std::optional(quants);
  }

 private:
  Status read_rows(const ReadAt& read, std::uint64_t row, std::uint64_t count, std::span<std::byte> out) const {
    if (order_.kind == OrderKind::plain) return read(row * fork_row_, out);
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto part = out.subspan(static_cast<std::size_t>(i * fork_row_), static_cast<std::size_t>(fork_row_));
      if (Status got = read(fork_row(order_, rows_, row + i) * fork_row_, part); !got.ok()) return got;
    }
    return done;
  }

  void test(ByteSpan blocks, const std::vector<float>& values, std::uint64_t row) {
    std::vector<float> halves(values.size());
    std::ranges::transform(values, halves.begin(), by_half);
    const LevelCount own = count_of(blocks, values, row);
    own_ += own;
    half_ += halves == values ? own : count_of(blocks, halves, row);  // F16 holds most values of a model
  }

  [[nodiscard]] LevelCount count_of(ByteSpan blocks, const std::vector<float>& values, std::uint64_t row) const {
    LevelCount count{.levels = gguf::test_levels(type_, blocks, values)};
    if (count.levels.on_level < count.levels.tested) count.first_off = first_off(type_, blocks, values, row, columns_);
    if (!gguf::is_k_type(type_)) count.blocks = gguf::recomputed_blocks(type_, blocks, values);
    return count;
  }

  const gguf::Type& type_;
  Order order_;
  Dtype dtype_;
  const ledger::Tensor& line_;
  std::uint64_t rows_ = 0, columns_ = 0, base_row_ = 0, fork_row_ = 0;  // the last two in bytes
  LevelCount own_{}, half_{};
};

}  // namespace

Result<std::vector<gguf::Level>> levels_at(const ForkTensor& tensor, const ReadAt& read, const ledger::Grid& grid,
                                           Order order) {
  const gguf::Type& type = *tensor.block_type;
  std::vector<gguf::Level> levels;
  std::vector<std::byte> bytes(type.block_bytes);
  std::optional<std::uint64_t> known;
  gguf::Block block;
  for (const std::uint64_t row : grid.taken) {
    for (std::uint64_t i = 0; i < grid.run; ++i) {
      const std::uint64_t element = fork_element(order, grid, row, grid.first + i);
      const std::uint64_t number = element / type.block_values;
      if (known != number) {
        if (Status got = read(number * type.block_bytes, bytes); !got.ok()) return got.error();
        block = gguf::unpack(type, bytes);
        known = number;
      }
      levels.push_back(block.levels.at(static_cast<std::size_t>(element % type.block_values)));
    }
  }
  return levels;
}

Samples samples_of(const std::vector<gguf::Level>& levels, std::size_t columns) {
  Samples samples{.dtype = Dtype::u8, .columns = columns};
  for (const gguf::Level& level : levels) {
    samples.bits.push_back(0);
    samples.values.push_back(level.value());
  }
  return samples;
}

Quants test_samples(const gguf::Type& type, const std::vector<gguf::Level>& levels, const Samples& base) {
  const std::size_t count = std::min(levels.size(), base.values.size());
  std::vector<float> values(count), halves(count);
  std::ranges::transform(std::span(base.values).first(count), values.begin(),
                         [](double value) { return static_cast<float>(value); });
  std::ranges::transform(values, halves.begin(), by_half);
  const auto tested = std::span(levels).first(count);
  return better_of(type, {.levels = gguf::test_levels(type, tested, values)},
                   {.levels = gguf::test_levels(type, tested, halves)});
}

Result<std::optional<Quants>> test_all(const Bases& bases, Id id, const ForkTensor& tensor, Order order,
                                       const ReadAt& read, const ReadAt& read_base) {
  const bool is_known = ledger::can_cast(bases.dtype_of(id)) && order.kind != OrderKind::transposed;
  const auto shape = bases.shape_of(id);
  const bool has_rows = !shape.empty() && shape.back() == tensor.shape.back() &&
                        elements_of(shape) == elements_of(tensor.shape) && elements_of(shape) > 0;
  if (!is_known || !has_rows || bases.bytes_of(id) / (elements_of(shape) / shape.back()) > row_bytes_max)
    return std::optional<Quants>();
  return WholeTest(bases, id, tensor, order).run(read, read_base);
}

}  // namespace weightcheck::lineage
