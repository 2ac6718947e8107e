# SPDX-License-Identifier: MIT
# Language, warnings, and the switches of the presets.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(DELTASIM_SANITIZE "address and undefined-behaviour sanitizers" OFF)
option(DELTASIM_COVERAGE "line coverage with gcov" OFF)
option(DELTASIM_FUZZ "fuzzers of foreign bytes; clang alone can" OFF)
option(DELTASIM_WERROR "warnings are errors" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers are found again by what they contain.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

# A compiler with the memory for it collects its garbage less often: a tenth of its time for 300 MB.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-expand=300>)

add_library(deltasim_options INTERFACE)
target_include_directories(deltasim_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
# No contraction: every fp32 operation is rounded on its own, so that all schedules end with the same weights.
target_compile_options(deltasim_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -ffp-contract=off)
if(DELTASIM_WERROR)
  target_compile_options(deltasim_options INTERFACE -Werror)
endif()
if(DELTASIM_SANITIZE)
  target_compile_options(deltasim_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_link_options(deltasim_options INTERFACE -fsanitize=address,undefined)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)  # whose sanitizer is a shared library, of which one function can be another
    add_library(sanitizer_stacks OBJECT ${PROJECT_SOURCE_DIR}/cmake/sanitizer_stacks.cpp)
    target_link_libraries(deltasim_options INTERFACE $<TARGET_OBJECTS:sanitizer_stacks>)
  endif()
endif()
if(DELTASIM_FUZZ)
  target_compile_options(deltasim_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(DELTASIM_COVERAGE)
  target_compile_options(deltasim_options INTERFACE --coverage)
  target_link_options(deltasim_options INTERFACE --coverage)
endif()

# SystemC's library asks for sc_main: programs that do not use it must not be linked to it.
add_link_options(-Wl,--as-needed)
