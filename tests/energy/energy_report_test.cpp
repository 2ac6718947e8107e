// SPDX-License-Identifier: MIT
#include "energy/energy_report.hpp"

#include <catch2/catch.hpp>

#include <limits>

#include "core/checked.hpp"
#include "energy/priced_run.hpp"
#include "rooms.hpp"

namespace deltasim::test::energy_report_test
{

namespace
{

/// Parts in the order compute, register_file, sram, dram, interconnect, static_power.
void check_parts(const EnergyReport& report, const std::array<double, 6>& expected)
{
    CHECK(report.compute.value() == Approx(expected[0]));
    CHECK(report.register_file.value() == Approx(expected[1]));
    CHECK(report.sram.value() == Approx(expected[2]));
    CHECK(report.dram.value() == Approx(expected[3]));
    CHECK(report.interconnect.value() == Approx(expected[4]));
    CHECK(report.static_power.value() == Approx(expected[5]));
    double sum = 0.0;
    for (const double part : expected) sum += part;
    CHECK(report.total().value() == Approx(sum));
}

}  // namespace

TEST_CASE("a run of nothing costs nothing")
{
    const PricedRun run;
    check_parts(run.price(), {0, 0, 0, 0, 0, 0});
    CHECK(run.price().notes.empty());
}

TEST_CASE("operations cost their figure, and their registers one figure an access")
{
    PricedRun run;
    run.counts.operations.front() = {1000, 0, 0, 0, 0, 0};
    check_parts(run.price(), {4000, 4 * 1000 * 0.25, 0, 0, 0, 0});
    run.counts.operations.front() = {10, 20, 30, 40, 50, 60};
    const double compute = 10 * 4 + 20 * 1 + 30 * 3 + 40 * 20 + 50 * 30 + 60 * 0.5;
    const double registers = 10 * 4 + 20 * 3 + 30 * 3 + 40 * 3 + 50 * 2 + 60 * 3;
    check_parts(run.price(), {compute, registers * 0.25, 0, 0, 0, 0});
}

TEST_CASE("each precision has figures of its own, and registers as wide as its words; integer sums are of 32 bits")
{
    PricedRun run;
    const auto price_in = [&](Precision precision, double mac_pj) {
        run.counts.operations = {};
        counts_of(run.counts.operations, precision) = {10, 0, 0, 0, 0, 0};
        run.costs.operation_pj[static_cast<std::size_t>(precision)][0] = cost(mac_pj);
        return run.price();
    };
    check_parts(price_in(Precision::fp16, 1.5), {15, 10 * 4 * 16 * 0.25 / 32, 0, 0, 0, 0});
    check_parts(price_in(Precision::bf16, 1.25), {12.5, 10 * 4 * 16 * 0.25 / 32, 0, 0, 0, 0});
    check_parts(price_in(Precision::int16, 0.75), {7.5, 10 * (2 * 16 + 2 * 32) * 0.25 / 32, 0, 0, 0, 0});
    check_parts(price_in(Precision::int8, 0.5), {5, 10 * (2 * 8 + 2 * 32) * 0.25 / 32, 0, 0, 0, 0});
    counts_of(run.counts.operations, Precision::fp16) = {0, 0, 4, 0, 0, 0};
    run.costs.operation_pj[static_cast<std::size_t>(Precision::fp16)][2] = cost(2.0);
    check_parts(run.price(), {5 + 8, (10 * 80 + 4 * 3 * 16) * 0.25 / 32, 0, 0, 0, 0});
}

TEST_CASE("accesses to an on-chip memory cost its row's figures, reads and writes apart")
{
    PricedRun run;
    run.add_memory("buffer", 8192, 64);
    run.add_accesses("buffer", "sram", 64, {100, 10});
    check_parts(run.price(), {0, 0, 100 * 16 + 10 * 18, 0, 0, 0});
    CHECK(run.price().notes.empty());
}

TEST_CASE("on-chip memories are priced each by its own row, eDRAM by the same table")
{
    PricedRun run;
    run.add_memory("small", 1024, 32);
    run.add_memory("large", 8192, 32).kind = OnChipKind::edram;
    run.add_accesses("large", "edram", 32, {1, 2});
    run.add_accesses("small", "sram", 32, {3, 4});
    check_parts(run.price(), {0, 0, 1 * 10 + 2 * 12 + 3 * 5 + 4 * 6, 0, 0, 0});
}

TEST_CASE("DRAM accesses cost their bits")
{
    PricedRun run;
    run.add_accesses("dram", "dram", 512, {3, 2});
    check_parts(run.price(), {0, 0, 0, 3 * 512 * 20.0 + 2 * 512 * 25.0, 0, 0});
}

TEST_CASE("bits between any memory and the array cost one figure each")
{
    PricedRun run;
    run.add_memory("buffer", 1024, 32);
    run.add_accesses("buffer", "sram", 32, {0, 0}).bits_moved = 3200;
    run.add_accesses("dram", "dram", 512, {0, 0}).bits_moved = 88;
    check_parts(run.price(), {0, 0, 0, 0, 3288 * 0.125, 0});
}

TEST_CASE("static power is charged over the run's time: a milliwatt for a second is 1e9 pJ")
{
    PricedRun run;
    run.processor.pe_array.lanes = 8;
    run.counts.time = Seconds(1.0);
    check_parts(run.price(), {0, 0, 0, 0, 0, 8 * 0.5 * 1e9});
    run.counts.time = Seconds(1e-6);
    check_parts(run.price(), {0, 0, 0, 0, 0, 4000});
    run.add_memory("small", 1024, 32);
    run.add_memory("large", 8192, 64);
    run.add_accesses("dram", "dram", 512, {0, 0});
    check_parts(run.price(), {0, 0, 0, 0, 0, 4000 + (0.5 + 3.0 + 100.0) * 1000});
}

TEST_CASE("all parts together are their sum")
{
    PricedRun run;
    run.processor.pe_array.lanes = 2;
    run.counts.time = Seconds(2e-6);
    run.counts.operations.front() = {5, 0, 0, 0, 0, 0};
    run.add_memory("buffer", 8192, 64);
    run.add_accesses("buffer", "sram", 64, {7, 1}).bits_moved = 16 * 32;
    run.add_accesses("dram", "dram", 64, {2, 1}).bits_moved = 6 * 32;
    check_parts(run.price(), {5 * 4.0, 20 * 0.25, 7 * 16.0 + 18.0, 128 * 20.0 + 64 * 25.0, 22 * 32 * 0.125,
                              (2 * 0.5 + 3.0 + 100.0) * 2000});
}

TEST_CASE("accesses are summed over tensors before they are priced")
{
    PricedRun run;
    run.add_memory("buffer", 1024, 32);
    MemoryCounts& memory = run.add_accesses("buffer", "sram", 32, {1, 0});
    memory.by_tensor[static_cast<std::size_t>(Tensor::delta)] = {2, 3};
    check_parts(run.price(), {0, 0, 3 * 5.0 + 3 * 6.0, 0, 0, 0});
}

TEST_CASE("the same run has another price under another table")
{
    PricedRun run;
    run.counts.operations.front() = {1000, 0, 0, 0, 0, 0};
    run.costs.operation_pj.front()[0] = cost(0.5);
    run.costs.register_file_pj = cost(0.0);
    check_parts(run.price(), {500, 0, 0, 0, 0, 0});
}

TEST_CASE("bits that do not fit 64 bits throw")
{
    PricedRun run;
    run.add_accesses("dram", "dram", 512, {std::numeric_limits<std::uint64_t>::max() / 256, 0});
    CHECK_THROWS_AS(run.price(), OverflowError);
    PricedRun registers;
    registers.counts.operations.front() = {std::numeric_limits<std::uint64_t>::max() / 64, 0, 0, 0, 0, 0};
    CHECK_THROWS_AS(registers.price(), OverflowError);
}

}  // namespace deltasim::test::energy_report_test
