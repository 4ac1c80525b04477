// SPDX-License-Identifier: Apache-2.0
#include "weights/file_names.hpp"

#include <gtest/gtest.h>

namespace weightcheck::weights {
namespace {

TEST(ShardName, is_read_from_what_loaders_write) {
  EXPECT_EQ(parse_shard_name("model-00002-of-00005.safetensors"), (ShardName{"model", 2, 5, ".safetensors"}));
  EXPECT_EQ(parse_shard_name("model-000163-of-000163.safetensors"),
            (ShardName{"model", 163, 163, ".safetensors", 6, 6}));
  EXPECT_EQ(parse_shard_name("diffusion_pytorch_model.fp16-00001-of-00002.safetensors"),
            (ShardName{"diffusion_pytorch_model.fp16", 1, 2, ".safetensors"}));
  EXPECT_EQ(parse_shard_name("x_00001-of-00002.fp16.safetensors"),
            (ShardName{"x", 1, 2, ".fp16.safetensors", 5, 5, "_"}));
  EXPECT_EQ(parse_shard_name("model--00001-of-00007.safetensors"), (ShardName{"model-", 1, 7, ".safetensors"}));
  EXPECT_EQ(parse_shard_name("q4_k_m-00001-of-00003.gguf"), (ShardName{"q4_k_m", 1, 3, ".gguf"}));
  EXPECT_EQ(parse_shard_name("-00001-of-00001.safetensors"), (ShardName{"", 1, 1, ".safetensors"}));
}

TEST(ShardName, is_nothing_else) {
  for (const char* name :
       {"model.safetensors", "model00001-of-00002.safetensors", "model-00001-of-00002", "model-00001-of-00002.txt",
        "model-0000a-of-00002.safetensors", "model-00001-of-.safetensors", "-of-", "best-of-10.safetensors",
        "out-of-distribution.safetensors"}) {
    EXPECT_EQ(parse_shard_name(name), std::nullopt) << name;
  }
}

TEST(ShardName, is_read_in_any_spelling_and_format) {
  EXPECT_EQ(parse_shard_name("model-13-of-27.safetensors"), (ShardName{"model", 13, 27, ".safetensors", 2, 2}));
  EXPECT_EQ(parse_shard_name("model-00003-of-000004.safetensors"), (ShardName{"model", 3, 4, ".safetensors", 5, 6}));
  EXPECT_EQ(parse_shard_name("m_0_of_2.pt"), (ShardName{"m", 0, 2, ".pt", 1, 1, "_", "_of_"}));
  EXPECT_EQ(parse_shard_name("a-of-b-1-of-2.ONNX"), (ShardName{"a-of-b", 1, 2, ".ONNX", 1, 1}));
  EXPECT_EQ(parse_shard_name("m-1-of-99999999999999999999999.bin")->total, 1'000'000'000'000'000'000U);
  for (const char* name : {"model-13-of-27.safetensors", "model_00002-of-00004.gguf", "m_0_of_2.pt", "m-7-of-007.bin",
                           "MODEL-00001-OF-00003.SAFETENSORS", "model-1-Of-2.gguf", "00001-of-00003.safetensors"}) {
    const auto set = parse_shard_name(name);
    ASSERT_TRUE(set) << name;
    EXPECT_EQ(shard_file_name(*set, set->number), name);
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
  EXPECT_EQ(parse_index_name("pytorch_model.bin.index.json"), (IndexName{"pytorch_model", "", ".bin"}));
  EXPECT_EQ(parse_index_name("tf_model.h5.index.json"), (IndexName{"tf_model", "", ".h5"}));
  for (const char* name : {"model.index.json", "config.txt.index.json", ".safetensors.index.json",
                           "model.safetensors.index.jsonl", "model.safetensors.index.fp16json", "model.safetensors"}) {
    EXPECT_EQ(parse_index_name(name), std::nullopt) << name;
  }
}

TEST(WeightName, is_told_by_its_extension) {
  for (const char* name :
       {"model.safetensors", "a.GGUF", "pytorch_model.bin", "x.ckpt", "tf_model.h5", "model.onnx", "model.onnx_data",
        "flax_model.msgpack", "saved_model.pb", "a.npz", "x.llamafile", "model.safetensors.gz", "training_args.bin"})
    EXPECT_TRUE(is_weight_name(name)) << name;
  for (const char* name : {"model.safetensors.index.json", "config.json", "safetensors", "bin", ""})
    EXPECT_FALSE(is_weight_name(name)) << name;
}

TEST(ModelName, is_none_of_what_training_leaves_beside_the_weights) {
  for (const char* name : {"training_args.bin", "optimizer.pt", "optimizer_0.bin", "scheduler.pt", "rng_state_0.pth",
                           "random_states_0.pkl", "config.json"})
    EXPECT_FALSE(is_model_name(name)) << name;
  for (const char* name : {"model.bin", "scheduler.safetensors", "adapter_model.bin", "optimizer.gguf"})
    EXPECT_TRUE(is_model_name(name)) << name;
}

}  // namespace
}  // namespace weightcheck::weights
