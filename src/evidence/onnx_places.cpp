// SPDX-License-Identifier: Apache-2.0
// onnx.proto, of which only these fields matter, by number:
//   model: graph 7, training 20, function 25      training: graphs 1, 2       function: node 7, attribute 11
//   graph: node 1, tensor 5, sparse tensor 15     node: attribute 5           sparse tensor: tensors 1, 2
//   attribute: tensor 5, graph 6, tensors 10, graphs 11, sparse tensors 22, 23
//   tensor: entry 13 {key 1, value 2}, of which "location" is the place, "offset" and "length" where in it
#include "evidence/onnx_places.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>

#include "base/bytes.hpp"

namespace weightcheck::evidence {
namespace {

enum class Message : std::uint8_t { model, training, function, graph, node, attribute, sparse, tensor, entry };

struct Field {
  Message in;
  std::uint64_t number;
  Message message;
};

constexpr std::array fields = {
    Field{Message::model, 7, Message::graph},         Field{Message::model, 20, Message::training},
    Field{Message::model, 25, Message::function},     Field{Message::training, 1, Message::graph},
    Field{Message::training, 2, Message::graph},      Field{Message::function, 7, Message::node},
    Field{Message::function, 11, Message::attribute}, Field{Message::graph, 1, Message::node},
    Field{Message::graph, 5, Message::tensor},        Field{Message::graph, 15, Message::sparse},
    Field{Message::node, 5, Message::attribute},      Field{Message::sparse, 1, Message::tensor},
    Field{Message::sparse, 2, Message::tensor},       Field{Message::attribute, 5, Message::tensor},
    Field{Message::attribute, 6, Message::graph},     Field{Message::attribute, 10, Message::tensor},
    Field{Message::attribute, 11, Message::graph},    Field{Message::attribute, 22, Message::sparse},
    Field{Message::attribute, 23, Message::sparse},   Field{Message::tensor, 13, Message::entry}};

constexpr std::uint64_t steps_a_read = 25;
constexpr std::uint64_t bytes_a_place = 400;  // of memory, in all that is made of one

class Walk {
 public:
  Walk(ByteReader& bytes, Budget& budget) : bytes_(bytes), budget_(budget) {}

  Result<std::vector<OnnxPlace>> run() {
    open_.push_back({Message::model, bytes_.size()});
    while (!open_.empty()) {
      if (at_ >= open_.back().end) {
        if (open_.back().message == Message::entry) close_entry();
        if (open_.back().message == Message::tensor) {
          if (Status closed = close_tensor(); !closed.ok()) return closed.error();
        }
        open_.pop_back();
      } else if (Status read = read_field(); !read.ok()) {
        return read.error();
      }
    }
    std::vector<OnnxPlace> places;
    for (const auto& [name, size] : places_)
      places.push_back({name, size});
    return places;
  }

 private:
  struct Level {
    Message message;
    std::uint64_t end;
  };

  Status read_field() {
    if (Status drawn = budget_.draw(Cost::steps, 2); !drawn.ok()) return drawn;
    const auto tag = read_number();
    if (!tag.ok()) return tag.error();
    switch (*tag & 7U) {
      case 0: {
        const auto value = read_number();
        return value.ok() ? done : Status(value.error());
      }
      case 1:
        return skip(8);
      case 5:
        return skip(4);
      case 2:
        break;
      default:
        return malformed("a field has a type that ONNX does not use");
    }
    const auto length = read_number();
    if (!length.ok()) return length.error();
    if (*length > open_.back().end - std::min(at_, open_.back().end))
      return malformed("a field is longer than what it stands in");
    return enter(*tag >> 3U, *length);
  }

  Status enter(std::uint64_t number, std::uint64_t length) {
    const Message in = open_.back().message;
    if (in == Message::entry && number <= 2) {
      constexpr std::uint64_t text_bytes_max = 4096;
      auto text = read_text(static_cast<std::size_t>(std::min(length, text_bytes_max)));
      if (!text.ok()) return text.error();
      (number == 1 ? key_ : value_) = *std::move(text);
      return skip(length);
    }
    const auto field =
        std::ranges::find_if(fields, [&](const Field& one) { return one.in == in && one.number == number; });
    if (field == fields.end()) return skip(length);
    if (open_.size() == onnx_depth_max)
      return Error{ErrorCode::limit, "graphs are nested deeper than " + std::to_string(onnx_depth_max)};
    open_.push_back({field->message, at_ + length});
    return done;
  }

  void close_entry() {
    if (key_ == "location") location_ = value_;
    if (key_ == "offset") offset_ = parse_decimal(value_).value_or(0);
    if (key_ == "length") length_ = parse_decimal(value_).value_or(0);
    key_.clear();
    value_.clear();
  }

  Status close_tensor() {
    if (location_) {
      if (!places_.contains(*location_)) {
        if (places_.size() == onnx_places_max)
          return Error{ErrorCode::limit, "more than " + std::to_string(onnx_places_max) + " files hold its tensors"};
        if (Status drawn = budget_.draw(Cost::bytes, location_->size() + bytes_a_place); !drawn.ok()) return drawn;
      }
      std::uint64_t& size = places_[*location_];
      if (length_ <= std::numeric_limits<std::uint64_t>::max() - offset_) size = std::max(size, offset_ + length_);
    }
    location_.reset();
    offset_ = length_ = 0;
    return done;
  }

  Status skip(std::uint64_t count) {
    at_ += count;
    return done;
  }

  Result<std::uint64_t> read_number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = read_byte();
      if (!byte.ok()) return byte.error();
      value |= std::uint64_t{*byte & 0x7fU} << shift;
      if ((*byte & 0x80U) == 0) return value;
    }
    return malformed("a number does not end");
  }

  Result<std::string> read_text(std::size_t count) {
    if (at_ >= begin_ && at_ + count <= begin_ + buffer_.size())
      return buffer_.substr(static_cast<std::size_t>(at_ - begin_), count);
    if (Status drawn = budget_.draw(Cost::steps, steps_a_read); !drawn.ok()) return drawn.error();
    return bytes_.read(at_, count);
  }

  Result<unsigned> read_byte() {
    if (at_ < begin_ || at_ >= begin_ + buffer_.size()) {
      constexpr std::size_t window_bytes = 4096;
      if (Status drawn = budget_.draw(Cost::steps, steps_a_read); !drawn.ok()) return drawn.error();
      auto read = bytes_.read(at_, window_bytes);
      if (!read.ok()) return read.error();
      if (read->empty()) return malformed("it is cut off");
      begin_ = at_;
      buffer_ = *std::move(read);
    }
    return static_cast<unsigned>(static_cast<unsigned char>(buffer_[static_cast<std::size_t>(at_++ - begin_)]));
  }

  ByteReader& bytes_;
  Budget& budget_;
  std::uint64_t at_ = 0, begin_ = 0;
  std::string buffer_;
  std::vector<Level> open_;
  std::string key_, value_;
  std::optional<std::string> location_;  // of the tensor that is read
  std::uint64_t offset_ = 0, length_ = 0;
  std::map<std::string, std::uint64_t> places_;
};

}  // namespace

Result<std::vector<OnnxPlace>> onnx_places(ByteReader& model, Budget& budget) { return Walk(model, budget).run(); }

}  // namespace weightcheck::evidence
