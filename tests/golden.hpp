// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "places.hpp"
#include "rooms.hpp"

// Compares with a golden file. The file changes only by a deliberate command, scripts/approve-golden. That command runs
// the test cases that have `golden` in their name, so every case that compares must have this word in its name.

namespace deltasim::test
{

/// The number, from 1, of the first line in which two texts differ.
[[nodiscard]] inline int first_different_line(const std::string& a, const std::string& b)
{
    std::istringstream a_lines(a);
    std::istringstream b_lines(b);
    std::string a_line;
    std::string b_line;
    int line = 1;
    while (std::getline(a_lines, a_line) && std::getline(b_lines, b_line) && a_line == b_line) ++line;
    return line;
}

/// Requires that the file, a path relative to the source tree, contains exactly `actual`. If DELTASIM_APPROVE=1 is set,
/// writes the file instead.
inline void check_golden(const std::string& actual, const std::filesystem::path& relative_to_source)
{
    const std::filesystem::path path = std::filesystem::path(source_directory()) / relative_to_source;
    const char* const approve = std::getenv("DELTASIM_APPROVE");
    if (approve != nullptr && std::string_view(approve) == "1") {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << actual;
    }
    INFO("golden file " << relative_to_source.string() << "; if the change is meant: scripts/approve-golden");
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.is_open());
    std::ostringstream expected;
    expected << file.rdbuf();
    INFO("first different line: " << first_different_line(actual, expected.str()));
    CHECK(actual == expected.str());
}

}  // namespace deltasim::test
