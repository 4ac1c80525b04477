// SPDX-License-Identifier: Apache-2.0
// The rules are those of huggingface_hub's constants.py and _auth.py.
#include "anchor/hub_environment.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "hubs/table.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::anchor {
namespace {

using Map = std::map<std::string, std::string>;

Result<HubEnvironment> read_all(const Map& map) {
  return read_hub_environment([&](const char* name) -> std::optional<std::string> {
    const auto found = map.find(name);
    if (found == map.end()) return std::nullopt;
    return found->second;
  });
}

const hubs::Hub& second_hub = hubs::speaker_of(hubs::Protocol::modelscope);

Result<HubAccess> read(const Map& map, const hubs::Hub& hub = hubs::usual_hub) {
  auto environment = read_all(map);
  return environment.ok() ? Result(environment->of(hub)) : environment.error();
}

TEST(HubEnvironment, has_defaults) { EXPECT_EQ(read_all({}).value(), HubEnvironment{}); }

TEST(HubEnvironment, takes_an_endpoint_without_its_slash) {
  EXPECT_EQ(read({{"HF_ENDPOINT", "https://mirror.example/"}})->endpoint, "https://mirror.example");
  EXPECT_EQ(read({{"HF_ENDPOINT", "http://127.0.0.1:8080"}})->endpoint, "http://127.0.0.1:8080");
  EXPECT_EQ(read({{"HF_ENDPOINT", ""}})->endpoint, "https://huggingface.co");
  EXPECT_EQ(read({{"HF_ENDPOINT", "http://mirror.example"}}).error().code, ErrorCode::usage);
  EXPECT_EQ(read({{"HF_ENDPOINT", "mirror.example"}}).error().code, ErrorCode::usage);
  EXPECT_EQ(read({{"MODELSCOPE_DOMAIN", "mirror.example:8443"}}, second_hub)->endpoint, "https://mirror.example:8443");
  EXPECT_EQ(read({{"MODELSCOPE_DOMAIN", "a b"}}).error().code, ErrorCode::usage);
}

TEST(HubEnvironment, takes_the_first_token_there_is) {
  const test::TemporaryFolder folder;
  const std::string home = folder.path().string();
  test::write_file(folder.path() / "token", "from_home\n");
  test::write_file(folder.path() / "other", " from_path \n");
  test::write_file(folder.path() / ".cache/huggingface/token", "from_default");
  test::write_file(folder.path() / "xdg/huggingface/token", "from_xdg");
  Map map{{"HOME", home}};
  EXPECT_EQ(read(map)->token, "from_default");
  map["XDG_CACHE_HOME"] = home + "/xdg";
  EXPECT_EQ(read(map)->token, "from_xdg");
  map["HF_HOME"] = "~";
  EXPECT_EQ(read(map)->token, "from_home");
  map["HF_TOKEN_PATH"] = home + "/other";
  EXPECT_EQ(read(map)->token, "from_path");
  map["HUGGING_FACE_HUB_TOKEN"] = "legacy";
  EXPECT_EQ(read(map)->token, "legacy");
  map["HF_TOKEN"] = " named\n";
  EXPECT_EQ(read(map)->token, "named");
  EXPECT_EQ(read(map, second_hub)->token, "") << "it is the other hub's";
  map["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "yes";
  EXPECT_EQ(read(map)->token, "");
}

TEST(HubEnvironment, may_have_no_token_file_but_not_an_unreadable_one) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read({{"HF_TOKEN_PATH", folder.path() / "none"}})->token, "");
  test::write_file(folder.path() / "long", std::string(5000, 't'));
  const auto refused = read({{"HF_TOKEN_PATH", folder.path() / "long"}});
  EXPECT_EQ(refused.error().code, ErrorCode::limit);
  EXPECT_EQ(refused.error().message.find("ttt"), std::string::npos);
}

TEST(HubEnvironment, knows_when_it_is_offline) {
  for (const char* yes : {"1", "ON", "yes", "True"}) {
    EXPECT_TRUE(read({{"HF_HUB_OFFLINE", yes}})->offline) << yes;
    EXPECT_TRUE(read({{"TRANSFORMERS_OFFLINE", yes}})->offline) << yes;
  }
  for (const char* no : {"", "0", "off", "2"})
    EXPECT_FALSE(read({{"HF_HUB_OFFLINE", no}})->offline) << no;
}

}  // namespace
}  // namespace weightcheck::anchor
