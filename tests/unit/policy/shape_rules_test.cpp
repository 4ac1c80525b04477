// SPDX-License-Identifier: Apache-2.0
#include "judging.hpp"
#include "support/gguf_file.hpp"
#include "support/safetensors_file.hpp"
#include "weights/format.hpp"

namespace weightcheck::policy {
namespace {

using test::EvidenceBuilder;
using test::good_model;
using test::path;
using weights::Examined;
using weights::NameSample;

constexpr const char* two_tensors = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                    R"("b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})";

EvidenceBuilder with_shard(const std::string& bytes) {
  auto model = good_model();
  const weights::Format& format = *weights::format_of("s.safetensors", bytes_of(bytes));
  model.evidence.weight_files.push_back({.path = path("s.safetensors"),
                                         .size = bytes.size(),
                                         .format = format.name,
                                         .examined = Examined::yes,
                                         .inspection = std::make_shared<tensors::Inspection>(
                                             format.inspect(bytes_of(bytes), bytes.size(), std::stop_token()))});
  return model;
}

// A GGUF file of that name with so many tensors; numbers below 0 are not said.
struct Part {
  std::string name;
  int number = -1, total = -1, tensors = 1, all_tensors = -1;
};

EvidenceBuilder with_parts(const std::vector<Part>& parts) {
  auto model = good_model();
  for (const Part& part : parts) {
    test::GgufFile file;
    if (part.number >= 0) file.u16("split.no", static_cast<std::uint16_t>(part.number));
    if (part.total >= 0) file.u16("split.count", static_cast<std::uint16_t>(part.total));
    if (part.all_tensors >= 0) file.u32("split.tensors.count", static_cast<std::uint32_t>(part.all_tensors));
    for (int i = 0; i < part.tensors; ++i)
      file.tensor(part.name + std::to_string(i), "F32", {8});
    const std::string bytes = file.bytes();
    const weights::Format& format = *weights::format_of("m.gguf", bytes_of(bytes));
    model.evidence.weight_files.push_back({.path = path(part.name),
                                           .size = bytes.size(),
                                           .format = format.name,
                                           .examined = Examined::yes,
                                           .inspection = std::make_shared<tensors::Inspection>(
                                               format.inspect(bytes_of(bytes), bytes.size(), std::stop_token()))});
  }
  return model;
}

NameSample sample(std::initializer_list<std::string_view> names) {
  NameSample all;
  for (const auto name : names)
    all.add(name);
  return all;
}

// The evidence with one thing found when shards and indexes were held against each other.
template <typename Change>
Judgement reconciled(const Change& change) {
  auto model = good_model();
  change(model.evidence.reconciliation);
  return judged(model);
}

const ModelPath index_path = path("model.safetensors.index.json");
const ModelPath shard_path = path("model-00002-of-00005.safetensors");

TEST(ShapeRules, header_invalid_names_the_reference_s_error) {
  EXPECT_TRUE(says(judged(with_shard(test::safetensors_file("[]", 0))), "header-invalid", "InvalidHeader"));
  EXPECT_EQ(ending(judged(with_shard("short"))), failed);
  EXPECT_FALSE(finds(judged(with_shard(test::safetensors_file(two_tensors, 16))), "header-invalid"));
}

TEST(ShapeRules, split_contradicted_is_quiet_on_sets_as_they_are_written_and_on_single_files) {
  const auto quiet = [](const std::vector<Part>& parts) {
    return !finds(judged(with_parts(parts)), "split-contradicted");
  };
  EXPECT_TRUE(quiet({{"q8.gguf"}}));
  EXPECT_TRUE(quiet({{"q8.gguf", 0, 1}}));
  EXPECT_TRUE(quiet({{"q8-00001-of-00001.gguf"}}));
  EXPECT_TRUE(quiet({{"q8-00001-of-00001.gguf", 0, 1, 1, 1}}));
  EXPECT_TRUE(quiet({{"q8-00001-of-00002.gguf", 0, 2, 1, 3}, {"q8-00002-of-00002.gguf", 1, 2, 2, 3}}));
  EXPECT_TRUE(quiet({{"q8-00001-of-00002.gguf", 0, 2, 1, 3}})) << "what is not here is told by the set";
}

TEST(ShapeRules, split_contradicted_tells_parts_that_are_not_what_their_names_say) {
  const auto tells = [](const std::vector<Part>& parts, std::string_view words) {
    return says(judged(with_parts(parts)), "split-contradicted", words);
  };
  EXPECT_TRUE(tells({{"q8.gguf", 1, 3}}, "'q8.gguf' is part 2 of 3 by its header, and its name does not say so"));
  EXPECT_TRUE(tells({{"q8-00001-of-00002.gguf"}}, "its header knows of no parts"));
  EXPECT_TRUE(tells({{"q8-00002-of-00003.gguf", 2, 3}}, "is part 2 of 3 by its name, and part 3 of 3 by its header"));
  EXPECT_TRUE(tells({{"q8-00001-of-00002.gguf", 0, 3}}, "is part 1 of 2 by its name, and part 1 of 3 by its header"));
  EXPECT_TRUE(tells({{"q8-00001-of-00002.gguf", 0, 2, 1, 4}, {"q8-00002-of-00002.gguf", 1, 2, 2, 4}},
                    "promises 4 tensors in all 2 parts, and they hold 3"));
}

TEST(ShapeRules, header_unusual_warns_of_what_loaders_accept_and_nobody_writes) {
  const Judgement judgement = judged(with_shard(test::safetensors_file(" " + std::string(two_tensors), 16)));
  EXPECT_TRUE(finds(judgement, "header-unusual"));
  EXPECT_EQ(found(judgement, "header-unusual")->severity, Severity::warning);
  EXPECT_EQ(ending(judgement), verified);
  const std::string padded =
      std::string(two_tensors) + std::string((8 - std::string_view(two_tensors).size() % 8) % 8, ' ');
  EXPECT_FALSE(finds(judged(with_shard(test::safetensors_file(padded, 16))), "header-unusual"));
}

TEST(ShapeRules, shard_truncated_counts_the_bytes_and_names_the_tensors_past_the_end) {
  const Judgement judgement = judged(with_shard(test::safetensors_file(two_tensors, 10)));
  EXPECT_TRUE(says(judgement, "shard-truncated", "is short by 6 bytes"));
  EXPECT_TRUE(says(judgement, "shard-truncated", "past its end lies 1 tensor: 'b'"));
  EXPECT_FALSE(finds(judgement, "header-invalid"));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_TRUE(
      says(judged(with_shard(test::safetensors_file(two_tensors, 15))), "shard-truncated", "is short by 1 byte"));
  EXPECT_FALSE(finds(judged(with_shard(test::safetensors_file(two_tensors, 16))), "shard-truncated"));
}

TEST(ShapeRules, weights_missing_where_there_are_none_and_nobody_says_which_there_should_be) {
  auto model = good_model();
  model.evidence.weight_files.clear();
  EXPECT_TRUE(finds(judged(model), "weights-missing"));
  EXPECT_EQ(ending(judged(model)), failed);
  EXPECT_EQ(record(judged(model), CheckId::shape).outcome, Outcome::could_not_run);
  EXPECT_EQ(record(judged(model), CheckId::shape).reason, "0 of 0 weight files examined");
  EXPECT_FALSE(finds(judged(good_model()), "weights-missing"));
  EXPECT_FALSE(finds(judged(EvidenceBuilder(model).listed("x.gguf", "gone")), "weights-missing"));
  EXPECT_FALSE(finds(judged(EvidenceBuilder(model).refused("deep/x.bin", evidence::Refusal::link_escapes, "leads out")),
                     "weights-missing"));
  model.evidence.reconciliation.missing_shards = {{index_path, shard_path, 3}};
  EXPECT_FALSE(finds(judged(model), "weights-missing"));
}

TEST(ShapeRules, weights_missing_where_no_file_holds_a_byte_of_a_tensor) {
  for (const char* const header : {"{}", R"({"__metadata__":{"format":"pt"}})", R"({"a":["F32",[0,4],[0,0]]})"}) {
    auto model = with_shard(test::safetensors_file(header, 0));
    model.evidence.weight_files.erase(model.evidence.weight_files.begin(), model.evidence.weight_files.end() - 1);
    EXPECT_TRUE(says(judged(model), "weights-missing", "not one byte")) << header;
  }
  EXPECT_FALSE(finds(judged(with_shard(test::safetensors_file(R"({"a":["U8",[1],[0,1]]})", 1))), "weights-missing"));
}

TEST(ShapeRules, weights_missing_is_never_verified_even_where_it_is_waived) {
  auto model = good_model();
  model.evidence.weight_files.clear();
  const Demands lenient{.levels = {{"weights-missing", Severity::note}}};
  EXPECT_EQ(ending(judged(model, lenient)), incomplete);
}

TEST(ShapeRules, weights_unexamined_names_the_formats_and_leaves_the_verdict_to_the_bytes) {
  const auto model = good_model().weight_file("a.onnx", Examined::no_reader).weight_file("b.gguf", Examined::no_reader);
  const Judgement judgement = judged(model);
  EXPECT_TRUE(says(judgement, "weights-unexamined", "'a.onnx' and 'b.gguf' are in a format"));
  EXPECT_TRUE(says(judgement, "weights-unexamined", "(ONNX, GGUF)"));
  EXPECT_EQ(record(judgement, CheckId::shape).outcome, Outcome::could_not_run);
  EXPECT_EQ(record(judgement, CheckId::shape).reason, "1 of 3 weight files examined");
  EXPECT_EQ(ending(judgement), verified);
  EXPECT_EQ(ending(judged(model, {.fail_on = Severity::warning})), failed);
  EXPECT_EQ(record(judged(model, {.fail_on = Severity::warning}), CheckId::shape).outcome, Outcome::could_not_run);
  EXPECT_FALSE(finds(judged(good_model()), "weights-unexamined"));
}

TEST(ShapeRules, take_nothing_for_examined_that_a_reader_could_not_see) {
  for (const Examined examined : {Examined::not_weights, Examined::not_possible}) {
    const auto model = good_model().weight_file("b.safetensors", examined);
    EXPECT_EQ(record(judged(model), CheckId::shape).outcome, Outcome::could_not_run);
    EXPECT_EQ(ending(judged(model)), incomplete);
    EXPECT_FALSE(finds(judged(model), "weights-unexamined"));
  }
}

TEST(ShapeRules, index_stale_where_the_weights_that_are_here_are_others) {
  const auto stale = [](const std::string& elsewhere) {
    return reconciled([&](auto& seen) { seen.stale_indexes = {{index_path, 5, {"a", "b", "c"}, elsewhere}}; });
  };
  EXPECT_TRUE(says(stale(""), "index-stale", "('a', 'b' and 3 more files)"));
  EXPECT_EQ(ending(stale("")), failed);
  EXPECT_FALSE(finds(stale("model.gguf"), "index-stale"));
  EXPECT_TRUE(says(stale("model.gguf"), "index-shard-missing", "loaders take the other weights, as 'model.gguf'"));
  EXPECT_EQ(ending(stale("model.gguf")), verified);
  EXPECT_FALSE(finds(judged(good_model()), "index-stale"));
}

TEST(ShapeRules, index_shard_missing) {
  const Judgement judgement = reconciled([](auto& seen) { seen.missing_shards = {{index_path, shard_path, 3}}; });
  EXPECT_TRUE(says(judgement, "index-shard-missing", "maps 3 tensors to 'model-00002-of-00005.safetensors'"));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(good_model()), "index-shard-missing"));
}

TEST(ShapeRules, index_path_unsafe) {
  const Judgement judgement = reconciled([](auto& seen) {
    seen.unsafe_paths = {{index_path, "../../etc/passwd", "it leads out of the model"}};
  });
  EXPECT_TRUE(says(judgement, "index-path-unsafe", "'../../etc/passwd': it leads out of the model"));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(good_model()), "index-path-unsafe"));
}

TEST(ShapeRules, index_invalid_for_indexes_that_say_nothing_or_two_things) {
  auto model = good_model();
  model.evidence.indexes = {{.path = index_path}};
  EXPECT_FALSE(finds(judged(model), "index-invalid"));
  model.evidence.indexes[0].error = Error{ErrorCode::malformed, "no JSON at line 1"};
  EXPECT_TRUE(says(judged(model), "index-invalid", "cannot be read: no JSON at line 1"));
  EXPECT_EQ(ending(judged(model)), failed);
  EXPECT_TRUE(says(reconciled([](auto& seen) { seen.repeating_indexes = {index_path}; }), "index-invalid",
                   "maps a tensor twice"));
}

TEST(ShapeRules, index_tensor_missing) {
  const Judgement judgement = reconciled([](auto& seen) {
    seen.missing_tensors = {{index_path, shard_path, sample({"a", "b", "c", "d"})}};
  });
  EXPECT_TRUE(says(judgement, "index-tensor-missing", "expects 'a', 'b', 'c' and 1 more tensor in"));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(good_model()), "index-tensor-missing"));
}

TEST(ShapeRules, tensor_duplicate) {
  const Judgement judgement = reconciled([](auto& seen) {
    seen.duplicate_tensors = {{shard_path, path("other.safetensors"), sample({"a"})}};
  });
  EXPECT_TRUE(finds(judgement, "tensor-duplicate"));
  EXPECT_EQ(found(judgement, "tensor-duplicate")->paths.size(), 2U);
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(good_model()), "tensor-duplicate"));
}

TEST(ShapeRules, tensor_unindexed_warns) {
  const Judgement judgement = reconciled([](auto& seen) {
    seen.unindexed_tensors = {{index_path, shard_path, sample({"a"})}};
  });
  EXPECT_TRUE(finds(judgement, "tensor-unindexed"));
  EXPECT_EQ(ending(judgement), verified);
  EXPECT_FALSE(finds(judged(good_model()), "tensor-unindexed"));
}

TEST(ShapeRules, weights_unindexed_tells_which_of_two_models_is_loaded) {
  const auto unindexed = [](bool shadows) {
    return reconciled([&](auto& seen) { seen.unindexed_weights = {{path("model.safetensors"), index_path, shadows}}; });
  };
  EXPECT_TRUE(says(unindexed(false), "weights-unindexed", "does not use"));
  EXPECT_TRUE(says(unindexed(true), "weights-unindexed", "loaders take 'model.safetensors'"));
  EXPECT_EQ(ending(unindexed(false)), failed);
  EXPECT_FALSE(finds(judged(good_model()), "weights-unindexed"));
}

TEST(ShapeRules, shard_set_incomplete_names_the_gaps) {
  const Judgement judgement = reconciled([](auto& seen) {
    seen.incomplete_sets = {
        {.folder = "unet",
         .set = {.base = "model", .number = 1, .total = 5, .suffix = ".safetensors"},
         .missing = 4,
         .first_missing = {"model-00002-of-00005.safetensors", "model-00003-of-00005.safetensors"}}};
  });
  EXPECT_TRUE(
      says(judgement, "shard-set-incomplete", "4 shards of 5 missing: 'unet/model-00002-of-00005.safetensors'"));
  EXPECT_EQ(ending(judgement), failed);
  EXPECT_FALSE(finds(judged(good_model()), "shard-set-incomplete"));
}

TEST(ShapeRules, index_total_size_warns) {
  const Judgement judgement = reconciled([](auto& seen) { seen.total_sizes = {{index_path, 10, 12}}; });
  EXPECT_TRUE(says(judgement, "index-total-size", "states a total of 10 bytes, and the tensors have 12 bytes"));
  EXPECT_EQ(ending(judgement), verified);
  EXPECT_FALSE(finds(judged(good_model()), "index-total-size"));
}

}  // namespace
}  // namespace weightcheck::policy
