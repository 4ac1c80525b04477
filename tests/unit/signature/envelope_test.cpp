// SPDX-License-Identifier: Apache-2.0
#include "signature/envelope.hpp"

#include <gtest/gtest.h>

namespace weightcheck::signature {
namespace {

TEST(SignedBytes, hold_the_type_and_the_length_before_the_payload) {
  EXPECT_EQ(signed_bytes(bytes_of("{}")), "DSSEv1 28 application/vnd.in-toto+json 2 {}");
  EXPECT_EQ(signed_bytes({}), "DSSEv1 28 application/vnd.in-toto+json 0 ");
}

// Python: f"DSSEV1 {len(t)} {t} {len(p)} {p}" of the bytes p.
TEST(SignedBytes, of_the_first_version_spell_the_payload_as_python_does) {
  EXPECT_EQ(signed_bytes_0_2(bytes_of("{\"a\"}")), "DSSEV1 28 application/vnd.in-toto+json 5 b'{\"a\"}'");
  EXPECT_EQ(signed_bytes_0_2(bytes_of("\\'\t\n\r\x01\x7f\xc3\xa9 ~")),
            "DSSEV1 28 application/vnd.in-toto+json 11 b'\\\\\\'\\t\\n\\r\\x01\\x7f\\xc3\\xa9 ~'");
}

}  // namespace
}  // namespace weightcheck::signature
