// SPDX-License-Identifier: Apache-2.0
// numpy/lib/format.py: "\x93NUMPY", two bytes of version, the header's length in two bytes (version 1) or four, and a
// Python literal, {'descr': TYPE, 'fortran_order': BOOL, 'shape': (N, ...)}. TYPE is a string, or a list of fields
// ('name', TYPE[, shape]), or a pair (TYPE, shape); a name may be a pair (title, name). Every string that is neither a
// key nor a name is held for a type.
#include "evidence/npy_header.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "evidence/byte_reader.hpp"

namespace weightcheck::evidence {
namespace {

NpyHolds kind_of_type(std::string_view type) {
  if (!type.empty() && std::string_view("<>|=").find(type.front()) != std::string_view::npos) type.remove_prefix(1);
  if (type == "O" || (type.size() == 2 && type.front() == 'O' && is_digit(type.back()))) return NpyHolds::objects;
  constexpr std::string_view plain = "?bBhHiIlLqQefdgFDGuUSaVcmM";
  if (type.empty() || plain.find(type.front()) == std::string_view::npos) return NpyHolds::unknown;
  const std::size_t after = type.find_first_not_of("0123456789", 1);
  if (after == std::string_view::npos) return NpyHolds::plain;
  const std::string_view unit = type.substr(after);  // of dates: "[ns]", "[25s]"
  const bool is_unit = (type.front() == 'm' || type.front() == 'M') && unit.size() > 2 && unit.front() == '[' &&
                       unit.back() == ']' && std::ranges::all_of(unit.substr(1, unit.size() - 2), is_alnum);
  return is_unit ? NpyHolds::plain : NpyHolds::unknown;
}

class Header {
 public:
  explicit Header(std::string_view text) : text_(text) {}

  NpyHolds run() {
    while (at_ < text_.size() && holds_ != NpyHolds::unknown) {
      const char c = text_[at_];
      if (c == '\'' || c == '"') {
        read_string(c);
      } else if (c == '{' || c == '[' || c == '(') {
        open(c);
        ++at_;
      } else if (c == '}' || c == ']' || c == ')') {
        if (open_.empty()) return NpyHolds::unknown;
        open_.pop_back();
        ++at_;
      } else if (is_alnum(c)) {
        read_word();
      } else {
        constexpr std::string_view others = ",:- \t\r\n";
        if (others.find(c) == std::string_view::npos) return NpyHolds::unknown;
        ++at_;
      }
    }
    return open_.empty() && saw_type_ ? holds_ : NpyHolds::unknown;
  }

 private:
  struct Level {
    char bracket;
    bool is_field;  // directly in a list
    bool is_name;   // in the first place of a field
    std::size_t values = 0;
  };

  void open(char bracket) {
    const bool in_list = !open_.empty() && open_.back().bracket == '[';
    const bool at_name = !open_.empty() && open_.back().is_field && open_.back().values == 0;
    if (!open_.empty()) ++open_.back().values;
    open_.push_back({.bracket = bracket, .is_field = bracket == '(' && in_list, .is_name = bracket == '(' && at_name});
  }

  void read_string(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos || open_.empty()) return give_up();
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (value.find('\\') != std::string_view::npos) return give_up();
    const bool is_name = open_.back().is_name || (open_.back().is_field && open_.back().values == 0);
    ++open_.back().values;
    const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
    const char follows = next == std::string_view::npos ? '\0' : text_[next];
    if (follows == '\'' || follows == '"') return give_up();  // Python joins the two
    if (is_name || (follows == ':' && open_.back().bracket == '{')) return;
    saw_type_ = true;
    const NpyHolds kind = kind_of_type(value);
    if (kind != NpyHolds::plain) holds_ = kind;
  }

  // Numbers, which Python 2 ended with an L, and the three words that literals have.
  void read_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_alnum(text_[at_]))
      ++at_;
    std::string_view word = text_.substr(begin, at_ - begin);
    if (!open_.empty()) ++open_.back().values;
    if (word == "True" || word == "False" || word == "None") return;
    if (word.ends_with('L')) word.remove_suffix(1);
    if (word.empty() || !std::ranges::all_of(word, is_digit)) give_up();
  }

  void give_up() { holds_ = NpyHolds::unknown; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Level> open_;
  NpyHolds holds_ = NpyHolds::plain;
  bool saw_type_ = false;
};

// What stands behind the last key of this name, as Python takes it.
std::string_view value_of(std::string_view header, std::string_view key) {
  for (std::size_t at = header.rfind(key); at != std::string_view::npos && at > 0; at = header.rfind(key, at - 1)) {
    std::string_view rest = header.substr(at + key.size());
    const bool is_quoted =
        !rest.empty() && rest.front() == header[at - 1] && (rest.front() == '\'' || rest.front() == '"');
    if (!is_quoted) continue;
    rest = trimmed(rest.substr(1));
    if (rest.starts_with(':')) return trimmed(rest.substr(1));
  }
  return {};
}

std::optional<std::uint64_t> number_at(std::string_view text) {
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  constexpr std::size_t digits_max = 18;
  if (digits.empty() || digits.size() > digits_max) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : digits)
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return number;
}

// "'<f4'": numpy writes the bytes of an element behind the letter, and of text the characters, which have four each.
std::optional<std::uint64_t> bytes_of_element(std::string_view descr) {
  if (descr.empty() || (descr.front() != '\'' && descr.front() != '"')) return std::nullopt;
  std::string_view type = descr.substr(1, descr.find(descr.front(), 1) - 1);
  if (!type.empty() && std::string_view("<>|=").find(type.front()) != std::string_view::npos) type.remove_prefix(1);
  if (type.empty()) return std::nullopt;
  const auto number = number_at(type.substr(1));
  return number ? std::optional(*number * (type.front() == 'U' ? 4 : 1)) : std::nullopt;
}

std::optional<std::uint64_t> bytes_of_array(std::string_view header) {
  std::string_view shape = value_of(header, "shape");
  auto bytes = bytes_of_element(value_of(header, "descr"));
  if (!bytes || !shape.starts_with('(')) return std::nullopt;
  shape = shape.substr(1, shape.find(')') - 1);
  while (!(shape = trimmed(shape)).empty()) {
    const auto number = number_at(shape);
    if (!number || __builtin_mul_overflow(*bytes, *number, &*bytes)) return std::nullopt;
    const std::size_t comma = shape.find(',');
    shape.remove_prefix(comma == std::string_view::npos ? shape.size() : comma + 1);
  }
  return bytes;
}

}  // namespace

std::optional<NpyHeader> read_npy_header(std::string_view head) {
  if (!head.starts_with(npy_mark) || head.size() < 8) return std::nullopt;
  const std::size_t width = head[6] == '\1' ? 2 : 4, begin = 8 + width;
  if (head.size() < begin) return NpyHeader{.holds = NpyHolds::unknown, .end = head.size()};
  const std::uint64_t length = little_endian(head, 8, width);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(length, head.size() - begin));
  const std::string_view text = head.substr(begin, size);
  return NpyHeader{.holds = Header(text).run(), .end = begin + size, .bytes = bytes_of_array(text)};
}

}  // namespace weightcheck::evidence
