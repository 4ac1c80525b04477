# SPDX-License-Identifier: Apache-2.0
# Run by cpack over the staged files, before they are packed: manual pages compressed, copyright and changelog where Debian looks for them.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
string(SUBSTRING "${CPACK_WEIGHTCHECK_DATE}" 0 4 year)
execute_process(COMMAND date -u -R -d "${CPACK_WEIGHTCHECK_DATE}" OUTPUT_VARIABLE rfc_date OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  set(usr "${CPACK_TEMPORARY_DIRECTORY}/${component}/usr")
  string(TOUPPER ${component} upper)
  set(doc "${usr}/share/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}")
  file(REMOVE "${doc}/LICENSE")
  file(MAKE_DIRECTORY "${doc}")
  file(WRITE "${doc}/copyright"
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: weightcheck\n\n"
    "Files: *\nCopyright: ${year} The weightcheck developers\nLicense: Apache-2.0\n\n"
    "License: Apache-2.0\n On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.\n")
  file(WRITE "${doc}/changelog" "weightcheck (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
    "  * What is new stands in CHANGELOG.md.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${rfc_date}\n")
  file(GLOB_RECURSE compressed "${usr}/share/man/*.[15]")
  execute_process(COMMAND gzip -9nf ${compressed} "${doc}/changelog" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(GLOB_RECURSE libraries "${CPACK_TEMPORARY_DIRECTORY}/library/*.so.*")
file(CHMOD ${libraries} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
