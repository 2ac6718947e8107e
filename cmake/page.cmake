# SPDX-License-Identifier: MIT
# What report pages are made of becomes part of the room `report`: the files of src/report/page, and the charting library,
# which is bundled while building where npm can fetch it. Where it cannot the build says so, and pages have no charts;
# configuring again tries again.

set(page_folder ${CMAKE_CURRENT_SOURCE_DIR}/report/page)
set(charts_folder ${CMAKE_CURRENT_SOURCE_DIR}/report/charts)
set(charting_library ${CMAKE_CURRENT_BINARY_DIR}/charts/charting.js)
option(DELTASIM_CHARTS "bundle the charting library of report pages, by npm" ON)

if(EXISTS ${charting_library})
  file(SIZE ${charting_library} charting_size)
  if(charting_size EQUAL 0)
    file(REMOVE ${charting_library})
  endif()
endif()
if(DELTASIM_CHARTS)
  add_custom_command(
    OUTPUT ${charting_library}
    COMMAND ${PROJECT_SOURCE_DIR}/scripts/bundle-charts ${charting_library}
    DEPENDS ${PROJECT_SOURCE_DIR}/scripts/bundle-charts ${charts_folder}/charts.js ${charts_folder}/package.json
            ${charts_folder}/package-lock.json
    COMMENT "Bundling the charting library of report pages")
else()
  file(WRITE ${charting_library} "")
  message(STATUS "DELTASIM_CHARTS is off: reports will have tables and no charts")
endif()

file(GLOB page_files CONFIGURE_DEPENDS ${page_folder}/*.html ${page_folder}/*.css ${page_folder}/*.js)
set(embedded_files ${page_files} ${charting_library})
string(REPLACE ";" "|" embedded_list "${embedded_files}")
add_custom_command(
  OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/embedded.cpp
  COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/embedded.cpp" "-DFILES=${embedded_list}"
          -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${embedded_files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  VERBATIM)
target_sources(deltasim_report PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded.cpp)
