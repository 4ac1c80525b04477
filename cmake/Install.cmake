# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where, in the three parts that distributions split: the tool, the library, and what building against it takes.
include(CMakePackageConfigHelpers)

install(TARGETS weightcheck_program RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT tool)
# Documents lie to each other as in the sources, so that their links hold; what is data has its own folder, and a link to it among them.
install(FILES LICENSE README.md CHANGELOG.md ARCHITECTURE.md CONTRIBUTING.md SECURITY.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT tool)
install(DIRECTORY docs/ DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs" COMPONENT tool FILES_MATCHING PATTERN "*.md" PATTERN "*.png" PATTERN man EXCLUDE)
install(FILES python/README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}/python" COMPONENT tool)
install(DIRECTORY manifests/policies manifests/schema DESTINATION "${CMAKE_INSTALL_DATADIR}/weightcheck" COMPONENT tool)
install(FILES manifests/licenses.json DESTINATION "${CMAKE_INSTALL_DATADIR}/weightcheck" COMPONENT tool)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_DATADIR BASE_DIRECTORY "${CMAKE_INSTALL_FULL_DOCDIR}" OUTPUT_VARIABLE data)
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/doc")
file(CREATE_LINK "${data}/weightcheck" "${PROJECT_BINARY_DIR}/doc/manifests" SYMBOLIC)
install(FILES "${PROJECT_BINARY_DIR}/doc/manifests" DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT tool)

set(reference "${weightcheck_reference_folder}")
install(DIRECTORY "${reference}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT tool)
foreach(page weightcheck-manifest.5 weightcheck-policy.5)
  configure_file("docs/man/${page}" "${page}" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${page}" DESTINATION "${CMAKE_INSTALL_MANDIR}/man5" COMPONENT tool)
endforeach()
install(FILES "${reference}/bash/weightcheck" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT tool)
install(FILES "${reference}/zsh/_weightcheck" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" COMPONENT tool)
install(FILES "${reference}/fish/weightcheck.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" COMPONENT tool)

install(TARGETS weightcheck EXPORT weightcheck
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT library NAMELINK_COMPONENT dev)
install(DIRECTORY include/weightcheck DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT dev)
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/weightcheck")
install(EXPORT weightcheck NAMESPACE weightcheck:: FILE weightcheck-targets.cmake DESTINATION "${package}" COMPONENT dev)
configure_package_config_file(cmake/weightcheck-config.cmake.in weightcheck-config.cmake INSTALL_DESTINATION "${package}")
write_basic_package_version_file(weightcheck-config-version.cmake COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/weightcheck-config.cmake" "${PROJECT_BINARY_DIR}/weightcheck-config-version.cmake"
  DESTINATION "${package}" COMPONENT dev)

# Found from where the .pc file lies, so that a prefix can be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE pc_libdir)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE pc_includedir)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" OUTPUT_VARIABLE pc_up)
configure_file(cmake/weightcheck.pc.in weightcheck.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/weightcheck.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT dev)

# An archive that runs on other distributions takes along what they lack or have in other versions. What is everywhere, or has to be the machine's own
# (the C and C++ runtimes, OpenSSL, curl, and what curl may bring in another version), is left to the machine.
if(WEIGHTCHECK_BUNDLE)
  set(bundle "${CMAKE_INSTALL_LIBDIR}/weightcheck")
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY "${CMAKE_INSTALL_FULL_BINDIR}" OUTPUT_VARIABLE from_bin)
  set_target_properties(weightcheck_program PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/${from_bin}/weightcheck")
  set_target_properties(weightcheck PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/weightcheck")
  # DT_RPATH, which also holds for what a bundled library needs; DT_RUNPATH does not.
  target_link_options(weightcheck_program PRIVATE LINKER:--disable-new-dtags)
  target_link_options(weightcheck PRIVATE LINKER:--disable-new-dtags)
  install(CODE "set(bundle \"\${CMAKE_INSTALL_PREFIX}/${bundle}\")
set(program \"$<TARGET_FILE:weightcheck_program>\")
set(library \"$<TARGET_FILE:weightcheck>\")" COMPONENT tool)
  install(CODE [[
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES "${program}" LIBRARIES "${library}" RESOLVED_DEPENDENCIES_VAR found
  PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv|gcc_s|stdc\\+\\+|ssl|crypto|curl|ssh2|pcre2-8|gssapi_krb5|z)\\.so")
foreach(file IN LISTS found)
  file(INSTALL "${file}" DESTINATION "${bundle}" FOLLOW_SYMLINK_CHAIN)
endforeach()
]] COMPONENT tool)
endif()
