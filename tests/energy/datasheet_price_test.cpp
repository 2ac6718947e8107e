// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "energy/datasheet_device.hpp"
#include "energy/priced_run.hpp"
#include "rooms.hpp"

namespace deltasim::test::datasheet_price_test
{

namespace
{

/// A run with a DRAM device whose cost table takes the datasheet view.
PricedRun run_with_device()
{
    PricedRun run;
    run.costs.dram = DatasheetDram{};
    run.processor.name = "small";
    run.processor.dram = DramConfig{round_device(), {}, "round"};
    run.add_accesses("dram", "dram", 512, {3, 2});
    DramCounts counts;
    counts.activates = 2;
    counts.reads = 3;
    counts.writes = 2;
    counts.cycles = 100;
    counts.rank_active_cycles = 50;
    run.counts.dram = counts;
    return run;
}

}  // namespace

TEST_CASE("under the datasheet view commands are energy of the DRAM, and its background is static energy")
{
    const PricedRun run = run_with_device();
    const DramEnergy expected = datasheet_energy(*run.counts.dram, round_device(), DatasheetFormula::drampower);
    const EnergyReport report = run.price();
    REQUIRE(report.dram_by_kind);
    CHECK(report.dram == expected.commands());
    CHECK(report.static_power == expected.background());
    CHECK(report.total().value() == Approx((expected.commands() + expected.background()).value()));
    CHECK(report.dram.value() > 0.0);
}

TEST_CASE("the formula is that of the cost table")
{
    PricedRun run = run_with_device();
    run.costs.dram = DatasheetDram{DatasheetFormula::micron};
    CHECK(run.price().dram_by_kind->formula == DatasheetFormula::micron);
    CHECK(run.price().dram.value() != run_with_device().price().dram.value());
}

TEST_CASE("the view by access has no kinds of DRAM energy")
{
    PricedRun run = run_with_device();
    run.costs = round_costs();
    CHECK_FALSE(run.price().dram_by_kind);
}

TEST_CASE("flat DRAM has no datasheet, and the error says what to do")
{
    PricedRun run = run_with_device();
    run.processor.dram->model = FlatDramConfig{};
    CHECK_THROWS_WITH(run.price(),
                      "costs.dram: cost table \"round\" prices DRAM by the currents of its device (view: datasheet), "
                      "but the DRAM of processor \"small\" is flat and has none: name a device in "
                      "processor.dram.device, or give costs.dram as read_pj_per_bit, write_pj_per_bit and static_mw");
}

TEST_CASE("refreshed rows of an eDRAM cost their figure, which must be there")
{
    PricedRun run;
    OnChipMemoryConfig& buffer = run.add_memory("buffer", 8192, 64);
    buffer.kind = OnChipKind::edram;
    buffer.refresh = EdramRefresh{buffer.lines_per_bank() / 4, 100};  // rows of four lines
    run.add_accesses("buffer", "edram", 64, {0, 0}).row_refreshes = 10;
    SramCost& row = run.costs.sram.back();
    CHECK(run.price().sram.value() == Approx(40 * (row.read_pj.value + row.write_pj.value)));  // as SRAM
    row.cell = OnChipKind::edram;
    CHECK_THROWS_WITH(run.price(),
                      "costs.sram.refresh_pj: cost table \"round\" lacks this figure, and the run needs it");
    row.refresh_pj = cost(7.0);
    CHECK(run.price().sram.value() == Approx(280.0));
}

TEST_CASE("a table of relative costs has its own unit, and a note says so")
{
    PricedRun run;
    run.costs.energy_unit = "MACs";
    CHECK(run.price().unit == "MACs");
    CHECK(run.price().notes == std::vector<std::string>{"energies are in MACs, the unit of round, not in pJ"});
    CHECK(PricedRun().price().unit == "pJ");
}

}  // namespace deltasim::test::datasheet_price_test
