// SPDX-License-Identifier: Apache-2.0
#include "manifest/upstream.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"

namespace weightcheck::manifest {
namespace {

TEST(Upstream, accepts_where_repositories_live) {
  for (const char* url :
       {"https://huggingface.co/Qwen/Qwen3-8B", "https://github.com/a/b.git", "https://host:8443/a",
        "http://127.0.0.1:80/a/", "http://[::1]:8080/a", "https://[2001:db8::1]/a", "ssh://git@host/a/b.git",
        "ssh://host:22/a", "file:///srv/models/a", "https://host/~user/a%20b", "hf:Qwen/Qwen3-8B", "ms:qwen/Qwen3-8B",
        "https://host/a:b,c;d=e+f(g)!*$&"}) {
    EXPECT_TRUE(check_upstream(url).ok()) << url << ": " << check_upstream(url).error().message;
  }
}

TEST(Upstream, refuses_secrets_and_second_spellings) {
  for (const char* url : {"",
                          "https",
                          "https:",
                          "https://",
                          "https:///a",
                          "https://host",
                          "https://host/",
                          "https:/host/a",
                          "HTTPS://host/a",
                          "ftp://host/a",
                          "git://host/a",
                          "host/a",
                          "git@host:a/b",
                          "/srv/a",
                          "ext::sh -c x",
                          "file://host/a",
                          "file://",
                          "file:///",
                          "https://u@host/a",
                          "https://u:p@host/a",
                          "https://@host/a",
                          "ssh://u:p@host/a",
                          "ssh://-oProxyCommand=x@host/a",
                          "ssh://-oProxyCommand=x/a",
                          "ssh://@host/a",
                          "https://-h/a",
                          "https://h%6fst/a",
                          "https://h/a?token=x",
                          "https://h/a#b",
                          "https://h/../a",
                          "https://h/a/..",
                          "https://h/./a",
                          "https://h/a/.",
                          "https://h//a",
                          "https://h/a//b",
                          "https://h/%2e%2e/a",
                          "https://h/a%2fb",
                          "https://h/%61",
                          "https://h/%00",
                          "https://h/%0a",
                          "https://h/%7F",
                          "https://h/%",
                          "https://h/%2",
                          "https://h/%zz",
                          "https://h/a b",
                          "https://h/a\tb",
                          "https://h/a\x1b",
                          "https://h/\xc3\xa9",
                          "https://h/a@b",
                          "https://h/a\\b",
                          "https://h/<a>",
                          "https://h/{a}",
                          "https://h/a|b",
                          "https://h/`a`",
                          "https://h/'a",
                          "https://h:/a",
                          "https://h:0/a",
                          "https://h:65536/a",
                          "https://h:8x/a",
                          "https://[/a",
                          "https://[]/a",
                          "https://[::1/a",
                          "https://[::1]x/a",
                          "https://[::1]:/a",
                          "https://[x%25y]/a",
                          "hf:",
                          "hf:a",
                          "hf:/b",
                          "hf:a/",
                          "hf:a/b/c",
                          "hf:a/..",
                          "hf:-a/b",
                          "hf://a/b",
                          "ms:a b/c",
                          "https://h/a ",
                          " https://h/a"}) {
    EXPECT_FALSE(check_upstream(url).ok()) << url;
  }
}

TEST(Upstream, bounds_the_length_and_repeats_no_secret) {
  EXPECT_EQ(check_upstream("https://h/" + std::string(limits::url_bytes_max, 'a')).error().code, ErrorCode::limit);
  EXPECT_EQ(check_upstream("https://user:hunter2@h/a").error().message, "URL holds credentials");
}

TEST(LicenseHeader, is_one_line_of_visible_text) {
  EXPECT_TRUE(check_license("Apache-2.0").ok());
  EXPECT_TRUE(check_license("MIT OR (Apache-2.0 WITH LLVM-exception)").ok());
  EXPECT_TRUE(check_license("licence maison \xc3\xa9").ok());
  for (const std::string text : {"", " MIT", "MIT ", "MIT\nGPL", "\x1b[0m", "MIT\xff", "MIT\xe2\x80\x8b", "MIT\t"}) {
    EXPECT_FALSE(check_license(text).ok()) << text;
  }
  EXPECT_EQ(check_license(std::string(limits::spdx_expression_bytes_max + 1, 'a')).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::manifest
