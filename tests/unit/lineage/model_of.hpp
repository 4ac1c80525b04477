// SPDX-License-Identifier: Apache-2.0
// Forks in memory, held against bases in memory.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "gguf/block.hpp"
#include "ledger/casts.hpp"
#include "lineage/judge.hpp"
#include "support/ledger_of.hpp"

namespace weightcheck::lineage {

using test::MadeShard;
using test::MadeTensor;

inline std::string bytes_of_values(const std::string& dtype, const std::vector<float>& values) {
  std::string bytes;
  for (const float value : values) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    if (dtype == "BF16") bits = ledger::bf16_of_f32(bits);
    if (dtype == "F16") bits = ledger::f16_of_f32(bits);
    for (std::size_t i = 0; i < (dtype == "F32" ? 4U : 2U); ++i)
      bytes.push_back(static_cast<char>(bits >> (8 * i) & 0xFF));
  }
  return bytes;
}

inline std::vector<float> noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t bits = static_cast<std::uint32_t>(random());
    // BF16 that F16 holds: a sign, 7 bits of fraction, an exponent of 2^-7 to 2^-4.
    const std::uint32_t value = (bits & 1) << 31 | (120 + (bits >> 1 & 3)) << 23 | (bits >> 8 & 127) << 16;
    float number = 0;
    std::memcpy(&number, &value, sizeof number);
    values.push_back(number);
  }
  return values;
}

inline MadeTensor matrix(const std::string& name, std::uint64_t rows, std::uint64_t columns, unsigned seed,
                         const std::string& dtype = "BF16") {
  return {name, dtype, {rows, columns}, bytes_of_values(dtype, noise(rows * columns, seed))};
}

// Of a type of GGUF's, and in the order of a GGUF file, where its type is one of blocks.
inline ForkTensor tensor_of(const MadeTensor& made) {
  const gguf::Type* type = gguf::find_type(made.dtype);
  const bool in_blocks = type != nullptr && type->is_quantised();
  return {.name = made.name,
          .file = ModelPath::parse("fork.safetensors").value(),
          .dtype_name = made.dtype,
          .dtype = tensors::parse_dtype(made.dtype),
          .block_type = in_blocks && gguf::can_unpack(*type) ? type : nullptr,
          .is_gguf = in_blocks,
          .shape = made.shape,
          .begin = 0,
          .bytes = made.bytes.size()};
}

inline ReadAt reader_of(const std::string& bytes) {
  return [&bytes](std::uint64_t offset, std::span<std::byte> out) -> Status {
    if (offset > bytes.size() || out.size() > bytes.size() - offset)
      return Error{ErrorCode::io, "read behind the end of a tensor"};
    std::memcpy(out.data(), bytes.data() + offset, out.size());
    return done;
  };
}

inline Bases bases_of(const std::vector<std::vector<MadeShard>>& models) {
  std::vector<Base> bases;
  for (std::size_t i = 0; i < models.size(); ++i)
    bases.push_back(
        {.ledger = test::ledger_of(models[i], "base-" + std::to_string(i)), .verified = false, .pinned = true});
  return Bases(std::move(bases));
}

// As workflow goes about it, on one thread.
inline Outcome outcome_of(const Bases& bases, const std::vector<MadeTensor>& fork,
                          std::vector<std::uint64_t> heads = {}) {
  Seen seen;
  seen.links.resize(bases.size(), ledger::Link::unknown);
  for (const MadeTensor& made : fork) {
    seen.tensors.push_back(tensor_of(made));
    const ReadAt read = reader_of(made.bytes);
    const Exact exact = find_exact({bases, heads}, seen.tensors.back(), read).value();
    for (const LinkSeen& link : exact.links)
      seen.links[link.id] = link.link;
    seen.partners.push_back(exact.pieces.empty() ? find_partner(bases, seen.tensors.back(), read, heads).value()
                                                 : std::nullopt);
    seen.exact.emplace_back(exact);
  }
  const auto places = at_hand(bases, seen);
  for (Id id = 0; id < bases.size(); ++id) {
    if (!places[id] || seen.links[id] != ledger::Link::unknown) continue;
    const AtHand place = *places[id];
    seen.links[id] = check_link(bases, id, seen.tensors[place.tensor],
                                seen.exact[place.tensor]->pieces[place.piece].form, reader_of(fork[place.tensor].bytes))
                         .value();
  }
  return judge(bases, std::move(seen));
}

}  // namespace weightcheck::lineage
