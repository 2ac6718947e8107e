// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

#include "energy/priced_run.hpp"
#include "energy/uncertainty.hpp"
#include "rooms.hpp"

// Tests that the interval of a saving is exact: it tries every corner of the box of ranges.

namespace deltasim::test::uncertainty_test
{

namespace
{

double energy_at(const std::vector<UncertainPart>& parts, unsigned corner)
{
    double energy = 0.0;
    for (std::size_t k = 0; k < parts.size(); ++k) {
        energy += parts[k].quantity * ((corner >> k & 1U) != 0 ? parts[k].high : parts[k].low);
    }
    return energy;
}

/// The interval of the ratio if every figure is at one end of its range or at the other.
Interval brute_force(const std::vector<UncertainPart>& baseline, const std::vector<UncertainPart>& parts)
{
    Interval ratio{1e300, 0.0};
    for (unsigned corner = 0; corner < 1U << parts.size(); ++corner) {
        const double at = energy_at(baseline, corner) / energy_at(parts, corner);
        ratio = {std::min(ratio.low, at), std::max(ratio.high, at)};
    }
    return ratio;
}

std::vector<UncertainPart> random_parts(std::mt19937& random, std::size_t count)
{
    std::uniform_real_distribution<double> real(0.0, 1.0);
    std::vector<UncertainPart> parts;
    for (std::size_t k = 0; k < count; ++k) {
        const double value = real(random) * 100.0;
        const double low = value * real(random);
        const double quantity = random() % 4 == 0 ? 0.0 : std::pow(10.0, real(random) * 6.0);
        parts.push_back({"figure " + std::to_string(k), quantity, low, low + value * real(random), false});
    }
    return parts;
}

}  // namespace

TEST_CASE("the interval of a ratio is that of all corners")
{
    const unsigned seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    int compared = 0;
    for (int run = 0; run < 300; ++run) {
        const std::size_t count = 1 + random() % 10;
        const std::vector<UncertainPart> parts = random_parts(random, count);
        std::vector<UncertainPart> baseline = parts;
        const std::vector<UncertainPart> others = random_parts(random, count);
        for (std::size_t k = 0; k < count; ++k) baseline[k].quantity = others[k].quantity;
        const auto ratio = ratio_interval(baseline, parts);
        if (!ratio) continue;
        ++compared;
        const Interval expected = brute_force(baseline, parts);
        CHECK(ratio->low == Approx(expected.low).epsilon(1e-12));
        CHECK(ratio->high == Approx(expected.high).epsilon(1e-12));
    }
    CHECK(compared > 100);
}

TEST_CASE("a run saves nothing over itself, whatever the costs")
{
    const std::vector<UncertainPart> parts{{"a", 3.0, 1.0, 2.0, true}, {"b", 5.0, 0.5, 9.0, false}};
    const auto ratio = ratio_interval(parts, parts);
    REQUIRE(ratio);
    CHECK(ratio->low == Approx(1.0));
    CHECK(ratio->high == Approx(1.0));
    CHECK_FALSE(ratio_interval(parts, {{"a", 3.0, 0.0, 2.0, true}}));
}

TEST_CASE("the parts of an energy sum to its price, and a stated range is taken")
{
    PricedRun run;
    run.add_memory("buffer", 8192, 64);
    run.add_accesses("buffer", "sram", 64, {100, 50}).bits_moved = 9600;
    run.add_accesses("dram", "dram", 512, {7, 3}).bits_moved = 5120;
    run.counts.operations.front() = {1000, 200, 30, 4, 5, 6};
    run.counts.time = Seconds(1e-6);
    run.costs.register_file_pj->range = CostRange{0.125, 4.0};
    const std::vector<UncertainPart> parts = uncertain_parts(run.counts, run.processor, run.costs);
    double nominal = 0.0;
    for (const UncertainPart& part : parts) {
        INFO(part.key);
        CHECK(part.is_stated == (part.key == "register_file_pj"));
        if (part.is_stated) {
            CHECK(part.low == 0.125);
            CHECK(part.high == 4.0);
            nominal += part.quantity * run.costs.register_file_pj->value;
        } else {
            CHECK(part.high / part.low == Approx(1.3 / 0.7));
            nominal += part.quantity * (part.low + part.high) / 2.0;
        }
    }
    CHECK(nominal == Approx(run.price().total().value()).epsilon(1e-12));
}

}  // namespace deltasim::test::uncertainty_test
