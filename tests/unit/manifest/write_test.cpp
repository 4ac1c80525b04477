// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "manifest/manifest.hpp"

namespace weightcheck::manifest {
namespace {

Entry entry(std::string_view path, char digit, std::optional<std::uint64_t> size = std::nullopt) {
  return {ModelPath::parse(path).value(), Digest::parse(std::string(64, digit)).value(), size};
}

TEST(ManifestWrite, writes_the_form_of_the_documentation) {
  Manifest manifest;
  manifest.upstream = "https://huggingface.co/Qwen/Qwen3-8B";
  manifest.commit = git::ObjectId::parse("b968826d9c46dd6066d109eabc6255188de91218");
  manifest.license = "Apache-2.0";
  manifest.base_models = {{"hf:Qwen/Qwen3-8B-Base", git::ObjectId::parse(std::string(40, '1'))},
                          {"hf:a/b", std::nullopt}};
  manifest.entries = {entry("model.safetensors", 'b', 3996250744), entry("config.json", 'a', 728), entry("-", 'c')};
  EXPECT_EQ(write(manifest),
            "# weightcheck manifest v1\n"
            "# upstream: https://huggingface.co/Qwen/Qwen3-8B\n"
            "# commit: b968826d9c46dd6066d109eabc6255188de91218\n"
            "# license: Apache-2.0\n"
            "# base-model: hf:Qwen/Qwen3-8B-Base@1111111111111111111111111111111111111111\n"
            "# base-model: hf:a/b\n"
            "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc  ./-\n"
            "# size: 728\n"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  config.json\n"
            "# size: 3996250744\n"
            "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb  model.safetensors\n");
}

TEST(ManifestWrite, sorts_by_bytes_whatever_the_order_of_arrival) {
  Manifest manifest;
  for (const char* path : {"b", "a/b", "a", "a.b", "Z", "\xc3\xa9", "a-b"})
    manifest.entries.push_back(entry(path, '0'));
  const std::string expected = write(manifest);
  EXPECT_LT(expected.find("  Z\n"), expected.find("  a\n"));
  EXPECT_LT(expected.find("  a-b\n"), expected.find("  a.b\n"));
  EXPECT_LT(expected.find("  a.b\n"), expected.find("  a/b\n"));
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::ranges::shuffle(manifest.entries, random);
    EXPECT_EQ(write(manifest), expected);
  }
}

TEST(ManifestWrite, is_read_back_as_it_was) {
  std::mt19937 random(11);
  const std::string letters = "ab \\\n\r\t*#-.()=\xc3\xa9\xff'\"$";
  for (int round = 0; round < 300; ++round) {
    Manifest manifest;
    if (random() % 2 == 0) manifest.upstream = "https://host/a/b";
    if (random() % 2 == 0) manifest.commit = git::ObjectId::parse(std::string(random() % 2 == 0 ? 40 : 64, 'c'));
    if (random() % 2 == 0) manifest.license = "MIT OR Apache-2.0";
    for (auto bases = random() % 3; bases > 0; --bases)
      manifest.base_models.push_back({"ssh://git@host/x", git::ObjectId::parse(std::string(40, 'd'))});
    for (int i = 0; i < 12; ++i) {
      std::string name;
      for (auto length = 1 + random() % 6; length > 0; --length)
        name.push_back(letters[random() % letters.size()]);
      auto path = ModelPath::parse(name);
      if (!path || std::ranges::find(manifest.entries, *path, &Entry::path) != manifest.entries.end()) continue;
      manifest.entries.push_back(
          entry(name, 'e', random() % 2 == 0 ? std::optional<std::uint64_t>(random()) : std::nullopt));
    }
    if (manifest.entries.empty()) continue;
    std::ranges::sort(manifest.entries, {}, &Entry::path);
    auto back = parse(bytes_of(write(manifest)));
    ASSERT_TRUE(back.ok()) << back.error().message;
    for (Entry& read : back->entries)
      read.line = 0;
    EXPECT_EQ(*back, manifest);
  }
}

TEST(ManifestWrite, refuses_values_that_could_not_be_read_back) {
  Manifest manifest;
  std::string written;
  EXPECT_THROW(written = write(manifest), std::logic_error);
  manifest.entries = {entry("a", '0')};
  manifest.upstream = "https://h/a\n# commit: x";
  EXPECT_THROW(written = write(manifest), std::logic_error);
  manifest.upstream.reset();
  manifest.license = "MIT\n";
  EXPECT_THROW(written = write(manifest), std::logic_error);
  manifest.license.reset();
  manifest.base_models = {{"no url", std::nullopt}};
  EXPECT_THROW(written = write(manifest), std::logic_error);
  manifest.base_models.clear();
  manifest.entries = {entry("a", '0'), entry("a", '1')};
  EXPECT_THROW(written = write(manifest), std::logic_error);
}

}  // namespace
}  // namespace weightcheck::manifest
