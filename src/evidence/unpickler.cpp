// SPDX-License-Identifier: Apache-2.0
// The opcodes of CPython's Lib/pickle.py, protocols 0 to 5, with what each takes from the file and from the stack. An
// opcode that looks something up, calls it or asks the caller for an object ends the walk: from there on code may run.
// Values are not kept, only how many there are, so that "LIST without a mark" is an error here as it is there.
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "evidence/content_kind.hpp"

namespace weightcheck::evidence {
namespace {

enum class Argument : std::uint8_t { none, bytes, line, number_line, text_line, length_1, length_4, length_8 };
enum class Does : std::uint8_t {
  refuse,  // not an opcode
  run,     // may run code
  push,    // one value
  mark,
  to_mark,       // takes what stands above the last mark, and pushes one value
  to_mark_into,  // takes it into the value below, which stays
  take,          // takes `count` values and pushes one
  into,          // takes `count` values into the one below
  keep,          // looks at the topmost value
  pop,
  nothing,
  end,
};

struct Opcode {
  Does does = Does::refuse;
  Argument argument = Argument::none;
  std::uint8_t count = 0;  // of bytes, or of values
};

struct Named {
  char code;
  Opcode opcode;
};

constexpr std::array named = {
    Named{'(', {Does::mark}},
    Named{'.', {Does::end}},
    Named{'0', {Does::pop}},
    Named{'1', {Does::to_mark}},
    Named{'2', {Does::push}},
    Named{'F', {Does::push, Argument::number_line}},
    Named{'I', {Does::push, Argument::number_line}},
    Named{'L', {Does::push, Argument::number_line}},
    Named{'J', {Does::push, Argument::bytes, 4}},
    Named{'K', {Does::push, Argument::bytes, 1}},
    Named{'M', {Does::push, Argument::bytes, 2}},
    Named{'N', {Does::push}},
    Named{'S', {Does::push, Argument::text_line}},
    Named{'T', {Does::push, Argument::length_4}},
    Named{'U', {Does::push, Argument::length_1}},
    Named{'V', {Does::push, Argument::line}},
    Named{'X', {Does::push, Argument::length_4}},
    Named{'a', {Does::into, Argument::none, 1}},
    Named{'s', {Does::into, Argument::none, 2}},
    Named{'d', {Does::to_mark}},
    Named{'l', {Does::to_mark}},
    Named{'t', {Does::to_mark}},
    Named{'e', {Does::to_mark_into}},
    Named{'u', {Does::to_mark_into}},
    Named{'}', {Does::push}},
    Named{']', {Does::push}},
    Named{')', {Does::push}},
    Named{'p', {Does::keep, Argument::number_line}},
    Named{'q', {Does::keep, Argument::bytes, 1}},
    Named{'r', {Does::keep, Argument::bytes, 4}},
    Named{'g', {Does::push, Argument::number_line}},
    Named{'h', {Does::push, Argument::bytes, 1}},
    Named{'j', {Does::push, Argument::bytes, 4}},
    Named{'G', {Does::push, Argument::bytes, 8}},
    Named{'B', {Does::push, Argument::length_4}},
    Named{'C', {Does::push, Argument::length_1}},
    Named{'\x80', {Does::nothing, Argument::bytes, 1}},
    Named{'\x85', {Does::take, Argument::none, 1}},
    Named{'\x86', {Does::take, Argument::none, 2}},
    Named{'\x87', {Does::take, Argument::none, 3}},
    Named{'\x88', {Does::push}},
    Named{'\x89', {Does::push}},
    Named{'\x8a', {Does::push, Argument::length_1}},
    Named{'\x8b', {Does::push, Argument::length_4}},
    Named{'\x8c', {Does::push, Argument::length_1}},
    Named{'\x8d', {Does::push, Argument::length_8}},
    Named{'\x8e', {Does::push, Argument::length_8}},
    Named{'\x8f', {Does::push}},
    Named{'\x90', {Does::to_mark_into}},
    Named{'\x91', {Does::to_mark}},
    Named{'\x94', {Does::keep}},
    Named{'\x95', {Does::nothing, Argument::bytes, 8}},
    Named{'\x96', {Does::push, Argument::length_8}},
    Named{'\x97', {Does::push}},
    Named{'\x98', {Does::keep}},
    // Lookups, calls, and objects that the caller brings (PERSID is refused by every unpickler that defines none).
    Named{'c', {Does::run, Argument::line}},
    Named{'i', {Does::run, Argument::line}},
    Named{'P', {Does::run, Argument::line}},
    Named{'R', {Does::run, Argument::none, 2}},
    Named{'b', {Does::run, Argument::none, 2}},
    Named{'o', {Does::run, Argument::none, 2}},
    Named{'Q', {Does::run, Argument::none, 1}},
    Named{'\x81', {Does::run, Argument::none, 2}},
    Named{'\x92', {Does::run, Argument::none, 3}},
    Named{'\x93', {Does::run, Argument::none, 2}},
    Named{'\x82', {Does::run}},
    Named{'\x83', {Does::run}},
    Named{'\x84', {Does::run}},
};

Opcode opcode_of(char code) {
  const auto* found = std::ranges::find(named, code, &Named::code);
  return found == named.end() ? Opcode{} : found->opcode;
}

// A name that is looked up is a value like another where the question is whether something is called.
enum class Lookup : std::uint8_t { ends, is_a_value };

class Walk {
 public:
  Walk(std::string_view head, std::uint64_t size, Lookup lookup)
      : rest_(head), is_whole_(head.size() == size), lookup_(lookup) {}

  [[nodiscard]] bool has_called() const { return has_called_; }

  Unpickler run() {
    while (!rest_.empty()) {
      const char code = rest_.front();
      rest_.remove_prefix(1);
      const Opcode opcode = opcode_of(code);
      const auto ended = step(code, opcode);
      if (ended) return *ended;
    }
    return at_end();
  }

 private:
  // A file that is cut off is refused; of a longer one the rest is not known.
  [[nodiscard]] Unpickler at_end() const { return is_whole_ ? Unpickler::refuses : Unpickler::goes_on; }

  std::optional<Unpickler> step(char code, const Opcode& opcode) {
    const std::size_t above = values_ - (marks_.empty() ? 0 : marks_.back());
    switch (opcode.does) {
      case Does::refuse:
        return Unpickler::refuses;
      case Does::run:
        return code == 'c' || code == 'i' || code == 'P' ? looks_up(code) : calls(code, opcode.count, above);
      case Does::end:  // the value is handed out; what stands behind it, a loader may read as the next pickle
        return Unpickler::goes_on;
      default:
        break;
    }
    if (const auto ended = skip_argument(opcode)) return ended;
    return move_stack(opcode, above) ? std::nullopt : std::optional(Unpickler::refuses);
  }

  static bool may_stand_in_a_name(char c) { return !is_ascii(c) || is_alnum(c) || c == '_' || c == '.'; }

  // Two lines with the names of a module and of what is in it; of PERSID, one line.
  std::optional<Unpickler> looks_up(char code) {
    const std::size_t names = code == 'P' ? 1 : 2;
    for (std::size_t i = 0; i < names; ++i) {
      const std::size_t end = rest_.find('\n');
      if (end == std::string_view::npos) return code == 'P' ? Unpickler::refuses : at_end();
      const std::string_view name = rest_.substr(0, end);
      if (code != 'P' && !std::ranges::all_of(name, may_stand_in_a_name)) return Unpickler::refuses;
      rest_.remove_prefix(end + 1);
    }
    if (code == 'P') return Unpickler::refuses;
    if (lookup_ == Lookup::ends) return Unpickler::goes_on;
    if (code == 'i') return calls(code, 0, 0);
    ++values_;
    return std::nullopt;
  }

  // Of INST and OBJ the arguments stand above a mark.
  std::optional<Unpickler> calls(char code, std::size_t wanted, std::size_t above) {
    const bool to_mark = code == 'i' || code == 'o';
    if (above < wanted && !(code == 'o' && above > 0 && !marks_.empty())) return Unpickler::refuses;
    if (lookup_ == Lookup::is_a_value) {
      if (to_mark && marks_.empty()) return Unpickler::refuses;
      if (code == '\x93') {  // STACK_GLOBAL
        --values_;
        return std::nullopt;
      }
      has_called_ = code != 'Q' && code != '\x82' && code != '\x83' && code != '\x84';
    }
    return Unpickler::goes_on;
  }

  // Ends the walk where the argument does not end inside the head, or is none.
  std::optional<Unpickler> skip_argument(const Opcode& opcode) {
    std::uint64_t bytes = 0;
    switch (opcode.argument) {
      case Argument::none:
        return std::nullopt;
      case Argument::line:
      case Argument::number_line:
      case Argument::text_line:
        return skip_line(opcode.argument);
      case Argument::bytes:
        bytes = opcode.count;
        break;
      case Argument::length_1:
      case Argument::length_4:
      case Argument::length_8: {
        const std::size_t width = opcode.argument == Argument::length_1   ? 1
                                  : opcode.argument == Argument::length_4 ? 4
                                                                          : 8;
        if (rest_.size() < width) return at_end();
        for (std::size_t i = 0; i < width; ++i)
          bytes |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
        rest_.remove_prefix(width);
        break;
      }
    }
    if (bytes > rest_.size()) return at_end();
    rest_.remove_prefix(static_cast<std::size_t>(bytes));
    return std::nullopt;
  }

  std::optional<Unpickler> skip_line(Argument argument) {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      // The number of a line that ends beyond the head has to be one from its first byte on.
      return argument == Argument::number_line && !is_number_like(rest_.substr(0, 40)) ? Unpickler::refuses : at_end();
    }
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (argument == Argument::number_line && !is_number_like(line)) return Unpickler::refuses;
    const bool is_quoted = trimmed(line).size() >= 2 && (trimmed(line).front() == '\'' || trimmed(line).front() == '"');
    return argument == Argument::text_line && !is_quoted ? std::optional(Unpickler::refuses) : std::nullopt;
  }

  // As int() and float() read them, and more.
  static bool is_number_like(std::string_view line) {
    constexpr std::string_view others = "+-._xXeEL \t\r";
    const std::string low = lowered(trimmed(line));
    if (low == "nan" || low.find("inf") != std::string::npos) return true;
    return std::ranges::all_of(line,
                               [&](char c) { return is_hex_digit(c) || others.find(c) != std::string_view::npos; });
  }

  bool move_stack(const Opcode& opcode, std::size_t above) {
    switch (opcode.does) {
      case Does::push:
        ++values_;
        return true;
      case Does::mark:
        marks_.push_back(values_);
        return true;
      case Does::to_mark:
      case Does::to_mark_into:
        if (marks_.empty()) return false;
        values_ = marks_.back();
        marks_.pop_back();
        if (opcode.does == Does::to_mark) return ++values_ > 0;
        return values_ > (marks_.empty() ? 0 : marks_.back());
      case Does::take:
        values_ -= std::min<std::size_t>(values_, opcode.count);
        return ++values_ > 0 && above >= opcode.count;
      case Does::into:
        values_ -= std::min<std::size_t>(values_, opcode.count);
        return above > opcode.count;
      case Does::keep:
        return above > 0;
      case Does::pop:
        if (above > 0) return values_-- > 0;
        if (marks_.empty()) return false;
        marks_.pop_back();
        return true;
      default:
        return true;
    }
  }

  std::string_view rest_;
  bool is_whole_;
  Lookup lookup_;
  bool has_called_ = false;
  std::size_t values_ = 0;
  std::vector<std::size_t> marks_;  // how many values stood below each
};

}  // namespace

Unpickler unpickle(ByteSpan head, std::uint64_t size) { return Walk(text_of(head), size, Lookup::ends).run(); }

bool calls_when_unpickled(ByteSpan head, std::uint64_t size) {
  Walk walk(text_of(head), size, Lookup::is_a_value);
  return walk.run() == Unpickler::goes_on && walk.has_called();
}

}  // namespace weightcheck::evidence
