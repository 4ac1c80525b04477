// SPDX-License-Identifier: Apache-2.0
// One stream through OpenSSL's EVP interface. What can fail there is running out of memory or an OpenSSL set up without
// SHA-256: neither is about the data, so both throw.
#include "hash/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace weightcheck::hash {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

void demand(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL refuses SHA-256");
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  demand(state_->context != nullptr && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(ByteSpan bytes) {
  demand(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  Digest digest;
  unsigned length = 0;
  auto* const out = reinterpret_cast<unsigned char*>(digest.bytes.data());
  demand(EVP_DigestFinal_ex(state_->context.get(), out, &length) == 1 && length == digest.bytes.size());
  return digest;
}

Digest sha256(ByteSpan bytes) {
  Sha256 stream;
  stream.update(bytes);
  return stream.finish();
}

}  // namespace weightcheck::hash
