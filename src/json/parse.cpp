// SPDX-License-Identifier: Apache-2.0
// Builds the document from events, without recursion: a stack of the containers that are still open.
#include "json/parse.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/escape.hpp"

namespace weightcheck::json {
namespace {

class Builder final : public Handler {
 public:
  explicit Builder(const ParseOptions& options) : options_(options) {}

  Next on_null() override { return add(Value()); }
  Next on_bool(bool value) override { return add(Value(value)); }
  Next on_unsigned(std::uint64_t value) override { return add(Value(value)); }
  Next on_negative(std::int64_t value) override { return add(Value(value)); }
  Next on_real(double value) override { return add(Value(value)); }
  Next on_string(std::string_view value) override { return add(Value(value)); }

  Next on_key(std::string_view key) override {
    open_.back().members.push_back({std::string(key), Value()});
    return Next::go_on;
  }

  Next begin_object() override { return begin(Kind::object); }
  Next begin_array() override { return begin(Kind::array); }
  Next end_array() override {
    Array items = std::move(open_.back().items);
    open_.pop_back();
    put(Value(std::move(items)));
    return Next::go_on;
  }

  Next end_object() override {
    Object members = std::move(open_.back().members);
    open_.pop_back();
    if (options_.duplicates == Duplicates::refused) {
      if (const auto twice = key_given_twice(members)) {
        problem_ = Error{ErrorCode::malformed, "JSON key \"" + printable(*twice) + "\" is given twice in one object"};
        return Next::stop;
      }
    }
    put(Value(std::move(members)));
    return Next::go_on;
  }

  [[nodiscard]] Result<Value> finish() && {
    if (problem_) return *std::move(problem_);
    return std::move(root_);
  }

 private:
  enum class Kind : std::uint8_t { object, array };
  struct Container {
    Kind kind = Kind::array;
    Array items;
    Object members;  // the last one waits for its value
  };

  static std::optional<std::string> key_given_twice(const Object& members) {
    std::vector<std::string_view> keys;
    keys.reserve(members.size());
    for (const Member& member : members)
      keys.push_back(member.key);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    return twice == keys.end() ? std::nullopt : std::optional<std::string>(*twice);
  }

  // One more value; false where that is one too many.
  bool count() {
    if (values_++ < options_.values_max) return true;
    problem_ = Error{ErrorCode::limit, "JSON holds more than " + std::to_string(options_.values_max) + " values"};
    return false;
  }

  Next add(Value value) {
    if (!count()) return Next::stop;
    put(std::move(value));
    return Next::go_on;
  }

  Next begin(Kind kind) {
    if (!count()) return Next::stop;
    open_.push_back({.kind = kind, .items = {}, .members = {}});
    return Next::go_on;
  }

  void put(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().kind == Kind::object) {
      open_.back().members.back().value = std::move(value);
    } else {
      open_.back().items.push_back(std::move(value));
    }
  }

  const ParseOptions& options_;
  std::vector<Container> open_;
  Value root_;
  std::size_t values_ = 0;
  std::optional<Error> problem_;
};

}  // namespace

Result<Value> parse(std::string_view text, const ParseOptions& options) {
  Builder builder(options);
  const EventLimits limits{
      .bytes_max = options.bytes_max, .depth_max = options.depth_max, .comments = options.comments};
  auto ending = parse_events(text, limits, builder);
  if (!ending.ok()) return std::move(ending).error();
  auto document = std::move(builder).finish();
  if (!document.ok()) {
    Error error = std::move(document).error();
    error.message += ", at " + describe_place(text, ending->offset);
    return error;
  }
  return document;
}

}  // namespace weightcheck::json
