// SPDX-License-Identifier: Apache-2.0
#include "io/key_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/git_repository.hpp"

namespace weightcheck::io {
namespace {

TEST(KeyFile, is_none_where_others_than_its_owner_may_write) {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "key").string();
  test::write_file(file, "0123");
  for (const mode_t mode : {0602U, 0620U, 0666U}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    EXPECT_EQ(read_key(file, 10).error().code, ErrorCode::usage) << mode;
  }
  for (const mode_t mode : {0600U, 0644U}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    EXPECT_EQ(read_key(file, 10).value(), "0123") << mode;
  }
  EXPECT_EQ(read_key(file, 3).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::io
