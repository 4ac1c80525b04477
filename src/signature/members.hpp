// SPDX-License-Identifier: Apache-2.0
// Members of JSON objects whose types and names are fixed: what is missing, of another type or unknown is malformed,
// and the message says where it stands.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"
#include "signature/bundle.hpp"

namespace weightcheck::signature {

// `what` names the object in messages: "the envelope". A literal.
class Members {
 public:
  // Errors: malformed where it is not an object, or, of a closed one, where it has a member that is not named here.
  [[nodiscard]] static Result<Members> open(const json::Value& value, std::string_view what);
  [[nodiscard]] static Result<Members> closed(const json::Value& value, std::string_view what,
                                              std::initializer_list<std::string_view> names);

  // Errors: malformed. What is null counts as absent for find() alone.
  [[nodiscard]] Result<json::Value> get(std::string_view name) const;
  [[nodiscard]] std::optional<json::Value> find(std::string_view name) const;
  [[nodiscard]] Result<Members> object(std::string_view name) const;  // open; `name` is what messages call it
  [[nodiscard]] Result<std::string> text(std::string_view name) const;
  [[nodiscard]] Result<Bytes> bytes(std::string_view name) const;  // base64
  [[nodiscard]] Result<json::Array> list(std::string_view name) const;
  [[nodiscard]] Result<bool> flag(std::string_view name) const;
  [[nodiscard]] Result<std::optional<std::uint64_t>> number(std::string_view name) const;  // or absent
  [[nodiscard]] Error fault(std::string_view name, std::string_view fault) const;

 private:
  Members(const json::Value& value, std::string_view what) : value_(value), what_(what) {}

  json::Value value_;
  std::string_view what_;
};

[[nodiscard]] Error unsupported(std::string_view what, std::string_view value);

// Where the value of a Result is needed and its error is passed on.
[[nodiscard]] Result<Bytes> read_base64(const json::Value& value, std::string_view what);

}  // namespace weightcheck::signature
