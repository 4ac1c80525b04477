# SPDX-License-Identifier: Apache-2.0
# weightcheck_module(NAME [APART] [USES module...] [LINKS target...] [PRECOMPILE header...] SOURCES file...)
#   One room of the house, called from src/NAME/CMakeLists.txt: a static library weightcheck_NAME. USES is the law: a file may include only the headers of
#   its own module and of the modules named there (tests/layers holds the tree to it). LINKS names foreign parts.
#   With WEIGHTCHECK_UNITY a dozen sources are compiled as one, so private names of a module differ from source to source; APART is for modules whose
#   sources have the same names on purpose, or of which the library for others takes only some.
#   PRECOMPILE, for `base` alone, names what nearly every source includes: compiled once for all modules, which include it all the same.
set_property(GLOBAL PROPERTY weightcheck_modules "")
set_property(GLOBAL PROPERTY weightcheck_layers "")

function(weightcheck_module NAME)
  cmake_parse_arguments(PARSE_ARGV 1 M "APART" "" "USES;LINKS;PRECOMPILE;SOURCES")
  add_library(weightcheck_${NAME} STATIC ${M_SOURCES})
  target_link_libraries(weightcheck_${NAME}
    PUBLIC weightcheck_settings
    PRIVATE weightcheck_warnings)
  foreach(used IN LISTS M_USES)
    if(NOT TARGET weightcheck_${used})
      message(FATAL_ERROR "module ${NAME} uses ${used}, which stands above it or does not exist")
    endif()
    target_link_libraries(weightcheck_${NAME} PUBLIC weightcheck_${used})
  endforeach()
  target_link_libraries(weightcheck_${NAME} PUBLIC ${M_LINKS})
  if(WEIGHTCHECK_UNITY AND NOT M_APART)
    set_target_properties(weightcheck_${NAME} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  endif()
  if(M_PRECOMPILE)
    target_precompile_headers(weightcheck_${NAME} PRIVATE ${M_PRECOMPILE})
  else()
    target_precompile_headers(weightcheck_${NAME} REUSE_FROM weightcheck_base)
  endif()
  set_property(GLOBAL APPEND PROPERTY weightcheck_modules ${NAME})
  list(JOIN M_USES " " uses)
  set_property(GLOBAL APPEND_STRING PROPERTY weightcheck_layers "${NAME}: ${uses}\n")
endfunction()

# weightcheck_test(NAME USES module... SOURCES file...)
#   One GoogleTest executable over the named modules, one CTest entry: tests/unit/NAME.
function(weightcheck_test NAME)
  cmake_parse_arguments(PARSE_ARGV 1 T "" "" "USES;LINKS;SOURCES")
  add_executable(test_${NAME} ${T_SOURCES})
  list(TRANSFORM T_USES PREPEND weightcheck_)
  if(WEIGHTCHECK_UNITY)
    set_target_properties(test_${NAME} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
  target_link_libraries(test_${NAME} PRIVATE weightcheck_warnings weightcheck_test_support ${T_USES} ${T_LINKS} GTest::gtest_main)
  # What every test includes is compiled with the first of them, for all.
  get_property(first GLOBAL PROPERTY weightcheck_first_test)
  if(first)
    target_precompile_headers(test_${NAME} REUSE_FROM ${first})
  else()
    target_precompile_headers(test_${NAME} PRIVATE <gtest/gtest.h> <algorithm> <filesystem> <fstream> <functional> <map> <optional> <string> <vector>)
    set_property(GLOBAL PROPERTY weightcheck_first_test test_${NAME})
  endif()
  add_test(NAME unit.${NAME} COMMAND test_${NAME})
  set_tests_properties(unit.${NAME} PROPERTIES LABELS unit)
endfunction()
