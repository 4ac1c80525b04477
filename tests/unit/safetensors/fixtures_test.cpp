// SPDX-License-Identifier: Apache-2.0
// Files that nobody here made, from beside the checkout: hostile headers with the reference's verdicts, and real
// models.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "safetensors/header.hpp"
#include "support/naive_safetensors.hpp"

namespace weightcheck::safetensors {
namespace {

const std::filesystem::path fixtures = std::filesystem::path(WEIGHTCHECK_SHARED) / "fixtures";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(SafetensorsFixtures, get_the_verdicts_of_the_reference) {
  if (!exists(fixtures)) GTEST_SKIP() << fixtures << " is absent";
  std::istringstream verdicts(read(fixtures / "safetensors-cases" / "verdicts.tsv"));
  std::size_t cases = 0;
  for (std::string line; std::getline(verdicts, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream columns(line);
    std::string name, verdict, error;
    std::getline(columns, name, '\t');
    std::getline(columns, verdict, '\t');
    std::getline(columns, error, '\t');
    const std::string file = read(fixtures / "safetensors-cases" / name);
    const auto inspection = inspect_header(bytes_of(file), file.size());
    EXPECT_EQ(inspection.accepted() ? "accept" : "reject", verdict) << name;
    EXPECT_EQ(inspection.accepted() ? "-" : std::string(name_of(inspection.rejection->error)), error) << name;
    EXPECT_EQ(test::naive_verdict(file), error == "-" ? "" : error) << name;
    ++cases;
  }
  EXPECT_EQ(cases, 40U);
}

TEST(SafetensorsFixtures, are_read_where_they_are_real) {
  if (!exists(fixtures)) GTEST_SKIP() << fixtures << " is absent";
  std::size_t files = 0;
  for (const auto& folder : {fixtures / "safetensors", fixtures / "models"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".safetensors") continue;
      const std::string file = read(entry.path());
      const auto inspection = inspect_header(bytes_of(file), file.size());
      EXPECT_TRUE(inspection.accepted()) << entry.path() << inspection.rejection->detail;
      EXPECT_FALSE(inspection.layout->tensors.empty()) << entry.path();
      const auto cut = inspect_header(bytes_of(file), file.size() - 1);
      EXPECT_EQ(cut.short_by(), 1U) << entry.path();
      EXPECT_EQ(cut.layout->first_beyond(cut.file_size - cut.layout->data_begin), cut.layout->tensors.size() - 1)
          << entry.path();
      ++files;
    }
  }
  EXPECT_EQ(files, 3U);
}

}  // namespace
}  // namespace weightcheck::safetensors
