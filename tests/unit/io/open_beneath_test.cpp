// SPDX-License-Identifier: Apache-2.0
#include "io/open_beneath.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "support/git_repository.hpp"

namespace {

std::function<void()> after_the_look;  // run once, when a name was looked at and is not yet opened

}  // namespace

// Stands before the C library's, so that what changes between a look and an opening changes every time.
extern "C" int fstatat(int folder, const char* name, struct stat* status, int flags) noexcept {
  using Call = int (*)(int, const char*, struct stat*, int);
  const int result = reinterpret_cast<Call>(::dlsym(RTLD_NEXT, "fstatat"))(folder, name, status, flags);
  if (after_the_look) std::exchange(after_the_look, nullptr)();
  return result;
}

namespace weightcheck::io {
namespace {

namespace fs = std::filesystem;

class OpenBeneath : public testing::TestWithParam<OpenMethod> {
 protected:
  OpenBeneath() {
    test::write_file(at("model/file"), "x");
    test::write_file(at("model/folder/file"), "x");
    test::write_file(at("outside/file"), "secret");
    model_ = FileDescriptor(::open(at("model").c_str(), O_PATH | O_DIRECTORY));
  }
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }
  [[nodiscard]] OpenAttempt open(const std::string& name, Links links = Links::follow_inside) const {
    return open_beneath(model_.get(), name, O_RDONLY, links, GetParam());
  }

  test::TemporaryFolder folder_;
  FileDescriptor model_;
};

TEST_P(OpenBeneath, hands_nothing_on_to_other_programs_and_waits_for_nothing) {
  ASSERT_EQ(::mkfifo(at("model/fifo").c_str(), 0600), 0);
  for (const char* name : {"file", "folder", "folder/file", "fifo", "folder/.."}) {
    const OpenAttempt opened = open(name);
    ASSERT_TRUE(opened.descriptor.valid()) << name;
    EXPECT_NE(::fcntl(opened.descriptor.get(), F_GETFD) & FD_CLOEXEC, 0) << name;
    EXPECT_NE(::fcntl(opened.descriptor.get(), F_GETFL) & O_NONBLOCK, 0) << name;
  }
}

TEST_P(OpenBeneath, leads_out_by_no_name_and_by_no_link) {
  fs::create_symlink("../outside/file", at("model/up"));
  fs::create_symlink(at("outside/file"), at("model/absolute"));
  fs::create_symlink("/folder/file", at("model/rooted"));
  fs::create_symlink("../../outside", at("model/folder/far"));
  for (const char* name :
       {"../outside/file", "folder/../../outside/file", "up", "absolute", "rooted", "folder/far/file"}) {
    const OpenAttempt opened = open(name);
    EXPECT_FALSE(opened.descriptor.valid()) << name;
    EXPECT_EQ(opened.error_number, EXDEV) << name;
  }
}

TEST_P(OpenBeneath, refuses_every_link_where_links_are_refused) {
  fs::create_symlink("file", at("model/link"));
  fs::create_symlink("folder", at("model/linked"));
  for (const char* name : {"link", "linked/file"}) {
    EXPECT_TRUE(open(name).descriptor.valid()) << name;
    EXPECT_EQ(open(name, Links::refuse).error_number, ELOOP) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(ByOpenMethod, OpenBeneath, testing::Values(OpenMethod::automatic, OpenMethod::component_walk),
                         [](const auto& method) {
                           return method.param == OpenMethod::automatic ? "automatic" : "component_walk";
                         });

class Swapped : public OpenBeneath {};

TEST_P(Swapped, for_a_link_behind_the_look_leads_nowhere) {
  const auto swap = [&](const std::string& name, const fs::path& target) {
    after_the_look = [=, this] {
      fs::rename(at("model") / name, at(name));
      fs::create_symlink(target, at("model") / name);
    };
  };
  swap("file", at("outside/file"));
  EXPECT_FALSE(open("file").descriptor.valid());
  EXPECT_FALSE(after_the_look) << "nothing was swapped";
  swap("folder", at("outside"));
  EXPECT_FALSE(open("folder/file").descriptor.valid());
  EXPECT_FALSE(after_the_look) << "nothing was swapped";
}

INSTANTIATE_TEST_SUITE_P(ByWalking, Swapped, testing::Values(OpenMethod::component_walk),
                         [](const auto&) { return "component_walk"; });

}  // namespace
}  // namespace weightcheck::io
