# SPDX-License-Identifier: Apache-2.0
# weightcheck_embed(OUT_VARIABLE FILE file HEADER header FUNCTION function [NAMESPACE namespace])
#   A source file, made at build time, that defines `ByteSpan NAMESPACE::FUNCTION()` (declared in HEADER) over the bytes of FILE.
#   Its path is put into OUT_VARIABLE. Run as a script (-P) this file does the conversion, so no other tool is needed.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${INPUT}" digits HEX)
  file(SIZE "${INPUT}" size)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${digits}")
  string(REGEX REPLACE "([^\n]{120})" "\\1\n" bytes "${bytes}")
  get_filename_component(name "${INPUT}" NAME)
  file(WRITE "${OUTPUT}" "// SPDX-License-Identifier: Apache-2.0
// Made from ${name} by cmake/Embed.cmake: not for editing.
#include \"${HEADER}\"

namespace ${NAMESPACE} {
namespace {
constexpr unsigned char ${FUNCTION}_data[${size}] = {
${bytes}};
}  // namespace

ByteSpan ${FUNCTION}() { return std::as_bytes(std::span(${FUNCTION}_data)); }

}  // namespace ${NAMESPACE}
")
  return()
endif()

set(weightcheck_embed_script "${CMAKE_CURRENT_LIST_FILE}")
function(weightcheck_embed OUT_VARIABLE)
  cmake_parse_arguments(PARSE_ARGV 1 E "" "FILE;HEADER;FUNCTION;NAMESPACE" "")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${E_FUNCTION}.cpp")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${E_FILE}" "-DOUTPUT=${output}" "-DHEADER=${E_HEADER}" "-DFUNCTION=${E_FUNCTION}"
            "-DNAMESPACE=${E_NAMESPACE}" -P "${weightcheck_embed_script}"
    DEPENDS "${E_FILE}" "${weightcheck_embed_script}"
    VERBATIM)
  set(${OUT_VARIABLE} "${output}" PARENT_SCOPE)
endfunction()
