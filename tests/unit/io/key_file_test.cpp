// SPDX-License-Identifier: Apache-2.0
#include "io/key_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

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

TEST(KeyDescriptor, is_read_to_its_end_and_closed) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  ASSERT_EQ(::write(pipe[1], "word", 4), 4);
  ::close(pipe[1]);
  EXPECT_EQ(read_key_descriptor(pipe[0], 10).value(), "word");
  EXPECT_EQ(read_key_descriptor(pipe[0], 10).error(), (Error{ErrorCode::usage, "is not open"}));
}

TEST(KeyDescriptor, holds_no_more_than_a_limit) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  ASSERT_EQ(::write(pipe[1], "word", 4), 4);
  ::close(pipe[1]);
  EXPECT_EQ(read_key_descriptor(pipe[0], 3).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::io
