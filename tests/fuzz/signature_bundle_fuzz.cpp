// SPDX-License-Identifier: Apache-2.0
// A bundle is read, within its limits, or refused in printable words. What is written anew reads back as it was.
#include <cstdint>
#include <cstdlib>

#include "base/escape.hpp"
#include "signature/bundle.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_written(const signature::Bundle& read, const signature::Writer& writer) {
  const auto again = signature::read_bundle(signature::write_bundle(writer, read.payload, read.signature));
  require(again.ok() && again->payload == read.payload && again->signature == read.signature);
  if (const auto* key = std::get_if<signature::KeyHint>(&writer))
    require(std::get<signature::KeyHint>(again->signer).hint == key->hint);
  if (const auto* chain = std::get_if<signature::CertificateList>(&writer))
    require(std::get<signature::CertificateList>(again->signer).certificates == chain->certificates);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bundle = signature::read_bundle(text_of(std::as_bytes(std::span(data, size))));
  if (!bundle.ok()) {
    require(!bundle.error().message.empty() && !hides_characters(bundle.error().message));
    return 0;
  }
  require(!bundle->signature.empty() && bundle->payload.size() < size);
  if (const auto* key = std::get_if<signature::KeyHint>(&bundle->signer)) check_written(*bundle, *key);
  if (const auto* chain = std::get_if<signature::CertificateList>(&bundle->signer)) {
    require(!chain->certificates.empty() && chain->certificates.size() <= limits::signature_certificates_max);
    check_written(*bundle, *chain);
  }
  return 0;
}
