// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>

#include "workflow/verify.hpp"

int main() { std::cout << "x"; }
