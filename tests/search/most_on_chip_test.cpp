// SPDX-License-Identifier: MIT
#include "search/most_on_chip.hpp"

#include <catch2/catch.hpp>

#include <vector>

#include "rooms.hpp"

namespace deltasim::test::most_on_chip_test
{

TEST_CASE("a tensor lies on chip as a whole, with enough of its rows, or not at all")
{
    const std::vector<MemorySpace> spaces{{.name = "buffer", .capacity_bytes = 100},
                                          {.name = "dram", .capacity_bytes = 1'000'000, .on_chip = false}};
    const TensorId whole{Tensor::weight, 1};
    const TensorId part{Tensor::weight, 2};
    const TensorId too_large{Tensor::weight, 3};
    const TensorId never_cut{Tensor::activation, 1};
    const TensorId sent_away{Tensor::bias, 1};
    const TensorWords words{{whole, 25}, {part, 400}, {too_large, 401}, {never_cut, 26}, {sent_away, 5}};
    const search::MostsOnChip most = search::most_on_chip(words, TensorPrecisions{}, spaces, {{"bias", "dram"}});
    REQUIRE(most.size() == 2);
    CHECK(most.at(whole).words == 25);
    CHECK(most.at(whole).is_all);
    CHECK(most.at(part).words == 25);
    CHECK_FALSE(most.at(part).is_all);
    CHECK(most.at(part).may_be_part);
    const search::MostsOnChip kept = search::most_on_chip({{never_cut, 25}}, TensorPrecisions{}, spaces, {});
    CHECK(kept.at(never_cut).is_all);
    CHECK_FALSE(kept.at(never_cut).may_be_part);
}

}  // namespace deltasim::test::most_on_chip_test
