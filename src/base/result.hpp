// SPDX-License-Identifier: Apache-2.0
// How a function says that it could not do its work: Result<T> holds a value or an Error, and the compiler objects to
// dropping it. Findings about a model are not errors and never travel this way; bugs throw.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace weightcheck {

// Callers decide on the code, people read the message.
enum class ErrorCode : std::uint8_t {
  malformed,     // bytes that break their format
  limit,         // well-formed so far, over a bound of base/limits.hpp
  not_found,     // the named thing does not exist
  denied,        // it exists and this process may not have it
  io,            // the system failed while reading or writing
  changed,       // a file was not the same at the end as at the beginning
  unsupported,   // a form this program knows of and does not handle
  usage,         // the caller asked for something that makes no sense
  network,       // the other side could not be reached or answered badly
  inconsistent,  // two sources that must agree do not
  interrupted,   // a stop was asked for
};

struct Error {
  ErrorCode code = ErrorCode::io;
  std::string message;  // lower case, one clause, no full stop; names from outside go through base/escape.hpp first

  friend bool operator==(const Error&, const Error&) = default;
};

[[nodiscard]] inline Error malformed(std::string message) { return {ErrorCode::malformed, std::move(message)}; }

// Adds where it happened, going out: within(error, "model.safetensors") -> "model.safetensors: header of ...".
[[nodiscard]] inline Error within(Error error, std::string_view place) {
  error.message.insert(0, ": ").insert(0, place);
  return error;
}

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  // Asking for what is not there is a bug of the caller, and throws.
  [[nodiscard]] const T& value() const& { return ok() ? std::get<0>(state_) : throw misuse(); }
  [[nodiscard]] T& value() & { return ok() ? std::get<0>(state_) : throw misuse(); }
  [[nodiscard]] T&& value() && { return ok() ? std::get<0>(std::move(state_)) : throw misuse(); }
  [[nodiscard]] const Error& error() const& { return ok() ? throw misuse() : std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return ok() ? throw misuse() : std::get<1>(std::move(state_)); }

  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  [[nodiscard]] T value_or(T fallback) const& { return ok() ? std::get<0>(state_) : std::move(fallback); }

  friend bool operator==(const Result&, const Result&) = default;

 private:
  [[nodiscard]] std::logic_error misuse() const {
    return std::logic_error(ok() ? "asked a success for its error" : "unhandled error: " + std::get<1>(state_).message);
  }

  std::variant<T, Error> state_;
};

// A function that gives nothing but may fail returns Status; `return done;` is its success.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};
inline constexpr Done done{};
using Status = Result<Done>;

}  // namespace weightcheck
