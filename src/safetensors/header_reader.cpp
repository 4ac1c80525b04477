// SPDX-License-Identifier: Apache-2.0
// A state machine over JSON events. Per tensor it keeps 28 bytes and the name, so that a header of 100 MB with four
// million tensors stays under 300 MB; shapes are multiplied as they come, and kept only for who asks for them.
#include "safetensors/header_reader.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "json/events.hpp"

namespace weightcheck::safetensors {
namespace {

using tensors::Fit;
using tensors::NameLookup;
using tensors::Tensor;

constexpr std::size_t shown_bytes_max = 200;      // of a name in a message
constexpr std::uint64_t stop_interval = 1 << 16;  // events between two looks at whether to go on

class Oddities {
 public:
  void note(OddityKind kind, std::string_view example) {
    Oddity& oddity = by_kind_.at(static_cast<std::size_t>(kind));
    if (oddity.count++ == 0)
      oddity = {.kind = kind, .count = 1, .example = printable(example.substr(0, shown_bytes_max))};
  }

  [[nodiscard]] std::vector<Oddity> take() {
    std::vector<Oddity> seen;
    std::copy_if(by_kind_.begin(), by_kind_.end(), std::back_inserter(seen),
                 [](const Oddity& oddity) { return oddity.count > 0; });
    return seen;
  }

 private:
  std::array<Oddity, static_cast<std::size_t>(OddityKind::large_header) + 1> by_kind_;
};

// What is expected next, inside out.
enum class State : std::uint8_t {
  top,       // the header's '{'
  members,   // a tensor's name, "__metadata__" or the last '}'
  metadata,  // null or '{'
  metadata_members,
  metadata_text,
  tensor,     // '{' or '['
  fields,     // of the '{' form
  dtype,      // a string or '{'
  dtype_key,  // of {"F32": null}
  dtype_null,
  dtype_end,
  shape,  // '['
  dimensions,
  offsets,  // '['
  offset_begin,
  offset_end,
  offsets_end,    // ']'
  array_end,      // ']' of the '[' form
  unknown_field,  // any value
};

enum class Kind : std::uint8_t {
  null,
  other,
  unsigned_integer,
  string,
  key,
  begin_object,
  end_object,
  begin_array,
  end_array
};

struct Event {
  Kind kind = Kind::other;
  std::string_view text{};
  std::uint64_t number = 0;
};

class Reader final : public json::Handler {
 public:
  Reader(std::string_view json, const std::stop_token& stop, Shapes shapes) : stop_(stop), shapes_(shapes) {
    // Every tensor opens two arrays and has 19 bytes at least, so this is all the room that will be needed, and a
    // vector that grows would need twice as much for a moment. What the lists do not use is never touched.
    const auto arrays = static_cast<std::size_t>(std::count(json.begin(), json.end(), '['));
    const std::size_t tensors_max =
        std::min(arrays / 2, json.size() / std::string_view(R"("":["U8",[],[0,1]],)").size());
    content_.tensors.reserve(tensors_max);
    content_.names.reserve(tensors_max, json.size());
    lookup_.reserve(tensors_max);
  }

  json::Next on_null() override { return take({.kind = Kind::null}); }
  json::Next on_bool(bool /*value*/) override { return take({.kind = Kind::other}); }
  json::Next on_unsigned(std::uint64_t value) override {
    return take({.kind = Kind::unsigned_integer, .number = value});
  }
  json::Next on_negative(std::int64_t /*value*/) override { return take({.kind = Kind::other}); }
  json::Next on_real(double /*value*/) override { return take({.kind = Kind::other}); }
  json::Next on_string(std::string_view value) override { return take({.kind = Kind::string, .text = value}); }
  json::Next on_key(std::string_view key) override { return take({.kind = Kind::key, .text = key}); }
  json::Next begin_object() override { return take({.kind = Kind::begin_object}); }
  json::Next end_object() override { return take({.kind = Kind::end_object}); }
  json::Next begin_array() override { return take({.kind = Kind::begin_array}); }
  json::Next end_array() override { return take({.kind = Kind::end_array}); }

  [[nodiscard]] HeaderContent finish() && {
    content_.oddities = oddities_.take();
    return std::move(content_);
  }

 private:
  json::Next take(const Event& event) {
    if (++events_ % stop_interval == 0 && stop_.stop_requested()) return refuse("it was not read to its end");
    switch (state_) {
      case State::top:
        return event.kind == Kind::begin_object ? go(State::members) : refuse("the header is no JSON object");
      case State::members:
        return event.kind == Kind::key ? member(event.text) : json::Next::go_on;  // or the end
      case State::metadata:
      case State::metadata_members:
      case State::metadata_text:
        return take_metadata(event);
      case State::tensor:
        if (event.kind == Kind::begin_array) oddities_.note(OddityKind::array_form, content_.names[current_]);
        if (event.kind == Kind::begin_array) return begin_tensor(Form::array, State::dtype);
        if (event.kind == Kind::begin_object) return begin_tensor(Form::object, State::fields);
        return refuse_tensor("is described by neither an object nor an array");
      case State::fields:
        return event.kind == Kind::key ? field(event.text) : end_tensor();
      case State::dtype:
      case State::dtype_key:
      case State::dtype_null:
      case State::dtype_end:
        return take_dtype(event);
      case State::shape:
      case State::dimensions:
        return take_shape(event);
      case State::offsets:
      case State::offset_begin:
      case State::offset_end:
      case State::offsets_end:
        return take_offsets(event);
      case State::array_end:
        return event.kind == Kind::end_array ? end_tensor()
                                             : refuse_tensor("is described by an array of more than three values");
      case State::unknown_field:
        return skip(event);
    }
    return json::Next::stop;
  }

  json::Next member(std::string_view name) {
    if (name == "__metadata__") {
      if (std::exchange(metadata_seen_, true)) return refuse("__metadata__ is given twice");
      return go(State::metadata);
    }
    const auto placed = lookup_.find_or_add(content_.names, name);
    current_ = placed.number;
    if (placed.is_new) content_.tensors.emplace_back();
    if (!placed.is_new) oddities_.note(OddityKind::duplicate_name, name);
    if (name.empty()) oddities_.note(OddityKind::empty_name, name);
    return go(State::tensor);
  }

  json::Next take_metadata(const Event& event) {
    if (state_ == State::metadata) {
      if (event.kind == Kind::null) return go(State::members);
      return event.kind == Kind::begin_object ? go(State::metadata_members) : refuse("__metadata__ is no JSON object");
    }
    if (state_ == State::metadata_members) {
      if (event.kind == Kind::end_object) return go(State::members);
      metadata_key_ = event.text.substr(0, limits::header_metadata_bytes_max + 1);
      return go(State::metadata_text);
    }
    if (event.kind != Kind::string)
      return refuse("the value of " + quoted(metadata_key_) + " in __metadata__ is no string");
    keep_metadata(event.text);
    return go(State::metadata_members);
  }

  void keep_metadata(std::string_view value) {
    const auto old = content_.metadata.find(metadata_key_);
    if (old != content_.metadata.end()) {
      oddities_.note(OddityKind::duplicate_metadata_key, metadata_key_);
      metadata_bytes_ -= old->first.size() + old->second.size() + bytes_an_entry;
      content_.metadata.erase(old);
    }
    // Trainers write long dumps among the entries: of such a value its beginning is kept, and room for the others.
    value = value.substr(0, metadata_value_bytes_max);
    if (metadata_key_.size() + value.size() + bytes_an_entry > limits::header_metadata_bytes_max - metadata_bytes_) {
      ++content_.metadata_omitted;
      return;
    }
    metadata_bytes_ += metadata_key_.size() + value.size() + bytes_an_entry;
    content_.metadata.emplace(metadata_key_, value);
  }

  enum class Form : std::uint8_t { object, array };

  json::Next begin_tensor(Form form, State next) {
    form_ = form;
    tensor_ = {.name = current_};
    dtype_seen_ = shape_seen_ = offsets_seen_ = false;
    elements_ = 1;
    dimensions_.clear();
    return go(next);
  }

  json::Next field(std::string_view name) {
    if (name == "dtype") return dtype_seen_ ? refuse_tensor("has two dtypes") : go(State::dtype);
    if (name == "shape") return shape_seen_ ? refuse_tensor("has two shapes") : go(State::shape);
    if (name == "data_offsets") return offsets_seen_ ? refuse_tensor("has two data_offsets") : go(State::offsets);
    oddities_.note(OddityKind::unknown_field, name);
    return go(State::unknown_field);
  }

  // After a field: the next one of the array form, or any one of the object form.
  [[nodiscard]] State after_field(State next_of_array) const {
    return form_ == Form::array ? next_of_array : State::fields;
  }

  json::Next take_dtype(const Event& event) {
    if (state_ == State::dtype && event.kind == Kind::string) return set_dtype(event.text, after_field(State::shape));
    if (state_ == State::dtype && event.kind == Kind::begin_object) {
      oddities_.note(OddityKind::array_form, content_.names[current_]);
      return go(State::dtype_key);
    }
    if (state_ == State::dtype_key && event.kind == Kind::key) return set_dtype(event.text, State::dtype_null);
    if (state_ == State::dtype_null && event.kind == Kind::null) return go(State::dtype_end);
    if (state_ == State::dtype_end && event.kind == Kind::end_object) return go(after_field(State::shape));
    return refuse_tensor("has no string as its dtype");
  }

  json::Next set_dtype(std::string_view name, State next) {
    const auto dtype = tensors::parse_dtype(name);
    if (!dtype) return refuse_tensor("has the unknown dtype " + quoted(name));
    tensor_.dtype = *dtype;
    dtype_seen_ = true;
    return go(next);
  }

  json::Next take_shape(const Event& event) {
    if (state_ == State::shape)
      return event.kind == Kind::begin_array ? go(State::dimensions) : refuse_tensor("has no array as its shape");
    if (event.kind == Kind::unsigned_integer) {
      // Left to right, as the reference does: 0 first keeps the product at 0, an overflow before a 0 stays one.
      std::uint64_t product = 0;
      if (elements_ && __builtin_mul_overflow(*elements_, event.number, &product)) elements_.reset();
      if (elements_) elements_ = product;
      if (shapes_ == Shapes::keep && dimensions_.size() <= tensors::ShapeList::rank_max)
        dimensions_.push_back(event.number);
      return json::Next::go_on;
    }
    if (event.kind != Kind::end_array) return refuse_tensor("has a dimension that is no integer from 0 to 2^64-1");
    shape_seen_ = true;
    return go(after_field(State::offsets));
  }

  json::Next take_offsets(const Event& event) {
    if (state_ == State::offsets && event.kind == Kind::begin_array) return go(State::offset_begin);
    if (state_ == State::offset_begin && event.kind == Kind::unsigned_integer) {
      tensor_.begin = event.number;
      return go(State::offset_end);
    }
    if (state_ == State::offset_end && event.kind == Kind::unsigned_integer) {
      tensor_.end = event.number;
      return go(State::offsets_end);
    }
    if (state_ == State::offsets_end && event.kind == Kind::end_array) {
      offsets_seen_ = true;
      return go(after_field(State::array_end));
    }
    return refuse_tensor("has data_offsets that are no two integers from 0 to 2^64-1");
  }

  json::Next end_tensor() {
    if (!dtype_seen_) return refuse_tensor("has no dtype");
    if (!shape_seen_) return refuse_tensor("has no shape");
    if (!offsets_seen_) return refuse_tensor("has no data_offsets");
    tensor_.fit = fit();
    content_.tensors[current_] = tensor_;  // the last one of a name counts
    if (shapes_ == Shapes::keep) content_.shapes.set(current_, dimensions_);
    return go(State::members);
  }

  [[nodiscard]] Fit fit() const {
    std::uint64_t bits = 0;
    if (!elements_ || __builtin_mul_overflow(*elements_, tensors::bits_of(tensor_.dtype), &bits)) return Fit::overflows;
    if (bits % 8 != 0) return Fit::misaligned;
    return tensor_.size() == bits / 8 ? Fit::exactly : Fit::differs;
  }

  json::Next skip(const Event& event) {
    if (event.kind == Kind::begin_object || event.kind == Kind::begin_array) ++skip_depth_;
    if (event.kind == Kind::end_object || event.kind == Kind::end_array) --skip_depth_;
    if (skip_depth_ == 0 && event.kind != Kind::key) state_ = State::fields;
    return json::Next::go_on;
  }

  json::Next go(State state) {
    state_ = state;
    return json::Next::go_on;
  }

  json::Next refuse(std::string reason) {
    content_.refusal = std::move(reason);
    return json::Next::stop;
  }

  json::Next refuse_tensor(std::string_view reason) {
    return refuse("tensor " + quoted(content_.names[current_]) + " " + std::string(reason));
  }

  const std::stop_token& stop_;
  const Shapes shapes_;
  std::uint64_t events_ = 0;
  HeaderContent content_;
  NameLookup lookup_;
  Oddities oddities_;
  State state_ = State::top;
  bool metadata_seen_ = false;
  static constexpr std::size_t metadata_value_bytes_max = std::size_t{64} << 10;
  static constexpr std::size_t bytes_an_entry = 16;  // so that many small ones are bounded too
  std::string metadata_key_;
  std::size_t metadata_bytes_ = 0;
  std::uint32_t current_ = 0;  // the number of the tensor's name
  Form form_ = Form::object;
  Tensor tensor_;
  bool dtype_seen_ = false;
  bool shape_seen_ = false;
  bool offsets_seen_ = false;
  std::optional<std::uint64_t> elements_;  // nothing after an overflow
  std::vector<std::uint64_t> dimensions_;  // where they are kept
  std::size_t skip_depth_ = 0;
};

}  // namespace

std::string quoted(std::string_view name) {
  const bool cut = name.size() > shown_bytes_max;
  return '"' + printable(name.substr(0, shown_bytes_max)) + (cut ? "...\"" : "\"");
}

HeaderContent read_header_json(std::string_view json, const std::stop_token& stop, Shapes shapes) {
  Reader reader(json, stop, shapes);
  // serde_json counts 128 down as brackets open, and refuses at 0: the 128th is one too many.
  const json::EventLimits limits{.bytes_max = limits::header_bytes_max, .depth_max = limits::json_depth_max - 1};
  const auto ending = json::parse_events(json, limits, reader);
  HeaderContent content = std::move(reader).finish();
  if (!ending.ok()) content.refusal = ending.error().message;
  return content;
}

}  // namespace weightcheck::safetensors
