// SPDX-License-Identifier: Apache-2.0
// Properties over generated spellings: those of one repository are equal, those of two are not.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "hubs/table.hpp"
#include "hubs/upstream.hpp"
#include "hubs/upstream_pattern.hpp"
#include "hubs/url.hpp"
#include "support/rounds.hpp"

namespace weightcheck::hubs {
namespace {

class Generator {
 public:
  const Hub& hub() { return table[below(table.size())]; }

  // Never two names that differ in case alone: those are one at some hubs.
  std::string name() {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    std::string text(1, letters[below(26)]);
    for (std::size_t i = below(12); i > 0; --i)
      text += letters[below(letters.size())];
    return text + "x";  // no ending of ours, and none of the reserved words
  }

  std::string spelling(const Hub& hub, const std::string& owner, const std::string& name) {
    const std::string path = owner + "/" + name;
    if (below(5) == 0) return std::string(hub.prefix) + (coin() ? ":" : "://") + path + (coin() ? ".git" : "");
    std::string host = one_of(hub.hosts);
    if (coin()) host = mixed(host);
    const std::string git = coin() ? ".git" : "";
    if (below(5) == 0) return "git@" + host + ":" + path + git;
    std::string text = coin() ? "" : coin() ? "https://" : "http://";
    if (!text.empty() && coin()) text = mixed(text);
    const bool is_http = lowered(text) == "http://";
    text += host + (text.empty() || coin() ? "" : is_http ? ":80" : ":443") + "/";
    if (!hub.page_path.empty() && coin()) text += std::string(hub.page_path) + "/";
    text += path + git;
    if (coin()) text += "/" + one_of(hub.pages) + (coin() ? "/main/a%20b.txt" : "");
    if (coin()) text += "/";
    if (coin()) text += "?a=b@c";
    if (coin()) text += "#d";
    return text;
  }

  bool coin() { return below(2) == 0; }
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

 private:
  std::string one_of(const Words& words) {
    const auto count = static_cast<std::size_t>(words.end() - words.begin());
    return std::string(words.begin()[below(count)]);
  }

  std::string mixed(std::string text) {
    for (char& c : text)
      c = c >= 'a' && c <= 'z' && coin() ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
  }

  std::mt19937_64 random_{11};
};

TEST(Spellings, of_one_repository_are_equal) {
  Generator make;
  for (int round = 0; round < test::rounds(5000); ++round) {
    const Hub& hub = make.hub();
    const std::string owner = make.name(), name = make.name();
    const std::string one = make.spelling(hub, owner, name), other = make.spelling(hub, owner, name);
    EXPECT_EQ(canonical(one), std::string(hub.endpoint) + "/" + owner + "/" + name) << one;
    EXPECT_TRUE(is_same_repository(one, other)) << one << "  " << other;
    const auto pattern = UpstreamPattern::parse(one);
    EXPECT_TRUE(pattern.ok() && pattern->matches(read_upstream(other).value())) << one << "  " << other;
  }
}

TEST(Spellings, of_two_repositories_are_not) {
  Generator make;
  for (int round = 0; round < test::rounds(5000); ++round) {
    const Hub& hub = make.hub();
    const Hub& hub_of_other = make.hub();
    const std::string owner = make.name(), name = make.name();
    const std::string owner_of_other = make.coin() ? owner : make.name(),
                      name_of_other = make.coin() ? name : make.name();
    if (&hub == &hub_of_other && owner == owner_of_other && name == name_of_other) continue;
    const std::string one = make.spelling(hub, owner, name);
    const std::string other = make.spelling(hub_of_other, owner_of_other, name_of_other);
    EXPECT_FALSE(is_same_repository(one, other)) << one << "  " << other;
    const auto pattern = UpstreamPattern::parse(one);
    EXPECT_FALSE(pattern.ok() && pattern->matches(read_upstream(other).value())) << one << "  " << other;
  }
}

}  // namespace
}  // namespace weightcheck::hubs
