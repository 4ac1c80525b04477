// SPDX-License-Identifier: Apache-2.0
#include "http/reach.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace weightcheck::http {
namespace {

Address address(std::string_view text) { return Address::parse(text).value(); }

TEST(Address, is_public_outside_the_special_blocks_only) {
  for (const char* text : {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.0.1", "100.128.0.1", "172.15.0.1",
                           "172.32.0.1", "192.167.0.1", "198.17.0.1", "223.255.255.255", "2606:4700::1111",
                           "2a00:1450::1", "[2606:4700::1111]", "64:ff9b::808:808", "2002:808:808::1"}) {
    EXPECT_TRUE(address(text).is_public()) << text;
  }
  for (const char* text : {"0.0.0.0",
                           "10.1.2.3",
                           "100.64.0.1",
                           "127.0.0.1",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:10.0.0.1",
                           "::ffff:169.254.169.254",
                           "64:ff9b::a00:1",
                           "2002:a00:1::1",
                           "2001::1",
                           "2001:db8::1",
                           "::a00:1",
                           "3fff::1"}) {
    EXPECT_FALSE(address(text).is_public()) << text;
  }
}

TEST(Address, is_read_from_text_and_from_the_system_alike) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  ::inet_pton(AF_INET, "192.168.7.9", &v4.sin_addr);
  EXPECT_EQ(Address::of(reinterpret_cast<const sockaddr&>(v4)), address("192.168.7.9"));
  EXPECT_EQ(address("::ffff:192.168.7.9"), address("192.168.7.9"));
  EXPECT_FALSE(Address::parse("hub.example"));
  EXPECT_FALSE(Address::parse("1.2.3"));
  EXPECT_TRUE(address("127.1.2.3").is_loopback());
  EXPECT_TRUE(address("[::1]").is_loopback());
  EXPECT_FALSE(address("128.0.0.1").is_loopback());
}

TEST(Reach, keeps_a_public_host_from_leading_into_the_private_network) {
  Reach reach(Reach::Proxy::none);
  EXPECT_TRUE(reach.admits(address("1.1.1.1")));
  reach.redirected();
  EXPECT_TRUE(reach.admits(address("8.8.8.8")));
  for (const char* text : {"169.254.169.254", "10.0.0.1", "127.0.0.1", "::1", "fe80::1"})
    EXPECT_FALSE(reach.admits(address(text))) << text;
}

TEST(Reach, lets_a_private_hub_redirect_within_its_network) {
  Reach reach(Reach::Proxy::none);
  EXPECT_TRUE(reach.admits(address("10.0.0.5")));
  reach.redirected();
  EXPECT_TRUE(reach.admits(address("10.0.0.6")));
}

TEST(Reach, does_not_take_the_address_of_a_proxy_for_that_of_the_host) {
  Reach reach(Reach::Proxy::maybe);
  EXPECT_TRUE(reach.admits(address("10.0.0.5")));
  reach.redirected();
  EXPECT_TRUE(reach.admits(address("10.0.0.5"))) << "the proxy again";
  EXPECT_FALSE(reach.admits(address("10.0.0.6"))) << "past the proxy";
}

}  // namespace
}  // namespace weightcheck::http
