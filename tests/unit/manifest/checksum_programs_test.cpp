// SPDX-License-Identifier: Apache-2.0
// Held against the real sha256sum and shasum: what we write they take, what they write we read.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "support/command.hpp"

namespace weightcheck::manifest {
namespace {

test::CommandOutput shell(const std::string& command, const std::filesystem::path& folder = "/") {
  return test::run_command({"sh", "-c", "{ " + command + "; } 2>&1"}, folder, {"LC_ALL=C"});
}

bool is_installed(const std::string& program) { return shell("command -v " + program).status == 0; }

// Names as people and attackers choose them. Those that hold a CR come last: shasum 6.02 does not know coreutils'
// escape for it.
const std::vector<std::string> odd_names = {
    "config.json", "with space", " leading",    "trailing ", "-",    "-dash",     "--tag", "*star",       "#hash",
    "%s",          "t\tab",      "back\\slash", "a\\\\b",    "a\\n", "new\nline", "\n",    "caf\xc3\xa9", "caf\xe9",
    "a) = b",      "SHA256 (x)", "'\"$`",       "deep/er/-", "~",    "U",         "e\rf",  "end\r"};
constexpr std::size_t with_cr = 2;

class ChecksumPrograms : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(root_ / "model" / "deep" / "er");
    for (const std::string& name : odd_names)
      std::ofstream(root_ / "model" / name, std::ios::binary) << "content of " << name;
  }

  [[nodiscard]] test::CommandOutput in_model(const std::string& command) const {
    return shell(command, root_ / "model");
  }

  [[nodiscard]] std::string contents(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(root_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  // The model's manifest, with digests that sha256sum found.
  [[nodiscard]] Manifest hashed(std::size_t names) const {
    Manifest manifest;
    for (std::size_t i = 0; i < names; ++i) {
      std::ofstream(root_ / "one") << contents("model/" + odd_names[i]);
      const auto run = shell("sha256sum < one", root_);
      const auto digest = Digest::parse(run.out.substr(0, 64));
      if (!digest) {
        ADD_FAILURE() << run.out;
        continue;
      }
      manifest.entries.push_back(
          {ModelPath::parse(odd_names[i]).value(), *digest, contents("model/" + odd_names[i]).size()});
    }
    manifest.upstream = "https://host/a/b";
    manifest.commit = git::ObjectId::parse(std::string(40, 'a'));
    return manifest;
  }

  void save(const std::string& text) const { std::ofstream(root_ / "sums", std::ios::binary) << text; }

  test::TemporaryFolder folder_;
  const std::filesystem::path root_ = folder_.path();
};

TEST_F(ChecksumPrograms, sha256sum_takes_what_is_written) {
  save(write(hashed(odd_names.size())));
  const auto run = in_model("sha256sum -c --strict --quiet ../sums");
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.out, "");
}

TEST_F(ChecksumPrograms, shasum_takes_what_is_written) {
  if (!is_installed("shasum")) GTEST_SKIP() << "shasum is not installed";
  save(write(hashed(odd_names.size() - with_cr)));
  const auto run = in_model("shasum -a 256 -c --strict ../sums");
  EXPECT_EQ(run.status, 0) << run.out;
  EXPECT_EQ(run.out.find("FAILED"), std::string::npos) << run.out;
  EXPECT_EQ(run.out.find("WARNING"), std::string::npos) << run.out;
}

TEST_F(ChecksumPrograms, a_changed_byte_is_seen_by_them_through_our_manifest) {
  save(write(hashed(odd_names.size())));
  std::ofstream(root_ / "model" / "config.json") << "other";
  EXPECT_NE(in_model("sha256sum -c --strict --quiet ../sums").status, 0);
}

TEST_F(ChecksumPrograms, every_form_they_print_is_read_as_the_same_manifest) {
  auto expected = hashed(odd_names.size());
  std::ranges::sort(expected.entries, {}, &Entry::path);
  std::vector<std::string> commands = {"find . -type f -exec sha256sum {} \\;",
                                       "find . -type f -exec sha256sum -b {} +",
                                       "find . -type f -exec sha256sum --tag {} +"};
  for (const std::string& command : commands) {
    const auto run = in_model(command);
    ASSERT_EQ(run.status, 0) << run.out;
    const auto manifest = parse(bytes_of(run.out));
    ASSERT_TRUE(manifest.ok()) << command << ": " << manifest.error().message;
    EXPECT_EQ(manifest->form, Form::plain);
    ASSERT_EQ(manifest->entries.size(), expected.entries.size()) << command;
    for (std::size_t i = 0; i < expected.entries.size(); ++i) {
      EXPECT_EQ(manifest->entries[i].path, expected.entries[i].path) << command;
      EXPECT_EQ(manifest->entries[i].sha256, expected.entries[i].sha256) << command;
    }
  }
}

TEST_F(ChecksumPrograms, what_shasum_prints_is_read) {
  if (!is_installed("shasum")) GTEST_SKIP() << "shasum is not installed";
  for (std::size_t i = odd_names.size() - with_cr; i < odd_names.size(); ++i)
    std::filesystem::remove(root_ / "model" / odd_names[i]);
  for (const char* command : {"find . -type f -exec shasum -a 256 {} +", "find . -type f -exec shasum -b -a 256 {} +",
                              "find . -type f -exec shasum --tag -a 256 {} +"}) {
    const auto run = in_model(command);
    ASSERT_EQ(run.status, 0) << run.out;
    const auto manifest = parse(bytes_of(run.out));
    ASSERT_TRUE(manifest.ok()) << command << ": " << manifest.error().message;
    EXPECT_EQ(manifest->entries.size(), odd_names.size() - with_cr);
  }
}

}  // namespace
}  // namespace weightcheck::manifest
