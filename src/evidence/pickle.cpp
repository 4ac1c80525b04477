// SPDX-License-Identifier: Apache-2.0
// The machine of CPython's Lib/pickle.py, less the values: how many stand on the stack and where its marks are decides
// whether an opcode is refused, as it does there. Where CPython's two unpicklers differ, the one that goes on is
// followed. PERSID and BINPERSID are values: torch.load brings the objects that they ask for.
#include "evidence/pickle.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "base/ascii.hpp"
#include "evidence/pickle_opcodes.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::array<PickleOpcode, 256> opcodes = pickle_opcodes();
constexpr std::size_t window_bytes = std::size_t{64} << 10;
constexpr std::size_t line_bytes_kept = 512;   // no name of a module is longer
constexpr std::size_t texts_max = 100'000;     // that are kept because they may be names
constexpr std::uint64_t steps_at_once = 1024;  // that are drawn from the budget
constexpr std::uint64_t steps_a_name = 20;     // which is looked up in the lists
constexpr std::uint32_t no_text = 0;

// A cursor over the bytes, which reads them in windows and skips what nobody asks for.
class Cursor {
 public:
  Cursor(ByteReader& bytes, std::uint64_t at) : bytes_(bytes), at_(at) {}

  [[nodiscard]] std::uint64_t at() const { return at_; }
  [[nodiscard]] bool is_at_end() const { return at_ >= bytes_.size(); }
  [[nodiscard]] bool has_failed() const { return failed_; }
  [[nodiscard]] std::uint64_t left() const { return is_at_end() ? 0 : bytes_.size() - at_; }
  void skip(std::uint64_t count) { at_ += count; }

  // What is in the window from here on; empty at the end, and where it cannot be read.
  [[nodiscard]] std::string_view window() {
    if (at_ < begin_ || at_ >= begin_ + buffer_.size()) fill();
    return at_ < begin_ ? std::string_view()
                        : std::string_view(buffer_).substr(
                              std::min<std::size_t>(static_cast<std::size_t>(at_ - begin_), buffer_.size()));
  }

  // `count` bytes that are few; shorter only where they end or cannot be read.
  [[nodiscard]] std::string take(std::size_t count) {
    std::string taken;
    while (taken.size() < count) {
      const std::string_view here = window().substr(0, count - taken.size());
      if (here.empty()) break;
      taken.append(here);
      at_ += here.size();
    }
    return taken;
  }

 private:
  void fill() {
    begin_ = at_;
    buffer_.clear();
    if (failed_ || is_at_end()) return;
    auto read = bytes_.read(at_, window_bytes);
    failed_ = !read.ok();
    if (read.ok()) buffer_ = *std::move(read);
  }

  ByteReader& bytes_;
  std::uint64_t at_;
  std::uint64_t begin_ = 0;
  std::string buffer_;
  bool failed_ = false;
};

// The C unpickler hands a line to strtol(), PyLong_FromString() or PyOS_string_to_double(), for which it ends at a NUL.
std::string_view before_nul(std::string_view line) { return line.substr(0, line.find('\0')); }

// The beginning of what these and int() and float() read as a number, or more than that.
bool may_begin_number(std::string_view line) {
  constexpr std::string_view spaces = " \t\r\v\f", others = "+-._xXoOlL";
  std::string_view number = trimmed(before_nul(line), spaces);
  if (number.starts_with('+') || number.starts_with('-')) number.remove_prefix(1);
  const std::string low = lowered(number);
  if (std::string_view("infinity").starts_with(low) || std::string_view("nan").starts_with(low)) return true;
  return std::ranges::all_of(number, [&](char c) {
    return is_hex_digit(c) || others.find(c) != std::string_view::npos || spaces.find(c) != std::string_view::npos;
  });
}

// No module is found under a name that holds these, and prose does.
bool may_be_imported(std::string_view module) {
  constexpr std::string_view never = "()[]{},;:'\"\\/<>=*#!?|&";
  return !module.empty() && module.size() < line_bytes_kept && std::ranges::none_of(module, [&](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || never.find(c) != std::string_view::npos;
  });
}

bool is_quote_begun(std::string_view line) {
  const std::string_view inner = trimmed(line);
  return inner.starts_with('\'') || inner.starts_with('"');
}

class Machine {
 public:
  Machine(ByteReader& bytes, std::uint64_t offset, Budget* budget) : cursor_(bytes, offset), budget_(budget) {}

  PickleSeen run() && {
    while (!ended_) {
      const std::string_view here = cursor_.window();
      if (here.empty()) {
        refuse_or_unread();
        break;
      }
      const PickleOpcode& opcode = opcodes[static_cast<unsigned char>(here.front())];
      if (!can_step()) break;
      cursor_.skip(1);
      is_first_ = seen_.opcodes == 0;
      step(opcode);
      if (!ended_ || seen_.end == PickleEnd::stopped) {
        ++seen_.opcodes;
        seen_.at = cursor_.at();
      }
    }
    return std::move(seen_);
  }

 private:
  void end_with(PickleEnd end) {
    ended_ = true;
    seen_.end = end;
  }
  void refuse() { end_with(PickleEnd::refused); }
  // The bytes end: an unpickler has an error, unless there are more that could not be read.
  void refuse_or_unread() { end_with(cursor_.has_failed() ? PickleEnd::unread : PickleEnd::refused); }

  bool can_step(std::uint64_t steps = 1) {
    steps_ += steps;
    const bool is_due = steps_ >= paid_ + steps_at_once;
    if (is_due && budget_ != nullptr && !budget_->draw(Cost::steps, steps_ - paid_).ok()) end_with(PickleEnd::unread);
    if (is_due) paid_ = steps_;
    if (steps_ > pickle_steps_max || stack_.size() > pickle_values_max || memo_.size() > pickle_values_max)
      end_with(PickleEnd::unread);
    return !ended_;
  }

  [[nodiscard]] std::size_t above() const { return stack_.size() - (marks_.empty() ? 0 : marks_.back()); }

  void step(const PickleOpcode& opcode) {
    using enum PickleDoes;
    switch (opcode.does) {
      case refuse:
        return this->refuse();
      case end:
        return stack_.empty() ? this->refuse() : end_with(PickleEnd::stopped);
      case import_lines:
      case call_lines:
        return name_by_lines(opcode.does == call_lines);
      case import_values:
        return name_by_values();
      default:
        break;
    }
    const auto argument = take_argument(opcode);
    if (argument && !ended_) move(opcode, *argument);
  }

  // What of the argument may be a name or a number; none where it does not end, or is none.
  std::optional<std::string> take_argument(const PickleOpcode& opcode) {
    using enum PickleArgument;
    switch (opcode.argument) {
      case none:
        return "";
      case line:
      case number_line:
      case text_line:
        return take_text_line(opcode.argument);
      case bytes:
        return take_bytes(opcode.bytes);
      case length_1:
        return take_counted(1);
      case length_4:
        return take_counted(4);
      case length_8:
        return take_counted(8);
    }
    return "";
  }

  std::optional<std::string> take_bytes(std::size_t count) {
    std::string taken = cursor_.take(count);
    if (taken.size() == count) return taken;
    refuse_or_unread();
    return std::nullopt;
  }

  std::optional<std::string> take_counted(std::size_t width) {
    const auto length = take_bytes(width);
    if (!length) return std::nullopt;
    const std::uint64_t count = little_endian(*length, 0, width);
    if (count > cursor_.left()) {
      refuse();
      return std::nullopt;
    }
    if (count <= pickle_name_bytes_max) return take_bytes(static_cast<std::size_t>(count));
    cursor_.skip(count);
    return std::string(pickle_name_bytes_max + 1, '?');  // too long for a name that is known
  }

  // Without its end; of a long one the beginning, and nothing where that cannot begin such a line.
  std::optional<std::string> take_line(bool (*may_begin)(std::string_view)) {
    std::string kept;
    while (true) {
      const std::string_view here = cursor_.window();
      const std::size_t end = here.find('\n');
      const std::string_view part = here.substr(0, end);
      kept.append(part.substr(0, line_bytes_kept - std::min(line_bytes_kept, kept.size())));
      if (here.empty()) refuse_or_unread();
      if (here.empty() || !can_step(part.size() / 16)) return std::nullopt;
      if (!may_begin(kept)) {
        refuse();
        return std::nullopt;
      }
      cursor_.skip(part.size() + (end == std::string_view::npos ? 0 : 1));
      if (end != std::string_view::npos) return kept;
    }
  }

  std::optional<std::string> take_text_line(PickleArgument argument) {
    if (argument == PickleArgument::number_line) {
      const auto number = take_line(may_begin_number);
      return number ? std::optional<std::string>(before_nul(*number)) : std::nullopt;
    }
    if (argument == PickleArgument::line) return take_line([](std::string_view) { return true; });
    const auto line = take_line(is_quote_begun);
    if (!line) return std::nullopt;
    const std::string_view inner = trimmed(*line);
    if (inner.size() < 2) refuse();
    return inner.size() < 2 ? std::nullopt : std::optional<std::string>(inner.substr(1, inner.size() - 2));
  }

  void move(const PickleOpcode& opcode, const std::string& argument) {
    using enum PickleDoes;
    switch (opcode.does) {
      case protocol:
        if (argument.front() < 0 || argument.front() > 5) return this->refuse();
        seen_.has_protocol = seen_.has_protocol || is_first_;
        return;
      case push:
        return stack_.push_back(no_text);
      case text:
        return stack_.push_back(kept(argument));
      case mark:
        return marks_.push_back(stack_.size());
      case take:
      case call_take:
        seen_.calls = seen_.calls || (opcode.does == call_take && above() >= opcode.count);
        if (above() < opcode.count) return this->refuse();
        stack_.resize(stack_.size() - opcode.count);
        return stack_.push_back(no_text);
      case into:
      case call_into:
        seen_.calls = seen_.calls || (opcode.does == call_into && above() > opcode.count);
        if (above() <= opcode.count) return this->refuse();
        return stack_.resize(stack_.size() - opcode.count);
      case import_number:
        name("copyreg extension " + std::to_string(little_endian(argument, 0, argument.size())));
        return stack_.push_back(no_text);
      case to_mark:
      case to_mark_into:
      case drop_to_mark:
      case call_mark:
        return move_to_mark(opcode.does);
      default:
        return move_one(opcode, argument);
    }
  }

  void move_to_mark(PickleDoes does) {
    if (marks_.empty()) return refuse();
    if (does == PickleDoes::call_mark && above() == 0) return refuse();
    if (does == PickleDoes::call_mark) seen_.calls = true;
    stack_.resize(marks_.back());
    marks_.pop_back();
    if (does == PickleDoes::to_mark || does == PickleDoes::call_mark) stack_.push_back(no_text);
    if (does == PickleDoes::to_mark_into && above() == 0) refuse();
  }

  void move_one(const PickleOpcode& opcode, const std::string& argument) {
    using enum PickleDoes;
    if (opcode.does == recall) {
      const auto known = memo_.find(place_of(opcode, argument));
      return stack_.push_back(known == memo_.end() ? no_text : known->second);
    }
    if (opcode.does == nothing) return;
    if (opcode.does == pop && above() == 0 && !marks_.empty()) return marks_.pop_back();
    if (above() == 0) return this->refuse();
    if (opcode.does == pop) stack_.pop_back();
    if (opcode.does == twice) stack_.push_back(stack_.back());
    if (opcode.does == remember) {
      memo_[place_of(opcode, argument)] = stack_.back();
      seen_.remembers = true;
    }
  }

  // MEMOIZE counts what is remembered already.
  [[nodiscard]] std::uint64_t place_of(const PickleOpcode& opcode, const std::string& argument) const {
    if (opcode.argument == PickleArgument::none) return memo_.size();
    if (opcode.argument == PickleArgument::bytes) return little_endian(argument, 0, argument.size());
    std::uint64_t place = 0;
    for (const char c : argument) {
      if (is_digit(c)) place = place * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return place;
  }

  std::uint32_t kept(const std::string& text) {
    const auto known = places_.find(text);
    if (known != places_.end()) return known->second;
    if (texts_.size() >= texts_max || text.size() > pickle_name_bytes_max) return no_text;
    texts_.push_back(text);
    const auto place = static_cast<std::uint32_t>(texts_.size());
    places_.emplace(text, place);
    return place;
  }

  void name_by_lines(bool is_call) {
    const auto module = take_line(may_be_imported);
    if (!module) return;
    const auto attribute = take_line(may_be_imported);
    if (!attribute) return;
    if (is_call && marks_.empty()) return refuse();
    name(*module + "." + *attribute);
    if (!is_call) return stack_.push_back(no_text);
    seen_.calls = true;
    stack_.resize(marks_.back());
    marks_.pop_back();
    stack_.push_back(no_text);
  }

  void name_by_values() {
    if (above() < 2) return refuse();
    const auto text_at = [&](std::size_t from_top) {
      const std::uint32_t text = stack_[stack_.size() - from_top];
      return text == no_text ? std::string("(made while it is loaded)") : texts_[text - 1];
    };
    name(text_at(2) + "." + text_at(1));
    stack_.pop_back();
    stack_.back() = no_text;
  }

  void name(const std::string& full) {
    const bool known = is_known_global(full);
    ++(known ? seen_.known : seen_.unknown);
    if (!can_step(steps_a_name)) return;
    const std::string shown = full.substr(0, pickle_name_bytes_max);
    if (std::ranges::find(seen_.names, shown) != seen_.names.end()) return;
    if (!known) {
      const auto first_known = std::ranges::find_if(seen_.names, is_known_global);
      seen_.names.insert(first_known, shown);
    } else {
      seen_.names.push_back(shown);
    }
    if (seen_.names.size() > pickle_names_max) seen_.names.pop_back();
  }

  Cursor cursor_;
  Budget* budget_;
  PickleSeen seen_;
  bool ended_ = false;
  bool is_first_ = false;
  std::uint64_t steps_ = 0, paid_ = 0;
  std::vector<std::uint32_t> stack_;  // the place of a text, from 1 on, or no_text
  std::vector<std::size_t> marks_;    // how many values stood below each
  std::map<std::uint64_t, std::uint32_t> memo_;
  std::vector<std::string> texts_;
  std::map<std::string, std::uint32_t, std::less<>> places_;
};

}  // namespace

PickleSeen read_pickle(ByteReader& bytes, std::uint64_t offset, Budget* budget) {
  return Machine(bytes, offset, budget).run();
}

}  // namespace weightcheck::evidence
