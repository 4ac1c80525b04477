// SPDX-License-Identifier: Apache-2.0
// The model moves in the moment between the last byte that is read and the judgement.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>

#include "support/git_repository.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;

class SecondWalk : public testing::Test {
 protected:
  SecondWalk() {
    for (const char* const name : {"config.json", "a.safetensors"})
      put(name, "{}");
    fs::create_symlink("config.json", at("link.json"));
  }

  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }
  void put(const std::string& name, const std::string& content) const {
    fs::create_directories(at(name).parent_path());
    test::write_file(at(name), content);
  }

  // What is told of files that moved when `act` is done behind the hashing.
  [[nodiscard]] std::string told(const std::function<void()>& act) const {
    VerifyRequest request{.model = folder_.path().string()};
    request.hashing.events = [&](const Event& event) {
      if (event.what == "hashed") act();
    };
    const auto report = verify(request, {}, {});
    std::string text;
    for (const auto& finding : report->findings) {
      if (finding.rule == "changed-while-read") text += finding.message + "\n";
    }
    EXPECT_EQ(report->exit_code == 3 || report->exit_code == 1, !text.empty() || report->exit_code == 1) << text;
    return text;
  }

  test::TemporaryFolder folder_;
};

TEST_F(SecondWalk, says_nothing_of_a_model_that_stays_as_it_was) {
  EXPECT_EQ(told([] {}), "");
  EXPECT_EQ(told([this] { put(".DS_Store", std::string("\0\0\0\1Bud1\0\0\0", 11)); }), "");
}

TEST_F(SecondWalk, tells_files_that_came) {
  EXPECT_EQ(told([this] { put("sub/pytorch_model.bin", "x"); }),
            "'sub/pytorch_model.bin': came while the model was read, and was not looked at\n");
}

TEST_F(SecondWalk, tells_links_that_came_and_lead_out) {
  EXPECT_EQ(told([this] { fs::create_symlink("/etc/passwd", at("out.json")); }),
            "'out.json': came while the model was read, and was not looked at\n");
}

TEST_F(SecondWalk, tells_files_that_went) {
  EXPECT_EQ(told([this] { fs::remove(at("a.safetensors")); }), "'a.safetensors': is gone since it was read\n");
}

TEST_F(SecondWalk, tells_files_that_are_others_now) {
  EXPECT_NE(told([this] { put("a.safetensors", "[]"); }), "") << "written to in place";
  EXPECT_NE(told([this] {
              put("new", "{}");
              fs::rename(at("new"), at("a.safetensors"));
            }),
            "")
      << "another file of the same bytes";
  EXPECT_NE(told([this] {
              fs::remove(at("link.json"));
              fs::create_symlink("a.safetensors", at("link.json"));
            }),
            "");
}

}  // namespace
}  // namespace weightcheck::workflow
