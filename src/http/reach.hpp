// SPDX-License-Identifier: Apache-2.0
// Which addresses a request may be led to: a public host must not send us into the private network we stand in (cloud
// metadata services, routers, other containers). Decided on the address that is about to be connected to, so that no
// second name look-up comes between.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

struct sockaddr;

namespace weightcheck::http {

// An IPv4 or IPv6 address; IPv4 is kept as ::ffff:a.b.c.d.
class Address {
 public:
  [[nodiscard]] static std::optional<Address> parse(std::string_view host);  // dotted, or IPv6 with or without brackets
  [[nodiscard]] static std::optional<Address> of(const sockaddr& address);

  [[nodiscard]] bool is_loopback() const;
  // Not: loopback, private, link-local, shared, documentation, multicast, reserved, nor an IPv6 form that wraps such an
  // IPv4 address.
  [[nodiscard]] bool is_public() const;

  friend auto operator<=>(const Address&, const Address&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

class Reach {
 public:
  enum class Proxy : std::uint8_t { none, maybe };  // maybe: the environment names one, and its address is what we see
  explicit Reach(Proxy proxy) : proxy_(proxy) {}

  void redirected() { first_ = false; }

  // Before the first redirect everything is admitted and remembered. After it: public addresses; others only where the
  // first host was itself not public, and behind a proxy only those that were connected to before.
  [[nodiscard]] bool admits(const Address& address);

 private:
  Proxy proxy_;
  bool first_ = true;
  std::vector<Address> seen_;
};

}  // namespace weightcheck::http
