# SPDX-License-Identifier: MIT
# What an installation has, and the Debian package of it. The program finds share/deltasim beside its bin; man pages and
# completion are made by the program itself.

include(GNUInstallDirs)

set(documents ${PROJECT_BINARY_DIR}/documents)
add_custom_command(
  OUTPUT ${documents}/deltasim.fish
  COMMAND deltasim man --out ${documents}/man
  COMMAND deltasim completion bash > ${documents}/deltasim.bash
  COMMAND deltasim completion zsh > ${documents}/_deltasim
  COMMAND deltasim completion fish > ${documents}/deltasim.fish
  DEPENDS deltasim
  COMMENT "Man pages and completion"
  VERBATIM)
add_custom_target(documents ALL DEPENDS ${documents}/deltasim.fish)

install(TARGETS deltasim RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY configs models DESTINATION ${CMAKE_INSTALL_DATADIR}/deltasim
        PATTERN "*.db*" EXCLUDE)
install(DIRECTORY ${documents}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${documents}/deltasim.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME deltasim)
install(FILES ${documents}/deltasim.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# The first is looked into below /usr/local, the second below /usr.
foreach(folder site-functions vendor-completions)
  install(FILES ${documents}/_deltasim DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${folder})
endforeach()
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES cmake/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME deltasim)
set(CPACK_PACKAGE_CONTACT "The deltasim authors <maintainers@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of memory and energy for training on chip")
set(CPACK_PACKAGE_DESCRIPTION
    "A cycle-level memory and energy simulator for training the fully-connected head of a network on chip: schedules
of backpropagation on models of a processing-element array, SRAM banks, a DRAM and a training controller.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
include(CPack)
