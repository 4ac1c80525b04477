// SPDX-License-Identifier: Apache-2.0
// By OpenSSL, as SHA-256 is; that it refuses throws, since no input can bring it about.
#include "hash/plain_sha1.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace weightcheck::hash {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

void demand(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL refuses SHA-1");
}

}  // namespace

struct PlainSha1::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

PlainSha1::PlainSha1() : state_(std::make_unique<State>()) {
  demand(state_->context != nullptr && EVP_DigestInit_ex(state_->context.get(), EVP_sha1(), nullptr) == 1);
}

PlainSha1::~PlainSha1() = default;
PlainSha1::PlainSha1(PlainSha1&&) noexcept = default;
PlainSha1& PlainSha1::operator=(PlainSha1&&) noexcept = default;

void PlainSha1::update(ByteSpan bytes) {
  demand(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::array<std::byte, 20> PlainSha1::finish() {
  std::array<std::byte, 20> digest{};
  unsigned length = 0;
  auto* const out = reinterpret_cast<unsigned char*>(digest.data());
  demand(EVP_DigestFinal_ex(state_->context.get(), out, &length) == 1 && length == digest.size());
  return digest;
}

std::array<std::byte, 20> plain_sha1(ByteSpan bytes) {
  PlainSha1 stream;
  stream.update(bytes);
  return stream.finish();
}

}  // namespace weightcheck::hash
