// SPDX-License-Identifier: Apache-2.0
// The input as a keyless signer's certificate, and as a time stamp over it: nothing is verified, whatever it is, and
// what is refused is refused in printable words.
#include <cstdint>
#include <cstdlib>

#include "base/escape.hpp"
#include "x509/decoded.hpp"
#include "x509/fulcio.hpp"
#include "x509/keyless.hpp"
#include "x509/sct.hpp"
#include "x509/time_stamp.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_leaf(ByteSpan bytes) {
  const auto leaf = x509::Decoded::read(bytes);
  if (!leaf.ok()) {
    require(!hides_characters(leaf.error().message));
    return;
  }
  require(leaf->validity().start && leaf->validity().end);
  const auto names = x509::names_of(*leaf);
  require(names.issuers.size() <= 2 && names.identities.size() <= bytes.size());
  require(x509::origin_of(*leaf).commit.size() <= bytes.size());
  require(!x509::check_sct(*leaf, Digest{}, {}).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  check_leaf(bytes);
  const auto stamp = x509::check_time_stamp(bytes, bytes, {});
  require(!stamp.ok() && !hides_characters(stamp.error().message));

  const signature::Bytes copy(bytes.begin(), bytes.end());
  signature::Keyless signer{.certificate = copy, .log_entries = {}, .time_stamps = {copy}};
  signer.log_entries.push_back({.log_id = {}, .kind = "dsse", .version = "0.0.1", .body = copy});
  const signature::Bundle bundle{.signer = std::move(signer), .payload = copy, .signature = copy};
  const auto checked = x509::check_keyless(bundle, {}, *x509::KeylessDemand::create("identity", "issuer"));
  require(std::holds_alternative<signature::Refusal>(checked));
  return 0;
}
