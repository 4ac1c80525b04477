// SPDX-License-Identifier: Apache-2.0
#include "hubs/upstream.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.hpp"
#include "hubs/table.hpp"
#include "hubs/url.hpp"

namespace weightcheck::hubs {
namespace {

struct Spelled {
  const char* url;
  std::vector<const char*> spellings;
};

const std::vector<Spelled> repositories{
    {"https://huggingface.co/Qwen/Qwen3-8B",
     {"hf:Qwen/Qwen3-8B",
      "hf:Qwen/Qwen3-8B.git",
      "hf:Qwen/Qwen3-8B/",
      "hf://Qwen/Qwen3-8B",
      "https://huggingface.co/Qwen/Qwen3-8B",
      "https://huggingface.co/Qwen/Qwen3-8B/",
      "https://huggingface.co/Qwen/Qwen3-8B.git",
      "https://huggingface.co/Qwen/Qwen3-8B.git/",
      "HTTPS://HuggingFace.CO/Qwen/Qwen3-8B",
      "https://huggingface.co:443/Qwen/Qwen3-8B",
      "https://huggingface.co./Qwen/Qwen3-8B",
      "http://huggingface.co/Qwen/Qwen3-8B",
      "http://huggingface.co:80/Qwen/Qwen3-8B",
      "https://www.huggingface.co/Qwen/Qwen3-8B",
      "https://hf.co/Qwen/Qwen3-8B",
      "https://hf.co/Qwen/Qwen3-8B/tree/main",
      "https://huggingface.co/Qwen/Qwen3-8B/tree/refs%2Fpr%2F1/sub%20folder",
      "https://huggingface.co/Qwen/Qwen3-8B/blob/main/model-00001-of-00005.safetensors",
      "https://huggingface.co/Qwen/Qwen3-8B/resolve/main/config.json?download=true",
      "https://huggingface.co/Qwen/Qwen3-8B/raw/main/a@b.txt",
      "https://huggingface.co/Qwen/Qwen3-8B/commit/b968826d9c46dd6066d109eabc6255188de91218",
      "https://huggingface.co/Qwen/Qwen3-8B/discussions/7#66f1",
      "https://huggingface.co/Qwen/Qwen3-8B?library=vllm",
      "https://huggingface.co/Qwen/Qwen3-8B#model-card",
      "ssh://git@hf.co/Qwen/Qwen3-8B",
      "ssh://git@hf.co:22/Qwen/Qwen3-8B.git",
      "git@hf.co:Qwen/Qwen3-8B",
      "git@hf.co:Qwen/Qwen3-8B.git",
      "huggingface.co/Qwen/Qwen3-8B",
      "HF.co/Qwen/Qwen3-8B/tree/main"}},
    {"https://huggingface.co/gpt2",
     {"https://huggingface.co/gpt2", "https://hf.co/gpt2.git", "https://huggingface.co/gpt2/tree/main",
      "https://huggingface.co/gpt2/resolve/main/tree"}},
    {"https://huggingface.co/a/tree",
     {"https://huggingface.co/a/tree", "https://huggingface.co/a/tree/tree/main", "hf:a/tree"}},
    {"https://huggingface.co/datasets/a/b",
     {"https://huggingface.co/datasets/a/b", "https://hf.co/datasets/a/b.git", "hf:datasets/a/b",
      "https://huggingface.co/datasets/a/b/viewer/x/train?row=3"}},
    {"https://huggingface.co/datasets/squad", {"https://hf.co/datasets/squad/tree/main"}},
    {"https://huggingface.co/spaces/a/b", {"https://huggingface.co/spaces/a/b/blob/main/app.py"}},
    {"https://www.modelscope.cn/Qwen/Qwen3-8B",
     {"ms:Qwen/Qwen3-8B", "https://www.modelscope.cn/Qwen/Qwen3-8B", "https://www.modelscope.cn/Qwen/Qwen3-8B.git",
      "https://www.modelscope.cn/models/Qwen/Qwen3-8B", "https://modelscope.cn/models/Qwen/Qwen3-8B/",
      "https://www.modelscope.cn/models/Qwen/Qwen3-8B/summary", "https://modelscope.cn/models/Qwen/Qwen3-8B/files",
      "https://www.modelscope.cn/models/Qwen/Qwen3-8B/file/view/master/config.json?status=1",
      "https://www.modelscope.cn/models/Qwen/Qwen3-8B/resolve/master/config.json",
      "modelscope.cn/models/Qwen/Qwen3-8B"}},
    {"https://www.modelscope.cn/datasets/a/b", {"https://modelscope.cn/datasets/a/b/files"}},
    {"https://github.com/a/b",
     {"https://github.com/a/b", "https://github.com/a/b/", "https://github.com/a/b.git", "https://GitHub.com:443/a/b",
      "HTTPS://github.com/a/b.git/", "https://www.github.com/a/b", "http://github.com/a/b",
      "https://github.com/a/b/tree/main", "https://github.com/a/b/blob/main/x.py?raw=1#L2",
      "ssh://git@github.com/a/b.git", "ssh://git@ssh.github.com:443/a/b.git", "git@github.com:a/b.git",
      "git@github.com:/a/b"}},
    {"https://gitlab.com/group/sub/a",
     {"https://gitlab.com/group/sub/a", "https://gitlab.com/group/sub/a/-/tree/main", "git@gitlab.com:group/sub/a.git",
      "https://gitlab.com/group/sub/a/-/blob/main/x"}},
    {"https://host/%C3%A9", {"https://host/%c3%a9", "https://host/%C3%a9"}},
    {"http://host/a", {"http://host:80/a", "http://HOST/a.git"}},
    {"ssh://git@host/a/b", {"ssh://git@host/a/b.git", "ssh://git@HOST:22/a/b"}},
    {"file:///srv/models/a", {"file:///srv/models/a/", "file:///srv/models/a.git", "FILE:///srv/models/a"}},
    {"https://huggingface.co:444/a/b", {"https://HuggingFace.co:444/a/b/"}},
    {"https://huggingface.co/a/b/c", {"https://huggingface.co/a/b/c/", "http://hf.co/a/b/c"}},
    {"https://host/a.git.git", {"https://host/a.git.git"}},
    {"https://host/a/...git", {"https://host/a/...git"}},
    {"https://host/a/..git", {"https://host/a/..git"}},
    {"https://host/.git", {"https://host/.git"}},
    {"https://www.modelscope.cn/a/b/tree.git", {"https://www.modelscope.cn/a/b/tree.git"}},
};

TEST(Upstream, has_one_url_for_all_spellings_of_a_repository) {
  for (const Spelled& repository : repositories) {
    for (const char* spelling : repository.spellings) {
      const auto upstream = read_upstream(spelling);
      ASSERT_TRUE(upstream.ok()) << spelling << ": " << upstream.error().message;
      EXPECT_EQ(upstream->url, repository.url) << spelling;
      EXPECT_EQ(read_upstream(upstream->url)->url, upstream->url);
      EXPECT_TRUE(check_written(upstream->written).ok()) << upstream->written;
      EXPECT_TRUE(is_same_repository(spelling, repository.url)) << spelling;
    }
  }
}

TEST(Upstream, of_two_repositories_is_never_one) {
  for (const Spelled& one : repositories) {
    for (const Spelled& other : repositories) {
      if (&one == &other) continue;
      EXPECT_FALSE(is_same_repository(one.spellings.back(), other.spellings.front())) << one.url << ' ' << other.url;
    }
  }
}

TEST(Upstream, is_told_apart_by_host_port_scheme_and_name) {
  for (const char* other :
       {"https://huggingface.co.evil.example/o/n", "https://evil.example/huggingface.co/o/n", "https://xhf.co/o/n",
        "https://evilhuggingface.co/o/n", "https://x.huggingface.co/o/n", "https://huggingface.co:444/o/n", "ms:o/n",
        "hf:o/m", "hf:oo/n", "hf:o/n-2", "hf:datasets/o/n", "https://hf-mirror.com/o/n",
        "https://modelscope.ai/models/o/n", "file:///huggingface.co/o/n"}) {
    EXPECT_FALSE(is_same_repository("hf:o/n", other)) << other;
  }
  EXPECT_FALSE(is_same_repository("https://host/a", "http://host/a"));
  EXPECT_FALSE(is_same_repository("https://host/a", "https://host:8443/a"));
}

TEST(Upstream, is_compared_with_the_case_that_the_hub_sees) {
  EXPECT_TRUE(is_same_repository("hf:Qwen/Qwen3-8B", "https://huggingface.co/qwen/qwen3-8b"));
  EXPECT_EQ(read_upstream("hf:Qwen/Qwen3-8B")->url, "https://huggingface.co/Qwen/Qwen3-8B") << "it is shown as given";
  EXPECT_FALSE(is_same_repository("ms:o/n", "ms:o/N"));
  EXPECT_TRUE(is_same_repository("https://github.com/Org/Name", "git@github.com:org/name.git"));
  EXPECT_FALSE(is_same_repository("https://github.com/a/b", "https://github.com/a/b-evil"));
  EXPECT_FALSE(is_same_repository("https://github.com/a/b", "https://gitlab.com/a/b"));
  EXPECT_FALSE(is_same_repository("https://host/a/b", "ssh://git@host/a/b"));
  EXPECT_FALSE(is_same_repository("https://host/o/n", "https://host/o/N"));
}

TEST(Upstream, knows_its_parts) {
  const auto model = read_upstream("https://hf.co/Qwen/Qwen3-8B/tree/main").value();
  EXPECT_EQ(model.hub, &usual_hub);
  EXPECT_TRUE(model.is_model());
  EXPECT_EQ(model.owner + "|" + model.name + "|" + model.short_name(), "Qwen|Qwen3-8B|Qwen/Qwen3-8B");
  EXPECT_EQ(read_upstream("https://hf.co/gpt2")->short_name(), "gpt2");
  EXPECT_FALSE(read_upstream("hf:datasets/a/b")->is_model());
  EXPECT_EQ(read_upstream("git@github.com:a/b.git")->written, "ssh://git@github.com/a/b.git") << "as it is fetched";
  EXPECT_EQ(read_upstream("https://github.com/a/b/tree/main")->written, "https://github.com/a/b");
  const auto plain = read_upstream("https://git.example/group/a/b.git").value();
  EXPECT_EQ(plain.hub, nullptr);
  EXPECT_EQ(plain.owner + "|" + plain.name, "a|b");
  EXPECT_EQ(plain.written, "https://git.example/group/a/b.git") << "not every server adds the ending";
  EXPECT_EQ(read_upstream("https://host/b")->owner, "");
}

TEST(Upstream, says_where_it_is_cloned_and_read_about) {
  const auto urls = [](std::string_view text, std::string_view endpoint) {
    const auto upstream = read_upstream(text).value();
    return upstream.clone_url(endpoint) + " " + upstream.page_url(endpoint);
  };
  EXPECT_EQ(urls("hf:a/b", "https://mirror.example"), "https://mirror.example/a/b https://mirror.example/a/b");
  EXPECT_EQ(urls("ms:a/b", "https://m.example"), "https://m.example/a/b.git https://m.example/models/a/b");
  EXPECT_EQ(urls("https://modelscope.cn/datasets/a/b", "https://m.example"),
            "https://m.example/datasets/a/b.git https://m.example/datasets/a/b");
  EXPECT_EQ(urls("https://h/a.git", "https://mirror.example"), "https://h/a.git https://h/a.git");
}

TEST(Upstream, may_be_a_bare_name_where_one_is_expected) {
  EXPECT_EQ(read_upstream("Qwen/Qwen3-8B", Bare::hub_name)->url, "https://huggingface.co/Qwen/Qwen3-8B");
  EXPECT_EQ(read_upstream("gpt2", Bare::hub_name)->url, "https://huggingface.co/gpt2");
  EXPECT_EQ(read_upstream("ms:a/b", Bare::hub_name)->url, "https://www.modelscope.cn/a/b");
  EXPECT_TRUE(is_same_repository("Qwen/Qwen3-8B", "hf:Qwen/Qwen3-8B", Bare::hub_name));
  EXPECT_FALSE(read_upstream("Qwen/Qwen3-8B").ok());
  for (const char* text : {"", "/", "a/", "../b", "./a", "a/b/c", "a/b/tree/main", "/srv/a", "a/<b>", "datasets/a/b",
                           "models/a", "a b/c", "~/a"}) {
    EXPECT_FALSE(read_upstream(text, Bare::hub_name).ok()) << text;
  }
}

TEST(Upstream, refuses_secrets_ways_out_and_what_is_none) {
  for (const char* text : {"",
                           "hf",
                           "hf:",
                           "hf:a",
                           "hf:a/b/c",
                           "hf:datasets/a",
                           "hf:a/.git",
                           "hf:../x",
                           "hf:a/b?x",
                           "hf:a/b@main",
                           "hf:-a/b",
                           "hf:api/a",
                           "ms:a",
                           "HF:a/b",
                           "ftp://x/y",
                           "https://",
                           "https://huggingface.co",
                           "https://huggingface.co/",
                           "https://user@huggingface.co/a/b",
                           "https://user:hunter2@huggingface.co/a/b",
                           "ssh://git:pw@hf.co/a/b",
                           "-x@hf.co:a/b",
                           "git@git.example:a/b",
                           "-git@github.com:a/b",
                           "github.com/a/b",
                           "huggingface.co:443/a/b",
                           "@hf.co:a/b/c/d",
                           "https://huggingface.co/a/b/tree/main/../../../evil/x",
                           "https://huggingface.co/a/b/tree/%2e%2E/x",
                           "https://huggingface.co//a/b",
                           "https://huggingface.co/a%2Fb",
                           "https://huggingface.co/a/b%2Dc",
                           "https://huggingface.co\\@evil.example/a/b",
                           "https://host/a?token=x",
                           "https://host/a#b",
                           "https://h/a@b",
                           "https://host/a b",
                           "https://host/\xc3\xa9",
                           "huggingface.co",
                           "/srv/a"}) {
    const auto refused = read_upstream(text);
    ASSERT_FALSE(refused.ok()) << text << " is " << refused->url;
    EXPECT_EQ(refused.error().code, ErrorCode::malformed) << text;
    EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos);
  }
  EXPECT_EQ(read_upstream("hf:a/" + std::string(limits::url_bytes_max, 'b')).error().code, ErrorCode::limit);
  EXPECT_FALSE(read_upstream("hf:a/" + std::string(97, 'b')).ok());
}

TEST(Upstream, that_is_none_equals_its_own_text_only) {
  EXPECT_TRUE(is_same_repository("no upstream", "no upstream"));
  EXPECT_FALSE(is_same_repository("no upstream", "hf:a/b"));
  EXPECT_EQ(canonical("no upstream"), "no upstream");
}

TEST(CacheFolder, names_a_repository) {
  const auto named = [](std::string_view folder) {
    const auto upstream = cached_upstream(folder);
    return upstream ? upstream->url : "";
  };
  EXPECT_EQ(named("models--Qwen--Qwen3-8B"), "https://huggingface.co/Qwen/Qwen3-8B");
  EXPECT_EQ(named("models--gpt2"), "https://huggingface.co/gpt2");
  EXPECT_EQ(named("models--a--b--c"), "https://huggingface.co/a/b--c");
  EXPECT_EQ(named("datasets--a--b"), "https://huggingface.co/datasets/a/b");
  for (const char* other :
       {"models--", "models", "model--a--b", "", "models--a--..", "models--a--b/c", "models--a--b c"})
    EXPECT_EQ(named(other), "") << other;
  EXPECT_TRUE(is_cache_folder("kernels--a--b"));
  EXPECT_FALSE(is_cache_folder("blobs"));
}

}  // namespace
}  // namespace weightcheck::hubs
