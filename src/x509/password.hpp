// SPDX-License-Identifier: Apache-2.0
// How OpenSSL is given a password: its own functions would ask on the terminal.
#pragma once

#include <functional>
#include <optional>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace weightcheck::x509 {

// Asked at most once, and only of a key that needs it. Its error is the answer where there is no password.
using Password = std::function<Result<Secret>()>;

// For keys that must not need one. Error: usage.
[[nodiscard]] Result<Secret> no_password();

class PasswordOnce {
 public:
  explicit PasswordOnce(const Password& password) : password_(password) {}  // which outlives it

  // A pem_password_cb, whose `user` is one of these.
  static int give(char* buffer, int size, int is_for_writing, void* user);

  [[nodiscard]] bool was_asked() const { return answer_.has_value(); }
  // Why there was none; nothing where there was one, or nobody asked.
  [[nodiscard]] std::optional<Error> error() const;

 private:
  const Password& password_;
  std::optional<Result<Secret>> answer_{};
};

}  // namespace weightcheck::x509
