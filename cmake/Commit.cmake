# SPDX-License-Identifier: Apache-2.0
# weightcheck_commit_source(OUT_VARIABLE): a source file, made at build time, that says which commit the sources are of. It is made anew after a commit
# or a change of the index; in a fresh clone, which releases are built from, it is exact. Run as a script (-P) this file writes it.
if(CMAKE_SCRIPT_MODE_FILE)
  set(commit "${GIVEN}")
  if(NOT commit AND EXISTS "${SOURCE}/.git")  # else a repository around an unpacked archive would answer
    execute_process(COMMAND git -C "${SOURCE}" rev-parse HEAD OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    execute_process(COMMAND git -C "${SOURCE}" diff-index --quiet HEAD -- RESULT_VARIABLE differs ERROR_QUIET)
    if(commit AND NOT differs EQUAL 0)
      string(APPEND commit ", modified")
    endif()
  endif()
  file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT [[// SPDX-License-Identifier: Apache-2.0
// Made by cmake/Commit.cmake: not for editing.
#include "workflow/version.hpp"

namespace weightcheck::workflow {

std::string_view commit() { return "@commit@"; }

}  // namespace weightcheck::workflow
]] @ONLY)
  return()
endif()

set(WEIGHTCHECK_COMMIT "" CACHE STRING "Commit of the sources, where they come without git")
set(weightcheck_commit_script "${CMAKE_CURRENT_LIST_FILE}")
function(weightcheck_commit_source OUT_VARIABLE)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/commit.cpp")
  set(changes)
  foreach(name logs/HEAD index)
    execute_process(COMMAND git -C "${PROJECT_SOURCE_DIR}" rev-parse --path-format=absolute --git-path ${name}
      OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(EXISTS "${PROJECT_SOURCE_DIR}/.git" AND EXISTS "${path}")
      list(APPEND changes "${path}")
    endif()
  endforeach()
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DSOURCE=${PROJECT_SOURCE_DIR}" "-DGIVEN=${WEIGHTCHECK_COMMIT}" -P "${weightcheck_commit_script}"
    DEPENDS ${changes} "${weightcheck_commit_script}"
    VERBATIM)
  set(${OUT_VARIABLE} "${output}" PARENT_SCOPE)
endfunction()
