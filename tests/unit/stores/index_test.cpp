// SPDX-License-Identifier: Apache-2.0
#include "stores/index.hpp"

#include <gtest/gtest.h>

#include "json/parse.hpp"

namespace weightcheck::stores {
namespace {

const std::string index_hex(64, 'b');
const std::string digest = R"("digest":"sha256:)" + index_hex + "\"";

TEST(StoreDocument, has_no_key_that_go_takes_for_another) {
  for (const char* key : {"Manifests", "MANIFESTS", "manifest\xC5\xBF", "Digest"})
    EXPECT_FALSE(read_index(R"({"manifests": [], ")" + std::string(key) + R"(": []})").ok()) << key;
  EXPECT_TRUE(read_index(R"({"manifests": [], "annotations": {"Digest": "x"}, "other": 1})").ok());
}

TEST(ImageIndex, an_entry_has_a_tag_and_a_platform) {
  const auto index = read_index(R"({"manifests":[{"mediaType":"m",)" + digest +
                                R"(,"size":3,"annotations":{"org.opencontainers.image.ref.name":"v1"},
                                   "platform":{"os":"linux","architecture":"arm64","variant":"v8"}}]})");
  ASSERT_TRUE(index.ok());
  EXPECT_EQ(index->manifests.front().reference, "v1");
  EXPECT_EQ(index->manifests.front().platform, "linux/arm64/v8");
}

TEST(ImageIndex, ollamas_list_names_runners_and_no_sizes) {
  const auto index = read_index(R"({"manifests":[{)" + digest + R"(,"runner":"mlx"}]})");
  ASSERT_TRUE(index.ok());
  EXPECT_EQ(index->manifests.front().platform, "mlx");
}

TEST(ImageIndex, whole_manifests_in_a_list_are_not_taken_for_digests) {
  EXPECT_EQ(read_index(R"({"manifests":[{"layers":[]}]})").error().code, ErrorCode::unsupported);
}

TEST(ImageIndex, what_breaks_its_form_is_refused) {
  for (const std::string_view bad :
       {"", "[]", "{}", R"({"manifests":1})", R"({"manifests":[1]})", R"({"manifests":[{}]})"})
    EXPECT_FALSE(read_index(bad).ok()) << bad;
}

TEST(ImageIndex, a_document_is_an_index_by_its_type_or_by_what_it_holds) {
  const auto is = [](std::string_view text) { return is_index(json::parse(text).value()); };
  EXPECT_TRUE(is(R"({"manifests":[]})"));
  EXPECT_TRUE(is(R"({"mediaType":"application/vnd.oci.image.index.v1+json"})"));
  EXPECT_FALSE(is(R"({"layers":[],"manifests":[]})"));
  EXPECT_FALSE(is(R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]})"));
}

TEST(RunnerIndex, a_model_has_an_id_and_tags) {
  const auto models =
      read_runner_index(R"({"models":[{"id":"sha256:)" + index_hex + R"(","tags":["ai/x:latest"],"files":[]}]})");
  ASSERT_TRUE(models.ok());
  EXPECT_EQ(*models, (std::vector<RunnerModel>{{*Digest::parse(index_hex), {"ai/x:latest"}}}));
  EXPECT_TRUE(read_runner_index(R"({"models":null})").ok());
  EXPECT_FALSE(read_runner_index(R"({"models":[{"id":"x"}]})").ok());
  EXPECT_FALSE(read_runner_index(R"({"models":[{"id":"sha256:)" + index_hex + R"(","tags":[1]}]})").ok());
}

TEST(LayoutVersion, one_is_known) {
  EXPECT_TRUE(check_layout_version(R"({"imageLayoutVersion":"1.0.0"})").ok());
  EXPECT_TRUE(check_layout_version(R"({"version":"1.0.0"})").ok());
  EXPECT_EQ(check_layout_version(R"({"version":"2.0.0"})").error().code, ErrorCode::unsupported);
  EXPECT_FALSE(check_layout_version("{}").ok());
}

}  // namespace
}  // namespace weightcheck::stores
