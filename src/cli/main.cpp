// SPDX-License-Identifier: Apache-2.0
// Bugs end here, with a message and an exit code that says that nothing was concluded.
#include <cstdio>
#include <exception>
#include <new>

#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/run.hpp"

int main(int argc, char** argv) {
  try {
    return weightcheck::cli::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("weightcheck: out of memory; nothing was concluded about the model\n", stderr);
    return weightcheck::cli::exit_unfinished;
  } catch (const std::exception& bug) {
    std::fprintf(stderr,
                 "weightcheck: internal error: %s\nPlease report this; nothing was concluded about the model.\n",
                 weightcheck::printable(bug.what()).c_str());
    return weightcheck::cli::exit_unfinished;
  }
}
