# SPDX-License-Identifier: Apache-2.0
# Every foreign part, once, with the lowest version that is known to work. What each is for stands in ARCHITECTURE.md.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(CURL 7.87 REQUIRED)
find_package(yaml-cpp 0.6.3 REQUIRED)
find_package(fmt 8.1 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc>=2.6)
pkg_check_modules(hwy REQUIRED IMPORTED_TARGET libhwy>=1.0)
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2>=1.1)

if(WEIGHTCHECK_TESTS)
  find_package(GTest 1.12 REQUIRED)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
endif()
if(WEIGHTCHECK_TESTS OR WEIGHTCHECK_FUZZERS)
  find_package(nlohmann_json 3.10 REQUIRED)  # the second opinion on JSON
endif()
if(WEIGHTCHECK_BENCHMARKS)
  find_package(benchmark 1.7 REQUIRED)
endif()
