// SPDX-License-Identifier: Apache-2.0
// One certificate as bytes, and what stands in it. Whether it is anybody's, a chain tells (chain.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "x509/handles.hpp"
#include "x509/public_key.hpp"

namespace weightcheck::x509 {

// DER that ends where its bytes end. Errors: malformed.
[[nodiscard]] Result<CertificateHandle> read_certificate(ByteSpan der);

// Every certificate of a PEM text, in its order. Errors: malformed, also where there is none; limit.
[[nodiscard]] Result<std::vector<CertificateHandle>> read_certificates(std::string_view pem, std::size_t most);

[[nodiscard]] std::string fingerprint_of(const x509_st& certificate);  // hexadecimal SHA-256 of its DER
[[nodiscard]] std::vector<std::byte> der_of(const x509_st& certificate);

// Emails, URIs and DNS names of its subjectAltName; then its common names. Raw bytes, which may hold any.
[[nodiscard]] std::vector<std::string> names_of(x509_st& certificate);

// Errors: unsupported; malformed.
[[nodiscard]] Result<PublicKey> key_of(x509_st& certificate);

// May it sign: keyUsage absent or with digitalSignature, extendedKeyUsage absent or with codeSigning (or any), and one
// of the two present.
[[nodiscard]] bool is_for_signing(x509_st& certificate);

// Whether each of them on the way to the root may stand above a signer: an extendedKeyUsage, where one has it, is a
// limit to what is issued under it. The root's own word is the caller's, who chose it.
[[nodiscard]] bool lead_to_signers(const stack_st_X509* chain);

// Within its own validity, ends included.
[[nodiscard]] bool is_valid_at(const x509_st& certificate, std::int64_t seconds);

// A callback for the building of chains: OpenSSL has a certificate expire one second early (RFC 5280, 4.1.2.5 includes
// the end).
int pass_over_last_second(int ok, x509_store_ctx_st* context);

}  // namespace weightcheck::x509
