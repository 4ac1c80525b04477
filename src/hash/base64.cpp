// SPDX-License-Identifier: Apache-2.0
#include "hash/base64.hpp"

#include <openssl/evp.h>

namespace weightcheck::hash {

std::string to_base64(ByteSpan bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL writes a NUL behind
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  narrow<int>(bytes.size()));
  text.pop_back();
  return text;
}

}  // namespace weightcheck::hash
