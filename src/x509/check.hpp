// SPDX-License-Identifier: Apache-2.0
// What the caller trusts, and whom he asks for, where a model was signed with a certificate. The checks themselves are
// declared in verified.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "x509/certificate.hpp"
#include "x509/verified.hpp"

namespace weightcheck::limits {
inline constexpr std::size_t anchors_max = 1000;  // a public bundle of roots has 150
inline constexpr std::size_t anchors_bytes_max = std::size_t{16} << 20;
}  // namespace weightcheck::limits

namespace weightcheck::x509 {

// Certificates of the caller. Of those the self-signed ones are roots; the others help a chain on its way to one.
class Anchors {
 public:
  // The texts of PEM files. Errors: malformed, also where there is no certificate; limit.
  [[nodiscard]] static Result<Anchors> read(const std::vector<std::string>& pems);
  [[nodiscard]] const std::vector<CertificateHandle>& certificates() const { return certificates_; }

 private:
  std::vector<CertificateHandle> certificates_;
};

// Which leaf it has to be, and when the chain has to be valid.
class CertificateDemand {
 public:
  // `identity`: an email, URI or DNS name of the leaf, its common name, or "sha256:HEX" of its DER; none: any leaf
  // under the roots, which every report tells. Errors: usage for an empty one.
  [[nodiscard]] static Result<CertificateDemand> create(std::optional<std::string> identity, std::int64_t at_seconds);

  [[nodiscard]] const std::optional<std::string>& identity() const { return identity_; }
  [[nodiscard]] std::int64_t at() const { return at_; }

 private:
  CertificateDemand(std::optional<std::string> identity, std::int64_t at) : identity_(std::move(identity)), at_(at) {}

  std::optional<std::string> identity_;
  std::int64_t at_;
};

}  // namespace weightcheck::x509
