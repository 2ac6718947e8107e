// SPDX-License-Identifier: MIT
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include "places.hpp"

namespace deltasim::test
{

std::string source_directory() { return DELTASIM_SOURCE_DIR; }

std::string program_file() { return DELTASIM_BINARY; }

std::string no_locks_library() { return DELTASIM_NO_LOCKS; }

}  // namespace deltasim::test
