// SPDX-License-Identifier: Apache-2.0
// git is used by io, which this module uses: that is not enough.
#include "git/tree.hpp"
#include "io/read.hpp"

#include <fmt/format.h>

void verify() { fmt::print("x"); }
