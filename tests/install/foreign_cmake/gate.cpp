// SPDX-License-Identifier: Apache-2.0
// A gate in somebody's C++: the verdict as an exit code, the report to standard output.
#include <weightcheck/c.h>

#include <iostream>

int main(int argc, char** argv) {
  char* report = nullptr;
  char* error = nullptr;
  const int exit_code = weightcheck_verify(argc > 1 ? argv[1] : nullptr, nullptr, &report, &error);
  if (report != nullptr) std::cout << report;
  if (error != nullptr) std::cerr << "gate: " << error << '\n';
  weightcheck_free(report);
  weightcheck_free(error);
  return exit_code;
}
