// SPDX-License-Identifier: Apache-2.0
#include "signature/certificate_name.hpp"

#include <gtest/gtest.h>

namespace weightcheck::signature {
namespace {

TEST(CertificateName, is_one_of_its_names_to_the_byte) {
  const std::vector<std::string> names{"models@example.org", std::string("nul\0here", 8)};
  EXPECT_TRUE(is_called(names, "ab", "models@example.org"));
  EXPECT_TRUE(is_called(names, "ab", std::string_view("nul\0here", 8)));
  for (const std::string_view other : {"Models@example.org", "models@example.or", "nul", "", "ab"})
    EXPECT_FALSE(is_called(names, "ab", other)) << other;
}

TEST(CertificateName, is_its_fingerprint_and_no_name_that_looks_like_one) {
  EXPECT_TRUE(is_called({}, "ab", "sha256:ab"));
  EXPECT_FALSE(is_called({}, "ab", "sha256:AB"));
  EXPECT_FALSE(is_called({"sha256:cd"}, "ab", "sha256:cd"));
}

}  // namespace
}  // namespace weightcheck::signature
