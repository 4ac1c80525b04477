// SPDX-License-Identifier: Apache-2.0
// Receipts behind a MAC that is right: what the MAC keeps out has to be harmless all the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "hash/mac.hpp"
#include "receipt/receipt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const std::string key(receipt::key_bytes_min, 'k');
  std::string text(reinterpret_cast<const char*>(data), size);
  text += "mac " + hash::hmac_sha256(bytes_of(key), bytes_of(text)).hex() + "\n";
  const auto read = receipt::read(bytes_of(text), bytes_of(key));
  if (read.ok() && receipt::write(*read, bytes_of(key)) != text) std::abort();
  return 0;
}
