// SPDX-License-Identifier: Apache-2.0
#include "x509/password.hpp"

namespace weightcheck::x509 {

Result<Secret> no_password() { return Error{ErrorCode::usage, "the key needs a password"}; }

int PasswordOnce::give(char* buffer, int size, int /*is_for_writing*/, void* user) {
  PasswordOnce& asked = *static_cast<PasswordOnce*>(user);
  if (!asked.answer_) asked.answer_ = asked.password_();
  if (!asked.answer_->ok()) return -1;
  const std::string_view text = (*asked.answer_)->text();
  if (size < 0 || text.size() > static_cast<std::size_t>(size)) return -1;
  return static_cast<int>(text.copy(buffer, text.size()));
}

std::optional<Error> PasswordOnce::error() const {
  return answer_ && !answer_->ok() ? std::optional(answer_->error()) : std::nullopt;
}

}  // namespace weightcheck::x509
