// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <functional>

#include "energy/priced_run.hpp"
#include "rooms.hpp"

namespace deltasim::test::missing_cost_test
{

namespace
{

/// A run that needs every figure of the table.
PricedRun run_of_everything()
{
    PricedRun run;
    run.counts.time = Seconds(1e-6);
    run.counts.operations.front() = {1, 1, 1, 1, 1, 1};
    run.add_memory("buffer", 8192, 64);
    run.add_accesses("buffer", "sram", 64, {1, 1}).bits_moved = 1;
    run.add_accesses("dram", "dram", 64, {1, 1}).bits_moved = 1;
    return run;
}

/// The error message if the table lacks a figure.
std::string error_without(const std::function<void(CostTable&)>& remove)
{
    PricedRun run = run_of_everything();
    remove(run.costs);
    try {
        (void)run.price();
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

std::string lacks(const std::string& key)
{
    return "costs." + key + ": cost table \"round\" lacks this figure, and the run needs it";
}

}  // namespace

TEST_CASE("a table with every figure prices a run that needs every figure")
{
    CHECK(error_without([](CostTable&) {}).empty());
}

TEST_CASE("a missing operation is named by its key")
{
    for (std::size_t i = 0; i < operation_count; ++i) {
        CHECK(error_without([i](CostTable& costs) { costs.operation_pj.front()[i].reset(); }) ==
              lacks("operations_pj." + std::string(operation_names[i])));
    }
}

TEST_CASE("an operation of another precision than fp32 is named below it, and fp32 does not stand in")
{
    for (std::size_t p = 1; p < precision_count; ++p) {
        for (std::size_t i = 0; i < operation_count; ++i) {
            PricedRun run;
            run.counts.operations[p][i] = 1;
            CHECK_THROWS_WITH(run.price(), lacks("operations_pj." + std::string(precision_names[p]) + "." +
                                                 std::string(operation_names[i])));
        }
    }
}

TEST_CASE("every other missing figure is named by its key")
{
    CHECK(error_without([](CostTable& costs) { costs.register_file_pj.reset(); }) == lacks("register_file_pj"));
    CHECK(error_without([](CostTable& costs) { costs.sram.back().leakage_mw.reset(); }) == lacks("sram.leakage_mw"));
    CHECK(error_without([](CostTable& costs) { per_access(costs).read_pj_per_bit.reset(); }) ==
          lacks("dram.read_pj_per_bit"));
    CHECK(error_without([](CostTable& costs) { per_access(costs).write_pj_per_bit.reset(); }) ==
          lacks("dram.write_pj_per_bit"));
    CHECK(error_without([](CostTable& costs) { per_access(costs).static_mw.reset(); }) == lacks("dram.static_mw"));
    CHECK(error_without([](CostTable& costs) { costs.interconnect_pj_per_bit.reset(); }) ==
          lacks("interconnect_pj_per_bit"));
    CHECK(error_without([](CostTable& costs) { costs.pe_static_mw.reset(); }) == lacks("static.pe_mw_per_lane"));
}

TEST_CASE("a memory without a row of its size is named with its size")
{
    CHECK(error_without([](CostTable& costs) { costs.sram.clear(); }) ==
          "costs.sram: cost table \"round\" has no row for memory buffer of 8 KiB of 64 bits");
    PricedRun run;
    run.add_memory("buffer", 8193 * 1024, 32);
    CHECK_THROWS_WITH(run.price(),
                      "costs.sram: cost table \"round\" has no row for memory buffer of 8193 KiB of 32 bits");
}

TEST_CASE("a figure for what never happened is not needed")
{
    PricedRun run;
    run.counts.operations.front() = {1, 0, 0, 0, 0, 0};
    for (std::size_t i = 1; i < operation_count; ++i) run.costs.operation_pj.front()[i].reset();
    run.costs.sram.clear();
    per_access(run.costs).read_pj_per_bit.reset();
    per_access(run.costs).write_pj_per_bit.reset();
    per_access(run.costs).static_mw.reset();
    run.costs.interconnect_pj_per_bit.reset();
    CHECK(run.price().total().value() == Approx(4.0 + 4 * 0.25));
    PricedRun reads;
    reads.add_accesses("dram", "dram", 64, {1, 0});
    per_access(reads.costs).write_pj_per_bit.reset();
    CHECK(reads.price().dram.value() == Approx(64 * 20.0));
    PricedRun writes;
    writes.add_accesses("dram", "dram", 64, {0, 1});
    per_access(writes.costs).read_pj_per_bit.reset();
    CHECK(writes.price().dram.value() == Approx(64 * 25.0));
}

}  // namespace deltasim::test::missing_cost_test
