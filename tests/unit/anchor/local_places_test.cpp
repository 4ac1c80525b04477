// SPDX-License-Identifier: Apache-2.0
#include "anchor/local_places.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>

#include "support/git_repository.hpp"

namespace weightcheck::anchor {
namespace {

namespace fs = std::filesystem;

Status named(const std::string& url) {
  return check_is_elsewhere({.upstream = {.url = url, .written = url}, .git_url = url, .page = url});
}

TEST(PlacesThatAModelNames, are_public_ones) {
  for (const char* url : {"https://example.org/a/b", "https://1.1.1.1/a/b", "https://git.example.org:8443/a"})
    EXPECT_TRUE(named(url).ok()) << url;
  for (const char* url :
       {"https://localhost/a", "https://localhost./a", "http://127.0.0.1:8080/a", "https://127.1/a",
        "https://0x7f000001/a", "https://2130706433/a", "https://[::1]/a", "https://[::ffff:127.0.0.1]/a",
        "https://0.0.0.0/a", "https://10.1.2.3/a", "https://169.254.169.254/a", "https://a.localhost/a",
        "https://metadata.internal/a", "https://printer.local/a", "https://git/a"}) {
    EXPECT_FALSE(named(url).ok()) << url;
  }
}

TEST(PlacesThatAModelNames, are_no_folders_of_this_machine) {
  const Status local = check_is_elsewhere({.upstream = {.written = "file:///srv/a"}, .local_path = "/srv/a"});
  ASSERT_FALSE(local.ok());
  EXPECT_EQ(local.error().code, ErrorCode::usage);
}

TEST(PlacesThatAModelNames, may_be_the_endpoint_that_the_caller_set) {
  EXPECT_TRUE(check_is_elsewhere({.endpoint = "http://127.0.0.1:1", .git_url = "http://127.0.0.1:1/a/b"}).ok());
}

TEST(RepositoriesInModels, are_read_where_nothing_leads_out) {
  const auto made = [](const std::function<void(const fs::path&)>& change) {
    const test::TemporaryFolder folder;
    for (const char* name : {"objects/info", "objects/pack", "objects/ab", "refs/heads"})
      fs::create_directories(folder.path() / "model/.git" / name);
    fs::create_directories(folder.path() / "other");
    change(folder.path() / "model/.git");
    return check_is_its_own((folder.path() / "model").string());
  };
  EXPECT_TRUE(made([](const fs::path&) {}).ok());
  const std::function<void(const fs::path&)> changes[] = {
      [](const fs::path& git) {
        fs::remove_all(git);
        fs::create_directory_symlink("../other", git);
      },
      [](const fs::path& git) {
        fs::remove_all(git / "objects");
        fs::create_directory_symlink("../../other", git / "objects");
      },
      [](const fs::path& git) { fs::create_directory_symlink("../../../other", git / "objects/cd"); },
      [](const fs::path& git) { fs::create_symlink("../../../../other/x", git / "objects/ab/cdef"); },
      [](const fs::path& git) { test::write_file((git / "objects/info/alternates").string(), "/srv/other/objects\n"); },
      [](const fs::path& git) { test::write_file((git / "objects/info/http-alternates").string(), "http://x/\n"); },
  };
  for (const auto& change : changes) {
    const Status own = made(change);
    ASSERT_FALSE(own.ok());
    EXPECT_EQ(own.error().code, ErrorCode::usage);
  }
}

}  // namespace
}  // namespace weightcheck::anchor
