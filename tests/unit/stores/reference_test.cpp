// SPDX-License-Identifier: Apache-2.0
#include "stores/reference.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weightcheck::stores {
namespace {

const std::string digits(64, 'a');

TEST(Reference, a_folder_is_no_store) {
  EXPECT_FALSE(names_store("./ollama:qwen3"));
  EXPECT_FALSE(names_store("models"));
  EXPECT_TRUE(names_store("ollama:qwen3"));
  EXPECT_TRUE(names_store("oci:"));
}

TEST(Reference, ollama_fills_in_what_a_name_leaves_out) {
  EXPECT_EQ(ollama_place("qwen3").value(), "registry.ollama.ai/library/qwen3/latest");
  EXPECT_EQ(ollama_place("qwen3:8b").value(), "registry.ollama.ai/library/qwen3/8b");
  EXPECT_EQ(ollama_place("me/own:1").value(), "registry.ollama.ai/me/own/1");
  EXPECT_EQ(ollama_place("hf.co/org/repo:Q4").value(), "hf.co/org/repo/Q4");
  EXPECT_EQ(ollama_place("localhost:5000/org/repo").value(), "localhost:5000/org/repo/latest");
}

TEST(Reference, no_part_of_a_name_leads_elsewhere) {
  for (const std::string& name :
       std::vector<std::string>{"", "..", "../a", "a/../b", "a:..", "a:", ":a", "a/b/c/d", "/a", "a//b", "a b", "a\n",
                                "a:b/c:", ".a", "-a", std::string(351, 'a')})
    EXPECT_FALSE(ollama_place(name).ok()) << name;
}

TEST(Reference, a_place_is_told_as_a_person_says_it) {
  EXPECT_EQ(ollama_name("registry.ollama.ai/library/qwen3/8b"), "qwen3:8b");
  EXPECT_EQ(ollama_name("registry.ollama.ai/me/own/1"), "me/own:1");
  EXPECT_EQ(ollama_name("hf.co/org/repo/Q4"), "hf.co/org/repo:Q4");
  EXPECT_EQ(ollama_name("registry.ollama.ai/library/qwen3"), std::nullopt);
  EXPECT_EQ(ollama_name("a/b/c/.d"), std::nullopt);
}

TEST(Reference, of_an_oci_layout_takes_a_tag_or_a_digest) {
  EXPECT_EQ(read_reference("oci:a/b"), (Reference{.kind = StoreKind::oci, .folder = "a/b"}));
  EXPECT_EQ(read_reference("oci:a/b:v1"), (Reference{.kind = StoreKind::oci, .folder = "a/b", .name = "v1"}));
  EXPECT_EQ(read_reference("oci:a:1/b"), (Reference{.kind = StoreKind::oci, .folder = "a:1/b"}));
  EXPECT_EQ(read_reference("oci:a@sha256:" + digits),
            (Reference{.kind = StoreKind::oci, .folder = "a", .digest = Digest::parse(digits)}));
  EXPECT_EQ(read_reference("oci:a:v1@sha256:" + digits),
            (Reference{.kind = StoreKind::oci, .folder = "a", .name = "v1", .digest = Digest::parse(digits)}));
  EXPECT_FALSE(read_reference("oci:").ok());
  EXPECT_FALSE(read_reference("oci:a:").ok());
  EXPECT_FALSE(read_reference("oci:a@sha256:12").ok());
}

TEST(Reference, of_model_runner_takes_a_tag_or_a_digest) {
  EXPECT_EQ(read_reference("docker:ai/x"), (Reference{.kind = StoreKind::model_runner, .name = "ai/x"}));
  EXPECT_EQ(read_reference("docker:sha256:" + digits).value().digest, Digest::parse(digits));
  EXPECT_EQ(read_reference("docker:ai/x:1@sha256:" + digits),
            (Reference{.kind = StoreKind::model_runner, .name = "ai/x:1", .digest = Digest::parse(digits)}));
  EXPECT_FALSE(read_reference("docker:sha256:12").ok());
  EXPECT_FALSE(read_reference("docker:ai/x@sha256:12").ok());
}

TEST(Reference, one_tag_has_several_spellings) {
  EXPECT_TRUE(is_tag("index.docker.io/ai/x:latest", "ai/x"));
  EXPECT_TRUE(is_tag("x", "docker.io/library/x:latest"));
  EXPECT_TRUE(is_tag("hf.co/a/b:q", "hf.co/a/b:q"));
  EXPECT_FALSE(is_tag("ai/x:latest", "ai/x:1"));
  EXPECT_FALSE(is_tag("ai/x", "example.com/ai/x"));
}

}  // namespace
}  // namespace weightcheck::stores
