// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>

#include "experiment/finished_run.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tables/result_tables.hpp"
#include "experiment/tables/savings_tables.hpp"
#include "rooms.hpp"

namespace deltasim::test
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

Json row(const std::string& schedule)
{
    return {{"model", "tiny"},
            {"processor", "small"},
            {"schedule", schedule},
            {"energy_pj", 64.0},
            {"cycles", 100},
            {"seconds", 1e-6},
            {"operand_accesses", 13},
            {"memory_accesses", {{"sram", 4}, {"dram", 9}}},
            {"ratio", 2.0},
            {"saving_x", 1.0},
            {"saving_percent", 50.0},
            {"access_ratio", 4.0},
            {"peak_bytes", {{"sram", 4}, {"dram", 20}}},
            {"time_cycles", {{"total", 100}, {"compute", 40}, {"dram", 57}, {"drain", 3}}},
            {"energy_pj_per_sample", 64.0},
            {"seconds_per_sample", 1e-6},
            {"epoch", nullptr},
            {"assumed", Json::array()},
            {"error", nullptr}};
}

Table savings_table(const Json& rows)
{
    const std::vector<Table> tables =
        comparison_tables({{"baseline", "naive"}, {"rows", rows}, {"runs", Json::array()}});
    REQUIRE(tables.size() == 1);
    return tables.front();
}

}  // namespace

TEST_CASE("a run's tables show its energy by part, with shares of the total")
{
    const std::vector<Table> tables = run_tables(run_json(finished_run(), ""));
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
    const Table energy = titled(run_tables(run_json(datasheet_run(), "")), "DRAM energy, formula drampower");
    REQUIRE(energy.rows.size() == 8);
    CHECK(cell(energy, 0, "kind") == Cell("total"));
    CHECK(cell(energy, 3, "kind") == Cell("read"));
    CHECK(cell(energy, 3, "energy_pj") == Cell(4.5));
    CHECK(cell(energy, 3, "VPP") == Cell(0.5));
    RunReport report = datasheet_run();
    report.energy.dram_by_kind->rails.pop_back();
    CHECK(titled(run_tables(run_json(report, "")), "DRAM energy, formula drampower").columns.size() == 2);
}

TEST_CASE("the bound stands below the schedules of its model and processor")
{
    Json other = row("delta");
    other["model"] = "other";
    const Json bound{{"model", row("naive")["model"]},
                     {"processor", row("naive")["processor"]},
                     {"weight_reads", 30},
                     {"weight_writes", 20},
                     {"off_chip_weight_bytes", 200},
                     {"cycles", 70},
                     {"seconds", 0.5}};
    const Table table = comparison_tables({{"baseline", "naive"},
                                           {"rows", Json::array({row("naive"), row("delta"), other})},
                                           {"bounds", Json::array({bound})},
                                           {"runs", Json::array()}})[0];
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
    const std::vector<Table> tables = run_tables(run_json(report, ""));
    for (const char* title : {"Run", "Energy"}) {
        const Table& table = titled(tables, title);
        CHECK(std::count_if(table.columns.begin(), table.columns.end(),
                            [](const Column& column) { return column.unit == "MACs"; }) == 1);
    }
    Json relative = run_json(report, "");
    const auto unit = [&](const Json& runs) {
        const Table table =
            comparison_tables({{"baseline", "naive"}, {"rows", Json::array({row("delta")})}, {"runs", runs}})[0];
        return table.columns[3].unit;
    };
    CHECK(unit(Json::array({relative, relative})) == "MACs");
    CHECK(unit(Json::array({relative, run_json(finished_run(), "")})) == "");
    CHECK(unit(Json::array()) == "pJ");
}

TEST_CASE("a run's tables show where its cycles go")
{
    const std::vector<Table> tables = run_tables(run_json(finished_run(), ""));
    const Table& time = titled(tables, "Time");
    REQUIRE(time.rows.size() == 9);
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
    const std::vector<Table> tables = run_tables(run_json(finished_run(), ""));
    const Table& memories = titled(tables, "Memory accesses");
    REQUIRE(memories.rows.size() == 4);  // two memories, one tensor in each
    CHECK(cell(memories, 0, "tensor") == Cell("all"));
    CHECK(cell(memories, 3, "name") == Cell("dram"));
    CHECK(cell(memories, 3, "tensor") == Cell("weight"));
    CHECK(cell(memories, 3, "writes") == Cell(std::uint64_t{5}));
    CHECK(cell(memories, 2, "bytes") == Cell(std::uint64_t{20}));
    CHECK(cell(memories, 2, "capacity_bytes") == Cell(std::uint64_t{4096}));
}

TEST_CASE("a run's notes and assumed figures are said below its first table")
{
    const Table summary = run_tables(run_json(finished_run(), "")).front();
    CHECK(summary.notes == std::vector<std::string>{"a note", "assumed, not published: costs.register_file_pj"});
}

TEST_CASE("the savings table names its baseline and how each figure is had")
{
    const Table table = savings_table(Json::array({row("delta")}));
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
    const Table table = savings_table(Json::array({row("delta")}));
    CHECK(cell(table, 0, "sram_bytes") == Cell(std::uint64_t{4}));
    CHECK(cell(table, 0, "dram_bytes") == Cell(std::uint64_t{20}));
    CHECK(cell(table, 0, "largest_causes") == Cell("DRAM 57 %, compute 40 %"));
}

TEST_CASE("figures of a sample and of an epoch have columns where they are told")
{
    const auto has = [](const Table& table, const std::string& key) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [&](const Column& column) { return column.key == key; });
    };
    const Table plain = savings_table(Json::array({row("delta")}));
    CHECK_FALSE(has(plain, "energy_pj_per_sample"));
    CHECK_FALSE(has(plain, "epoch_seconds"));
    Json batch = row("delta");
    batch["energy_pj_per_sample"] = 16.0;
    batch["seconds_per_sample"] = 0.25e-6;
    batch["epoch"] = {{"samples", 9}, {"steps", 3}, {"energy_pj", 192.0}, {"seconds", 3e-6}};
    const Table table = savings_table(Json::array({batch}));
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
    CHECK_FALSE(has_edram(savings_table(Json::array({row("delta")}))));
    Json with_edram = row("delta");
    with_edram["memory_accesses"] = {{"edram", 7}};
    const Table table = savings_table(Json::array({with_edram}));
    REQUIRE(has_edram(table));
    CHECK(cell(table, 0, "edram_accesses") == Cell(std::uint64_t{7}));
    CHECK(cell(table, 0, "sram_accesses") == Cell());
}

TEST_CASE("a row of a processor with assumed figures carries the mark, and the mark is explained")
{
    const std::string legend =
        "* some figures are assumptions, not published: the configuration and the JSON list them";
    const Table without = savings_table(Json::array({row("delta")}));
    CHECK(cell(without, 0, "processor") == Cell("small"));
    CHECK_FALSE(has_note(without, legend));
    Json assumed = row("delta");
    assumed["assumed"] = {"processor.pe_array.lanes"};
    const Table with = savings_table(Json::array({assumed}));
    CHECK(cell(with, 0, "processor") == Cell("small *"));
    CHECK(has_note(with, legend));
}

TEST_CASE("a row of a model with assumed figures carries the mark at the model")
{
    Json assumed = row("delta");
    assumed["assumed"] = {"model.features"};
    const Table table = savings_table(Json::array({assumed}));
    CHECK(cell(table, 0, "model") == Cell("tiny *"));
    CHECK(cell(table, 0, "processor") == Cell("small"));
    assumed["assumed"] = {"model.features", "costs.register_file_pj"};
    const Table both = savings_table(Json::array({assumed}));
    CHECK(cell(both, 0, "model") == Cell("tiny *"));
    CHECK(cell(both, 0, "processor") == Cell("small *"));
}

TEST_CASE("a row that could not be run has no figures, and its error is a note")
{
    Json failed = row("naive");
    for (const char* key : {"energy_pj", "cycles", "seconds", "operand_accesses", "memory_accesses", "ratio",
                            "saving_x", "saving_percent", "access_ratio", "peak_bytes", "time_cycles",
                            "energy_pj_per_sample", "seconds_per_sample", "epoch"}) {
        failed[key] = nullptr;
    }
    failed["error"] = "weight[1] of 480 bytes does not fit buffer: 1 bytes are missing";
    const Table table = savings_table(Json::array({failed, row("delta")}));
    REQUIRE(table.rows.size() == 2);
    CHECK(cell(table, 0, "energy_pj") == Cell());
    CHECK(cell(table, 0, "sram_accesses") == Cell());
    CHECK(cell(table, 0, "ratio") == Cell());
    CHECK(table.notes.back() ==
          "tiny on small: error: weight[1] of 480 bytes does not fit buffer: 1 bytes are missing");
}

}  // namespace deltasim::test
