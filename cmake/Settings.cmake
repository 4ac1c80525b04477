# SPDX-License-Identifier: Apache-2.0
# What every target of the project is compiled with, as INTERFACE targets: nothing here leaks to a user of the library.
include(GNUInstallDirs)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

add_library(weightcheck_settings INTERFACE)
target_compile_features(weightcheck_settings INTERFACE cxx_std_20)
target_include_directories(weightcheck_settings INTERFACE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/include")
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

# Hardening that costs nothing measurable here; the hashing kernels have no buffers on the stack that it would guard.
# _FORTIFY_SOURCE is left to those who package: some compilers set it, to a level of their own, and would complain. The preset package has it.
target_compile_options(weightcheck_settings INTERFACE -fstack-protector-strong -fno-plt)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(weightcheck_settings INTERFACE -fcf-protection=full)
endif()
# Where it was built must not show in what is shipped: the same commit gives the same bytes (docs/releasing.md).
add_compile_options("$<$<NOT:$<CONFIG:Debug>>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>"
  "$<$<NOT:$<CONFIG:Debug>>:-ffile-prefix-map=${PROJECT_BINARY_DIR}=build>")
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
target_link_options(weightcheck_settings INTERFACE LINKER:-z,relro,-z,now LINKER:-z,noexecstack)

# A precompiled header that ccache hands out was made from files of other times, and GCC then reads those files twice
# (#pragma once goes by the time). What ccache keeps is worth more than the header.
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache")
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

add_library(weightcheck_warnings INTERFACE)
target_compile_options(weightcheck_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  # Where sources are compiled together, names of one stand over those of the next: the preset dev, which takes each by itself, looks at that.
  $<IF:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>,-Wshadow>
  # GCC 12 sees overlaps, overflows and unset members in its own std::string once it optimises (PR 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict$<SEMICOLON>-Wno-stringop-overflow$<SEMICOLON>-Wno-stringop-overread$<SEMICOLON>-Wno-array-bounds$<SEMICOLON>-Wno-maybe-uninitialized>
  $<$<BOOL:${WEIGHTCHECK_WERROR}>:-Werror>)

# Coverage feedback for libFuzzer in every module; the sanitizers' runtime brings the hooks that other executables then need.
if(WEIGHTCHECK_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR NOT WEIGHTCHECK_SANITIZE)
    message(FATAL_ERROR "WEIGHTCHECK_FUZZERS needs clang and WEIGHTCHECK_SANITIZE: use the preset fuzz or asan")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(WEIGHTCHECK_SANITIZE)
  add_compile_options(-fsanitize=${WEIGHTCHECK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${WEIGHTCHECK_SANITIZE})
endif()
