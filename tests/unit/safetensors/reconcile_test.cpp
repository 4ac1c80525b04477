// SPDX-License-Identifier: Apache-2.0
#include "safetensors/reconcile.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "support/safetensors_file.hpp"

namespace weightcheck::safetensors {
namespace {

ModelPath path(const std::string& text) { return ModelPath::parse(text).value(); }

// A model of shards with one-byte tensors, and indexes.
class Model {
 public:
  Model& shard(const std::string& name, const std::vector<std::string>& tensors) {
    std::string json = "{";
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      json += (i > 0 ? ",\"" : "\"") + tensors[i] + "\":[\"U8\",[1],[" + std::to_string(i) + "," +
              std::to_string(i + 1) + "]]";
    }
    const std::string file = test::safetensors_file(json + "}", tensors.size());
    headers_.push_back(inspect_header(bytes_of(file), file.size()).header.value());
    shards_.push_back({.path = path(name), .header = &headers_.back()});
    return *this;
  }

  Model& broken_shard(const std::string& name) {
    shards_.push_back({.path = path(name), .header = nullptr});
    return *this;
  }

  Model& index(const std::string& name, const std::string& weight_map, const std::string& metadata = "{}") {
    indexes_.push_back(
        parse_index(R"({"metadata":)" + metadata + R"(,"weight_map":)" + weight_map + "}", path(name)).value());
    return *this;
  }

  [[nodiscard]] Reconciliation facts() const { return reconcile(shards_, indexes_).value(); }

 private:
  std::deque<Header> headers_;
  std::vector<Shard> shards_;
  std::vector<Index> indexes_;
};

constexpr const char* index_name = "model.safetensors.index.json";
constexpr const char* s1 = "model-00001-of-00002.safetensors";
constexpr const char* s2 = "model-00002-of-00002.safetensors";
const std::string map_abc =
    R"({"a":"model-00001-of-00002.safetensors","b":"model-00001-of-00002.safetensors","c":"model-00002-of-00002.safetensors"})";

TEST(Reconcile, finds_nothing_in_a_model_that_agrees_with_itself) {
  EXPECT_EQ(Model().shard(s1, {"a", "b"}).shard(s2, {"c"}).index(index_name, map_abc, R"({"total_size":3})").facts(),
            Reconciliation{});
  EXPECT_EQ(Model().shard("model.safetensors", {"a"}).facts(), Reconciliation{});
  EXPECT_EQ(Model().shard("adapter_model.safetensors", {"a"}).shard("sub/other.safetensors", {"a"}).facts(),
            Reconciliation{});
  EXPECT_EQ(Model().facts(), Reconciliation{});
}

TEST(Reconcile, finds_a_shard_that_is_missing) {
  const auto facts = Model().shard(s1, {"a", "b"}).index(index_name, map_abc, R"({"total_size":3})").facts();
  EXPECT_EQ(facts.missing_shards, (std::vector<MissingShard>{{path(index_name), path(s2), 1}}));
  EXPECT_TRUE(facts.total_sizes.empty());
  ASSERT_EQ(facts.incomplete_sets.size(), 1U);
  EXPECT_EQ(facts.incomplete_sets[0].first_missing, (std::vector<std::string>{s2}));
}

TEST(Reconcile, finds_tensors_missing_from_the_shard_that_should_have_them) {
  const auto facts = Model().shard(s1, {"a"}).shard(s2, {"b", "c"}).index(index_name, map_abc).facts();
  EXPECT_EQ(facts.missing_tensors, (std::vector<TensorMismatch>{{path(index_name), path(s1), {1, {"b"}}}}));
  EXPECT_TRUE(facts.unindexed_tensors.empty());
  EXPECT_TRUE(facts.duplicate_tensors.empty());
}

TEST(Reconcile, finds_tensors_that_the_index_does_not_know) {
  const auto facts =
      Model().shard(s1, {"a", "b", "x"}).shard(s2, {"c"}).index(index_name, map_abc, R"({"total_size":3})").facts();
  EXPECT_EQ(facts.unindexed_tensors, (std::vector<TensorMismatch>{{path(index_name), path(s1), {1, {"x"}}}}));
  EXPECT_EQ(facts.total_sizes, (std::vector<TotalSizeDifference>{{path(index_name), 3, 4}}));
}

TEST(Reconcile, finds_a_total_that_is_too_large) {
  const auto facts =
      Model().shard(s1, {"a", "b"}).shard(s2, {"c"}).index(index_name, map_abc, R"({"total_size":4})").facts();
  EXPECT_EQ(facts.total_sizes, (std::vector<TotalSizeDifference>{{path(index_name), 4, 3}}));
}

TEST(Reconcile, finds_tensors_in_two_shards) {
  const auto indexed = Model().shard(s1, {"a", "b", "x"}).shard(s2, {"c", "b", "x"}).index(index_name, map_abc).facts();
  EXPECT_EQ(indexed.duplicate_tensors, (std::vector<DuplicateTensors>{{path(s2), path(s1), {2, {"b", "x"}}}}));
  EXPECT_TRUE(indexed.missing_tensors.empty());
  const auto alone = Model().shard(s1, {"a", "b"}).shard(s2, {"c", "b"}).facts();
  EXPECT_EQ(alone.duplicate_tensors, (std::vector<DuplicateTensors>{{path(s2), path(s1), {1, {"b"}}}}));
  EXPECT_TRUE(
      Model().shard("one.safetensors", {"a"}).shard("two.safetensors", {"a"}).facts().duplicate_tensors.empty());
}

TEST(Reconcile, judges_nothing_by_a_header_that_could_not_be_read) {
  const auto facts =
      Model().broken_shard(s1).shard(s2, {"c"}).index(index_name, map_abc, R"({"total_size":3})").facts();
  EXPECT_EQ(facts, Reconciliation{});
}

TEST(Reconcile, keeps_unsafe_names_apart) {
  const auto facts = Model()
                         .shard(s1, {"a"})
                         .index(index_name, R"({"a":"model-00001-of-00002.safetensors","b":"../b.safetensors"})")
                         .facts();
  EXPECT_EQ(facts.unsafe_paths,
            (std::vector<UnsafePath>{{path(index_name), "../b.safetensors", "path contains a '..' component"}}));
  EXPECT_TRUE(facts.missing_shards.empty());
}

TEST(Reconcile, finds_weights_that_the_index_does_not_use) {
  Model model;
  model.shard(s1, {"a", "b"}).shard(s2, {"c"}).index(index_name, map_abc);
  model.shard("extra.safetensors", {"z"})
      .shard("model-00003-of-00003.safetensors", {"y"})
      .shard("model.safetensors", {"a"});
  const auto facts = model.facts();
  EXPECT_EQ(facts.unindexed_weights,
            (std::vector<UnindexedWeights>{{path("extra.safetensors"), path(index_name), false},
                                           {path("model-00003-of-00003.safetensors"), path(index_name), false},
                                           {path("model.safetensors"), path(index_name), true}}));
  ASSERT_EQ(facts.incomplete_sets.size(), 1U);
  EXPECT_EQ(facts.incomplete_sets[0].missing, 2U);
}

TEST(Reconcile, leaves_units_with_a_loader_of_their_own_alone) {
  Model model;
  model.shard(s1, {"a", "b"}).shard(s2, {"c"}).index(index_name, map_abc);
  model.shard("adapter_model.safetensors", {"a"})
      .shard("consolidated.safetensors", {"a"})
      .shard("model.fp16.safetensors", {"a"});
  model.shard("model.fp16-00001-of-00001.safetensors", {"a"}).shard("model-00001-of-00001.non_ema.safetensors", {"a"});
  model.shard("vae/diffusion_pytorch_model.safetensors", {"a"}).shard("original/x.safetensors", {"a"});
  EXPECT_EQ(model.facts(), Reconciliation{});
  EXPECT_EQ(Model(model).shard("model.evil.safetensors", {"a"}).facts().unindexed_weights.size(), 1U);
}

TEST(Reconcile, judges_every_folder_for_itself) {
  Model model;
  for (const std::string folder : {"unet/", "transformer/"}) {
    model.shard(folder + s1, {"a", "b"}).shard(folder + s2, {"c"}).index(folder + index_name, map_abc);
  }
  EXPECT_EQ(model.facts(), Reconciliation{});
  const auto facts = model.shard("unet/extra.safetensors", {"a"}).facts();
  EXPECT_EQ(facts.unindexed_weights, (std::vector<UnindexedWeights>{{path("unet/extra.safetensors"),
                                                                     path("unet/" + std::string(index_name)), false}}));
}

TEST(Reconcile, finds_gaps_in_numbered_sets_without_an_index) {
  const auto facts =
      Model().shard("t/m-00002-of-00004.safetensors", {"a"}).shard("t/m-00003-of-00004.safetensors", {"b"}).facts();
  ASSERT_EQ(facts.incomplete_sets.size(), 1U);
  EXPECT_EQ(facts.incomplete_sets[0].folder, "t");
  EXPECT_EQ(facts.incomplete_sets[0].missing, 2U);
  EXPECT_EQ(facts.incomplete_sets[0].first_missing,
            (std::vector<std::string>{"m-00001-of-00004.safetensors", "m-00004-of-00004.safetensors"}));
  EXPECT_TRUE(Model()
                  .shard("m-00000-of-00002.safetensors", {"a"})
                  .shard("m-00001-of-00002.safetensors", {"b"})
                  .facts()
                  .incomplete_sets.empty());
  EXPECT_TRUE(Model()
                  .broken_shard("m-00001-of-00002.gguf")
                  .broken_shard("m-00002-of-00002.gguf")
                  .facts()
                  .incomplete_sets.empty());
  const auto huge = Model().shard("m-000001-of-999999.safetensors", {"a"}).facts();
  EXPECT_EQ(huge.incomplete_sets[0].missing, 999'998U);
  EXPECT_EQ(huge.incomplete_sets[0].first_missing.size(), 16U);
  const auto surplus =
      Model().shard(s1, {"a"}).shard(s2, {"b"}).shard("model-00003-of-00002.safetensors", {"c"}).facts();
  EXPECT_EQ(surplus.incomplete_sets[0].surplus, 1U);
  EXPECT_EQ(surplus.incomplete_sets[0].missing, 0U);
}

TEST(Reconcile, tells_which_index_lists_a_tensor_twice) {
  EXPECT_EQ(Model()
                .shard("x.safetensors", {"a"})
                .index(index_name, R"({"a":"x.safetensors","a":"x.safetensors"})")
                .facts()
                .repeating_indexes,
            std::vector<ModelPath>{path(index_name)});
}

TEST(Reconcile, stays_quick_for_a_hundred_thousand_tensors) {
  Model model;
  std::string map = "{";
  for (int shard = 1; shard <= 10; ++shard) {
    std::vector<std::string> names;
    const std::string file =
        "model-" + std::string(shard < 10 ? "0000" : "000") + std::to_string(shard) + "-of-00010.safetensors";
    for (int i = 0; i < 10'000; ++i) {
      names.push_back("model.layers." + std::to_string(shard) + ".experts." + std::to_string(i) + ".weight");
      map += (map.size() > 1 ? ",\"" : "\"") + names.back() + "\":\"" + file + "\"";
    }
    model.shard(file, names);
  }
  EXPECT_EQ(model.index(index_name, map + "}", R"({"total_size":100000})").facts(), Reconciliation{});
}

}  // namespace
}  // namespace weightcheck::safetensors
