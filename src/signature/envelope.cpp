// SPDX-License-Identifier: Apache-2.0
#include "signature/envelope.hpp"

namespace weightcheck::signature {
namespace {

std::string framed(std::string_view version, ByteSpan payload) {
  std::string text(version);
  text += " " + std::to_string(payload_type.size()) + " ";
  text += payload_type;
  text += " " + std::to_string(payload.size()) + " ";
  return text;
}

void add_as_python(char c, std::string& text) {
  static constexpr std::string_view special = "\\'\t\n\r", letters = "\\'tnr";
  if (const auto at = special.find(c); at != special.npos) {
    text += '\\';
    text += letters[at];
  } else if (c >= 0x20 && c < 0x7f) {
    text += c;
  } else {
    const std::byte byte{static_cast<unsigned char>(c)};
    text += "\\x" + to_hex({&byte, 1});
  }
}

}  // namespace

std::string signed_bytes(ByteSpan payload) { return framed("DSSEv1", payload).append(text_of(payload)); }

std::string signed_bytes_0_2(ByteSpan payload) {
  std::string text = framed("DSSEV1", payload) + "b'";
  for (const char c : text_of(payload))
    add_as_python(c, text);
  return text += "'";
}

}  // namespace weightcheck::signature
