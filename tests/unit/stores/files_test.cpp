// SPDX-License-Identifier: Apache-2.0
#include "stores/files.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

namespace weightcheck::stores {
namespace {

Descriptor layer(const std::string& type, char digit, const std::string& name = "", std::uint64_t size = 1) {
  return {.media_type = type, .digest = *Digest::parse(std::string(64, digit)), .size = size, .name = name};
}

std::map<std::string, Form> names_of(const ImageManifest& manifest) {
  std::map<std::string, Form> names;
  for (const LayerFile& file : files_of(manifest).files)
    names.emplace(file.path.text(), file.form);
  return names;
}

constexpr const char* model = "application/vnd.ollama.image.model";
constexpr const char* license = "application/vnd.ollama.image.license";
constexpr const char* raw_weights = "application/vnd.cncf.model.weight.v1.raw";

TEST(ImageFiles, are_named_by_their_media_types) {
  EXPECT_EQ(names_of({.config = layer("application/vnd.docker.container.image.v1+json", 'c'),
                      .layers = {layer(model, '1'), layer(license, '2'), layer(license, '3')}}),
            (std::map<std::string, Form>{{"LICENSE", Form::file},
                                         {"LICENSE-2", Form::file},
                                         {"image-config.json", Form::file},
                                         {"model.gguf", Form::file}}));
}

TEST(ImageFiles, keep_the_names_that_the_image_gives) {
  EXPECT_EQ(names_of({.layers = {layer(model, '1'), layer(raw_weights, '2', "model.gguf")}}),
            (std::map<std::string, Form>{{"model-2.gguf", Form::file}, {"model.gguf", Form::file}}));
}

TEST(ImageFiles, of_tensors_lie_in_a_folder_of_their_own) {
  EXPECT_EQ(names_of({.layers = {layer("application/vnd.ollama.image.tensor; dtype=BF16", '1', "a.weight")}}),
            (std::map<std::string, Form>{{"tensors/a.weight.safetensors", Form::tensor}}));
}

TEST(ImageFiles, that_are_archives_or_unknown_are_told_apart) {
  const std::string number = "layers/sha256-" + std::string(12, '1');
  const auto only = [&](const std::string& type) -> std::pair<std::string, Form> {
    return *names_of({.layers = {layer(type, '1', "m")}}).begin();
  };
  EXPECT_EQ(only("application/vnd.kitops.modelkit.model.v1.tar"), std::pair(number + ".tar", Form::archive));
  EXPECT_EQ(only("application/vnd.oci.image.layer.v1.tar"), std::pair(number + ".tar", Form::archive));
  EXPECT_EQ(only("application/vnd.oci.image.layer.v1.tar+gzip"), std::pair(number, Form::packed));
  EXPECT_EQ(only("application/vnd.docker.image.rootfs.diff.tar.gzip"), std::pair(number, Form::packed));
  EXPECT_EQ(only("application/x-news"), std::pair(std::string("m"), Form::unknown));
}

TEST(ImageFiles, one_layer_twice_is_one_file) {
  EXPECT_EQ(names_of({.layers = {layer(model, '1'), layer(model, '1')}}).size(), 1U);
  EXPECT_EQ(names_of({.layers = {layer(raw_weights, '1', "a"), layer(raw_weights, '1', "a")}}).size(), 1U);
  EXPECT_EQ(names_of({.layers = {layer(model, '1'), layer(model, '1', "", 2)}}).size(), 2U);
}

TEST(ImageFiles, names_that_no_file_can_have_are_faults) {
  const auto made = files_of({.layers = {layer(raw_weights, '1', "../a"), layer(raw_weights, '2', "b"),
                                         layer(raw_weights, '3', "b"), layer(raw_weights, '4', "/c")}});
  EXPECT_EQ(made.files.size(), 1U);
  EXPECT_EQ(made.faults.size(), 3U);
}

}  // namespace
}  // namespace weightcheck::stores
