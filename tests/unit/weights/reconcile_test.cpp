// SPDX-License-Identifier: Apache-2.0
#include "weights/reconcile.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "safetensors/header.hpp"
#include "support/safetensors_file.hpp"

namespace weightcheck::weights {
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
    layouts_.push_back(safetensors::inspect_header(bytes_of(file), file.size()).layout.value());
    files_.push_back({.path = path(name), .layout = &layouts_.back()});
    return *this;
  }

  Model& broken_shard(const std::string& name) {
    files_.push_back({.path = path(name)});
    return *this;
  }

  Model& index(const std::string& name, const std::string& weight_map, const std::string& metadata = "{}") {
    indexes_.push_back(
        parse_index(R"({"metadata":)" + metadata + R"(,"weight_map":)" + weight_map + "}", path(name)).value());
    return *this;
  }

  [[nodiscard]] Reconciliation facts() const { return reconcile(files_, indexes_); }

 private:
  std::deque<tensors::TensorLayout> layouts_;
  std::vector<FileHere> files_;
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
  EXPECT_TRUE(facts.incomplete_sets.empty()) << "of what is left over no more is missing";
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

TEST(Reconcile, takes_the_index_of_a_variant_for_those_alone_who_ask_for_it) {
  Model model;
  model.shard("model.fp32-00001-of-00002.safetensors", {"a", "b"})
      .shard("model.fp32-00002-of-00002.safetensors", {"c"});
  model.index("model.safetensors.index.fp32.json",
              R"({"a":"model.fp32-00001-of-00002.safetensors","b":"model.fp32-00001-of-00002.safetensors",)"
              R"("c":"model.fp32-00002-of-00002.safetensors"})");
  EXPECT_EQ(Model(model).shard("model.safetensors", {"a", "b", "c"}).facts(), Reconciliation{}) << "as all others load";
  EXPECT_EQ(Model(model).shard(s1, {"a", "b"}).shard(s2, {"c"}).index(index_name, map_abc).facts(), Reconciliation{});
  EXPECT_EQ(Model(model).shard("model.fp16.safetensors", {"a"}).facts(), Reconciliation{});
  const auto shadowed = Model(model).shard("model.fp32.safetensors", {"a"}).facts().unindexed_weights;
  ASSERT_EQ(shadowed.size(), 1U);
  EXPECT_TRUE(shadowed[0].shadows_index);
  EXPECT_EQ(Model(model).shard("model.fp32-00003-of-00003.safetensors", {"z"}).facts().unindexed_weights.size(), 1U);
  model.shard(s1, {"a", "b"}).shard(s2, {"c"}).index(index_name, map_abc);
  EXPECT_EQ(Model(model).shard("model.safetensors", {"a"}).facts().unindexed_weights.size(), 1U);
  EXPECT_EQ(Model(model).shard("model.fp32.safetensors", {"a"}).facts().unindexed_weights.size(), 1U);
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

TEST(Reconcile, does_not_miss_the_rest_of_what_is_left_over) {
  const auto facts = Model()
                         .shard(s1, {"a", "b"})
                         .shard(s2, {"c"})
                         .shard("model-00001-of-00003.safetensors", {"a"})
                         .shard("model-00003-of-00002.safetensors", {"x"})
                         .index(index_name, map_abc)
                         .facts();
  EXPECT_EQ(facts.unindexed_weights.size(), 2U);
  EXPECT_TRUE(facts.incomplete_sets.empty());
}

TEST(Reconcile, does_not_miss_a_shard_that_is_here_and_that_the_index_calls_otherwise) {
  const auto facts =
      Model()
          .shard(s1, {"a", "b"})
          .shard(s2, {"c"})
          .index(index_name, R"({"a":"model-00001-of-00002nsafetensors","c":"model-00002-of-00002.safetensors"})")
          .facts();
  EXPECT_EQ(facts.unindexed_weights.size(), 1U);
  EXPECT_EQ(facts.missing_shards.size(), 1U);
  EXPECT_TRUE(facts.incomplete_sets.empty());
}

TEST(Reconcile, finds_gaps_in_files_that_are_only_numbered) {
  const auto facts = Model()
                         .broken_shard("consolidated.00.pth")
                         .broken_shard("consolidated.03.pth")
                         .broken_shard("a/consolidated.00.pth")
                         .broken_shard("a/consolidated.01.pth")
                         .broken_shard("b/rank1.engine")
                         .broken_shard("b/rank2.engine")
                         .broken_shard("epoch_00.pth")
                         .broken_shard("epoch_05.pth")
                         .facts();
  ASSERT_EQ(facts.incomplete_sets.size(), 1U);
  EXPECT_EQ(facts.incomplete_sets[0].first_missing,
            (std::vector<std::string>{"consolidated.01.pth", "consolidated.02.pth"}));
  EXPECT_EQ(facts.incomplete_sets[0].set.total, 4U);
}

TEST(Reconcile, finds_gaps_in_variables_of_tensorflow) {
  const auto facts = Model()
                         .broken_shard("variables/variables.data-00001-of-00002")
                         .broken_shard("whole/variables.data-00000-of-00001")
                         .facts();
  ASSERT_EQ(facts.incomplete_sets.size(), 1U);
  EXPECT_EQ(facts.incomplete_sets[0].missing, 1U);
}

TEST(Reconcile, judges_sets_and_indexes_of_every_format) {
  const auto gaps = Model().broken_shard("q-00001-of-00003.gguf").broken_shard("q-00003-of-00003.gguf").facts();
  ASSERT_EQ(gaps.incomplete_sets.size(), 1U);
  EXPECT_EQ(gaps.incomplete_sets[0].first_missing, (std::vector<std::string>{"q-00002-of-00003.gguf"}));
  const std::string map = R"({"a":"pytorch_model-00001-of-00002.bin","b":"pytorch_model-00002-of-00002.bin"})";
  const auto bins =
      Model().broken_shard("pytorch_model-00001-of-00002.bin").index("pytorch_model.bin.index.json", map).facts();
  EXPECT_EQ(
      bins.missing_shards,
      (std::vector<MissingShard>{{path("pytorch_model.bin.index.json"), path("pytorch_model-00002-of-00002.bin"), 1}}));
}

TEST(Reconcile, takes_only_the_base_of_an_index_for_its_own_where_programs_share_an_extension) {
  Model model;
  model.broken_shard("pytorch_model-1-of-1.bin");
  model.index("pytorch_model.bin.index.json", R"({"a":"pytorch_model-1-of-1.bin"})");
  model.broken_shard("training_args.bin").broken_shard("openvino_model.bin");
  EXPECT_EQ(model.facts(), Reconciliation{});
  EXPECT_TRUE(Model(model).broken_shard("pytorch_model.bin").facts().unindexed_weights.at(0).shadows_index);
  EXPECT_EQ(Model(model).broken_shard("pytorch_model-1-of-2.bin").facts().unindexed_weights.size(), 1U);
}

TEST(Reconcile, finds_any_file_that_an_index_names) {
  EXPECT_EQ(Model().broken_shard("w.st").index(index_name, R"({"a":"w.st"})").facts(), Reconciliation{});
}

TEST(Reconcile, takes_an_index_of_which_nothing_is_here_for_one_of_other_weights) {
  const auto facts = Model().shard("model.safetensors", {"q"}).index(index_name, map_abc).facts();
  Reconciliation expected;
  expected.stale_indexes = {{path(index_name), 2, {s1, s2}, ""}};
  EXPECT_EQ(facts, expected);
  const auto alone = Model().index(index_name, map_abc).facts();
  EXPECT_EQ(alone.missing_shards.size(), 2U);
  EXPECT_TRUE(alone.stale_indexes.empty());
  EXPECT_TRUE(Model().shard("deeper/x.safetensors", {"q"}).index(index_name, map_abc).facts().stale_indexes.empty());
}

TEST(Reconcile, knows_an_index_that_a_download_of_another_format_left_behind) {
  const std::string bin_index = "pytorch_model.bin.index.json";
  const std::string bins = R"({"a":"pytorch_model-1-of-2.bin","b":"pytorch_model-2-of-2.bin"})";
  const auto elsewhere = [](const Model& model) { return model.facts().stale_indexes.at(0).elsewhere; };
  Model whole;
  whole.shard(s1, {"a", "b"}).shard(s2, {"c"}).index(index_name, map_abc).index(bin_index, bins);
  EXPECT_EQ(elsewhere(whole), s1);
  EXPECT_EQ(elsewhere(Model().shard("model.safetensors", {"a"}).index(bin_index, bins)), "model.safetensors");
  EXPECT_EQ(elsewhere(Model().shard("model.fp16.safetensors", {"a"}).index(index_name, map_abc)),
            "model.fp16.safetensors");
  EXPECT_EQ(elsewhere(Model().shard(s1, {"a", "b"}).index(bin_index, bins)), s1)
      << "what it lacks itself is told of it";
  EXPECT_EQ(elsewhere(Model()
                          .shard("x.safetensors", {"a"})
                          .index(index_name, R"({"a":"x.safetensors","b":"y.safetensors"})")
                          .index(bin_index, bins)),
            "x.safetensors");
}

TEST(Reconcile, excuses_an_index_of_absent_files_by_a_model_only) {
  const auto elsewhere = [](const Model& model) { return model.facts().stale_indexes.at(0).elsewhere; };
  const std::string bin_index = "pytorch_model.bin.index.json";
  const std::string bins = R"({"a":"pytorch_model-1-of-2.bin","b":"pytorch_model-2-of-2.bin"})";
  EXPECT_EQ(elsewhere(Model().shard("adapter_model.safetensors", {"a"}).index(bin_index, bins)), "");
  EXPECT_EQ(elsewhere(Model().shard("adapter_model.safetensors", {"a"}).index(index_name, map_abc)), "");
  EXPECT_EQ(elsewhere(Model().shard("model.safetensors", {}).index(bin_index, bins)), "");
  EXPECT_EQ(elsewhere(Model().broken_shard("x.gguf").index(index_name, map_abc)), "");
  EXPECT_EQ(elsewhere(Model().broken_shard("pytorch_model-1-of-2.bin").index(index_name, map_abc)),
            "pytorch_model-1-of-2.bin");
  EXPECT_EQ(elsewhere(Model()
                          .broken_shard("pytorch_model-1-of-2.bin")
                          .broken_shard("pytorch_model-2-of-2.bin")
                          .index(index_name, map_abc)),
            "pytorch_model-1-of-2.bin");
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
}  // namespace weightcheck::weights
