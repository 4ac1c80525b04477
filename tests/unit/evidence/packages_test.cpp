// SPDX-License-Identifier: Apache-2.0
#include "evidence/packages.hpp"

#include <gtest/gtest.h>

#include "support/model_path.hpp"

#include <string>

namespace weightcheck::evidence {
namespace {

using test::path;

std::string found_in(const std::string& text, const std::string& file = "requirements.txt") {
  std::string lines;
  for (const RemoteCode& code : find_packages(path(file), text))
    lines += code.value + (code.other_repository ? "@" : "") + "\n";
  return lines;
}

TEST(Packages, are_installed_beside_a_model_of_mlflow_or_a_handler) {
  ModelTree tree;
  tree.files = {{.path = path("a/MLmodel")}, {.path = path("handler.py")}};
  for (const char* name : {"a/requirements.txt", "a/conda.yaml", "a/python_env.yaml", "requirements.txt"})
    EXPECT_TRUE(names_packages(path(name), tree)) << name;
  for (const char* name : {"b/requirements.txt", "a/notes.txt"})
    EXPECT_FALSE(names_packages(path(name), tree)) << name;
}

TEST(Packages, come_from_elsewhere) {
  for (const std::string line :
       {"git+https://host.example/x.git", "x @ git+ssh://host.example/x", "https://host.example/x.whl",
        "--extra-index-url http://host.example/simple", "--index-url=https://host.example"})
    EXPECT_NE(found_in("torch==2.3\n" + line + "\n"), "") << line;
  for (const std::string line :
       {"./code/x", "-e .", "../x", "x.whl", "code/x", "x @ file.zip", "-r ../other.txt", "--pre"})
    EXPECT_EQ(found_in(line), line + "\n");
  EXPECT_EQ(found_in("dependencies:\n- pip:\n  - http://host.example/x.tar.gz\n", "conda.yaml"),
            "http://host.example/x.tar.gz@\n");
  EXPECT_EQ(found_in("build_dependencies: [pip, ./x]\n", "python_env.yaml"), "./x\n");
}

TEST(Packages, stand_behind_every_end_of_a_line_that_pip_knows) {
  for (const char* end : {"\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"})
    EXPECT_NE(found_in("numpy\n# a comment" + std::string(end) + "--index-url https://host.example/\n"), "");
}

TEST(Packages, are_names_in_the_index) {
  EXPECT_EQ(
      found_in(
          "# list\nmlflow==2.14\ntorch>=2,<3 # of https://host.example\nnumpy[extra]~=1.0; python_version<'3.9'\n\n"
          "-r requirements.txt\nscikit-learn\r\n"),
      "");
  EXPECT_EQ(found_in("name: env\nchannels: [conda-forge, defaults]\ndependencies:\n- python=3.10\n- pip<=23\n- pip:\n"
                     "  - mlflow==2.14\nprefix: /home/a/env\n",
                     "conda.yaml"),
            "");
  EXPECT_EQ(found_in("python: 3.10\nbuild_dependencies:\n- pip==23\ndependencies:\n- -r requirements.txt\n",
                     "python_env.yaml"),
            "");
}

}  // namespace
}  // namespace weightcheck::evidence
