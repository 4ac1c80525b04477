// SPDX-License-Identifier: Apache-2.0
// What an unpickler would do with some bytes, told by reading the opcodes of any protocol. Nothing is executed, nothing
// is built: strings are kept only because STACK_GLOBAL takes the names of what it imports from them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "evidence/budget.hpp"
#include "evidence/byte_reader.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t pickle_names_max = 8;            // kept to be shown
inline constexpr std::size_t pickle_name_bytes_max = 200;     // of one
inline constexpr std::uint64_t pickle_steps_max = 4'000'000;  // opcodes and sixteenths of lines, of one pickle
inline constexpr std::size_t pickle_values_max = std::size_t{1} << 20;  // on the stack, and remembered

enum class PickleEnd : std::uint8_t {
  stopped,  // STOP: the value is handed out
  refused,  // an unpickler ends with an error here; what was called before has run
  unread,   // a limit, or bytes that cannot be read: what follows is not known
};

struct PickleSeen {
  PickleEnd end = PickleEnd::refused;
  std::uint64_t at = 0;              // the offset behind the last opcode
  std::uint64_t opcodes = 0;         // that were whole
  bool has_protocol = false;         // PROTO is the first of them
  bool remembers = false;            // a value is put into the memo
  bool calls = false;                // REDUCE, INST, OBJ, NEWOBJ, NEWOBJ_EX or BUILD is reached
  std::vector<std::string> names{};  // raw, "module.name" of what is imported: those that no list knows come first
  std::uint64_t known = 0;           // imports of what only rebuilds tensors, arrays and containers
  std::uint64_t unknown = 0;         // all others

  // Opcodes make a pickle. Words that happen to begin like some do not: a pickle says so, or it calls something, or it
  // is whole and holds what only pickles have.
  [[nodiscard]] bool is_one() const;
  // An unpickler ends with an error before it imports or calls anything.
  [[nodiscard]] bool is_refused() const { return end == PickleEnd::refused && !calls && known == 0 && unknown == 0; }
  // It was read to its end, and imports nothing.
  [[nodiscard]] bool is_plain() const { return end == PickleEnd::stopped && !calls && known == 0 && unknown == 0; }
};

// One pickle that begins at `offset`. Steps are drawn from the budget, where there is one.
[[nodiscard]] PickleSeen read_pickle(ByteReader& bytes, std::uint64_t offset, Budget* budget);

// Several in a row, as torch.save wrote them before 1.6 and loops with pickle.load read them: what the first is, and
// the names and calls of all.
[[nodiscard]] PickleSeen read_pickles(ByteReader& bytes, std::uint64_t offset, Budget* budget);

// Is what this name imports known to rebuild tensors, arrays and plain containers, and to do nothing else?
[[nodiscard]] bool is_known_global(std::string_view name);

}  // namespace weightcheck::evidence
