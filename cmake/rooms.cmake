# SPDX-License-Identifier: MIT
# deltasim_room(NAME BELOW room... PACKAGES target...): the sources of src/NAME and of its sub-rooms as one static library
# that links the rooms below it and the packages it may see.

function(deltasim_room name)
  cmake_parse_arguments(ROOM "" "" "BELOW;PACKAGES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  add_library(deltasim_${name} STATIC ${sources})
  target_link_libraries(deltasim_${name} PUBLIC deltasim_options PRIVATE ${ROOM_PACKAGES})
  foreach(below IN LISTS ROOM_BELOW)
    target_link_libraries(deltasim_${name} PUBLIC deltasim_${below})
  endforeach()
endfunction()
