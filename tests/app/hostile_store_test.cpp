// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "app/hostile_store.hpp"
#include "app/store_dump.hpp"
#include "rooms.hpp"

// A store that somebody else has written: an error names a damaged point, and the other points are taken.

namespace deltasim::test::hostile_store_test
{

TEST_CASE("a report whose values are of another type, out of range or missing is refused by its key")
{
    const HostileStore store;
    const std::vector<std::pair<std::string, std::string>> changes{
        {"json_set(report, '$.figures.operand_accesses', 1e30)",
         "figures.operand_accesses: expected a whole number, found 1e+30"},
        {"json_set(report, '$.figures.cycles', -1)", "figures.cycles: expected a whole number, found -1"},
        {"json_set(report, '$.figures.seconds', 'soon')", "figures.seconds: expected a number, found \"soon\""},
        {"json_set(report, '$.figures.seconds', -2.5)", "figures.seconds: expected a number of 0 or more, found -2.5"},
        {"json_set(report, '$.energy_unit', NULL)", "energy_unit: expected text, found null"},
        {"json_set(report, '$.energy_pj', 3)", "energy_pj: expected an object, found 3"},
        {"json_set(report, '$.assumed', 'a')", "assumed: expected a list, found \"a\""},
        {"json_set(report, '$.notes', json('[1]'))", "notes[0]: expected text, found 1"},
        {"json_set(report, '$.figures.memory_accesses.sram', json('[]'))",
         "figures.memory_accesses.sram: expected a whole number, found a list of 0"},
        {"json_remove(report, '$.figures.time_cycles.total')", "figures.time_cycles.total: is missing"},
        {"json_remove(report, '$.figures.time_cycles.drain')", "figures.time_cycles.drain: is missing"},
        {"json_remove(report, '$.figures')", "figures: is missing"},
        {"'[1, 2]'", "expected an object, found a list of 2"},
        {"'{'", "no JSON: an error at byte"},
        {"replace(report, '\"batch\":1', '\"batch\":1e999')", "no JSON: a number is out of range"},
        {"replace(hex(zeroblob(100000)), '00', '[')", "JSON nested more than 32 deep"},
        {"NULL || ''", "NOT NULL"},
    };
    for (const auto& [expression, why] : changes) {
        if (why == "NOT NULL") {
            CHECK_THROWS(store.damage_reports(expression));
            continue;
        }
        store.damage_reports(expression);
        store.check_half_is_taken(why);
    }
}

TEST_CASE("a report whose figures do not agree with each other is refused by its key")
{
    const HostileStore store;
    const std::vector<std::pair<std::string, std::string>> changes{
        {"'$.figures.time_cycles.compute', 99999", "report: figures.time_cycles.total: expected"},
        {"'$.figures.time_cycles.total', 3", "report: figures.time_cycles.total: expected"},
        {"'$.figures.cycles', 5", "report: figures.cycles: expected"},
        {"'$.figures.time_cycles.dram', 18446744073709551615, '$.figures.time_cycles.fill', 7", "report: "},
        {"'$.energy_pj.total', 1.0", "report: energy_pj.total: expected"},
        {"'$.energy_pj.sram', 1e300", "report: energy_pj.total: expected 1e+300"},
        {"'$.energy_pj.sram', 1.5e308, '$.energy_pj.dram', 1.5e308", "report: energy_pj.total: expected inf"},
        {"'$.figures.energy_by_phase[0].total', 7", "report: figures.energy_by_phase[0].total: expected"},
        {"'$.figures.energy_by_phase', json('[]')", "report: figures.energy_by_phase: the sum of total: expected"},
        {"'$.figures.energy_pj_per_sample', 0.5", "report: figures.energy_pj_per_sample: expected"},
        {"'$.figures.seconds_per_sample', 0.5", "report: figures.seconds_per_sample: expected"},
        {"'$.batch', 2", "report: figures.energy_pj_per_sample: expected"},
        {"'$.batch', 0", "report: batch: expected 1 or more, found 0"},
        {"'$.figures.operand_accesses', 9223372036854775807", "report: figures.operand_accesses: expected"},
        {"'$.figures.operand_accesses', 1", "report: figures.operand_accesses: expected"},
        {"'$.figures.operand_energy_pj', 1.25", "report: figures.operand_energy_pj: expected"},
        {"'$.figures.operand_energy_pj', 1e300", "report: figures.operand_energy_pj: expected"},
        {"'$.figures.operand_energy_pj', NULL", "report: figures.operand_energy_pj: is missing"},
        {"'$.work[0].memories[0].operand_reads', 0, '$.work[1].memories[0].operand_reads', 0",
         "report: figures.operand"},
        {"'$.bounds.cycles', 1000000000", "report: figures.cycles: expected 1e+09 or more, its bound"},
        {"'$.bounds.weight_bytes', 1000000000", "report: figures.off_chip_weight_bytes: expected 1e+09 or more"},
        {"'$.figures.tensor_energy_pj.weight', 1e9", "report: figures.tensor_energy_pj: the sum: expected"},
        {"'$.figures.memory_accesses.dram', 1000000", "report: figures.dram_traffic_bytes: expected"},
        {"'$.figures.macs', 3", "report: figures.macs: expected"},
        {"'$.figures.step_samples', 3", "report: figures.step_samples: expected 1, the batch, found 3"},
        {"'$.figures.seconds', 1.0, '$.figures.seconds_per_sample', 1.0", "report: figures.seconds: expected"},
        {"'$.figures.machine.lanes', 3", "report: figures.machine.lanes: expected 2"},
        {"'$.classes', 0", "report: classes: expected 1 or more, found 0"},
    };
    for (const auto& [change, why] : changes) {
        store.damage_reports("json_set(report, " + change + ")");
        store.check_half_is_taken(why);
    }
}

TEST_CASE("a report of another configuration, or without the work that its figures are of, is refused")
{
    const HostileStore store;
    store.damage_reports("json_remove(report, '$.work')");
    store.check_half_is_taken("report: work: is missing, and figures.operand_energy_pj is that of it");
    const auto check = [&](const std::string& sql, const std::string& why) {
        store.damage(sql);
        for (const char* command : {"table", "price"}) {
            const Outcome outcome = store.run({command, "bad.db"});
            INFO(sql << "\n" << outcome.err);
            CHECK(outcome.code == 2);
            CHECK_THAT(outcome.err, Catch::Contains("bad.db: tiny on small under naive (") && Catch::Contains(why));
        }
    };
    check("UPDATE documents SET text = replace(text, 'lanes: 2', 'lanes: 3')",
          "damaged: a text of its configuration is another");
    check("UPDATE points SET costs_document = 'none'", "damaged: a text of its configuration is missing");
}

TEST_CASE("points whose model version is another or none are not taken for this one's")
{
    for (const std::string version : {"-1", "''", "1e300", "model_version + 1", "model_version + 0.5", "x'34'"}) {
        INFO(version);
        const HostileStore store;
        const Outcome whole = store.run({"sweep", "s.yaml"});
        store.damage("UPDATE points SET model_version = " + version + " WHERE schedule = 'delta'");
        std::filesystem::copy_file(store.path() / "s.db", store.path() / "less.db");
        execute_in(store.path() / "less.db", "DELETE FROM points WHERE schedule = 'delta'");
        const Outcome merged = store.run({"merge", "less.db", "bad.db"});
        INFO(merged.err);
        const bool is_version = version == "model_version + 1";
        CHECK(merged.code == (is_version ? 0 : 2));
        if (!is_version) {
            CHECK_THAT(merged.err, Catch::Contains("bad.db: tiny on small under delta (") &&
                                       Catch::Contains("damaged: model_version: expected a whole number") &&
                                       Catch::Contains("; 2 damaged points are not taken"));
        }
        for (const char* file : {"less.db", "bad.db"}) {
            const Outcome swept = store.run({"sweep", "s.yaml", "--store", file});
            INFO(file << "\n" << swept.err);
            CHECK(swept.code == 0);
            CHECK(swept.out == whole.out);
            CHECK(store.run({"table", file}).code == 0);
        }
        // Points of this version replace those of others.
        store.damage("UPDATE points SET model_version = " + version + " WHERE schedule = 'delta'");
        REQUIRE(store.run({"merge", "bad.db", "s.db"}).code == 0);
        CHECK(dump_of(store.path() / "bad.db") == dump_of(store.path() / "s.db"));
    }
}

TEST_CASE("what is only read has no other files beside it afterwards")
{
    const HostileStore store;
    const std::vector<std::string> before = store.files(store.path());
    REQUIRE(store.run({"table", "s.db"}).code == 0);
    REQUIRE(store.run({"price", "s.db"}).code == 0);
    CHECK(store.files(store.path()) == before);
    REQUIRE(store.run({"merge", "n.db", "s.db"}).code == 0);
    for (const char* part : {"s.db-wal", "s.db-shm"}) CHECK_FALSE(std::filesystem::exists(store.path() / part));
}

TEST_CASE("text where a store has something else, and states that are none, are refused")
{
    const HostileStore store;
    store.damage("UPDATE points SET state = 'odd' WHERE schedule = 'naive'");
    store.check_half_is_taken("state: expected one of done, refused, failed, found \"odd\"");
    store.damage("UPDATE points SET costs = x'0001' WHERE schedule = 'naive'");
    store.check_half_is_taken("costs: expected text");
    store.damage("INSERT INTO point_columns SELECT key, 'energy_pj', '3', 1, 0 FROM points WHERE schedule = 'naive'");
    store.check_half_is_taken("column \"energy_pj\": every row has one of this name");
    store.damage("INSERT INTO point_columns SELECT key, 'x', 'three', 1, 0 FROM points WHERE schedule = 'naive'");
    store.check_half_is_taken("column \"x\": expected a number, found \"three\"");
}

TEST_CASE("a simulation that is none, or of another machine, is refused with its points")
{
    const HostileStore store;
    const auto check = [&](const std::string& expression, const std::string& why) {
        store.damage("UPDATE simulations SET result = " + expression +
                     " WHERE hash IN (SELECT simulation FROM points WHERE schedule = 'naive')");
        const Outcome outcome = store.run({"price", "bad.db", "--format", "json"});
        INFO(expression << "\n" << outcome.err);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::Contains("tiny on small under naive (") && Catch::Contains(why));
        CHECK(Json::parse(outcome.out)["rows"].size() == 2);
    };
    check("'{}'", "its simulation: counts: is missing");
    check("replace(hex(zeroblob(100000)), '00', '[')", "its simulation: JSON nested more than 32 deep");
    check("json_set(result, '$.counts.memories[0].row_refreshes', 7)", "has row refreshes");
    check("json_set(result, '$.counts.memories[0].name', 'other')", "the counts are not of small: memory \"other\"");
    check("json_set(result, '$.counts.memories[0].clock_hz', 0.0)", "expected a clock above 0 Hz");
    check("json_set(result, '$.counts.memories[0].level', 4)", "level: expected text, found 4");
    check("json_set(result, '$.operands[0][2]', 'wight')", "operands[0][2]: expected one of weight");
    check("json_set(result, '$.counts.phases[0].accesses', json('[]'))", "counts.phases[0].accesses: expected 2");
    check("json_set(result, '$.counts.memories[0].by_tensor[0].reads', 18446744073709551615, "
          "'$.counts.memories[0].by_tensor[1].reads', 18446744073709551615)",
          "damaged");
}

TEST_CASE("a sweep simulates what its store holds damaged again, and says so")
{
    const HostileStore store;
    store.damage_reports("'[]'");
    execute_in(store.path() / "bad.db", "UPDATE simulations SET result = '[]' WHERE hash IN (SELECT simulation FROM "
                                        "points WHERE schedule = 'naive')");
    const Outcome first = store.run({"sweep", "s.yaml", "--store", "bad.db"});
    CHECK(first.code == 2);
    CHECK_THAT(first.err, Catch::Contains("bad.db: tiny on small under naive ("));
    CHECK(first.out == store.run({"sweep", "s.yaml"}).out);
    const Outcome again = store.run({"sweep", "s.yaml", "--store", "bad.db"});
    CHECK(again.code == 0);
    CHECK(store.run({"price", "bad.db"}).code == 0);
}

TEST_CASE("merge takes all that is sound in one transaction, and leaves its sources as they are")
{
    const HostileStore store;
    store.damage("UPDATE points SET state = 'x', key = key || 'z' WHERE schedule = 'naive'");
    const std::string before = dump_of(store.path() / "s.db");
    const std::string source = dump_of(store.path() / "bad.db");
    const Outcome outcome = store.run({"merge", "s.db", "bad.db"});
    CHECK(outcome.code == 2);
    CHECK(dump_of(store.path() / "s.db") == before);
    CHECK(dump_of(store.path() / "bad.db") == source);
    CHECK(store.run({"table", "s.db"}).code == 0);

    // A text that does not fit the hash under which it is kept.
    store.damage("UPDATE documents SET text = text || ' ' WHERE hash IN (SELECT model_document FROM points WHERE "
                 "schedule = 'naive')");
    const Outcome other = store.run({"merge", "new.db", "bad.db"});
    CHECK(other.code == 2);
    CHECK_THAT(other.err, Catch::Contains("0 points done") && Catch::Contains("is another"));
    CHECK(count_in(store.path() / "new.db", "SELECT 1 FROM documents") == 0);
}

TEST_CASE("what a store says reaches no terminal raw")
{
    const HostileStore store;
    const std::string escape = "char(27) || '[2J' || char(0x9b) || char(0x202e) || char(7) || 'x'";
    store.damage("UPDATE points SET model = " + escape + ", processor = '=1+1' WHERE schedule = 'naive'");
    execute_in(store.path() / "bad.db", "INSERT INTO point_columns SELECT key, " + escape + ", " + escape +
                                            ", 0, 0 FROM points WHERE schedule = 'delta'");
    execute_in(store.path() / "bad.db", "UPDATE points SET report = json_set(report, '$.notes', json_array(" + escape +
                                            ")) WHERE schedule = 'delta'");
    const auto check = [&](const std::vector<std::string>& command) {
        const Outcome outcome = store.run(command);
        for (const std::string& text : {outcome.out, outcome.err}) {
            for (const char* raw : {"\x1b", "\xc2\x9b", "\xe2\x80\xae", "\x07"}) {
                INFO(command[0] << " " << command.back());
                CHECK(text.find(raw) == std::string::npos);
            }
        }
    };
    for (const char* format : {"text", "csv", "json", "markdown", "latex"}) {
        check({"table", "bad.db", "--format", format});
        check({"price", "bad.db", "--format", format});
    }
    CHECK_THAT(store.run({"table", "bad.db", "--format", "csv"}).out, Catch::Contains("'=1+1"));
    execute_in(store.path() / "bad.db", "UPDATE points SET state = 'failed', message = " + escape);
    for (const char* format : {"text", "csv", "json"}) check({"table", "bad.db", "--format", format});
    execute_in(store.path() / "bad.db", "UPDATE points SET state = " + escape);
    check({"table", "bad.db"});
    check({"merge", "new.db", "bad.db"});
}

}  // namespace deltasim::test::hostile_store_test
