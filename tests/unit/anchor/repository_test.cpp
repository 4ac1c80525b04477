// SPDX-License-Identifier: Apache-2.0
#include "anchor/repository.hpp"

#include <gtest/gtest.h>

#include <string>

#include "hubs/table.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::anchor {
namespace {

HubEnvironment environment_with(const std::string& endpoint) {
  HubEnvironment environment;
  environment.of(hubs::usual_hub) = {.endpoint = endpoint, .token = "hf_secret"};
  return environment;
}

const HubEnvironment with_token = environment_with("https://huggingface.co");

Repository read(std::string_view text, const HubEnvironment& environment = with_token) {
  return find_repository(text, environment).value();
}

TEST(Repository, of_hugging_face_has_one_meaning_in_all_its_spellings) {
  const Repository expected{.upstream = hubs::read_upstream("hf:Qwen/Qwen3-8B").value(),
                            .endpoint = "https://huggingface.co",
                            .git_url = "https://huggingface.co/Qwen/Qwen3-8B",
                            .page = "https://huggingface.co/Qwen/Qwen3-8B",
                            .token = "hf_secret"};
  for (const char* text :
       {"hf:Qwen/Qwen3-8B", "https://huggingface.co/Qwen/Qwen3-8B", "https://huggingface.co/Qwen/Qwen3-8B/",
        "https://huggingface.co/Qwen/Qwen3-8B.git", "https://HuggingFace.co:443/Qwen/Qwen3-8B",
        "https://hf.co/Qwen/Qwen3-8B/tree/main", "git@hf.co:Qwen/Qwen3-8B", "huggingface.co/Qwen/Qwen3-8B"}) {
    EXPECT_EQ(read(text), expected) << text;
  }
  EXPECT_EQ(read("https://huggingface.co/gpt2").upstream.short_name(), "gpt2");
}

TEST(Repository, of_a_mirror_is_asked_there_and_named_as_the_hub) {
  const HubEnvironment environment = environment_with("https://mirror.example");
  const auto repository = read("hf:a/b", environment);
  EXPECT_EQ(repository.upstream.written, "https://huggingface.co/a/b");
  EXPECT_EQ(repository.git_url, "https://mirror.example/a/b");
  EXPECT_EQ(repository.token, "hf_secret");
  EXPECT_EQ(read("https://mirror.example/a/b/tree/main", environment), repository);
  EXPECT_EQ(read("https://huggingface.co/a/b", environment).git_url, "https://huggingface.co/a/b");
  EXPECT_EQ(read("https://huggingface.co/a/b", environment).token, "") << "the token is the mirror's";
}

TEST(Repository, of_modelscope_has_one_meaning_in_all_its_spellings) {
  for (const char* text : {"ms:a/b", "https://www.modelscope.cn/a/b.git", "https://www.modelscope.cn/models/a/b",
                           "https://modelscope.cn/models/a/b/"}) {
    const auto repository = read(text);
    EXPECT_TRUE(repository.is_listed()) << text;
    EXPECT_EQ(repository.upstream.written, "https://www.modelscope.cn/a/b") << text;
    EXPECT_EQ(repository.git_url, "https://www.modelscope.cn/a/b.git") << text;
    EXPECT_EQ(repository.token, "") << text;
  }
}

TEST(Repository, that_is_no_model_of_a_hub_is_plain_git_and_gets_no_token) {
  for (const char* text : {"https://huggingface.co/datasets/a/b", "https://huggingface.co/spaces/a/b",
                           "https://github.com/a/b", "https://huggingface.co.evil.example/a/b",
                           "https://huggingface.co:444/a/b", "https://127.0.0.1:1/a", "http://localhost:1/a"}) {
    const auto repository = read(text);
    EXPECT_FALSE(repository.is_listed()) << text;
    EXPECT_EQ(repository.git_url, text);
    EXPECT_EQ(repository.token, "") << text;
  }
}

TEST(Repository, whose_path_names_no_model_is_left_to_git) {
  for (const char* text :
       {"https://huggingface.co/tps:/.git", "https://huggingface.co/.git.git", "https://huggingface.co/a/b/c",
        "https://huggingface.co/api/models", "https://huggingface.co/a/-b"}) {
    EXPECT_FALSE(read(text).is_listed()) << text;
    EXPECT_EQ(read(text).git_url, text);
  }
  EXPECT_EQ(read("hf:a/b.git").upstream.short_name(), "a/b");
}

TEST(Repository, may_be_a_folder) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "a b");
  const std::string path = (folder.path() / "a b").string();
  for (const std::string& text : {path, path + "/", path + "/../a b", "file://" + folder.path().string() + "/a%20b"}) {
    const auto repository = read(text);
    EXPECT_EQ(repository.local_path, path) << text;
    EXPECT_EQ(repository.upstream.written, "file://" + folder.path().string() + "/a%20b") << text;
    EXPECT_EQ(repository.git_url, "");
  }
}

TEST(Repository, that_cannot_be_used_is_refused_with_the_forms_there_are) {
  for (const char* text : {"", "hf:", "hf:a", "hf:a/b/c", "hf:datasets/a", "hf:a/.git", "hf:../x", "ms:a", "ftp://x/y",
                           "ext::sh -c id", "https://", "https://user:pw@host/x", "http://hub.example/a",
                           "git@github.com:a/b", "/nowhere/at/all", "-u", "https://host/a b"}) {
    const auto refused = find_repository(text, with_token);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::usage) << text;
    EXPECT_NE(refused.error().message.find("hf:ORG/NAME"), std::string::npos) << text;
    EXPECT_EQ(refused.error().message.find("pw"), std::string::npos) << text;
  }
  EXPECT_EQ(find_repository("ssh://git@host/a", with_token).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace weightcheck::anchor
