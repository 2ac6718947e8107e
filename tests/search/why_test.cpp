// SPDX-License-Identifier: MIT
#include "search/why.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "rooms.hpp"

// Why a mapping is better than another: the words that differ, and the parts of the energy.

namespace deltasim::test
{

namespace
{

TransferRow moved(std::uint32_t layer, Tensor tensor, const std::string& from, const std::string& to,
                  std::uint64_t words, std::uint64_t bits_a_word = 32)
{
    return {Phase::forward, layer, tensor, from, to, words, words * bits_a_word};
}

search::FoundStep step(double dram, double sram, double seconds, std::vector<TransferRow> transfers)
{
    search::FoundStep step;
    step.energy_parts_pj.dram = dram;
    step.energy_parts_pj.sram = sram;
    step.energy_parts_pj.total = step.energy_pj = dram + sram;
    step.seconds = seconds;
    step.transfers = std::move(transfers);
    return step;
}

}  // namespace

TEST_CASE("words that two mappings move differently are told, the most bits first, and others are not")
{
    const search::FoundStep best =
        step(60.0, 20.0, 2.0,
             {moved(1, Tensor::weight, "dram", "buffer", 100), moved(1, Tensor::activation, "buffer", "array", 50, 8),
              moved(2, Tensor::weight, "dram", "buffer", 7), moved(2, Tensor::delta, "buffer", "array", 30)});
    const search::FoundStep other =
        step(90.0, 10.0, 1.0,
             {moved(1, Tensor::weight, "dram", "buffer", 130), moved(1, Tensor::activation, "buffer", "array", 100, 8),
              moved(2, Tensor::weight, "dram", "buffer", 7), moved(2, Tensor::weight, "dram", "array", 5)});
    const std::vector<search::WordsMoved> words = search::words_moved(best, other);
    REQUIRE(words.size() == 4);
    const std::vector<double> saved_bits{-960.0, 960.0, 400.0, 160.0};
    std::vector<double> found;
    double sum = 0.0;
    for (const search::WordsMoved& each : words) {
        found.push_back(each.saved_bits);
        sum += each.saved_words();
        CHECK(each.best.words != each.other_words);
    }
    std::sort(found.begin(), found.begin() + 2);  // of equal ones either may be first
    CHECK(found == saved_bits);
    CHECK(sum == 30.0 + 50.0 + 5.0 - 30.0);
    CHECK(words.back().best.words == 0);
    CHECK(search::saved_in_words(best, other, "auto", "pJ") ==
          "against auto it takes 20.00 % less energy and 100.00 % more time: 30 pJ less in the DRAM, 10 pJ more in "
          "on-chip memories");
    CHECK(search::words_moved(best, best).empty());
    CHECK(search::saved_in_words(best, best, "the next", "pJ") ==
          "against the next it takes as much energy and as much time");
}

}  // namespace deltasim::test
