// SPDX-License-Identifier: Apache-2.0
// Read as events: an index of 64 MB may name five million tensors.
#include "weights/index.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/limits.hpp"
#include "json/events.hpp"

namespace weightcheck::weights {
namespace {

using tensors::NameList;
using tensors::NameLookup;

constexpr std::uint32_t stop_interval = 1 << 12;  // tensors between two looks at whether to go on

enum class State : std::uint8_t { top, members, metadata, metadata_members, total_size, weight_map, mappings, file };

class Reader final : public json::Handler {
 public:
  Reader(std::string_view text, const ModelPath& path, const std::stop_token& stop)
      : stop_(stop), index_{.path = path, .tensors = {}, .file_of = {}, .files = {}, .total_size = {}} {
    // Room for all that may come, so that nothing has to grow; what the lists do not use is never touched.
    const auto colons = static_cast<std::size_t>(std::count(text.begin(), text.end(), ':'));
    const std::size_t tensors_max = std::min(colons, text.size() / std::string_view(R"("":"",)").size());
    index_.tensors.reserve(tensors_max, text.size());
    index_.file_of.reserve(tensors_max);
    tensor_lookup_.reserve(tensors_max);
  }

  json::Next on_null() override { return scalar(); }
  json::Next on_bool(bool /*value*/) override { return scalar(); }
  json::Next on_negative(std::int64_t /*value*/) override { return scalar(); }
  json::Next on_unsigned(std::uint64_t value) override {
    if (at(State::total_size)) index_.total_size = value;
    return scalar();
  }
  json::Next on_real(double value) override {
    constexpr double exact_max = 9007199254740992;  // 2^53: above it a double no longer tells one byte from the next
    if (at(State::total_size) && value >= 0 && value <= exact_max && std::trunc(value) == value) {
      index_.total_size = static_cast<std::uint64_t>(value);
    }
    return scalar();
  }

  json::Next on_string(std::string_view value) override { return at(State::file) ? map_to(value) : scalar(); }

  json::Next on_key(std::string_view key) override {
    if (skipped_ > 0) return json::Next::go_on;
    if (state_ == State::members) return member(key);
    if (state_ == State::mappings) return tensor(key);
    if (state_ == State::metadata_members) {
      if (key != "total_size") skip_value_ = true;
      state_ = State::total_size;
    }
    return json::Next::go_on;
  }

  json::Next begin_object() override {
    if (skipped_ == 0 && !skip_value_) {
      switch (state_) {
        case State::top:
          return go(State::members);
        case State::metadata:
          return go(State::metadata_members);
        case State::weight_map:
          return go(State::mappings);
        default:
          break;
      }
    }
    return begin_skipped();
  }

  json::Next end_object() override {
    if (skipped_ > 0) return end_skipped();
    state_ = State::members;  // or all is read
    return json::Next::go_on;
  }

  json::Next begin_array() override { return begin_skipped(); }
  json::Next end_array() override { return end_skipped(); }

  [[nodiscard]] Result<Index> finish() && {
    if (refusal_) return *std::move(refusal_);
    if (!weight_map_seen_) return Error{ErrorCode::malformed, "the index has no weight_map"};
    return std::move(index_);
  }

 private:
  [[nodiscard]] bool at(State state) const { return skipped_ == 0 && !skip_value_ && state_ == state; }

  json::Next member(std::string_view key) {
    if (key == "weight_map") {
      if (std::exchange(weight_map_seen_, true)) return refuse(ErrorCode::malformed, "the index has two weight_maps");
      return go(State::weight_map);
    }
    if (key != "metadata") skip_value_ = true;
    return go(State::metadata);
  }

  json::Next tensor(std::string_view name) {
    if (++mappings_ % stop_interval == 0 && stop_.stop_requested())
      return refuse(ErrorCode::interrupted, "it was not read to its end");
    const auto placed = tensor_lookup_.find_or_add(index_.tensors, name);
    tensor_ = placed.number;
    if (placed.is_new) {
      index_.file_of.push_back(0);
    } else {
      ++index_.duplicates;
      --index_.files[index_.file_of[tensor_]].tensors;
    }
    return go(State::file);
  }

  json::Next map_to(std::string_view name) {
    name = name.substr(0, limits::path_bytes_max + 1);
    const auto placed = file_lookup_.find_or_add(file_names_, name);
    if (placed.is_new) {
      if (index_.files.size() == limits::index_files_max) {
        return refuse(ErrorCode::limit,
                      "the index names more than " + std::to_string(limits::index_files_max) + " files");
      }
      auto path = index_.path.sibling(name);
      IndexedFile file{.name = std::string(name), .path = {}, .refusal = {}};
      if (path.ok()) {
        file.path = std::move(path).value();
      } else {
        file.refusal = path.error().message;
      }
      index_.files.push_back(std::move(file));
    }
    index_.file_of[tensor_] = placed.number;
    ++index_.files[placed.number].tensors;
    return go(State::mappings);
  }

  // A value that is not a container, where none has to be one.
  json::Next scalar() {
    if (skipped_ > 0) return json::Next::go_on;
    if (std::exchange(skip_value_, false) || state_ == State::metadata || state_ == State::total_size)
      return leave_value();
    return refuse(ErrorCode::malformed, wrong_form());
  }

  json::Next begin_skipped() {
    const bool ignorable = skip_value_ || state_ == State::metadata || state_ == State::total_size;
    if (skipped_ == 0 && !ignorable) return refuse(ErrorCode::malformed, wrong_form());
    ++skipped_;
    return json::Next::go_on;
  }

  json::Next end_skipped() {
    if (--skipped_ > 0) return json::Next::go_on;
    skip_value_ = false;
    return leave_value();
  }

  json::Next leave_value() { return go(state_ == State::total_size ? State::metadata_members : State::members); }

  [[nodiscard]] std::string wrong_form() const {
    switch (state_) {
      case State::file:
        return "the weight_map has a value that is no file name";
      case State::weight_map:
        return "the weight_map is no JSON object";
      default:
        return "the index is no JSON object";
    }
  }

  json::Next go(State state) {
    state_ = state;
    return json::Next::go_on;
  }

  json::Next refuse(ErrorCode code, std::string reason) {
    refusal_ = Error{code, std::move(reason)};
    return json::Next::stop;
  }

  const std::stop_token& stop_;
  std::uint64_t mappings_ = 0;
  Index index_;
  NameLookup tensor_lookup_;
  NameList file_names_;
  NameLookup file_lookup_;
  State state_ = State::top;
  bool weight_map_seen_ = false;
  bool skip_value_ = false;    // the next value is of a key that nobody asks for
  std::uint64_t skipped_ = 0;  // brackets open inside such a value
  std::uint32_t tensor_ = 0;
  std::optional<Error> refusal_;
};

}  // namespace

Result<Index> parse_index(std::string_view text, const ModelPath& path, const std::stop_token& stop) {
  Reader reader(text, path, stop);
  const auto ending = json::parse_events(text, {.bytes_max = limits::index_bytes_max}, reader);
  if (!ending.ok()) return ending.error();
  return std::move(reader).finish();
}

}  // namespace weightcheck::weights
