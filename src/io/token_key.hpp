// SPDX-License-Identifier: Apache-2.0
// Private keys that never leave a token, card or HSM (PKCS#11, named by RFC 7512). OpenSSL signs with them by way of
// its provider or its engine of that name, whichever is installed; those open what their modules need: files, sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "x509/signing_key.hpp"

struct engine_st;

namespace weightcheck::io {

[[nodiscard]] constexpr bool is_token_uri(std::string_view name) { return name.starts_with("pkcs11:"); }

struct FreeEngine {
  void operator()(engine_st* engine) const noexcept;
};

struct TokenKey {
  std::unique_ptr<engine_st, FreeEngine> engine;  // as long as the key is used; null where a provider has it
  x509::SigningKey key;
};

// Errors: usage, where neither provider nor engine is installed, there is no such key, another PIN is asked for, or the
// key is of a kind that does not sign models; those of `pin`.
[[nodiscard]] Result<TokenKey> open_token_key(const std::string& uri, const x509::Password& pin);

}  // namespace weightcheck::io
