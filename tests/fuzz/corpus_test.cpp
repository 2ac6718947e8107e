// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>

#include "fuzz/targets.hpp"
#include "places.hpp"

// What fuzzers have found worth keeping is read by every build.

namespace deltasim::test::corpus_test
{

TEST_CASE("readers of foreign bytes take what fuzzers have found, or refuse it")
{
    const std::map<std::string, std::function<void(std::string_view)>> targets{
        {"yaml", fuzz::yaml},   {"cacti", fuzz::cacti},   {"trace", fuzz::trace}, {"commands", fuzz::commands},
        {"store", fuzz::store}, {"arrays", fuzz::arrays}, {"onnx", fuzz::onnx}};
    for (const auto& [name, target] : targets) {
        std::size_t files = 0;
        for (const auto& entry :
             std::filesystem::directory_iterator(source_directory() + "/tests/fuzz/corpus/" + name)) {
            INFO(entry.path());
            std::ifstream stream(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
            CHECK_NOTHROW(target(bytes));
            ++files;
        }
        INFO(name);
        CHECK(files > 0);
    }
}

}  // namespace deltasim::test::corpus_test
