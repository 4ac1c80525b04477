// SPDX-License-Identifier: Apache-2.0
// What the format calls version 0.3, in the order in which its specification lists the members.
#include "hash/base64.hpp"
#include "json/write.hpp"
#include "signature/bundle.hpp"
#include "signature/envelope.hpp"

namespace weightcheck::signature {
namespace {

std::string in_base64(ByteSpan bytes) { return '"' + hash::to_base64(bytes) + '"'; }

std::string text_of_writer(const Writer& writer) {
  if (const auto* key = std::get_if<KeyHint>(&writer))
    return "\"publicKey\":{\"hint\":" + json::write_line(key->hint) + "}";
  std::string text = "\"x509CertificateChain\":{\"certificates\":[";
  std::string_view comma;
  for (const Bytes& certificate : std::get<CertificateList>(writer).certificates) {
    text.append(comma).append("{\"rawBytes\":").append(in_base64(certificate)) += '}';
    comma = ",";
  }
  return text + "]}";
}

}  // namespace

std::string write_bundle(const Writer& writer, ByteSpan payload, ByteSpan signature) {
  return "{\"mediaType\":" + json::write_line(media_type) + ",\"verificationMaterial\":{" + text_of_writer(writer) +
         ",\"tlogEntries\":[]},\"dsseEnvelope\":{\"payload\":" + in_base64(payload) +
         ",\"payloadType\":" + json::write_line(payload_type) + ",\"signatures\":[{\"sig\":" + in_base64(signature) +
         ",\"keyid\":\"\"}]}}\n";
}

}  // namespace weightcheck::signature
