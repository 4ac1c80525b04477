// SPDX-License-Identifier: Apache-2.0
#include "pipeline/processors.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "support/command.hpp"

namespace weightcheck::pipeline {
namespace {

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

class ControlGroup : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  const std::string mount_ = folder_.path().string();
};

TEST_F(ControlGroup, without_a_quota_limits_nothing) {
  EXPECT_EQ(group_quota(mount_, "/a/b"), std::nullopt);
  write(mount_ + "/a/cpu.max", "max 100000\n");
  EXPECT_EQ(group_quota(mount_, "/a/b"), std::nullopt);
}

TEST_F(ControlGroup, of_version_2_grants_its_quota) {
  write(mount_ + "/a/b/cpu.max", "250000 100000\n");
  EXPECT_EQ(group_quota(mount_, "/a/b"), 2.5);
}

TEST_F(ControlGroup, is_bound_by_those_above_it) {
  write(mount_ + "/a/b/cpu.max", "400000 100000\n");
  write(mount_ + "/a/cpu.max", "150000 100000\n");
  write(mount_ + "/cpu.max", "max 100000\n");
  EXPECT_EQ(group_quota(mount_, "/a/b"), 1.5);
}

TEST_F(ControlGroup, of_version_1_grants_its_quota) {
  write(mount_ + "/docker/x/cpu.cfs_quota_us", "50000\n");
  write(mount_ + "/docker/x/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(group_quota(mount_, "/docker/x"), 0.5);
  write(mount_ + "/docker/x/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(group_quota(mount_, "/docker/x"), std::nullopt);
}

TEST_F(ControlGroup, whose_namespace_hides_its_path_is_looked_for_at_the_mount) {
  write(mount_ + "/cpu.max", "300000 100000\n");
  EXPECT_EQ(group_quota(mount_, "/"), 3.0);
}

TEST_F(ControlGroup, that_cannot_be_read_limits_nothing) {
  write(mount_ + "/a/cpu.max", "garbage\n");
  EXPECT_EQ(group_quota(mount_, "/a"), std::nullopt);
  write(mount_ + "/a/cpu.max", "100000 0\n");
  EXPECT_EQ(group_quota(mount_, "/a"), std::nullopt);
}

TEST(UsableProcessors, follow_what_the_process_is_bound_to) {
  EXPECT_GE(usable_processors(), 1U);
  std::jthread bound([] {
    cpu_set_t allowed;
    ASSERT_EQ(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    int first = 0;
    while (!CPU_ISSET(first, &allowed))
      ++first;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(usable_processors(), 1U);
  });
}

}  // namespace
}  // namespace weightcheck::pipeline
