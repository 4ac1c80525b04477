// SPDX-License-Identifier: Apache-2.0
// The address blocks are those of the IANA special-purpose registries (RFC 6890 and its updates).
#include "http/reach.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace weightcheck::http {
namespace {

struct Block {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
};

constexpr Block v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, unsigned bits) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, 0}, 96 + bits};
}
constexpr Block v6(std::uint16_t first, std::uint16_t second, unsigned bits) {
  return {{static_cast<std::uint8_t>(first >> 8), static_cast<std::uint8_t>(first),
           static_cast<std::uint8_t>(second >> 8), static_cast<std::uint8_t>(second)},
          bits};
}

constexpr Block v4_mapped = v4(0, 0, 0, 0);
constexpr Block loopback_v4 = v4(127, 0, 0, 8);
constexpr Block loopback_v6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};
constexpr Block nat64{{0, 0x64, 0xff, 0x9b}, 96};  // the last four bytes are an IPv4 address
constexpr Block six_to_four = v6(0x2002, 0, 16);   // the four bytes behind it are
constexpr std::array not_public_v4{v4(0, 0, 0, 8),      v4(10, 0, 0, 8),    v4(100, 64, 0, 10),   v4(127, 0, 0, 8),
                                   v4(169, 254, 0, 16), v4(172, 16, 0, 12), v4(192, 0, 0, 24),    v4(192, 0, 2, 24),
                                   v4(192, 168, 0, 16), v4(198, 18, 0, 15), v4(198, 51, 100, 24), v4(203, 0, 113, 24),
                                   v4(224, 0, 0, 4),    v4(240, 0, 0, 4)};
constexpr Block global_unicast = v6(0x2000, 0, 3);  // all other IPv6 is local, multicast, mapped or reserved
constexpr std::array not_public_v6{v6(0x2001, 0, 23), v6(0x2001, 0x0db8, 32), v6(0x3fff, 0, 20)};

bool is_in(const std::array<std::uint8_t, 16>& address, const Block& block) {
  const std::size_t whole = block.bits / 8;
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), block.prefix.begin()))
    return false;
  const unsigned rest = block.bits % 8;
  return rest == 0 || (address[whole] >> (8 - rest)) == (block.prefix[whole] >> (8 - rest));
}

std::array<std::uint8_t, 16> mapped(const std::uint8_t* v4_bytes) {
  auto address = v4_mapped.prefix;
  std::copy_n(v4_bytes, 4, address.begin() + 12);
  return address;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string text(host);
  Address address;
  std::array<std::uint8_t, 4> v4_bytes{};
  if (::inet_pton(AF_INET, text.c_str(), v4_bytes.data()) == 1) {
    address.bytes_ = mapped(v4_bytes.data());
    return address;
  }
  if (::inet_pton(AF_INET6, text.c_str(), address.bytes_.data()) == 1) return address;
  return std::nullopt;
}

std::optional<Address> Address::of(const sockaddr& address) {
  Address result;
  if (address.sa_family == AF_INET) {
    sockaddr_in v4_address{};
    std::memcpy(&v4_address, &address, sizeof v4_address);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &v4_address.sin_addr, bytes.size());
    result.bytes_ = mapped(bytes.data());
    return result;
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6_address{};
    std::memcpy(&v6_address, &address, sizeof v6_address);
    std::memcpy(result.bytes_.data(), &v6_address.sin6_addr, result.bytes_.size());
    return result;
  }
  return std::nullopt;
}

bool Address::is_loopback() const { return is_in(bytes_, loopback_v4) || is_in(bytes_, loopback_v6); }

bool Address::is_public() const {
  auto address = bytes_;
  if (is_in(address, nat64)) address = mapped(&bytes_[12]);
  if (is_in(address, six_to_four)) address = mapped(&bytes_[2]);
  const auto holds = [&](const Block& block) { return is_in(address, block); };
  if (is_in(address, v4_mapped)) return std::ranges::none_of(not_public_v4, holds);
  return is_in(address, global_unicast) && std::ranges::none_of(not_public_v6, holds);
}

bool Reach::admits(const Address& address) {
  if (first_) {
    seen_.push_back(address);
    return true;
  }
  if (address.is_public()) return true;
  if (proxy_ == Proxy::maybe) return std::ranges::find(seen_, address) != seen_.end();
  return std::ranges::any_of(seen_, [](const Address& one) { return !one.is_public(); });
}

}  // namespace weightcheck::http
