// SPDX-License-Identifier: Apache-2.0
// What the code relies on in every row, so that a new one need not be read by heart.
#include "hubs/table.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/ascii.hpp"
#include "hubs/upstream.hpp"
#include "hubs/url.hpp"

namespace weightcheck::hubs {
namespace {

TEST(Hubs, are_told_apart_by_prefix_and_host) {
  std::set<std::string_view> prefixes, hosts;
  for (const Hub& hub : table) {
    EXPECT_TRUE(prefixes.insert(hub.prefix).second) << hub.prefix;
    for (const std::string_view host : hub.hosts) {
      EXPECT_TRUE(hosts.insert(host).second) << host;
      EXPECT_EQ(host, lowered(host));
    }
    for (const char* scheme : {"https", "http", "ssh", "file"})
      EXPECT_NE(hub.prefix, scheme);
  }
}

TEST(Hubs, have_an_endpoint_at_their_first_host_and_models_first) {
  for (const Hub& hub : table) {
    EXPECT_EQ(hub.endpoint, "https://" + std::string(hub.hosts.front()));
    ASSERT_FALSE(hub.sections.empty());
    EXPECT_EQ(hub.sections.front().path, "");
  }
}

TEST(Hubs, read_back_what_they_write) {
  for (const Hub& hub : table) {
    const auto upstream = read_upstream(std::string(hub.prefix) + ":Org/Name").value();
    EXPECT_EQ(upstream.hub, &hub);
    for (const std::string& text : {upstream.url, upstream.clone_url(hub.endpoint), upstream.page_url(hub.endpoint)})
      EXPECT_EQ(read_upstream(text)->url, upstream.url) << text;
  }
  EXPECT_TRUE(short_forms().starts_with("hf:ORG/NAME, ms:ORG/NAME"));
}

TEST(Hubs, know_the_folders_of_their_clients) {
  EXPECT_TRUE(is_record_folder(".cache/huggingface"));
  EXPECT_FALSE(is_record_folder(".cache"));
  EXPECT_FALSE(is_record_folder("sub/.cache/huggingface"));
  EXPECT_TRUE(is_record(".cache/huggingface/download/a.metadata"));
  for (const char* other : {".cache/huggingface", ".cache/huggingface2/a", ".cache/other/a", "a"})
    EXPECT_FALSE(is_record(other)) << other;
}

}  // namespace
}  // namespace weightcheck::hubs
