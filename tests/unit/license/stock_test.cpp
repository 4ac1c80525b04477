// SPDX-License-Identifier: Apache-2.0
#include "license/stock.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "hash/sha256.hpp"
#include "unit/license/texts.hpp"

namespace weightcheck::license {
namespace {

TEST(StockLicense, IsKnownByItsBlobId) {
  EXPECT_EQ(stock_license("261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64"), "Apache-2.0");
  EXPECT_EQ(stock_license("d645695673349e3947e8e5ae42332d0ac3164cd7"), "Apache-2.0");
}

TEST(StockLicense, NothingElseIsKnown) {
  EXPECT_FALSE(stock_license("261eeb9e9f8b2b4b0d119366dda99c6fd7d35c65"));
  EXPECT_FALSE(stock_license("261eeb9e"));
  EXPECT_FALSE(stock_license(""));
  EXPECT_FALSE(stock_license(std::string(40, ' ')));
}

TEST(StockLicense, EveryVendorTextIsKnownByItsSha256) {
  if (!std::filesystem::exists(shared_licenses())) GTEST_SKIP() << "no license texts at " << shared_licenses();
  for (const auto& entry : std::filesystem::directory_iterator(shared_licenses() / "vendor")) {
    std::string id = entry.path().stem().string();
    std::replace(id.begin(), id.end(), '_', '+');
    EXPECT_EQ(stock_license(hash::sha256(bytes_of(file_text(entry.path()))).hex()), id);
  }
}

}  // namespace
}  // namespace weightcheck::license
