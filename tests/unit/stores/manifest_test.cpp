// SPDX-License-Identifier: Apache-2.0
#include "stores/manifest.hpp"

#include <gtest/gtest.h>

namespace weightcheck::stores {
namespace {

const std::string hex(64, 'a');

std::string with_layer(const std::string& layer) { return R"({"layers":[)" + layer + "]}"; }
std::string layer_of(const std::string& members) {
  return with_layer(R"({"mediaType":"t","digest":"sha256:)" + hex + R"(","size":7)" + members + "}");
}

TEST(ImageManifest, a_layer_has_type_digest_and_size) {
  const auto manifest = read_image_manifest(layer_of(""));
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(manifest->layers, (std::vector<Descriptor>{{.media_type = "t", .digest = *Digest::parse(hex), .size = 7}}));
  EXPECT_FALSE(manifest->config);
}

TEST(ImageManifest, names_come_from_annotations_and_from_ollamas_field) {
  const auto name = [](const std::string& members) {
    return read_image_manifest(layer_of(members)).value().layers.front().name;
  };
  EXPECT_EQ(name(R"(,"name":"model.a")"), "model.a");
  EXPECT_EQ(name(R"(,"annotations":{"org.cncf.model.filepath":"a/b"})"), "a/b");
  EXPECT_EQ(name(R"(,"annotations":{"org.opencontainers.image.title":"t","org.cncf.model.filepath":"a"})"), "a");
  EXPECT_EQ(name(R"(,"annotations":null)"), "");
}

TEST(ImageManifest, a_second_name_that_is_not_the_first_is_kept) {
  const auto other = [](const std::string& path, const std::string& title) {
    return read_image_manifest(layer_of(R"(,"annotations":{"org.cncf.model.filepath":")" + path +
                                        R"(","org.opencontainers.image.title":")" + title + "\"}"))
        .value()
        .layers.front()
        .other_name;
  };
  EXPECT_EQ(other("a/b", "a/b"), "");
  EXPECT_EQ(other("a/b", "b"), "");
  EXPECT_EQ(other("b", "a/b"), "");
  EXPECT_EQ(other("a/b", "c"), "c");
  EXPECT_EQ(other("ab", "b"), "b");
}

TEST(ImageManifest, is_of_version_two_and_not_an_index_too) {
  EXPECT_TRUE(read_image_manifest(R"({"schemaVersion":2,"layers":[]})").ok());
  EXPECT_EQ(read_image_manifest(R"({"schemaVersion":1,"layers":[]})").error().code, ErrorCode::unsupported);
  EXPECT_FALSE(read_image_manifest(R"({"layers":[],"manifests":[]})").ok());
}

TEST(ImageManifest, a_digest_is_sha256_in_lower_case) {
  EXPECT_TRUE(read_digest("sha256:" + hex).ok());
  EXPECT_TRUE(read_digest("sha256-" + hex).ok());
  for (const std::string& bad : {"sha256:" + hex + "a", "sha256:" + std::string(64, 'A'), "sha256:../" + hex.substr(3),
                                 std::string("sha256:"), hex})
    EXPECT_FALSE(read_digest(bad).ok()) << bad;
  EXPECT_EQ(read_digest("sha512:" + hex).error().code, ErrorCode::unsupported);
}

TEST(ImageManifest, what_breaks_its_form_is_refused) {
  for (const std::string& bad :
       {std::string("[]"), std::string("{}"), std::string(R"({"layers":{}})"), with_layer("1"), with_layer("{}"),
        with_layer(R"({"digest":"sha256:)" + hex + R"("})"), layer_of(R"(,"size":8)"), layer_of(R"(,"name":1)"),
        layer_of(R"(,"annotations":[])"), layer_of(R"(,"annotations":{"org.cncf.model.filepath":1})")})
    EXPECT_FALSE(read_image_manifest(bad).ok()) << bad;
}

TEST(ImageManifest, a_layer_that_lies_elsewhere_is_refused) {
  EXPECT_EQ(read_image_manifest(layer_of(R"(,"urls":["https://a"])")).error().code, ErrorCode::unsupported);
}

TEST(ImageManifest, long_names_are_refused) {
  EXPECT_EQ(read_image_manifest(layer_of(R"(,"name":")" + std::string(5000, 'a') + "\"")).error().code,
            ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::stores
