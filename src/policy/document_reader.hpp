// SPDX-License-Identifier: Apache-2.0
// Reads a JSON document that people write: what it does not know is an error, and every error names the line. Lines are
// looked up only once something is wrong, since a parsed document knows no places.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"

namespace weightcheck::policy {

using Step = std::variant<std::string, std::size_t>;  // the key of a member, or a place in an array, from 0
using Route = std::vector<Step>;                      // from the document to a value
using Names = std::vector<std::string_view>;

[[nodiscard]] Route operator/(Route route, Step step);
[[nodiscard]] std::string name_of(const Route& route);  // "waivers[2].expires", escaped

[[nodiscard]] std::string joined(const Names& names);  // "a, b, c"
// "; did you mean 'fail_on'?", or nothing where no name is near.
[[nodiscard]] std::string did_you_mean(std::string_view written, const Names& names);

struct MemberReader {
  std::string_view name;
  std::function<Status(const json::Value& value, const Route& route)> read;
};

class DocumentReader {
 public:
  explicit DocumentReader(std::string_view text) : text_(text) {}  // JSON, comments allowed, that has been parsed

  // "line 7: MESSAGE"; the line is that of the key, array element or document.
  [[nodiscard]] Error fail(const Route& route, const std::string& message, ErrorCode code = ErrorCode::malformed) const;

  // Calls the reader of every member, in their order; a member without one is an error that names those of `what`.
  [[nodiscard]] Status members(const json::Value& value, const Route& route, std::string_view what,
                               std::span<const MemberReader> readers) const;
  [[nodiscard]] Result<std::string> text(const json::Value& value, const Route& route) const;  // never ""
  // Which of these words it is.
  [[nodiscard]] Result<std::size_t> word(const json::Value& value, const Route& route, const Names& words) const;
  // At most limits::policy_list_max entries, and not empty: `if_empty` says why.
  [[nodiscard]] Result<json::Array> array(const json::Value& value, const Route& route,
                                          std::string_view if_empty) const;
  // The same of texts, no two alike.
  [[nodiscard]] Result<std::vector<std::string>> texts(const json::Value& value, const Route& route,
                                                       std::string_view if_empty) const;

 private:
  [[nodiscard]] std::size_t line_of(const Route& route) const;

  std::string_view text_;
};

}  // namespace weightcheck::policy
