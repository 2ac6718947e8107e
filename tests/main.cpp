// SPDX-License-Identifier: MIT
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include "places.hpp"

namespace deltasim::test
{

std::string source_directory() { return DELTASIM_SOURCE_DIR; }

std::string program_file() { return DELTASIM_BINARY; }

}  // namespace deltasim::test
