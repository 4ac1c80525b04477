# SPDX-License-Identifier: Apache-2.0
# weightcheck_module(NAME [USES module...] [LINKS target...] [PRECOMPILE header...] SOURCES file...)
#   One room of the house, called from src/NAME/CMakeLists.txt: a static library weightcheck_NAME. USES is the law: a file may include only the headers of
#   its own module and of the modules named there (tests/layers holds the tree to it). LINKS names foreign parts.
#   PRECOMPILE, for `base` alone, names what nearly every source includes: compiled once for all modules, which include it all the same.
set_property(GLOBAL PROPERTY weightcheck_modules "")
set_property(GLOBAL PROPERTY weightcheck_layers "")

function(weightcheck_module NAME)
  cmake_parse_arguments(PARSE_ARGV 1 M "" "" "USES;LINKS;PRECOMPILE;SOURCES")
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
  target_link_libraries(test_${NAME} PRIVATE weightcheck_warnings weightcheck_test_support ${T_USES} ${T_LINKS} GTest::gtest_main)
  add_test(NAME unit.${NAME} COMMAND test_${NAME})
  set_tests_properties(unit.${NAME} PROPERTIES LABELS unit)
endfunction()
