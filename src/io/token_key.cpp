// SPDX-License-Identifier: Apache-2.0
// The provider first: engines are on their way out, and a distribution has the one or the other.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "io/token_key.hpp"

#include <openssl/err.h>
#include <openssl/opensslconf.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#ifndef OPENSSL_NO_ENGINE
#include <openssl/engine.h>
#endif

namespace weightcheck::io {

using x509::KeyHandle;
using x509::PasswordOnce;

namespace {

struct Free {
  void operator()(UI_METHOD* method) const noexcept { UI_destroy_method(method); }
  void operator()(OSSL_STORE_CTX* store) const noexcept { OSSL_STORE_close(store); }
  void operator()(OSSL_STORE_INFO* info) const noexcept { OSSL_STORE_INFO_free(info); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

Error no_key(const PasswordOnce& asked) {
  const std::string why = x509::take_openssl_error();
  return asked.error().value_or(usage("the token gives no such key" +
                                      std::string(asked.was_asked() ? ", or has another PIN" : "") +
                                      (why.empty() ? "" : ": " + why)));
}

KeyHandle from_store(const std::string& uri, const UI_METHOD* ask, PasswordOnce& asked) {
  const Owned<OSSL_STORE_CTX> store(OSSL_STORE_open(uri.c_str(), ask, &asked, nullptr, nullptr));
  while (store && OSSL_STORE_eof(store.get()) == 0) {
    const Owned<OSSL_STORE_INFO> info(OSSL_STORE_load(store.get()));
    if (!info) break;
    if (OSSL_STORE_INFO_get_type(info.get()) == OSSL_STORE_INFO_PKEY)
      return KeyHandle(OSSL_STORE_INFO_get1_PKEY(info.get()));
  }
  return nullptr;
}

#ifndef OPENSSL_NO_ENGINE
std::unique_ptr<engine_st, FreeEngine> start_engine() {
  ENGINE* found = ENGINE_by_id("pkcs11");
  const bool has_begun = found != nullptr && ENGINE_init(found) == 1;
  ENGINE_free(found);  // what has begun is held by that alone
  return std::unique_ptr<engine_st, FreeEngine>(has_begun ? found : nullptr);
}

KeyHandle from_engine(engine_st* engine, const std::string& uri, UI_METHOD* ask, PasswordOnce& asked) {
  return KeyHandle(ENGINE_load_private_key(engine, uri.c_str(), ask, &asked));
}
#else
std::unique_ptr<engine_st, FreeEngine> start_engine() { return nullptr; }
KeyHandle from_engine(engine_st*, const std::string&, UI_METHOD*, PasswordOnce&) { return nullptr; }
#endif

}  // namespace

void FreeEngine::operator()(engine_st* engine) const noexcept {
#ifndef OPENSSL_NO_ENGINE
  ENGINE_finish(engine);
#else
  static_cast<void>(engine);
#endif
}

Result<TokenKey> open_token_key(const std::string& uri, const x509::Password& pin) {
  PasswordOnce asked(pin);
  const Owned<UI_METHOD> ask(UI_UTIL_wrap_read_pem_callback(PasswordOnce::give, 0));
  if (!ask) return Error{ErrorCode::io, "OpenSSL cannot ask for a PIN: " + x509::take_openssl_error()};
  std::unique_ptr<engine_st, FreeEngine> engine;
  KeyHandle key;
  if (OSSL_PROVIDER_try_load(nullptr, "pkcs11", 1) != nullptr) {
    key = from_store(uri, ask.get(), asked);
  } else {
    engine = start_engine();
    if (!engine) {
      ERR_clear_error();
      return usage(
          "OpenSSL has neither a provider nor an engine for PKCS#11 here: install pkcs11-provider, or on Debian 12 "
          "libengine-pkcs11-openssl");
    }
    key = from_engine(engine.get(), uri, ask.get(), asked);
  }
  if (!key) return no_key(asked);
  ERR_clear_error();
  auto own = x509::SigningKey::own(std::move(key));
  if (!own.ok()) return own.error();
  return TokenKey{std::move(engine), *std::move(own)};
}

}  // namespace weightcheck::io
