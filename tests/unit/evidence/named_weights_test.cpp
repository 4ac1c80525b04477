// SPDX-License-Identifier: Apache-2.0
// Weights that no table knows by their names: named by other files, told by their content, or left as pointers.
#include "evidence/named_weights.hpp"

#include <gtest/gtest.h>

#include "evidence/pointer_text.hpp"
#include "evidence/unknown_weights.hpp"
#include "support/model_path.hpp"

namespace weightcheck::evidence {
namespace {

using namespace std::string_literals;

using test::path;

TEST(NamedWeights, are_those_of_the_records_of_a_cache) {
  EXPECT_TRUE(may_name_weights(path("a/ndarray-cache.json")));
  EXPECT_FALSE(may_name_weights(path("a/config.json")));
  const auto found = weights_named_in(path("a/ndarray-cache.json"), R"({"records": [
    {"dataPath": "params_shard_0.bin", "nbytes": 100}, {"dataPath": "../x", "nbytes": 1}, {"dataPath": "b"}, 1]})");
  EXPECT_EQ(found, (std::vector<NamedFile>{{path("a/params_shard_0.bin"), 100}, {path("a/b"), 0}}));
  for (const char* text : {"", "[]", "{", R"({"records": 1})"})
    EXPECT_TRUE(weights_named_in(path("x-cache.json"), text).empty()) << text;
}

TEST(NamedWeights, are_the_items_of_a_package) {
  const auto list = path("M.mlpackage/Manifest.json");
  EXPECT_TRUE(may_name_weights(list));
  EXPECT_FALSE(may_name_weights(path("M/Manifest.json")));
  const auto found =
      weights_named_in(list, R"({"itemInfoEntries": {"A": {"path": "com.apple.CoreML/weights"}, "B": 1}})");
  EXPECT_EQ(found, (std::vector<NamedFile>{{path("M.mlpackage/Data/com.apple.CoreML/weights"), 0}}));
}

TEST(NamedWeights, are_variables_beside_their_list) {
  ModelTree tree;
  tree.files = {{.path = path("m/variables/variables.index")}};
  EXPECT_EQ(variables_of(path("m/variables/variables.index"), tree),
            (std::vector<NamedFile>{{path("m/variables/variables.data-00000-of-00001"), 0}}));
  EXPECT_TRUE(variables_of(path("m/variables.index"), tree).empty());
  tree.files = {{.path = path("variables/variables.data-00001-of-00002")}, {.path = path("variables/variables.index")}};
  EXPECT_TRUE(variables_of(path("variables/variables.index"), tree).empty());
}

TEST(PointerText, is_known_of_every_system) {
  const auto system_of = [](const std::string& text, std::string_view name = "spiece.model") {
    return pointer_system(name, bytes_of(text), text.size());
  };
  EXPECT_EQ(system_of("# xet version 0\nfilesize = 499723\nhash = 'd8b9'\n"), "Xet");
  EXPECT_EQ(system_of("/annex/objects/MD5E-s499723--0123.model\n"), "git-annex");
  EXPECT_EQ(system_of("../.git/annex/objects/a/b/SHA256E-s1--c/SHA256E-s1--c"), "git-annex");
  EXPECT_EQ(system_of("outs:\n- md5: 0123\n  size: 12345\n  path: spiece.model\n"), "DVC");
  EXPECT_EQ(system_of("outs:\n- md5: 0123\n  path: x\n", "x.dvc"), "") << "it is what its name says";
  EXPECT_EQ(system_of("version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 1\n"),
            "Git LFS");
  for (const char* text : {"", "#version: 0.2\na b\n", "outs: a\n", "/annex\n", "I live in .git/annex/objects/\n"})
    EXPECT_EQ(system_of(text), "") << text;
}

TEST(Networks, keep_their_weights_beside_them) {
  const auto network = ModelPath::parse("a/openvino_model.xml").value();
  const auto bin = ModelPath::parse("a/openvino_model.bin").value();
  constexpr std::string_view head = R"(<?xml version="1.0"?><net name="m" version="11"><layers>)";
  EXPECT_TRUE(is_network(network, head));
  EXPECT_FALSE(is_network(network, "<network><layers>"));
  EXPECT_FALSE(is_network(ModelPath::parse("a.txt").value(), head));
  const auto size_of = [&](const std::string& data) {
    const auto found = weights_of_network(network, std::string(head) + data);
    EXPECT_EQ(found.at(0).path, bin);
    return found.at(0).size_least;
  };
  EXPECT_EQ(size_of(""), 0U);
  EXPECT_EQ(size_of(R"(<data offset="8" shape="2" size="16"/><data element_type="f16" offset="0" size="8"/>)"), 24U);
  EXPECT_EQ(size_of(R"(<data offset="18446744073709551615" size="1"/><data size="9"/><data offset="x" size="9"/>)"),
            0U);
}

TEST(UnknownWeights, are_binary_and_nothing_that_lies_beside_weights) {
  const auto may_be = [](std::string_view name, const std::string& begin) {
    const std::string content = begin + std::string(2000, '\1');
    return may_be_weights(name, classify(name, bytes_of(content), content.size()), bytes_of(content), content.size());
  };
  for (const char* name : {"model.mnn", "model.rknn", "model", "a.weird"})
    EXPECT_TRUE(may_be(name, "\x9b\7\0\0"s)) << name;
  EXPECT_FALSE(may_be("model.bin", "\x9b\7\0\0"s)) << "a name of weights, which the table of formats knows";
  EXPECT_FALSE(may_be("tokenizer.dat", "\x9b\7\0\0"s));
  EXPECT_FALSE(may_be("spiece.model", "\x0a\x0e\x0a\x05<unk>\x15\0\0\0\0"s));
  for (const std::string& begin : {"\x89PNG\r\n\x1a\n"s, "RIFF"s,
                                   "\0\0\0\x18"
                                   "ftypmp42"s,
                                   "PAR1"s, "SQLite format 3\0"s, "\xff\xfe"s})
    EXPECT_FALSE(may_be("x.dat", begin)) << begin;
  const std::string words(2000, 'a'), little = "\x9b\7\0\0"s;
  EXPECT_FALSE(may_be_weights("x.dat", ContentKind::text, bytes_of(words), words.size()));
  EXPECT_FALSE(may_be_weights("x.dat", ContentKind::other, bytes_of(little), little.size()));
}

TEST(UnknownWeights, are_shards_of_tensorflow_however_small) {
  const std::string little = "\x9b\7\0\0"s;
  EXPECT_TRUE(may_be_weights("model.ckpt.data-00000-of-00001", ContentKind::other, bytes_of(little), little.size()));
  EXPECT_FALSE(may_be_weights("model.ckpt.data-00000-of-00001", ContentKind::text, bytes_of(little), little.size()));
  EXPECT_FALSE(may_be_weights("model.ckpt.data-00000", ContentKind::other, bytes_of(little), little.size()));
}

TEST(UnknownWeights, are_trees_that_are_written_as_text) {
  const auto may_be = [](std::string_view name, const std::string& begin) {
    const std::string content = begin + std::string(2000, ' ');
    return may_be_weights(name, classify(name, bytes_of(content), content.size()), bytes_of(content), content.size());
  };
  EXPECT_TRUE(may_be("model.json", R"({"learner":{"attributes":{}}})"));
  EXPECT_TRUE(may_be("model.json", "{\n  \"learner\" : {\n"));
  EXPECT_TRUE(may_be("model.txt", "tree\nversion=v4\n"));
  EXPECT_FALSE(may_be("model.json", R"({"model":{"learner":{}}})"));
  EXPECT_FALSE(may_be("model.json", R"({"learner":"adam"})"));
  EXPECT_FALSE(may_be("notes.txt", "trees\nversion=v4\n"));
}

}  // namespace
}  // namespace weightcheck::evidence
