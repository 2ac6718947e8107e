// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "app/store_dump.hpp"
#include "rooms.hpp"

// The mapping `best`: compare, run and sweep take the mapping that search finds.

namespace deltasim::test::best_test
{

namespace
{

using Json = nlohmann::json;

/// Two rows of two lanes, weights off chip, a batch: so mappings differ.
std::string experiment_with(const std::string& more)
{
    std::string text = with(small_experiment, "    lanes: 2\n", "    lanes: 4\n    rows: 2\n    columns: 2\n");
    return text + "placement: {weight: dram}\n" + more;
}

Folder& prepared(Folder& folder, const std::string& more = "")
{
    folder.write("exp.yaml", experiment_with(more));
    return folder;
}

Json parsed(const Outcome& outcome)
{
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return Json::parse(outcome.out);
}

std::vector<std::string> and_more(std::vector<std::string> arguments, const std::vector<std::string>& more)
{
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

const std::vector<std::string> batch_of_two{"--set", "training.batch=2"};

/// Points that differ only in prices, under two objectives.
std::string best_sweep()
{
    return experiment_with(R"(mapping: best
search: {budget: 12}
grid:
  schedule: [naive, delta]
  search.objective: [energy, time]
  costs.register_file_pj: [{value: 0.5, source: a test}, {value: 9, source: a test}]
columns: {objective: search.objective, register: costs.register_file_pj}
)");
}

}  // namespace

TEST_CASE("compare under the mapping best has what search finds for each schedule, whatever the number of processes")
{
    Folder folder;
    prepared(folder);
    const std::string objective = GENERATE("time", "edp");
    const std::vector<std::string> options =
        and_more({"--objective", objective, "--budget", "14", "--format", "json", "--schedule", "delta_lookahead"},
                 batch_of_two);
    const auto compared = [&](const std::string& jobs, const std::string& store) {
        return parsed(
            folder.run(and_more({"compare", "exp.yaml", "--mapping", "best", "-j", jobs, "--store", store}, options)));
    };
    const Json one = compared("1", "one.db");
    CHECK(compared("3", "three.db") == one);
    CHECK(compared("2", "one.db") == one);  // from the store
    const Json found = parsed(folder.run(and_more({"search", "exp.yaml", "--store", "alone.db"}, options)));
    const Json automatic = parsed(folder.run(
        and_more({"compare", "exp.yaml", "--format", "json", "--schedule", "delta_lookahead"}, batch_of_two)));
    REQUIRE(found["schedules"].size() == 1);
    for (const Json& schedule : found["schedules"]) {
        CAPTURE(schedule["schedule"]);
        bool seen = false;
        for (const Json& run : one["runs"]) {
            if (run["schedule"] != schedule["schedule"]) continue;
            seen = true;
            CHECK(run["energy_pj"]["total"] == schedule["best"]["energy_pj"]);
            CHECK(run["seconds"] == schedule["best"]["seconds"]);
            CHECK(run["mapping"] == schedule["best"]["mapping"]);
            CHECK(run["mapping_search"]["objective"] == objective);
            CHECK(run["mapping_search"]["exhausted"] == schedule["exhausted"]);
            CHECK(run["mapping_search"]["lower_bound"] == schedule["lower_bound"]);
            CHECK(run["mapping_search"]["simulated"] <= 14);
            // The printed mapping can be run by itself, with the same result.
            folder.write("again.yaml", run["mapping"].dump());
            const std::vector<std::string> alone{"run",       "exp.yaml",   "--schedule", run["schedule"],
                                                 "--mapping", "again.yaml", "--format",   "json"};
            const Json again = parsed(folder.run(and_more(alone, batch_of_two)));
            CHECK(again["energy_pj"] == run["energy_pj"]);
            CHECK(again["cycles"] == run["cycles"]);
            CHECK(again["transfers"] == run["transfers"]);
            CHECK_FALSE(again.contains("mapping_search"));
        }
        CHECK(seen);
    }
    for (std::size_t i = 0; i < one["rows"].size(); ++i) {
        const Json& best = one["rows"][i];
        const Json& row = automatic["rows"][i];
        if (objective != "time") CHECK(best["energy_pj"] <= row["energy_pj"]);
        if (objective != "energy") CHECK(best["seconds"] <= row["seconds"]);
    }
}

TEST_CASE("run under the mapping best is compare's, on every engine")
{
    Folder folder;
    prepared(folder, "mapping: best\nsearch: {budget: 9, candidates: 2}\n");
    const auto ran = [&](const std::string& engine) {
        Json json =
            parsed(folder.run({"run", "exp.yaml", "--schedule", "delta", "--engine", engine, "--format", "json"}));
        json.erase("engine");
        return json;
    };
    const Json folded = ran("fold");
    CHECK(ran("step") == folded);
    CHECK(ran("systemc") == folded);
    const Json compared = parsed(folder.run({"compare", "exp.yaml", "--schedule", "delta", "--format", "json"}));
    bool seen = false;
    for (Json run : compared["runs"]) {
        if (run["schedule"] != "delta") continue;
        run.erase("engine");
        CHECK(run == folded);
        seen = true;
    }
    CHECK(seen);
}

TEST_CASE("explain says what the best mapping saves against auto and the runner-up, and that of a file against auto")
{
    Folder folder;
    prepared(folder, "mapping: best\nsearch: {budget: 12}\n");
    const std::vector<std::string> delta{"--schedule", "delta", "--format", "json"};
    const std::vector<std::string> explain{"explain", "exp.yaml"};
    const Json explained = parsed(folder.run(and_more(explain, delta)));
    const Json found = parsed(folder.run(and_more({"search", "exp.yaml", "--out", "found"}, delta)))["schedules"][0];
    REQUIRE(explained["mapping_differences"].size() == 2);
    CHECK(explained["mapping_search"]["lower_bound"] == found["lower_bound"]);
    const auto check_against = [&](const Json& difference, const std::string& name, const Json& other) {
        CHECK(difference["against"] == name);
        CHECK(difference["energy_pj"] == other["energy_pj"]);
        CHECK(difference["seconds"] == other["seconds"]);
        std::int64_t saved = 0;
        for (const Json& row : difference["words"]) {
            saved += row["other_words"].get<std::int64_t>() - row["words"].get<std::int64_t>();
        }
        for (const Json& row : other["transfers"]) saved -= row["words"].get<std::int64_t>();
        for (const Json& row : found["best"]["transfers"]) saved += row["words"].get<std::int64_t>();
        CHECK(saved == 0);
        double saved_pj = 0.0;
        for (const Json& part : difference["parts"]) saved_pj += part["saved_pj"].get<double>();
        const double all = other["energy_pj"].get<double>() - found["best"]["energy_pj"].get<double>();
        CHECK(saved_pj == Approx(all).margin(1e-9 * other["energy_pj"].get<double>()));
    };
    check_against(explained["mapping_differences"][0], "auto", found["auto"]);
    check_against(explained["mapping_differences"][1], "the runner-up", found["next"][0]);
    CHECK(found["best"]["energy_pj"] < found["auto"]["energy_pj"]);
    CHECK_FALSE(explained["mapping_differences"][0]["words"].empty());

    const Json of_file =
        parsed(folder.run(and_more({"explain", "exp.yaml", "--mapping", "found/best_delta.yaml"}, delta)));
    CHECK_FALSE(of_file.contains("mapping_search"));
    REQUIRE(of_file["mapping_differences"].size() == 1);
    CHECK(of_file["mapping_differences"][0] == explained["mapping_differences"][0]);
    const Json automatic = parsed(folder.run(and_more({"explain", "exp.yaml", "--mapping", "auto"}, delta)));
    CHECK_FALSE(automatic.contains("mapping_differences"));

    const Outcome text = folder.run({"explain", "exp.yaml", "--schedule", "delta"});
    CHECK_THAT(text.out, Catch::Contains("Why this mapping"));
    CHECK_THAT(text.out, Catch::Contains("Against the runner-up it takes"));
    CHECK_THAT(text.out, Catch::Contains("Where it moves other numbers of words than auto"));
}

TEST_CASE("points of a sweep share searches: prices make no difference to the least time")
{
    Folder folder;
    folder.write("best.yaml", best_sweep());
    const std::vector<std::string> sweep{"sweep", "best.yaml", "--format", "json"};
    const Json first = parsed(folder.run(sweep));
    CHECK(first["rows"].size() == 8);
    for (const Json& row : first["rows"]) {
        CHECK(row["mapping_search"]["objective"] == row["objective"]);
        CHECK(row["mapping_search"]["lower_bound"] <= row["mapping_search"]["value"]);
    }
    // Searches by energy: one for each price and schedule; searches by time: one for each schedule.
    CHECK(count_in(folder.path() / "best.db", "SELECT 1 FROM searches") == 6);
    const Outcome again = folder.run(sweep);
    CHECK(Json::parse(again.out) == first);
    CHECK_THAT(again.err, Catch::Contains("8 of 8 points done, 0 failed; 0 simulations run now"));
    // A stored point can be explained with the mapping that was found for it.
    const Outcome explained = folder.run({"explain", "best.db", "--where", "objective=time", "--where", "register=9",
                                          "--schedule", "delta", "--format", "json"});
    const Json point = parsed(explained);
    for (const Json& row : first["rows"]) {
        if (row["schedule"] != "delta" || row["objective"] != "time" || row["register"] != 9) continue;
        CHECK(point["energy_pj"] == row["energy_pj"]);
    }
}

TEST_CASE("a sweep with searches that is killed goes on, and its shards are the whole")
{
    Folder folder;
    folder.write("best.yaml", best_sweep());
    const std::vector<std::string> sweep{"sweep", "best.yaml", "--format", "json", "--store"};
    const Json whole = parsed(folder.run(and_more(sweep, {"whole.db"})));
    Running killed(folder.path(), and_more(sweep, {"killed.db"}));
    killed.wait_for_work();
    kill(-killed.pid(), SIGKILL);
    killed.wait();
    CHECK(parsed(folder.run(and_more(sweep, {"killed.db"}))) == whole);
    for (const char* const shard : {"1/2", "2/2"}) {
        REQUIRE(folder.run(and_more(sweep, {std::string("part") + shard[0] + ".db", "--shard", shard})).code == 0);
    }
    REQUIRE(folder.run({"merge", "merged.db", "part1.db", "part2.db"}).code == 0);
    const Outcome merged = folder.run(and_more(sweep, {"merged.db"}));
    CHECK(parsed(merged) == whole);
    CHECK_THAT(merged.err, Catch::Contains("0 simulations run now"));
    CHECK(count_in(folder.path() / "merged.db", "SELECT 1 FROM searches") == 6);
}

TEST_CASE("the files of a search are known as mappings")
{
    Folder folder;
    prepared(folder);
    REQUIRE(folder.run({"search", "exp.yaml", "--schedule", "delta", "--budget", "3", "--out", "found"}).code == 0);
    const Outcome checked = folder.run({"check", "found/best_delta.yaml"});
    INFO(checked.err);
    CHECK(checked.code == 0);
    CHECK(folder.run({"compare", "exp.yaml", "--mapping", "found/best_delta.yaml"}).code == 0);
}

TEST_CASE("a sweep and a table print the rows that no other beats")
{
    Folder folder;
    folder.write("best.yaml", with(best_sweep(), "mapping: best\n", "mapping: auto\n"));
    const Json all = parsed(folder.run({"sweep", "best.yaml", "--format", "json"}));
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"sweep", "best.yaml"}, {"table", "best.db"}}) {
        const Json front = parsed(folder.run(and_more(command, {"--pareto", "energy_pj,seconds", "--format", "json"})));
        std::size_t expected = 0;
        for (const Json& row : all["rows"]) {
            const auto beats = [&](const Json& other) {
                return other["energy_pj"] <= row["energy_pj"] && other["seconds"] <= row["seconds"] &&
                       (other["energy_pj"] < row["energy_pj"] || other["seconds"] < row["seconds"]);
            };
            if (std::none_of(all["rows"].begin(), all["rows"].end(), beats)) ++expected;
        }
        CHECK(front["rows"].size() == expected);
        CHECK(expected < all["rows"].size());
    }
    const Outcome unknown = folder.run({"table", "best.db", "--pareto", "energy"});
    CHECK(unknown.code == 2);
    CHECK_THAT(unknown.err, Catch::Contains("--pareto energy: unknown column \"energy\""));
}

TEST_CASE("best is refused where nothing can be chosen, with its place")
{
    Folder folder;
    const auto refused = [&](const std::string& more, const std::string& what,
                             const std::vector<std::string>& options = {}) {
        prepared(folder, more);
        const Outcome outcome = folder.run(and_more({"compare", "exp.yaml"}, options));
        CAPTURE(more);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK_THAT(outcome.err, Catch::Contains(what));
    };
    const std::string without = experiment_with("");
    const std::string line = std::to_string(std::count(without.begin(), without.end(), '\n') + 1);
    const std::string place = "exp.yaml:" + line + ":";
    refused("mapping: {forward: best}\n", place + "20: mapping.forward: a search is of all phases together");
    refused("mapping: {layers: {1: {update: best}}}\n", place + "32: mapping.layers.1.update: a search");
    refused("mapping: best\nprocessor_note: x\n", "processor_note: unknown key");
    refused("mapping: best\n", place + "10: mapping: processor \"small\" skips zeros",
            {"--set", "processor.skip={zero_delta: true}"});
    refused("search: {budget: none}\n",
            place + "18: search.budget: expected a number of steps, or a time such as 90s, 5min or 2h, found \"none\"");
    refused("search: {objective: power}\n", place + "21: search.objective: expected one of energy, time, edp");
    refused("search: {budget: [1]}\n", "search.budget: expected a number of steps");
    refused("", "--objective time: has no effect without mapping: best", {"--objective", "time"});
    refused("mapping: streaming\n", "--budget 5: has no effect without mapping: best", {"--budget", "5"});
    refused("mapping: bets\n", "did you mean \"best\"?");
    refused("", "--mapping nowhere.yaml: mapping: nowhere.yaml: ", {"--mapping", "nowhere.yaml"});
}

}  // namespace deltasim::test::best_test
