// SPDX-License-Identifier: Apache-2.0
// The keyless method: who it has to be. What is checked is a signature::Bundle, what is trusted a
// signature::TrustedRoot; check_keyless() (x509/verified.hpp) brings the three together.
#pragma once

#include <string>

#include "base/result.hpp"
#include "x509/verified.hpp"

namespace weightcheck::x509 {

// Compared byte by byte, never as patterns.
class KeylessDemand {
 public:
  // Errors: usage, where one is empty: a demand for nobody is none.
  [[nodiscard]] static Result<KeylessDemand> create(std::string identity, std::string issuer);

  [[nodiscard]] const std::string& identity() const { return identity_; }
  [[nodiscard]] const std::string& issuer() const { return issuer_; }

 private:
  KeylessDemand(std::string identity, std::string issuer)
      : identity_(std::move(identity)), issuer_(std::move(issuer)) {}

  std::string identity_, issuer_;
};

}  // namespace weightcheck::x509
