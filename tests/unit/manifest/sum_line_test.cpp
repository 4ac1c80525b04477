// SPDX-License-Identifier: Apache-2.0
#include "manifest/sum_line.hpp"

#include <gtest/gtest.h>

namespace weightcheck::manifest {
namespace {

// What `sha256sum` of GNU coreutils 9.1 printed for files of these names that hold one letter each.
TEST(SumLine, writes_what_coreutils_writes) {
  const auto digest = Digest::parse("65c74c15a686187bb6bbf9958f494fc6b80068034a659a9ad44991b08c58f2d2").value();
  const std::string hex = digest.hex();
  EXPECT_EQ(sum_line(digest, "-dash"), hex + "  -dash\n");
  EXPECT_EQ(sum_line(digest, " lead"), hex + "   lead\n");
  EXPECT_EQ(sum_line(digest, "t\tab"), hex + "  t\tab\n");
  EXPECT_EQ(sum_line(digest, "\\"), "\\" + hex + "  \\\\\n");
  EXPECT_EQ(sum_line(digest, "c\nd"), "\\" + hex + "  c\\nd\n");
  EXPECT_EQ(sum_line(digest, "endcr\r"), "\\" + hex + "  endcr\\r\n");
  EXPECT_EQ(sum_line(digest, "inv\xff"), hex + "  inv\xff\n");
}

TEST(SumLine, reads_back_every_byte_of_a_name) {
  std::string name;
  for (int byte = 1; byte < 256; ++byte)
    name.push_back(static_cast<char>(byte));
  const std::string line = sum_line(Digest{}, name);
  const auto read = read_sum_line(std::string_view(line).substr(0, line.size() - 1));
  ASSERT_TRUE(std::holds_alternative<SumLine>(read));
  EXPECT_EQ(std::get<SumLine>(read).name, name);
  EXPECT_EQ(std::get<SumLine>(read).sha256, Digest{});
}

}  // namespace
}  // namespace weightcheck::manifest
