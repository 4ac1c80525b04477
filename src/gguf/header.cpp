// SPDX-License-Identifier: Apache-2.0
// One pass over the bytes. Whatever a length or a count says is held against its limit and against the bytes that are
// here before anything is done with it.
#include "gguf/header.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"

namespace weightcheck::gguf {
namespace {

using tensors::NameLookup;

constexpr std::string_view magic = "GGUF";
constexpr std::size_t shown_bytes_max = 200;                   // of a name in a message
constexpr std::size_t text_bytes_max = std::size_t{64} << 10;  // of a text that is no template: its beginning is kept
constexpr std::size_t bytes_an_entry = 100;                    // of memory, beside its bytes
constexpr std::uint64_t stop_interval = 1 << 16;               // values between two looks at whether to go on

// The types of values, by their numbers.
enum class Kind : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64 };
constexpr std::array<std::uint64_t, 13> kind_bytes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

std::uint64_t bytes_of_kind(Kind kind) { return kind_bytes.at(static_cast<std::size_t>(kind)); }

std::string named(std::string_view name) { return in_quotes(name, shown_bytes_max); }

// Nothing where the product or the sum is over 2^63: ggml counts in signed numbers.
std::optional<std::uint64_t> bounded(std::uint64_t number) {
  return number <= std::uint64_t{std::numeric_limits<std::int64_t>::max()} ? std::optional(number) : std::nullopt;
}
std::optional<std::uint64_t> product(std::uint64_t left, std::uint64_t right) {
  std::uint64_t made = 0;
  return __builtin_mul_overflow(left, right, &made) ? std::nullopt : bounded(made);
}
std::optional<std::uint64_t> padded(std::uint64_t size, std::uint64_t alignment) {
  std::uint64_t made = 0;
  return __builtin_add_overflow(size, (alignment - size % alignment) % alignment, &made) ? std::nullopt : bounded(made);
}

class Parser {
 public:
  Parser(ByteSpan head, const std::stop_token& stop) : head_(head), stop_(stop) {}

  Parsed run() {
    if (read_front() && read_pairs() && read_alignment() && read_tensors()) finish();
    return std::move(out_);
  }

 private:
  // Every one of these returns false, or nothing, where the header is at fault or ends here.
  bool refuse(std::string_view error, std::string detail) {
    if (!out_.fault) out_.fault = tensors::Rejection{error, std::move(detail)};
    return false;
  }

  bool has(std::uint64_t bytes) {
    if (bytes <= head_.size() - at_) return true;
    out_.needed = at_ + bytes;  // both far below 2^63
    return false;
  }

  bool goes_on() {
    return ++steps_ % stop_interval != 0 || !stop_.stop_requested() || refuse("stopped", "reading was stopped");
  }

  bool skip(std::uint64_t bytes) {
    if (!has(bytes)) return false;
    at_ += static_cast<std::size_t>(bytes);
    return true;
  }

  template <typename Number>
  std::optional<Number> number() {
    if (!has(sizeof(Number))) return std::nullopt;
    std::make_unsigned_t<Number> value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
      const std::size_t place = out_.header.is_big_endian ? sizeof(Number) - 1 - i : i;
      value |= static_cast<std::make_unsigned_t<Number>>(std::to_integer<std::uint64_t>(head_[at_ + i]) << (8 * place));
    }
    at_ += sizeof(Number);
    return static_cast<Number>(value);
  }

  std::optional<std::string_view> string(std::uint64_t bytes_max, std::string_view what) {
    const auto length = number<std::uint64_t>();
    if (!length) return std::nullopt;
    if (*length > bytes_max) {
      refuse("length over the limit", std::string(what) + " of " + with_commas(*length) +
                                          " bytes is over the limit of " + with_commas(bytes_max));
      return std::nullopt;
    }
    if (!has(*length)) return std::nullopt;
    const auto text = text_of(head_.subspan(at_, static_cast<std::size_t>(*length)));
    at_ += text.size();
    return text;
  }

  void note(std::string_view predicate, std::string_view example) {
    const auto known = std::ranges::find(out_.oddities, predicate, &tensors::Oddity::predicate);
    if (known != out_.oddities.end()) {
      ++known->count;
      return;
    }
    out_.oddities.push_back(
        {.predicate = predicate, .count = 1, .example = printable(example.substr(0, shown_bytes_max))});
  }

  bool read_front() {
    if (!has(magic.size() + sizeof(std::uint32_t))) return false;
    if (!text_of(head_).starts_with(magic)) return refuse("wrong magic", "the file does not begin with GGUF");
    at_ = magic.size();
    std::uint32_t version = *number<std::uint32_t>();
    if ((version & 0xFFFF) == 0 && version != 0) {
      out_.header.is_big_endian = true;
      at_ = magic.size();
      version = *number<std::uint32_t>();
      note("is written for big-endian machines, and loaders on others refuse it", "");
    }
    if (version == 1) return refuse("unsupported version", "version 1 has been given up: loaders of today refuse it");
    if (version != 2 && version != 3)
      return refuse("unsupported version", "version " + std::to_string(version) + " is neither 2 nor 3");
    out_.header.version = version;
    const auto tensors = number<std::uint64_t>();
    const auto pairs = tensors ? number<std::uint64_t>() : std::nullopt;
    if (!pairs) return false;
    tensor_count_ = *tensors;
    pair_count_ = *pairs;
    if (tensor_count_ > tensors_max)
      return refuse("count over the limit",
                    with_commas(tensor_count_) + " tensors are over the limit of " + with_commas(tensors_max));
    if (pair_count_ > pairs_max)
      return refuse("count over the limit",
                    with_commas(pair_count_) + " entries of metadata are over the limit of " + with_commas(pairs_max));
    return true;
  }

  bool read_pairs() {
    tensors::NameList keys;
    NameLookup lookup;
    for (std::uint64_t i = 0; i < pair_count_; ++i) {
      const auto key = string(key_bytes_max, "a key");
      if (!key) return false;
      if (!lookup.find_or_add(keys, *key).is_new)
        return refuse("repeated key", "the key " + named(*key) + " is given twice");
      const auto kind = read_kind(*key);
      if (!kind || !read_value(*key, *kind)) return false;
    }
    return true;
  }

  std::optional<Kind> read_kind(std::string_view key) {
    const auto kind = number<std::uint32_t>();
    if (!kind) return std::nullopt;
    if (*kind < kind_bytes.size()) return static_cast<Kind>(*kind);
    refuse("unknown type of a value", "the value of " + named(key) + " has the unknown type " + std::to_string(*kind));
    return std::nullopt;
  }

  bool read_value(std::string_view key, Kind kind) {
    if (key == "general.alignment") alignment_kind_ = kind;
    if (kind == Kind::array) return read_array(key, 1);
    if (kind == Kind::string) {
      const auto text = string(string_bytes_max, "the value of " + named(key));
      if (text) keep_text(key, *text);
      return text.has_value();
    }
    if (must_be_text(key)) note("gives as a number what has to be text", key);
    const std::size_t begin = at_;
    if (!skip(bytes_of_kind(kind))) return false;
    if (kind == Kind::boolean && std::to_integer<unsigned>(head_[begin]) > 1)
      note("has a truth value that is neither 0 nor 1", key);
    if (const auto value = whole_number(begin, kind)) out_.header.numbers[std::string(key)] = {*value};
    return true;
  }

  // What declares something: a license or an origin that is no text would go unseen.
  static bool must_be_text(std::string_view key) {
    return key == "general.architecture" || key == "general.license" || is_chat_template_key(key);
  }

  std::optional<std::uint64_t> whole_number(std::size_t begin, Kind kind) {
    if (kind == Kind::f32 || kind == Kind::f64 || kind == Kind::boolean) return std::nullopt;
    const std::size_t end = std::exchange(at_, begin);
    std::optional<std::int64_t> value;
    if (kind == Kind::u8) value = number<std::uint8_t>();
    if (kind == Kind::i8) value = number<std::int8_t>();
    if (kind == Kind::u16) value = number<std::uint16_t>();
    if (kind == Kind::i16) value = number<std::int16_t>();
    if (kind == Kind::u32) value = number<std::uint32_t>();
    if (kind == Kind::i32) value = number<std::int32_t>();
    if (kind == Kind::i64) value = number<std::int64_t>();
    std::optional<std::uint64_t> whole;
    if (kind == Kind::u64) whole = number<std::uint64_t>();
    if (value && *value >= 0) whole = static_cast<std::uint64_t>(*value);
    at_ = end;
    return whole;
  }

  bool read_array(std::string_view key, std::uint32_t depth) {
    if (must_be_text(key)) note("gives as a list what has to be text", key);
    const auto kind = read_kind(key);
    const auto count = kind ? number<std::uint64_t>() : std::nullopt;
    if (!count) return false;
    if (*count > array_elements_max)
      return refuse("count over the limit", "the array " + named(key) + " of " + with_commas(*count) +
                                                " elements is over the limit of " + with_commas(array_elements_max));
    if (*kind == Kind::string) return skip_strings(key, *count);
    if (*kind == Kind::array) return read_arrays(key, *count, depth);
    const std::size_t begin = at_;
    const std::uint64_t each = bytes_of_kind(*kind);
    if (!skip(*count * each)) return false;
    if (*count > kept_numbers_max || key.starts_with("tokenizer.") || depth > 1) return true;
    std::vector<std::uint64_t> all;
    for (std::uint64_t i = 0; i < *count; ++i) {
      const auto value = whole_number(begin + static_cast<std::size_t>(i * each), *kind);
      if (!value) return true;
      all.push_back(*value);
    }
    out_.header.numbers[std::string(key)] = std::move(all);
    return true;
  }

  bool skip_strings(std::string_view key, std::uint64_t count) {
    const std::string what = "a text of " + named(key);
    for (std::uint64_t i = 0; i < count; ++i) {
      if (!goes_on() || !string(string_bytes_max, what)) return false;
    }
    return true;
  }

  bool read_arrays(std::string_view key, std::uint64_t count, std::uint32_t depth) {
    note("holds an array of arrays, which llama.cpp refuses", key);
    if (depth == array_depth_max)
      return refuse("nesting over the limit", "the array " + named(key) + " is nested deeper than the limit of " +
                                                  std::to_string(array_depth_max));
    for (std::uint64_t i = 0; i < count; ++i) {
      if (!goes_on() || !read_array(key, depth + 1)) return false;
    }
    return true;
  }

  void keep_text(std::string_view key, std::string_view value) {
    if (!is_chat_template_key(key)) value = value.substr(0, text_bytes_max);
    const std::size_t bytes = key.size() + value.size() + bytes_an_entry;
    if (bytes > limits::header_metadata_bytes_max - kept_bytes_) {
      ++out_.header.texts_omitted;
      return;
    }
    kept_bytes_ += bytes;
    out_.header.texts.emplace(key, value);
  }

  bool read_alignment() {
    if (!alignment_kind_) return true;
    const auto given = out_.header.numbers.find("general.alignment");
    const std::uint64_t value = given == out_.header.numbers.end() || given->second.size() != 1 ? 0 : given->second[0];
    if (alignment_kind_ != Kind::u32 || !std::has_single_bit(value) || value > alignment_max)
      return refuse("bad alignment", "general.alignment has to be a power of two in 32 bits, at most " +
                                         with_commas(alignment_max) + ", and is " + std::to_string(value));
    out_.header.alignment = value;
    return true;
  }

  bool read_tensors() {
    NameLookup lookup;
    for (std::uint64_t i = 0; i < tensor_count_; ++i) {
      if (!goes_on()) return false;
      const auto name = string(key_bytes_max, "the name of a tensor");
      if (!name) return false;
      if (name->size() > name_bytes_max)
        return refuse("name over the limit", "the tensor " + named(*name) + " has a name of " +
                                                 std::to_string(name->size()) + " bytes, and ggml takes " +
                                                 std::to_string(name_bytes_max));
      const auto placed = lookup.find_or_add(out_.header.names, *name);
      if (!placed.is_new) return refuse("repeated tensor", "the tensor " + named(*name) + " is described twice");
      Tensor tensor;
      tensor.name = placed.number;
      if (!read_dimensions(*name, tensor) || !read_place(*name, tensor)) return false;
      out_.header.tensors.push_back(tensor);
    }
    return true;
  }

  bool read_dimensions(std::string_view name, Tensor& tensor) {
    const auto count = number<std::uint32_t>();
    if (!count) return false;
    if (*count > dimensions_max)
      return refuse("too many dimensions", "the tensor " + named(name) + " has " + with_commas(*count) +
                                               " dimensions, and ggml takes " + std::to_string(dimensions_max));
    tensor.dimension_count = *count;
    for (std::uint32_t i = 0; i < *count; ++i) {
      const auto length = number<std::uint64_t>();
      if (!length) return false;
      tensor.dimensions.at(i) = *length;
    }
    return true;
  }

  bool read_place(std::string_view name, Tensor& tensor) {
    const auto kind = number<std::uint32_t>();
    const auto offset = kind ? number<std::uint64_t>() : std::nullopt;
    if (!offset) return false;
    tensor.type = find_type(*kind);
    if (tensor.type == nullptr)
      return refuse("unknown type of a tensor", "the tensor " + named(name) + " has the unknown type " +
                                                    std::to_string(*kind) + ", so that its size is not known");
    const Type& type = *tensor.type;
    if (tensor.dimensions[0] % type.block_values != 0)
      return refuse("broken block", "the tensor " + named(name) + " has rows of " + with_commas(tensor.dimensions[0]) +
                                        " values, which is not a whole number of blocks of " +
                                        std::to_string(type.block_values) + " as " + std::string(type.name) +
                                        " needs them");
    std::optional<std::uint64_t> size = tensor.dimensions[0] / type.block_values;
    std::optional<std::uint64_t> values = bounded(tensor.dimensions[0]);
    for (std::size_t i = 1; i < dimensions_max; ++i) {
      values = values ? product(*values, tensor.dimensions.at(i)) : std::nullopt;
      size = size ? product(*size, tensor.dimensions.at(i)) : std::nullopt;
    }
    size = size && values ? product(*size, type.block_bytes) : std::nullopt;
    if (!size) return refuse("size overflow", "the tensor " + named(name) + " has more than 2^63 values or bytes");
    if (*offset != next_offset_)
      return refuse("bad offset", "the tensor " + named(name) + " begins at byte " + std::to_string(*offset) +
                                      " of the data, not at " + std::to_string(next_offset_) +
                                      " where the one before it ends");
    tensor.offset = *offset;
    tensor.size = *size;
    std::uint64_t end = 0;
    const auto next = __builtin_add_overflow(*offset, *size, &end) ? std::nullopt : padded(end, out_.header.alignment);
    if (!next) return refuse("size overflow", "the tensors have more than 2^63 bytes");
    next_offset_ = *next;
    out_.header.data_size = end;
    return true;
  }

  void finish() {
    Header& header = out_.header;
    header.data_begin = *padded(at_, header.alignment);
    const ByteSpan padding =
        head_.subspan(at_, std::min(static_cast<std::size_t>(header.data_begin) - at_, head_.size() - at_));
    if (std::ranges::any_of(padding, [](std::byte byte) { return byte != std::byte{0}; }))
      note("has bytes that belong to nothing between its header and its data", "");
  }

  ByteSpan head_;
  const std::stop_token& stop_;
  std::size_t at_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t tensor_count_ = 0, pair_count_ = 0;
  std::uint64_t next_offset_ = 0;
  std::size_t kept_bytes_ = 0;
  std::optional<Kind> alignment_kind_;
  Parsed out_;
};

}  // namespace

Parsed parse_header(ByteSpan head, const std::stop_token& stop) { return Parser(head, stop).run(); }

bool is_chat_template_key(std::string_view key) {
  constexpr std::string_view plain = "tokenizer.chat_template";
  return key == plain || (key.starts_with(plain) && key[plain.size()] == '.');
}

}  // namespace weightcheck::gguf
