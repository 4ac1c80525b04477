# SPDX-License-Identifier: Apache-2.0
# `cpack -G DEB` gives three packages, as distributions split them; `cpack -G TGZ` the same files in one archive. docs/releasing.md says how and when.
set(CPACK_PACKAGE_VENDOR "The weightcheck developers")
set(CPACK_PACKAGE_CONTACT "The weightcheck developers <weightcheck@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_FILE_NAME "weightcheck-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_COMPONENTS_ALL tool library dev)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
# git is run by one command alone, weightcheck anchor.
set(CPACK_DEBIAN_TOOL_PACKAGE_NAME weightcheck)
set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_TOOL_PACKAGE_RECOMMENDS "git, ca-certificates")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME "libweightcheck${PROJECT_VERSION_MAJOR}")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
file(WRITE "${PROJECT_BINARY_DIR}/debian/shlibs"
  "libweightcheck ${PROJECT_VERSION_MAJOR} libweightcheck${PROJECT_VERSION_MAJOR} (>= ${PROJECT_VERSION})\n")
file(WRITE "${PROJECT_BINARY_DIR}/debian/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA "${PROJECT_BINARY_DIR}/debian/shlibs;${PROJECT_BINARY_DIR}/debian/triggers")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libweightcheck-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libweightcheck${PROJECT_VERSION_MAJOR} (= ${PROJECT_VERSION})")
string(CONCAT about "Holds a directory of model weights against its manifest, the upstream commit,\n"
  "its license and its own structure, and says with evidence what was shown.")
set(CPACK_COMPONENT_TOOL_DESCRIPTION "${about}")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "${about}\nThis package holds the library of the C API.")
set(CPACK_COMPONENT_DEV_DESCRIPTION "${about}\nThis package holds what building against the library takes.")

# What a Debian package has to have in /usr/share/doc, one folder a package; elsewhere these files have no meaning.
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/PackageDebian.cmake")
set(CPACK_WEIGHTCHECK_DATE "${WEIGHTCHECK_DATE}")
include(CPack)
