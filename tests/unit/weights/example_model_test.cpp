// SPDX-License-Identifier: Apache-2.0
// The models that tools/make_example_model.py makes are what the rest of the tests stand on: every layout is without a
// blemish, and the example in the tree is the script's.
#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "safetensors/header.hpp"
#include "support/command.hpp"
#include "weights/reconcile.hpp"

namespace weightcheck::weights {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string read_head(const fs::path& path, std::size_t size) {
  std::string head(size, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(size));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

class ExampleModel : public testing::Test {
 protected:
  void make(const std::vector<std::string>& options) {
    std::vector<std::string> command = {"python3", std::string(WEIGHTCHECK_SOURCE) + "/tools/make_example_model.py"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(folder_.path().string());
    ASSERT_EQ(test::run_command(command, "/").status, 0);
  }

  // Looks at headers alone, as a structural check does; returns how many shards there were.
  std::size_t expect_no_blemish() {
    std::deque<tensors::TensorLayout> layouts;
    std::vector<FileHere> files;
    std::vector<Index> indexes;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file()) continue;
      const auto path = ModelPath::parse(fs::relative(entry.path(), folder_.path()).string()).value();
      if (parse_index_name(path.name())) indexes.push_back(parse_index(read(entry.path()), path).value());
      if (!path.name().ends_with(".safetensors")) continue;
      const std::uint64_t size = entry.file_size();
      const std::size_t wanted = safetensors::head_size_wanted(bytes_of(read_head(entry.path(), 8)), size);
      auto inspection = safetensors::inspect_header(bytes_of(read_head(entry.path(), wanted)), size);
      EXPECT_TRUE(inspection.accepted()) << path.text() << ": " << inspection.rejection->detail;
      EXPECT_TRUE(inspection.oddities.empty()) << path.text();
      layouts.push_back(*std::move(inspection.layout));
      files.push_back({.path = path, .layout = &layouts.back()});
    }
    EXPECT_EQ(reconcile(files, indexes), Reconciliation{});
    return files.size();
  }

  test::TemporaryFolder folder_;
};

TEST_F(ExampleModel, agrees_with_itself_in_shards) {
  make({"--layout", "transformers"});
  EXPECT_EQ(expect_no_blemish(), 3U);
}

TEST_F(ExampleModel, agrees_with_itself_as_one_file) {
  make({"--layout", "single"});
  EXPECT_EQ(expect_no_blemish(), 1U);
}

TEST_F(ExampleModel, agrees_with_itself_in_folders) {
  make({"--layout", "diffusers"});
  EXPECT_EQ(expect_no_blemish(), 5U);
}

TEST_F(ExampleModel, agrees_with_itself_as_an_adapter) {
  make({"--layout", "adapter"});
  EXPECT_EQ(expect_no_blemish(), 1U);
}

TEST_F(ExampleModel, may_be_a_terabyte_that_takes_no_room) {
  make({"--shards", "200", "--shard-bytes", "5000000000", "--sparse"});
  EXPECT_EQ(expect_no_blemish(), 200U);
}

TEST_F(ExampleModel, in_the_tree_is_the_one_that_the_script_makes) {
  make({});
  const fs::path committed = fs::path(WEIGHTCHECK_SOURCE) / "manifests" / "example";
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    EXPECT_TRUE(read(entry.path()) == read(committed / entry.path().filename())) << entry.path().filename();
    ++files;
  }
  EXPECT_EQ(files, 14U);
}

}  // namespace
}  // namespace weightcheck::weights
