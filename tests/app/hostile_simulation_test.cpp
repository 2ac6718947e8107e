// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "app/hostile_store.hpp"

// Stored simulations that are none of a run, though each of their numbers could be: they are held against the
// self-checks of a run wherever they are taken from a store.

namespace deltasim::test::hostile_simulation_test
{

namespace
{

struct Change {
    std::string expression;  ///< of SQL, what the simulation or the report becomes
    std::string why;
};

/// What somebody may do to the simulations of the naive points.
const std::vector<Change>& simulation_changes()
{
    static const std::vector<Change> changes{
        {"json_set(result, '$.counts.cycles', json_extract(result, '$.counts.cycles') + 1)",
         "the cycles of all causes sum to the run's"},
        {"json_set(result, '$.counts.seconds', 1e300)", "MHz take"},
        {"json_insert(result, '$.counts.phases[#]', json_extract(result, '$.counts.phases[0]'))",
         "the cycles of all causes sum to the run's"},
        {"json_set(result, '$.counts.phases[0].accesses[0][0].reads', 1000000000)", "the accesses of all phases are"},
        {"json_set(result, '$.counts.memories[1].by_tensor[0].reads', 1000000000)", "self-check failed: "},
        {"json_set(result, '$.counts.memories[0].bits_moved', 7)", "the bits moved in all phases are those of"},
        {"json_set(result, '$.counts.memories[0].clock_hz', 7e12)", "has another clock"},
        {"json_set(result, '$.counts.lanes', 77)", "77 lanes"},
        {"json_set(result, '$.counts.operations[0][0]', 9223372036854775807)", "damaged: "},
        {"json_remove(result, '$.counts.dram')", "self-check failed: "},
    };
    return changes;
}

std::string damaged_simulations(const Change& change)
{
    return "UPDATE simulations SET result = " + change.expression +
           " WHERE hash IN (SELECT simulation FROM points WHERE schedule = 'naive')";
}

}  // namespace

TEST_CASE("a sweep simulates a point again whose stored simulation fails the self-checks of a run")
{
    const HostileStore store;
    const std::string whole = store.run({"sweep", "s.yaml"}).out;
    std::vector<Change> changes = simulation_changes();
    changes.push_back(
        {"json_set(result, '$.steps', json_extract(result, '$.steps') + 1)", "every step of the program"});
    for (const Change& change : changes) {
        store.damage(damaged_simulations(change));
        execute_in(store.path() / "bad.db", "DELETE FROM points WHERE schedule = 'naive'");
        const Outcome first = store.run({"sweep", "s.yaml", "--store", "bad.db"});
        INFO(change.expression << "\n" << first.err);
        CHECK(first.code == 2);
        CHECK_THAT(first.err, Catch::Contains("bad.db: tiny on small under naive (") && Catch::Contains(change.why));
        CHECK_THAT(first.err, !Catch::Contains("1 failed"));
        CHECK(first.out == whole);
        CHECK(store.run({"sweep", "s.yaml", "--store", "bad.db"}).code == 0);
        CHECK(store.run({"price", "bad.db"}).code == 0);
    }
}

TEST_CASE("price refuses what fails the self-checks of a run by its key, and prices the others")
{
    const HostileStore store;
    const auto check = [&](const Change& change) {
        const Outcome outcome = store.run({"price", "bad.db", "--format", "json"});
        INFO(change.expression << "\n" << outcome.err);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::Contains("bad.db: tiny on small under naive (") && Catch::Contains(change.why));
        CHECK(Json::parse(outcome.out)["rows"].size() == 2);
    };
    for (const Change& change : simulation_changes()) {
        store.damage(damaged_simulations(change));
        check(change);
    }
    const std::vector<Change> reports{
        {"json_set(report, '$.work[0].operations.fp32.mac', 100000000000000)", "damaged: report: "},
        {"json_set(report, '$.work[0].operations.fp32.compare', 1000000000)", "the operations of all phases are"},
        {"json_set(report, '$.work[0].memories[0].bits_moved', "
         "1 + 2 * json_extract(report, '$.work[0].memories[0].bits_moved'))",
         "the bits moved in all phases are those of"},
        {"json_set(report, '$.figures.time_cycles.compute', json_extract(report, '$.figures.time_cycles.compute') - 1, "
         "'$.figures.time_cycles.drain', json_extract(report, '$.figures.time_cycles.drain') + 1)",
         "figures.time_cycles: is not that of its simulation"},
        {"json_set(report, '$.figures.memory_accesses.sram', 1)",
         "figures.memory_accesses: is not that of its simulation"},
    };
    for (const Change& change : reports) {
        store.damage_reports(change.expression);
        check(change);
    }
}

TEST_CASE("merge leaves out points whose simulation is of another machine or clock")
{
    const HostileStore store;
    store.damage(damaged_simulations({"json_set(result, '$.counts.seconds', 1e300)", ""}));
    const Outcome merged = store.run({"merge", "merged.db", "bad.db"});
    INFO(merged.err);
    CHECK(merged.code == 2);
    CHECK_THAT(merged.err, Catch::Contains("2 points done") && Catch::Contains("MHz take"));
}

}  // namespace deltasim::test::hostile_simulation_test
