// SPDX-License-Identifier: Apache-2.0
#include "safetensors/shard_name.hpp"

#include <gtest/gtest.h>

namespace weightcheck::safetensors {
namespace {

TEST(ShardName, is_read_from_what_loaders_write) {
  EXPECT_EQ(parse_shard_name("model-00002-of-00005.safetensors"), (ShardName{"model", 2, 5, ".safetensors"}));
  EXPECT_EQ(parse_shard_name("model-000163-of-000163.safetensors"), (ShardName{"model", 163, 163, ".safetensors"}));
  EXPECT_EQ(parse_shard_name("diffusion_pytorch_model.fp16-00001-of-00002.safetensors"),
            (ShardName{"diffusion_pytorch_model.fp16", 1, 2, ".safetensors"}));
  EXPECT_EQ(parse_shard_name("x_00001-of-00002.fp16.safetensors"), (ShardName{"x", 1, 2, ".fp16.safetensors"}));
  EXPECT_EQ(parse_shard_name("model--00001-of-00007.safetensors"), (ShardName{"model-", 1, 7, ".safetensors"}));
  EXPECT_EQ(parse_shard_name("q4_k_m-00001-of-00003.gguf"), (ShardName{"q4_k_m", 1, 3, ".gguf"}));
  EXPECT_EQ(parse_shard_name("-00001-of-00001.safetensors"), (ShardName{"", 1, 1, ".safetensors"}));
}

TEST(ShardName, is_nothing_else) {
  for (const char* name : {"model.safetensors", "model-1-of-2.safetensors", "model-0001-of-0002.safetensors",
                           "model-0000001-of-0000002.safetensors", "model00001-of-00002.safetensors",
                           "model-00001-of-00002", "model-00001-of-00002.txt", "model-0000a-of-00002.safetensors",
                           "00001-of-00002.safetensors", "model-00001-of-.safetensors", "-of-"}) {
    EXPECT_EQ(parse_shard_name(name), std::nullopt) << name;
  }
}

TEST(ShardName, names_the_others_of_its_set) {
  EXPECT_EQ(shard_file_name({"model", 1, 5, ".safetensors"}, 3), "model-00003-of-00005.safetensors");
  EXPECT_EQ(shard_file_name({"m", 1, 100'000, ".gguf"}, 7), "m-00007-of-100000.gguf");
}

TEST(IndexName, tells_base_and_variant) {
  EXPECT_EQ(parse_index_name("model.safetensors.index.json"), (IndexName{"model", ""}));
  EXPECT_EQ(parse_index_name("diffusion_pytorch_model.safetensors.index.fp16.json"),
            (IndexName{"diffusion_pytorch_model", "fp16"}));
  for (const char* name : {"model.index.json", "pytorch_model.bin.index.json", ".safetensors.index.json",
                           "model.safetensors.index.jsonl", "model.safetensors.index.fp16json", "model.safetensors"}) {
    EXPECT_EQ(parse_index_name(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace weightcheck::safetensors
