// SPDX-License-Identifier: Apache-2.0
// The opcodes of CPython's Lib/pickle.py, protocols 0 to 5: what each takes from the bytes and from the stack. The only
// table of them here.
#pragma once

#include <array>
#include <cstdint>

namespace weightcheck::evidence {

enum class PickleArgument : std::uint8_t { none, bytes, line, number_line, text_line, length_1, length_4, length_8 };

enum class PickleDoes : std::uint8_t {
  refuse,  // not an opcode
  protocol,
  push,  // one value
  text,  // one value, which is the argument
  mark,
  to_mark,       // takes what stands above the last mark, and pushes one value
  to_mark_into,  // takes it into the value below, which stays
  drop_to_mark,
  take,  // takes `count` values and pushes one
  into,  // takes `count` values into the one below
  remember,
  recall,
  keep,  // looks at the topmost value
  twice,
  pop,
  nothing,
  end,
  import_lines,   // GLOBAL: two lines name what is imported
  import_values,  // STACK_GLOBAL: two values do
  import_number,  // EXT1 to EXT4: a number in copyreg's registry does
  call_lines,     // INST: two lines name it, the arguments stand above a mark
  call_mark,      // OBJ: it stands above a mark, with its arguments
  call_take,      // REDUCE, NEWOBJ: takes `count` values and pushes one
  call_into,      // BUILD: takes one value into the one below
};

struct PickleOpcode {
  char code = '\0';
  PickleDoes does = PickleDoes::refuse;
  PickleArgument argument = PickleArgument::none;
  std::uint8_t bytes = 0;  // of the argument
  std::uint8_t count = 0;  // of values
};

namespace pickle_table {
using enum PickleDoes;
using enum PickleArgument;
inline constexpr std::array opcodes = {
    PickleOpcode{'\x80', protocol, PickleArgument::bytes, 1},
    PickleOpcode{'(', mark},
    PickleOpcode{'.', end},
    PickleOpcode{'0', pop},
    PickleOpcode{'1', drop_to_mark},
    PickleOpcode{'2', twice},
    PickleOpcode{'F', push, number_line},
    PickleOpcode{'I', push, number_line},
    PickleOpcode{'L', push, number_line},
    PickleOpcode{'J', push, PickleArgument::bytes, 4},
    PickleOpcode{'K', push, PickleArgument::bytes, 1},
    PickleOpcode{'M', push, PickleArgument::bytes, 2},
    PickleOpcode{'G', push, PickleArgument::bytes, 8},
    PickleOpcode{'N', push},
    PickleOpcode{'}', push},
    PickleOpcode{']', push},
    PickleOpcode{')', push},
    PickleOpcode{'\x88', push},
    PickleOpcode{'\x89', push},
    PickleOpcode{'\x8f', push},
    PickleOpcode{'\x97', push},
    PickleOpcode{'B', push, length_4},
    PickleOpcode{'C', push, length_1},
    PickleOpcode{'\x8a', push, length_1},
    PickleOpcode{'\x8b', push, length_4},
    PickleOpcode{'\x8e', push, length_8},
    PickleOpcode{'\x96', push, length_8},
    PickleOpcode{'P', push, line},
    PickleOpcode{'Q', take, none, 0, 1},
    PickleOpcode{'S', text, text_line},
    PickleOpcode{'V', text, line},
    PickleOpcode{'T', text, length_4},
    PickleOpcode{'U', text, length_1},
    PickleOpcode{'X', text, length_4},
    PickleOpcode{'\x8c', text, length_1},
    PickleOpcode{'\x8d', text, length_8},
    PickleOpcode{'a', into, none, 0, 1},
    PickleOpcode{'s', into, none, 0, 2},
    PickleOpcode{'d', to_mark},
    PickleOpcode{'l', to_mark},
    PickleOpcode{'t', to_mark},
    PickleOpcode{'\x91', to_mark},
    PickleOpcode{'e', to_mark_into},
    PickleOpcode{'u', to_mark_into},
    PickleOpcode{'\x90', to_mark_into},
    PickleOpcode{'p', remember, number_line},
    PickleOpcode{'q', remember, PickleArgument::bytes, 1},
    PickleOpcode{'r', remember, PickleArgument::bytes, 4},
    PickleOpcode{'\x94', remember},
    PickleOpcode{'g', recall, number_line},
    PickleOpcode{'h', recall, PickleArgument::bytes, 1},
    PickleOpcode{'j', recall, PickleArgument::bytes, 4},
    PickleOpcode{'\x85', take, none, 0, 1},
    PickleOpcode{'\x86', take, none, 0, 2},
    PickleOpcode{'\x87', take, none, 0, 3},
    PickleOpcode{'\x95', nothing, PickleArgument::bytes, 8},
    PickleOpcode{'\x98', keep},
    PickleOpcode{'c', import_lines},
    PickleOpcode{'\x93', import_values},
    PickleOpcode{'\x82', import_number, PickleArgument::bytes, 1},
    PickleOpcode{'\x83', import_number, PickleArgument::bytes, 2},
    PickleOpcode{'\x84', import_number, PickleArgument::bytes, 4},
    PickleOpcode{'i', call_lines},
    PickleOpcode{'o', call_mark},
    PickleOpcode{'R', call_take, none, 0, 2},
    PickleOpcode{'\x81', call_take, none, 0, 2},
    PickleOpcode{'\x92', call_take, none, 0, 3},
    PickleOpcode{'b', call_into, none, 0, 1},
};
}  // namespace pickle_table

// By the byte; a byte that is not an opcode refuses.
[[nodiscard]] constexpr std::array<PickleOpcode, 256> pickle_opcodes() {
  std::array<PickleOpcode, 256> by_byte{};
  for (const PickleOpcode& opcode : pickle_table::opcodes)
    by_byte[static_cast<unsigned char>(opcode.code)] = opcode;
  return by_byte;
}

}  // namespace weightcheck::evidence
