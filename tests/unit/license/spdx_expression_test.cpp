// SPDX-License-Identifier: Apache-2.0
#include "license/spdx_expression.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "license/spdx_ids.hpp"

namespace weightcheck::license {
namespace {

std::string canonical(std::string_view text) {
  const auto parsed = parse_expression(text);
  return parsed ? canonical_text(*parsed) : parsed.error().message;
}

TEST(SpdxExpression, IdsTakeTheListsSpelling) {
  EXPECT_EQ(canonical("apache-2.0"), "Apache-2.0");
  EXPECT_EQ(canonical(" mit "), "MIT");
}

TEST(SpdxExpression, AndBindsTighterThanOr) {
  EXPECT_EQ(canonical("MIT or Apache-2.0 and BSD-3-Clause"), "MIT OR Apache-2.0 AND BSD-3-Clause");
  EXPECT_EQ(canonical("(MIT OR Apache-2.0) AND BSD-3-Clause"), "(MIT OR Apache-2.0) AND BSD-3-Clause");
  EXPECT_EQ(canonical("((MIT) OR (Apache-2.0 OR ISC))"), "MIT OR Apache-2.0 OR ISC");
}

TEST(SpdxExpression, OperatorsPlusAndExceptions) {
  EXPECT_EQ(canonical("GPL-2.0+ WITH classpath-exception-2.0"), "GPL-2.0+ WITH Classpath-exception-2.0");
  EXPECT_EQ(canonical("gpl-3.0-or-later with GCC-exception-3.1"), "GPL-3.0-or-later WITH GCC-exception-3.1");
}

TEST(SpdxExpression, ReferencesNeedNoList) {
  EXPECT_EQ(canonical("LicenseRef-Llama-3.1 OR DocumentRef-x:LicenseRef-y"),
            "LicenseRef-Llama-3.1 OR DocumentRef-x:LicenseRef-y");
  EXPECT_TRUE(unlisted_ids_of(*parse_expression("LicenseRef-a AND MIT")).empty());
}

TEST(SpdxExpression, TellsIdsThatNoListKnows) {
  const auto parsed = parse_expression("llama3.1 OR (MIT AND GPL-2.0-only WITH my-exception)");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(ids_of(*parsed), (std::vector<std::string>{"llama3.1", "MIT", "GPL-2.0-only"}));
  EXPECT_EQ(unlisted_ids_of(*parsed), (std::vector<std::string>{"llama3.1", "my-exception"}));
}

TEST(SpdxExpression, RefusesWhatIsNoExpression) {
  EXPECT_EQ(canonical(""), "license expression has the end at position 1 in place of a license id");
  EXPECT_EQ(canonical("MIT Apache-2.0"),
            "license expression has something else at position 5 in place of an operator or the end");
  EXPECT_EQ(canonical("MIT AND"), "license expression has the end at position 8 in place of a license id");
  EXPECT_EQ(canonical("(MIT"), "license expression has the end at position 5 in place of ')'");
  for (const std::string_view text : {"MIT)", "AND", "MIT And ISC", "MIT/ISC", "MIT WITH", "GPL-2.0 +", "x:y",
                                      "LicenseRef-", "MIT\nISC", "()", "+", "MIT+", "MIT+ OR ISC"}) {
    EXPECT_FALSE(parse_expression(text)) << text;
  }
}

TEST(SpdxExpression, IsBoundedInLengthAndDepth) {
  EXPECT_EQ(parse_expression(std::string(5000, 'x')).error().code, ErrorCode::limit);
  EXPECT_TRUE(parse_expression(std::string(32, '(') + "MIT" + std::string(32, ')')));
  EXPECT_EQ(parse_expression(std::string(33, '(') + "MIT" + std::string(33, ')')).error().code, ErrorCode::limit);
}

TEST(SpdxIds, AreFoundWithoutCase) {
  EXPECT_EQ(spdx_license_id("cc-by-nc-4.0"), "CC-BY-NC-4.0");
  EXPECT_EQ(spdx_exception_id("llvm-EXCEPTION"), "LLVM-exception");
  EXPECT_FALSE(spdx_license_id("llama3.1"));
  EXPECT_FALSE(spdx_license_id(""));
  EXPECT_GT(spdx_license_ids().size(), 700U);
}

}  // namespace
}  // namespace weightcheck::license
