// SPDX-License-Identifier: Apache-2.0
// A bundle is read, within its limits, or refused in printable words.
#include <cstdint>
#include <cstdlib>

#include "base/escape.hpp"
#include "signature/bundle.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bundle = signature::read_bundle(text_of(std::as_bytes(std::span(data, size))));
  if (!bundle.ok()) {
    require(!bundle.error().message.empty() && !hides_characters(bundle.error().message));
    return 0;
  }
  require(!bundle->signature.empty() && bundle->payload.size() < size);
  if (const auto* chain = std::get_if<signature::CertificateList>(&bundle->signer))
    require(!chain->certificates.empty() && chain->certificates.size() <= limits::signature_certificates_max);
  return 0;
}
