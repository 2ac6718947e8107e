# SPDX-License-Identifier: MIT
# deltasim_room(NAME BELOW room... PACKAGES target... COLD HOT): the sources of src/NAME and of its sub-rooms as one
# static library that links the rooms below it and the packages it may see. FOLDER: its sources are elsewhere in src.
# WITHOUT: a sub-room that is a library of its own. COLD: its code takes so little of a run's time that it is optimised
# less, which compiles in two thirds of the time. HOT: a run spends its time there, so it is optimised more. With
# -DCMAKE_UNITY_BUILD=ON forty-four files of a room are compiled as one, so that their headers are parsed and what they
# make of templates is made once: most rooms are one such unit, the largest is two. No two files of a room may give one
# name to two things there, even in nameless namespaces. A unit hides a missing include, so the preset that developers
# use has none. It takes 1.6 GB at most.

set(files_compiled_as_one 44)
set(cold_options $<$<CONFIG:Release>:-O1>)
set(hot_options $<$<CONFIG:Release>:-O3>)

function(deltasim_room name)
  cmake_parse_arguments(ROOM "COLD;HOT" "FOLDER;WITHOUT" "BELOW;PACKAGES" ${ARGN})
  if(NOT ROOM_FOLDER)
    set(ROOM_FOLDER ${name})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${ROOM_FOLDER}/*.cpp)
  if(ROOM_WITHOUT)
    list(FILTER sources EXCLUDE REGEX "/${ROOM_FOLDER}/${ROOM_WITHOUT}/")
  endif()
  add_library(deltasim_${name} STATIC ${sources})
  set_target_properties(deltasim_${name} PROPERTIES UNITY_BUILD_BATCH_SIZE ${files_compiled_as_one})
  target_link_libraries(deltasim_${name} PUBLIC deltasim_options PRIVATE ${ROOM_PACKAGES})
  foreach(below IN LISTS ROOM_BELOW)
    target_link_libraries(deltasim_${name} PUBLIC deltasim_${below})
  endforeach()
  if(ROOM_COLD)
    target_compile_options(deltasim_${name} PRIVATE ${cold_options})
  elseif(ROOM_HOT)
    target_compile_options(deltasim_${name} PRIVATE ${hot_options})
  endif()
endfunction()
