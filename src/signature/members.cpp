// SPDX-License-Identifier: Apache-2.0
#include "signature/members.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "hash/base64.hpp"

namespace weightcheck::signature {

Result<Members> Members::open(const json::Value& value, std::string_view what) {
  if (!value.is_object()) return malformed(std::string(what) + " is not an object");
  return Members(value, what);
}

Result<Members> Members::closed(const json::Value& value, std::string_view what,
                                std::initializer_list<std::string_view> names) {
  auto members = open(value, what);
  if (!members.ok()) return members;
  for (const json::Member& member : value.members()) {
    if (std::ranges::find(names, member.key) == names.end())
      return malformed(std::string(what) + " has an unknown member \"" + printable(member.key) + "\"");
  }
  return members;
}

Result<json::Value> Members::get(std::string_view name) const {
  auto found = value_.find(name);
  if (!found) return fault(name, "is missing");
  return *std::move(found);
}

std::optional<json::Value> Members::find(std::string_view name) const {
  auto found = value_.find(name);
  if (found && found->is_null()) found.reset();
  return found;
}

Result<Members> Members::object(std::string_view name) const {
  const auto found = get(name);
  return found.ok() ? open(*found, name) : Result<Members>(found.error());
}

Result<std::string> Members::text(std::string_view name) const {
  const auto found = get(name);
  if (!found.ok()) return found.error();
  if (found->as_string() == nullptr) return fault(name, "is not text");
  return *found->as_string();
}

Result<Bytes> Members::bytes(std::string_view name) const {
  const auto found = get(name);
  if (!found.ok()) return found.error();
  auto read = read_base64(*found, name);
  return read.ok() ? std::move(read) : fault(name, "is not base64");
}

Result<json::Array> Members::list(std::string_view name) const {
  const auto found = get(name);
  if (!found.ok()) return found.error();
  if (!found->is_array()) return fault(name, "is not a list");
  return found->items();
}

Result<bool> Members::flag(std::string_view name) const {
  const auto found = get(name);
  if (!found.ok()) return found.error();
  const auto flag = found->as_bool();
  if (!flag) return fault(name, "is neither true nor false");
  return *flag;
}

Result<std::optional<std::uint64_t>> Members::number(std::string_view name) const {
  const auto found = find(name);
  if (!found) return std::optional<std::uint64_t>();
  const std::string* text = found->as_string();
  const auto number = text != nullptr ? parse_decimal(*text) : found->as_uint();
  if (!number || *number > INT64_MAX) return fault(name, "is not a whole number of 63 bits");
  return number;
}

Error Members::fault(std::string_view name, std::string_view fault) const {
  std::string message = "\"" + std::string(name) + "\" of ";
  message.append(what_).append(" ").append(fault);
  return malformed(std::move(message));
}

Result<Bytes> read_base64(const json::Value& value, std::string_view what) {
  const std::string* text = value.as_string();
  auto bytes = text != nullptr ? hash::from_base64(*text) : std::nullopt;
  if (!bytes) return malformed(std::string(what) + " is not base64");
  return *std::move(bytes);
}

Error unsupported(std::string_view what, std::string_view value) {
  return {ErrorCode::unsupported, "the " + std::string(what) + " \"" + printable(value) + "\" is not known"};
}

}  // namespace weightcheck::signature
