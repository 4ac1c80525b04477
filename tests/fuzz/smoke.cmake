# SPDX-License-Identifier: Apache-2.0
# One short search, always from the seeds alone, so that a run does not depend on those before it. What it finds on the way goes to FOUND; the
# input of a crash is kept there as crash-*, timeout-* or oom-*.
file(REMOVE_RECURSE "${FOUND}")
file(MAKE_DIRECTORY "${FOUND}")
set(options -max_total_time=${SECONDS} -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "-artifact_prefix=${FOUND}/")
if(EXISTS "${DICTIONARY}")
  list(APPEND options "-dict=${DICTIONARY}")
endif()
set(seeds "")
if(IS_DIRECTORY "${CORPUS}")
  set(seeds "${CORPUS}")
endif()
execute_process(COMMAND "${FUZZER}" ${options} "${FOUND}" ${seeds} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the search ended with ${status}; if it found an input, that is in ${FOUND}: put it into ${CORPUS} with the fix")
endif()
