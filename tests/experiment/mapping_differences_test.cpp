// SPDX-License-Identifier: MIT
#include "experiment/results/mapping_differences.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "experiment/tables/mapping_sentences.hpp"
#include "rooms.hpp"

// Why a mapping is better than another: the words that differ, and the parts of the energy.

namespace deltasim::test::mapping_differences_test
{

namespace
{

TransferRow moved(std::uint32_t layer, Tensor tensor, const std::string& from, const std::string& to,
                  std::uint64_t words, std::uint64_t bits_a_word = 32)
{
    return {Phase::forward, layer, tensor, from, to, words, words * bits_a_word};
}

struct Step {
    EnergyParts parts{};
    double seconds = 0.0;
    std::vector<TransferRow> transfers;

    [[nodiscard]] MappedStep mapped() const { return {parts.total, seconds, parts, transfers}; }
};

Step step(double dram, double sram, double seconds, std::vector<TransferRow> transfers)
{
    Step step{.seconds = seconds, .transfers = std::move(transfers)};
    step.parts.dram = dram;
    step.parts.sram = sram;
    step.parts.total = dram + sram;
    return step;
}

}  // namespace

TEST_CASE("words that two mappings move differently are told, the most bits first, and others are not")
{
    const Step best =
        step(60.0, 20.0, 2.0,
             {moved(1, Tensor::weight, "dram", "buffer", 100), moved(1, Tensor::activation, "buffer", "array", 50, 8),
              moved(2, Tensor::weight, "dram", "buffer", 7), moved(2, Tensor::delta, "buffer", "array", 30)});
    const Step other =
        step(90.0, 10.0, 1.0,
             {moved(1, Tensor::weight, "dram", "buffer", 130), moved(1, Tensor::activation, "buffer", "array", 100, 8),
              moved(2, Tensor::weight, "dram", "buffer", 7), moved(2, Tensor::weight, "dram", "array", 5)});
    const MappingDifference difference = mapping_difference(best.mapped(), other.mapped(), "auto");
    const std::vector<WordsMoved>& words = difference.words;
    REQUIRE(words.size() == 4);
    const std::vector<double> saved_bits{-960.0, 960.0, 400.0, 160.0};
    std::vector<double> found;
    for (const WordsMoved& each : words) {
        found.push_back(each.saved_bits);
        CHECK(each.way.words != each.other_words);
    }
    std::sort(found.begin(), found.begin() + 2);  // of two equal ones either may be first
    CHECK(found == saved_bits);
    CHECK(words.back().way.words == 0);
    REQUIRE(difference.parts.size() == 2);
    CHECK(difference.parts.front().saved_pj == 30.0);
    CHECK(difference.energy_pj == 100.0);
    CHECK(saved_in_words(difference, "pJ") ==
          "against auto it takes 20.00 % less energy and 100.00 % more time: 30 pJ less in the DRAM, 10 pJ more in "
          "on-chip memories");
    const MappingDifference none = mapping_difference(best.mapped(), best.mapped(), "the runner-up");
    CHECK(none.words.empty());
    CHECK(none.parts.empty());
    CHECK(saved_in_words(none, "pJ") == "against the runner-up it takes as much energy and as much time");
}

}  // namespace deltasim::test::mapping_differences_test
