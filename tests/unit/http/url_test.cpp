// SPDX-License-Identifier: Apache-2.0
#include "http/url.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"

namespace weightcheck::http {
namespace {

TEST(Url, tells_its_origin) {
  const auto url = Url::parse("https://Hub.Example:8443/a%20b?c=d#e").value();
  EXPECT_EQ(url.origin(), (Origin{"https", "hub.example", 8443}));
  EXPECT_EQ(url.origin().text(), "https://hub.example:8443");
  EXPECT_EQ(url.text(), "https://Hub.Example:8443/a%20b?c=d");
  EXPECT_EQ(Url::parse("https://hub.example")->origin(), (Origin{"https", "hub.example", 443}));
  EXPECT_EQ(Url::parse("https://hub.example:443/")->origin().text(), "https://hub.example");
  EXPECT_EQ(Url::parse("http://[::1]:80/")->origin().text(), "http://[::1]");
}

TEST(Url, of_the_same_host_under_another_spelling_has_the_same_origin) {
  EXPECT_EQ(Url::parse("https://HUB.example./x")->origin(), Url::parse("https://hub.example:443/y")->origin());
  EXPECT_EQ(Url::parse("https://0x7f.1/")->origin().host, "127.0.0.1");
  EXPECT_EQ(Url::parse("https://2130706433/")->origin().host, "127.0.0.1");
}

TEST(Url, refuses_what_is_no_web_address_and_never_repeats_it) {
  for (const char* text : {"", "hub.example", "ftp://hub.example/", "file:///etc/passwd", "gopher://x/", "https://",
                           "https://user:secret@hub.example/", "https://user@hub.example/", "https://hub.example:0/",
                           "https://hub.example:99999/", "https://hub.example/a b", "https://hub.example/\n",
                           "https://hub\x01/", "javascript:alert(1)", "ext::sh"}) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url.ok()) << text;
    EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
  }
  EXPECT_EQ(Url::parse("https://h/" + std::string(limits::hub_url_bytes_max, 'a')).error().code, ErrorCode::limit);
}

TEST(Url, resolves_what_an_answer_points_to) {
  const auto url = Url::parse("https://hub.example/a/b?c").value();
  EXPECT_EQ(url.resolve("/x?y")->text(), "https://hub.example/x?y");
  EXPECT_EQ(url.resolve("d")->text(), "https://hub.example/a/d");
  EXPECT_EQ(url.resolve("https://other.example/")->origin().host, "other.example");
  EXPECT_EQ(url.resolve("//other.example/z")->text(), "https://other.example/z");
  EXPECT_EQ(url.resolve("http://hub.example/")->origin().scheme, "http");
  EXPECT_FALSE(url.resolve("file:///etc/passwd").ok());
  EXPECT_FALSE(url.resolve("https://a:b@hub.example/").ok());
}

TEST(Url, knows_loopback_as_written) {
  for (const char* text : {"http://127.0.0.1/", "http://127.9.9.9:8080/", "http://localhost/", "http://LOCALHOST./",
                           "http://[::1]/", "http://0x7f.1/"}) {
    EXPECT_TRUE(Url::parse(text)->is_loopback()) << text;
  }
  for (const char* text :
       {"http://127.0.0.1.example/", "http://localhost.example/", "http://10.0.0.1/", "http://hub.example/"}) {
    EXPECT_FALSE(Url::parse(text)->is_loopback()) << text;
  }
}

TEST(Url, segment_is_escaped_whole) {
  EXPECT_EQ(escape_segment("refs/pr/1"), "refs%2fpr%2f1");
  EXPECT_EQ(escape_segment("a-b_c.d~1"), "a-b_c.d~1");
  EXPECT_EQ(escape_segment("caf\xe9 ?#%"), "caf%e9%20%3f%23%25");
}

}  // namespace
}  // namespace weightcheck::http
