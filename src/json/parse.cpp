// SPDX-License-Identifier: Apache-2.0
// Builds nlohmann's tree from events. Its own builder looks for every key among all that came before, which takes hours
// for a hostile object, and keeps only the last of a key that is given twice.
#include "json/parse.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/escape.hpp"

namespace weightcheck::json {
namespace {

using Tree = Value::Tree;

class Builder final : public Handler {
 public:
  explicit Builder(const ParseOptions& options) : options_(options) {}

  Next on_null() override { return add(nullptr); }
  Next on_bool(bool value) override { return add(value); }
  Next on_unsigned(std::uint64_t value) override { return add(value); }
  Next on_negative(std::int64_t value) override { return add(value); }
  Next on_real(double value) override { return add(value); }
  Next on_string(std::string_view value) override { return add(std::string(value)); }

  Next on_key(std::string_view key) override {
    members().emplace_back(std::string(key), nullptr);
    return Next::go_on;
  }

  Next begin_object() override { return begin(Tree::object()); }
  Next begin_array() override { return begin(Tree::array()); }
  Next end_array() override { return end(); }

  Next end_object() override {
    if (options_.duplicates == Duplicates::refused) {
      if (const auto twice = key_given_twice(members())) {
        problem_ = Error{ErrorCode::malformed, "JSON key \"" + printable(*twice) + "\" is given twice in one object"};
        return Next::stop;
      }
    }
    return end();
  }

  [[nodiscard]] Result<Value> finish() && {
    if (problem_) return *std::move(problem_);
    return Value::of_tree(std::move(root_));
  }

 private:
  static std::optional<std::string> key_given_twice(const Tree::object_t& members) {
    std::vector<std::string_view> keys;
    keys.reserve(members.size());
    for (const auto& [key, value] : members)
      keys.emplace_back(key);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    return twice == keys.end() ? std::nullopt : std::optional<std::string>(*twice);
  }

  Tree::object_t& members() { return open_.back()->get_ref<Tree::object_t&>(); }

  // The place of the next value: the document, the last key's, or one more of an array.
  Tree& next_place() {
    if (open_.empty()) return root_;
    return open_.back()->is_object() ? members().back().second
                                     : open_.back()->get_ref<Tree::array_t&>().emplace_back(nullptr);
  }

  // Null where this is one value too many. A container that is open does not move, since the one around it grows only
  // once it is closed.
  Tree* put(Tree value) {
    if (values_++ < options_.values_max) return &(next_place() = std::move(value));
    problem_ = Error{ErrorCode::limit, "JSON holds more than " + std::to_string(options_.values_max) + " values"};
    return nullptr;
  }

  Next add(Tree value) { return put(std::move(value)) != nullptr ? Next::go_on : Next::stop; }

  Next begin(Tree container) {
    open_.push_back(put(std::move(container)));
    return open_.back() != nullptr ? Next::go_on : Next::stop;
  }

  Next end() {
    open_.pop_back();
    return Next::go_on;
  }

  const ParseOptions& options_;
  std::vector<Tree*> open_;
  Tree root_;
  std::size_t values_ = 0;
  std::optional<Error> problem_;
};

}  // namespace

Result<Value> parse(std::string_view text, const ParseOptions& options) {
  Builder builder(options);
  const EventLimits limits{.bytes_max = options.bytes_max,
                           .depth_max = options.depth_max,
                           .comments = options.comments,
                           .stretch_bytes_max = options.stretch_bytes_max};
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
