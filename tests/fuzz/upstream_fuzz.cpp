// SPDX-License-Identifier: Apache-2.0
// Any text is an upstream or is refused in printable words. What is accepted has one spelling that reads back as
// itself, a form that a manifest may hold, and is equal to itself and to what it equals; policies see it as they see
// that spelling. It goes to git as an argument and to a hub as a URL: it can be no option, and names no other origin
// than it says. A token goes to the endpoint it belongs to only.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "anchor/repository.hpp"
#include "base/ascii.hpp"
#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "http/url.hpp"
#include "hubs/table.hpp"
#include "hubs/upstream_pattern.hpp"
#include "hubs/url.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_reading(std::string_view text, hubs::Bare bare) {
  const auto upstream = hubs::read_upstream(text, bare);
  if (!upstream.ok()) {
    require(!hides_characters(upstream.error().message) && upstream.error().message.size() < 200);
    require(hubs::canonical(text, bare) == text);
    return;
  }
  require(hubs::check_written(upstream->written).ok() && hubs::check_written(upstream->url).ok());
  for (const std::string& spelling :
       {upstream->url, upstream->written, upstream->clone_url("https://mirror.example")}) {
    const auto again = hubs::read_upstream(spelling);
    require(again.ok());
    if (upstream->hub != nullptr && spelling != upstream->url) continue;  // the mirror is another host
    require(*again == *upstream && again->url == upstream->url && again->hub == upstream->hub);
  }
  const auto pattern = hubs::UpstreamPattern::parse(upstream->written);
  require(pattern.ok() && pattern->matches(*upstream));
  require(!upstream->name.empty() && upstream->url.find(upstream->name) != std::string::npos);
}

// Two texts, parted by a line feed: reflexive, symmetric, and the same as for the one spelling of each.
void check_equality(std::string_view left, std::string_view right) {
  const bool same = hubs::is_same_repository(left, right);
  require(hubs::is_same_repository(left, left) && hubs::is_same_repository(right, left) == same);
  require(hubs::is_same_repository(hubs::canonical(left), right) == same);
  const auto one = hubs::read_upstream(left), other = hubs::read_upstream(right);
  if (same && one.ok()) require(other.ok() && one->hub == other->hub && one->key() == other->key());
  const auto pattern = hubs::UpstreamPattern::parse(left);
  if (pattern.ok() && other.ok() && !left.ends_with('/')) require(pattern->matches(*other) == same);
}

void check_reaching(std::string_view text) {
  if (text.find("://") == std::string_view::npos && !hubs::read_upstream(text).ok()) return;  // a path on this machine
  if (lowered(text.substr(0, 5)) == "file:") return;
  anchor::HubEnvironment environment;
  environment.of(hubs::usual_hub) = {.endpoint = "https://mirror.example", .token = "hf_secret"};
  const auto repository = anchor::find_repository(text, environment);
  if (!repository.ok()) {
    require(!hides_characters(repository.error().message) && repository.error().message.size() < 3000);
    return;
  }
  const auto url = http::Url::parse(repository->git_url);
  require(url.ok() && (url->origin().scheme == "https" || url->is_loopback()));
  require(repository->token.empty() || url->origin().host == "mirror.example");
  const auto again = anchor::find_repository(repository->upstream.written, {});
  require(again.ok() && again->upstream == repository->upstream && again->is_listed() == repository->is_listed());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  const std::size_t split = text.find('\n');
  if (split != std::string_view::npos) {
    check_equality(text.substr(0, split), text.substr(split + 1));
    return 0;
  }
  check_reading(text, hubs::Bare::refused);
  check_reading(text, hubs::Bare::hub_name);
  check_reaching(text);
  return 0;
}
