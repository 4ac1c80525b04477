// SPDX-License-Identifier: Apache-2.0
// Any text is an upstream or is refused in printable words. What is accepted goes to git as an argument and to a hub as
// a URL: it can be no option, names no other origin than it says, and has a form that a manifest may hold. A token goes
// to the endpoint it belongs to only.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "anchor/upstream.hpp"
#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "http/url.hpp"
#include "manifest/upstream.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  if (text.find("://") == std::string_view::npos && !text.starts_with("hf:") && !text.starts_with("ms:"))
    return 0;  // a path on this machine
  if (text.starts_with("file:")) return 0;
  const auto upstream = anchor::read_upstream(text, {.endpoint = "https://mirror.example", .token = "hf_secret"});
  if (!upstream.ok()) {
    require(!hides_characters(upstream.error().message) && upstream.error().message.size() < 3000);
    return 0;
  }
  const auto url = http::Url::parse(upstream->git_url);
  require(url.ok() && (url->origin().scheme == "https" || url->is_loopback()));
  require(upstream->token.empty() || url->origin().host == "mirror.example");
  require(manifest::check_upstream(upstream->text).ok());
  const auto again = anchor::read_upstream(upstream->text, {});
  require(again.ok() && again->text == upstream->text && again->hub == upstream->hub);
  return 0;
}
