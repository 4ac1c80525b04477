// SPDX-License-Identifier: Apache-2.0
#include "git/tree.hpp"
#include "read.hpp"
#include "utils/strings.hpp"

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

void read() {
  std::printf("hello\n");
  (void)std::getenv("HOME");
  char text[8];
  std::snprintf(text, sizeof text, "%d", 1);
}
