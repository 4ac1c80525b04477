// SPDX-License-Identifier: Apache-2.0
#include "io/file_descriptor.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace weightcheck::io {
namespace {

TEST(SystemError, tells_trouble_of_ours_from_what_strangers_made_too_large) {
  for (const int number : {EMFILE, ENFILE, ENOMEM, EIO, ESTALE})
    EXPECT_EQ(system_error("cannot open", number).code, ErrorCode::io) << number;
  EXPECT_EQ(system_error("cannot open", ENOENT).code, ErrorCode::not_found);
  EXPECT_EQ(system_error("cannot open", EACCES).message, "cannot open: Permission denied");
}

}  // namespace
}  // namespace weightcheck::io
