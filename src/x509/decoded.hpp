// SPDX-License-Identifier: Apache-2.0
// One certificate in memory, for the sources of this module that ask OpenSSL about it; and the authorities of a trusted
// root made ready for that.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "signature/moment.hpp"
#include "signature/trusted_root.hpp"
#include "x509/handles.hpp"

namespace weightcheck::limits {
inline constexpr std::size_t decoded_certificate_bytes_max = std::size_t{64} << 10;  // a keyless signer's has 1 KB
}
namespace weightcheck::x509 {

class Decoded {
 public:
  // Errors: malformed, as read_certificate() has it, also for an extension given twice; limit.
  [[nodiscard]] static Result<Decoded> read(ByteSpan der);

  [[nodiscard]] x509_st* get() const { return handle_.get(); }

  [[nodiscard]] signature::Validity validity() const;

  // What the extension of this object identifier holds, raw; nothing where there is none.
  [[nodiscard]] std::optional<std::string> extension(const char* identifier) const;
  // ... as the DER of a UTF8String; nothing also where it is none.
  [[nodiscard]] std::optional<std::string> text_extension(const char* identifier) const;

 private:
  explicit Decoded(CertificateHandle handle) : handle_(std::move(handle)) {}

  CertificateHandle handle_;
};

struct DecodedAuthority {
  std::vector<Decoded> chain;  // the root last; never empty
  signature::Validity valid_for;
};

// Errors: malformed, with the place of the certificate that cannot be read.
[[nodiscard]] Result<std::vector<DecodedAuthority>> decode(const std::vector<signature::Authority>& authorities);

[[nodiscard]] Digest key_digest_of(const x509_st& certificate);  // SHA-256 of its SubjectPublicKeyInfo

// A stack with references of its own.
struct FreeStack {
  void operator()(stack_st_X509* stack) const noexcept;
};
[[nodiscard]] std::unique_ptr<stack_st_X509, FreeStack> stack_of(std::span<const Decoded> certificates);

}  // namespace weightcheck::x509
