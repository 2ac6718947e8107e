// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>

#include "experiment/finished_run.hpp"
#include "experiment/run/run.hpp"
#include "experiment/tables/result_tables.hpp"
#include "experiment/tables/savings_tables.hpp"
#include "rooms.hpp"

namespace deltasim::test::result_tables_test
{

namespace
{

/// The cell of a row under a key.
Cell cell(const Table& table, std::size_t row, const std::string& key)
{
    const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                     [&](const Column& candidate) { return candidate.key == key; });
    REQUIRE(column != table.columns.end());
    return table.rows.at(row).at(static_cast<std::size_t>(column - table.columns.begin()));
}

const Table& titled(const std::vector<Table>& tables, const std::string& title)
{
    const auto table =
        std::find_if(tables.begin(), tables.end(), [&](const Table& candidate) { return candidate.title == title; });
    REQUIRE(table != tables.end());
    return *table;
}

bool has_note(const Table& table, const std::string& note)
{
    return std::find(table.notes.begin(), table.notes.end(), note) != table.notes.end();
}

ComparedRow row(const std::string& schedule)
{
    ComparedRow row;
    row.model = "tiny";
    row.processor = "small";
    row.schedule = schedule;
    row.energy_pj = 64.0;
    row.energy_unit = "pJ";
    row.savings = {2.0, 1.0, 50.0, 4.0, {}, {}, {}};
    RunFigures& figures = row.figures.emplace();
    figures.cycles = 100;
    figures.seconds = 1e-6;
    figures.operand_accesses = 13;
    figures.memory_accesses.entries = {{"sram", 4}, {"dram", 9}};
    figures.peak_bytes.entries = {{"sram", 4}, {"dram", 20}};
    figures.time_cycles.total = 100;
    figures.time_cycles.causes.values[static_cast<std::size_t>(TimeCause::compute)] = 40;
    figures.time_cycles.causes.values[static_cast<std::size_t>(TimeCause::dram)] = 57;
    figures.time_cycles.causes.values[static_cast<std::size_t>(TimeCause::drain)] = 3;
    figures.energy_pj_per_sample = 64.0;
    figures.seconds_per_sample = 1e-6;
    return row;
}

Table savings_table(const std::vector<ComparedRow>& rows)
{
    const std::vector<Table> tables = comparison_tables({"naive", rows, {}, {}});
    REQUIRE(tables.size() == 1);
    return tables.front();
}

RunResult finished_result(const RunReport& report) { return run_result(report, ""); }

}  // namespace

TEST_CASE("a run's tables show its energy by part, with shares of the total")
{
    const std::vector<Table> tables = run_tables(finished_result(finished_run()));
    const Table& energy = titled(tables, "Energy");
    REQUIRE(energy.rows.size() == 7);
    CHECK(cell(energy, 0, "part") == Cell("total"));
    CHECK(cell(energy, 0, "energy_pj") == Cell(64.0));
    CHECK(cell(energy, 0, "share_percent") == Cell(100.0));
    CHECK(cell(energy, 6, "part") == Cell("static"));
    CHECK(cell(energy, 6, "share_percent") == Cell(50.0));
}

TEST_CASE("a run's tables show the energy of its DRAM by kind and rail, where it is known")
{
    const Table energy = titled(run_tables(finished_result(datasheet_run())), "DRAM energy, formula drampower");
    REQUIRE(energy.rows.size() == 8);
    CHECK(cell(energy, 0, "kind") == Cell("total"));
    CHECK(cell(energy, 3, "kind") == Cell("read"));
    CHECK(cell(energy, 3, "energy_pj") == Cell(4.5));
    CHECK(cell(energy, 3, "VPP") == Cell(0.5));
    RunReport report = datasheet_run();
    report.energy.dram_by_kind->rails.pop_back();
    CHECK(titled(run_tables(finished_result(report)), "DRAM energy, formula drampower").columns.size() == 2);
}

TEST_CASE("the bound stands below the schedules of its model and processor")
{
    ComparedRow other = row("delta");
    other.model = "other";
    const BoundRow bound{row("naive").model, row("naive").processor, 30, 20, 200, 70, 0.5};
    const Table table = comparison_tables({"naive", {row("naive"), row("delta"), other}, {bound}, {}})[0];
    REQUIRE(table.rows.size() == 4);
    CHECK(cell(table, 2, "schedule") == Cell{std::string("bound")});
    CHECK(cell(table, 2, "processor") == cell(table, 1, "processor"));
    CHECK(cell(table, 2, "cycles") == Cell{std::uint64_t{70}});
    CHECK(cell(table, 2, "off_chip_weight_bytes") == Cell{std::uint64_t{200}});
    CHECK(cell(table, 2, "energy_pj") == Cell{});
    CHECK(cell(table, 3, "model") == Cell{std::string("other")});
    CHECK(std::any_of(table.notes.begin(), table.notes.end(),
                      [](const std::string& note) { return note.starts_with("bound: "); }));
}

TEST_CASE("energies have the unit of the cost table")
{
    RunReport report = finished_run();
    report.energy.unit = "MACs";
    const std::vector<Table> tables = run_tables(finished_result(report));
    for (const auto& [title, energies] : {std::pair("Run", 2), std::pair("Energy", 1)}) {
        const Table& table = titled(tables, title);
        CHECK(std::count_if(table.columns.begin(), table.columns.end(),
                            [](const Column& column) { return column.unit == "MACs"; }) == energies);
    }
    ComparedRow relative = row("delta");
    relative.energy_unit = "MACs";
    const auto units = [&](const std::vector<ComparedRow>& rows) {
        std::vector<std::string> shown;
        for (const Table& table : comparison_tables({"naive", rows, {}, {}})) shown.push_back(table.columns[3].unit);
        return shown;
    };
    CHECK(units({relative, relative}) == std::vector<std::string>{"MACs"});
    CHECK(units({}) == std::vector<std::string>{"pJ"});
    // Energies of different units are in separate tables.
    CHECK(units({relative, row("naive"), relative}) == std::vector<std::string>{"MACs", "pJ"});
    const std::vector<Table> apart = comparison_tables({"naive", {relative, row("naive"), relative}, {}, {}});
    CHECK(apart[0].rows.size() == 2);
    CHECK(apart[0].title == "Savings over naive, energies in MACs");
}

TEST_CASE("a run's tables show where its cycles go")
{
    const std::vector<Table> tables = run_tables(finished_result(finished_run()));
    const Table& time = titled(tables, "Time");
    REQUIRE(time.rows.size() == 11);
    CHECK(cell(time, 0, "cycles") == Cell(std::uint64_t{100}));
    CHECK(cell(time, 6, "cause") == Cell("DRAM refresh"));
    CHECK(cell(time, 6, "share_percent") == Cell(5.0));
    const Table& phases = titled(tables, "Time by phase and layer, in cycles");
    REQUIRE(phases.rows.size() == 2);
    CHECK(cell(phases, 1, "phase") == Cell("update"));
    CHECK(cell(phases, 1, "write_back") == Cell(std::uint64_t{4}));
}

TEST_CASE("a run's tables show every memory and its tensors")
{
    const std::vector<Table> tables = run_tables(finished_result(finished_run()));
    const Table& memories = titled(tables, "Memory accesses");
    REQUIRE(memories.rows.size() == 4);  // two memories, one tensor in each
    CHECK(cell(memories, 0, "tensor") == Cell("all"));
    CHECK(cell(memories, 3, "name") == Cell("dram"));
    CHECK(cell(memories, 3, "tensor") == Cell("weight"));
    CHECK(cell(memories, 3, "writes") == Cell(std::uint64_t{5}));
    CHECK(cell(memories, 2, "bytes") == Cell(std::uint64_t{20}));
    CHECK(cell(memories, 2, "capacity_bytes") == Cell(std::uint64_t{4096}));
}

TEST_CASE("a run's tables show what a processor that skips zeros did without, and those of others do not")
{
    RunResult run = finished_result(finished_run());
    const auto shows_it = [&] {
        const std::vector<Table> tables = run_tables(run);
        return std::any_of(tables.begin(), tables.end(), [](const Table& t) { return t.title == "Skipped zeros"; });
    };
    CHECK_FALSE(shows_it());
    run.skip = SkipFigures{1200, 7, 44, {{Phase::forward, 1, 1000, 0, 30, 0}, {Phase::update, 1, 200, 7, 10, 4}}};
    REQUIRE(shows_it());
    const Table skipped = titled(run_tables(run), "Skipped zeros");
    REQUIRE(skipped.rows.size() == 2);
    CHECK(cell(skipped, 1, "phase") == Cell("update"));
    CHECK(cell(skipped, 1, "passed_steps") == Cell(std::uint64_t{7}));
    CHECK(cell(skipped, 1, "writes") == Cell(std::uint64_t{4}));
    CHECK(has_note(skipped,
                   "together: 1,200 tests of words against 0, 7 steps passed over, 44 operand accesses that were "
                   "needless. Steps and words are not in the other tables"));
}

TEST_CASE("a run that is shown in part has energy and time in front of what was set")
{
    const Table summary = run_tables(finished_result(finished_run())).front();
    const std::vector<std::string>& wanted = summary.terminal.most_wanted;
    const auto place = [&](const char* key) { return std::find(wanted.begin(), wanted.end(), key); };
    CHECK(place("energy_pj") < place("optimizer"));
    CHECK(place("seconds") < place("classes"));
}

TEST_CASE("a run's notes and assumed figures are said below its first table")
{
    const Table summary = run_tables(finished_result(finished_run())).front();
    CHECK(summary.notes == std::vector<std::string>{"a note", "assumed, not published: costs.register_file_pj"});
}

TEST_CASE("the savings table names its baseline and how each figure is had")
{
    const Table table = savings_table({row("delta")});
    CHECK(table.title == "Savings over naive");
    CHECK(cell(table, 0, "energy_pj") == Cell(64.0));
    CHECK(cell(table, 0, "sram_accesses") == Cell(std::uint64_t{4}));
    CHECK(cell(table, 0, "dram_accesses") == Cell(std::uint64_t{9}));
    CHECK(cell(table, 0, "saving_percent") == Cell(50.0));
    CHECK(has_note(table, "ratio = E(naive) / E; saving x = ratio - 1; saving % = 100 (1 - E / E(naive)); access ratio "
                          "= operand accesses of naive / those of the row"));
}

TEST_CASE("the savings table shows what tensors take of each level, and the largest causes of the time")
{
    const Table table = savings_table({row("delta")});
    CHECK(cell(table, 0, "sram_bytes") == Cell(std::uint64_t{4}));
    CHECK(cell(table, 0, "dram_bytes") == Cell(std::uint64_t{20}));
    CHECK(cell(table, 0, "largest_causes") == Cell("DRAM 57 %, compute 40 %"));
}

TEST_CASE("figures of a sample and of an epoch have columns where they are told")
{
    const auto has = [](const Table& table, const std::string& key) {
        return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
            return column.key == key && column.use == report::ColumnUse::always;
        });
    };
    const Table plain = savings_table({row("delta")});
    CHECK_FALSE(has(plain, "energy_pj_per_sample"));
    CHECK_FALSE(has(plain, "epoch_seconds"));
    ComparedRow batch = row("delta");
    batch.figures->energy_pj_per_sample = 16.0;
    batch.figures->seconds_per_sample = 0.25e-6;
    batch.figures->epoch = EpochFigures{9, 3, 192.0, 3e-6};
    const Table table = savings_table({batch});
    CHECK(cell(table, 0, "energy_pj_per_sample") == Cell(16.0));
    CHECK(cell(table, 0, "epoch_energy_pj") == Cell(192.0));
    CHECK(cell(table, 0, "epoch_seconds") == Cell(3e-6));
}

TEST_CASE("eDRAM has a column where there is one")
{
    const auto has_edram = [](const Table& table) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [](const Column& column) { return column.key == "edram_accesses"; });
    };
    CHECK_FALSE(has_edram(savings_table({row("delta")})));
    ComparedRow with_edram = row("delta");
    with_edram.figures->memory_accesses.entries = {{"edram", 7}};
    const Table table = savings_table({with_edram});
    REQUIRE(has_edram(table));
    CHECK(cell(table, 0, "edram_accesses") == Cell(std::uint64_t{7}));
    CHECK(cell(table, 0, "sram_accesses") == Cell());
}

TEST_CASE("a row of a processor with assumed figures carries the mark, and the mark is explained")
{
    const std::string legend =
        "* some figures are assumptions, not published: the configuration and the JSON list them";
    const Table without = savings_table({row("delta")});
    CHECK(cell(without, 0, "processor") == Cell("small"));
    CHECK_FALSE(has_note(without, legend));
    ComparedRow assumed = row("delta");
    assumed.assumed = {"processor.pe_array.lanes"};
    const Table with = savings_table({assumed});
    CHECK(cell(with, 0, "processor") == Cell(report::MarkedName{"small"}));
    CHECK(has_note(with, legend));
}

TEST_CASE("a row of a model with assumed figures carries the mark at the model")
{
    ComparedRow assumed = row("delta");
    assumed.assumed = {"model.features"};
    const Table table = savings_table({assumed});
    CHECK(cell(table, 0, "model") == Cell(report::MarkedName{"tiny"}));
    CHECK(cell(table, 0, "processor") == Cell("small"));
    assumed.assumed = {"model.features", "costs.register_file_pj"};
    const Table both = savings_table({assumed});
    CHECK(cell(both, 0, "model") == Cell(report::MarkedName{"tiny"}));
    CHECK(cell(both, 0, "processor") == Cell(report::MarkedName{"small"}));
}

TEST_CASE("a row that could not be run is marked as the others of its model and processor, and stands among them")
{
    ComparedRow assumed = row("delta");
    assumed.assumed = {"model.features", "processor.costs"};
    ComparedRow failed;
    failed.model = "tiny";
    failed.processor = "small";
    failed.schedule = "naive";
    failed.error = "no cost";
    ComparedRow elsewhere = failed;
    elsewhere.processor = "other";
    const Table table = savings_table({assumed, failed, elsewhere});
    CHECK(cell(table, 1, "model") == cell(table, 0, "model"));
    CHECK(cell(table, 1, "processor") == Cell(report::MarkedName{"small"}));
    CHECK(cell(table, 2, "processor") == Cell("other"));
}

TEST_CASE("a row that could not be run has no figures, and its error has a column")
{
    ComparedRow failed;
    failed.model = "tiny";
    failed.processor = "small";
    failed.schedule = "naive";
    failed.error = "weight[1] of 480 bytes does not fit buffer: 1 bytes are missing";
    const Table table = savings_table({failed, row("delta")});
    REQUIRE(table.rows.size() == 2);
    CHECK(cell(table, 0, "energy_pj") == Cell());
    CHECK(cell(table, 0, "sram_accesses") == Cell());
    CHECK(cell(table, 0, "ratio") == Cell());
    CHECK(cell(table, 0, "error") == Cell(*failed.error));
    CHECK(cell(table, 1, "error") == Cell());
}

}  // namespace deltasim::test::result_tables_test
