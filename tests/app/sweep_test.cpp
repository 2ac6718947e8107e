// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "app/store_dump.hpp"
#include "places.hpp"
#include "rooms.hpp"

// Sweeps: their points, which simulations they need, and what happens to points that fail.

namespace deltasim::test::sweep_test
{

namespace
{

using Json = nlohmann::json;

/// Twelve points in six groups of two schedules; half of them differ from the others only in prices.
std::string small_sweep()
{
    return small_experiment + std::string(R"(grid:
  processor.memories.buffer.latency_cycles: [1, 2, 3]
  costs.register_file_pj: [{value: 0.5, source: a test}, {value: 1, source: a test}]
columns: {latency: processor.memories.buffer.latency_cycles}
)");
}

class SweepFolder : public Folder
{
public:
    explicit SweepFolder(const std::string& sweep = small_sweep()) { write("small.yaml", sweep); }

    [[nodiscard]] Outcome sweep(std::vector<std::string> options = {}) const
    {
        options.insert(options.begin(), {"sweep", "small.yaml"});
        return run(options);
    }
    /// The rows of a sweep that ends well.
    [[nodiscard]] Json rows(std::vector<std::string> options = {}) const
    {
        options.insert(options.end(), {"--format", "json"});
        const Outcome outcome = sweep(options);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        return Json::parse(outcome.out)["rows"];
    }
    [[nodiscard]] std::filesystem::path store() const { return path() / "small.db"; }
};

/// A head whose naive schedule takes many seconds in the step engine, and whose delta schedule takes almost no time.
std::string sweep_with_long_point()
{
    return with(with(with(small_experiment, "features: 5", "features: 3000"), "outputs: 4", "outputs: 500"),
                "classes: 3", "classes: 300") +
           "grid: {schedule: [naive, delta]}\n";
}

}  // namespace

TEST_CASE("a sweep's rows are those of compare with the same settings")
{
    const SweepFolder folder;
    const Json rows = folder.rows();
    REQUIRE(rows.size() == 12);
    folder.write("exp.yaml", small_experiment);
    std::size_t at = 0;
    for (const char* latency : {"1", "2", "3"}) {
        for (const char* price : {"0.5", "1"}) {
            const Outcome compared =
                folder.run({"compare", "exp.yaml", "--format", "json", "--set",
                            std::string("processor.memories.buffer.latency_cycles=") + latency, "--set",
                            std::string("costs.register_file_pj={value: ") + price + ", source: a test}"});
            const Json result = Json::parse(compared.out);
            for (const Json& expected : result.at("rows")) {
                const Json& row = rows.at(at++);
                INFO(row);
                for (const auto& [key, value] : expected.items()) CHECK(row[key] == value);
                CHECK(row["latency"] == std::stoi(latency));
                CHECK(row["costs.register_file_pj"] == std::stod(price));
            }
        }
    }
}

TEST_CASE("points that differ in prices alone are simulated once, and finished ones never again")
{
    const SweepFolder folder;
    CHECK_THAT(folder.sweep().err, Catch::Contains("12 of 12 points done, 0 failed; 6 simulations run now"));
    const std::string before = dump_of(folder.store());
    CHECK_THAT(folder.sweep().err, Catch::Contains("12 of 12 points done, 0 failed; 0 simulations run now"));
    CHECK(dump_of(folder.store()) == before);

    folder.write("small.yaml", with(small_sweep(), "[1, 2, 3]", "[1, 2, 4]"));
    CHECK_THAT(folder.sweep().err, Catch::Contains("12 of 12 points done, 0 failed; 2 simulations run now"));
    CHECK(count_in(folder.store(), "SELECT 1 FROM points") == 16);

    // New prices for counts that are in the store.
    folder.write("small.yaml", with(with(small_sweep(), "[1, 2, 3]", "[1, 2, 4]"), "value: 1, ", "value: 7, "));
    CHECK_THAT(folder.sweep().err, Catch::Contains("12 of 12 points done, 0 failed; 0 simulations run now"));
}

TEST_CASE("grids and points stand side by side, without what is skipped")
{
    const SweepFolder folder(small_experiment + std::string(R"(grid:
  - {classes: [3, 4, 5], processor.pe_array.lanes: [1, 2]}
points:
  - {classes: 9, schedule: [delta]}
  - {classes: 3, processor.pe_array.lanes: 2}
skip:
  - {classes: [4, 5], processor.pe_array.lanes: {at_least: 2}}
  - {schedule: naive, classes: 5}
)"));
    std::vector<std::string> found;
    for (const Json& row : folder.rows()) {
        found.push_back(row["classes"].dump() + " " + row["processor.pe_array.lanes"].dump() + " " +
                        row["schedule"].get<std::string>());
        CHECK(row["saving_x"].is_null() == (row["classes"] == 5));  // its baseline is skipped
    }
    CHECK(found == std::vector<std::string>{"3 1 naive", "3 1 delta", "3 2 naive", "3 2 delta", "4 1 naive",
                                            "4 1 delta", "5 1 delta", "9 2 naive", "9 2 delta"});
}

TEST_CASE("lists of models and processors are axes, and a pair that cannot be placed is a row with an error")
{
    const SweepFolder folder(
        "model: [{name: narrow, features: 40, layers: [{outputs: 4, activation: softmax}]}, {name: "
        "wide, features: 400000000, layers: [{outputs: 40, activation: softmax}]}]\n"
        "processor: [stm32h743, eyeriss]\ntraining: {schedules: [delta], baseline: delta}\n"
        "points: {schedule: delta}\nskip: {processor: stm32h743, model: wide}\n");
    const Outcome outcome = folder.sweep({"--format", "json"});
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.err, Catch::Contains("deltasim: error: wide on eyeriss under delta"));
    const Json rows = Json::parse(outcome.out)["rows"];
    REQUIRE(rows.size() == 3);
    CHECK(rows[0]["processor"] == "stm32h743");
    CHECK(rows[0]["error"].is_null());
    CHECK(rows[2]["model"] == "wide");
    CHECK(rows[2]["processor"] == "eyeriss");
    CHECK_THAT(rows[2]["error"].get<std::string>(), Catch::Contains("bytes"));
    CHECK(rows[2]["energy_pj"].is_null());
}

TEST_CASE("classes are those of the heads that have some, in a sweep as in a comparison")
{
    const std::string of_small = small_experiment;
    const std::string models = R"(model:
  - {name: tiny, features: 5, layers: [{outputs: 4, activation: relu}, {outputs: classes, activation: softmax}]}
  - {name: detector, features: 5, layers: [{outputs: 7, activation: none}]}
)";
    const std::string both = models + of_small.substr(of_small.find("classes: 3"));
    const SweepFolder folder(both + "grid: {classes: [3, 4]}\n");
    const Json rows = folder.rows();
    std::vector<std::string> found;
    for (const Json& row : rows) found.push_back(row["model"].get<std::string>() + " " + row["classes"].dump());
    CHECK(found == std::vector<std::string>{"tiny 3", "tiny 3", "tiny 4", "tiny 4", "detector null", "detector null"});
    CHECK(folder.run({"check", "small.yaml"}).code == 0);

    folder.write("exp.yaml", both);
    const Json compared = Json::parse(folder.run({"compare", "exp.yaml", "--format", "json"}).out)["rows"];
    CHECK(compared.size() == 4);
    const Json swept = Json::parse(folder.run({"sweep", "exp.yaml", "--format", "json"}).out)["rows"];
    for (std::size_t i = 0; i < 4; ++i) CHECK(swept[i]["energy_pj"] == compared[i]["energy_pj"]);

    // Where no head has any they are a mistake.
    for (const char* command : {"run", "sweep", "check"}) {
        const Outcome outcome = folder.run(
            {command, "exp.yaml", "--set", "model={name: d, features: 5, layers: [{outputs: 7, activation: none}]}"});
        CHECK(outcome.code == 2);
        CHECK(outcome.err == "exp.yaml:4:10: classes: no model has a layer with \"outputs: classes\"\n");
    }
}

TEST_CASE("a point that takes too long is recorded as failed, and tried again")
{
#if defined(__SANITIZE_ADDRESS__)  // under which the short point takes that long
    const std::string most = "40";
#else
    const std::string most = "5";
#endif
    const SweepFolder folder(sweep_with_long_point());
    const Outcome outcome = folder.sweep({"--engine", "step", "--timeout", most, "--format", "json"});
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.err,
               Catch::Contains("1 of 2 points failed") &&
                   Catch::Contains("tiny on small under naive: took more than " + most + " s (--timeout)"));
    const Json rows = Json::parse(outcome.out)["rows"];
    CHECK(rows[0]["error"] == "took more than " + most + " s (--timeout)");
    CHECK(rows[0]["energy_pj"].is_null());
    CHECK(rows[1]["error"].is_null());
    CHECK(rows[1]["energy_pj"] > 0);
    CHECK(count_in(folder.store(), "SELECT 1 FROM points WHERE state = 'failed'") == 1);

    CHECK_THAT(folder.sweep().err, Catch::Contains("2 of 2 points done, 0 failed; 1 simulations run now"));
    CHECK(count_in(folder.store(), "SELECT 1 FROM points WHERE state = 'failed'") == 0);
}

#if !defined(__SANITIZE_ADDRESS__)  // which takes terabytes of addresses itself
TEST_CASE("a point that takes too much memory is recorded as failed")
{
    const SweepFolder folder(sweep_with_long_point());
    const Outcome outcome = folder.sweep({"--memory", "1"});
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.err, Catch::Contains("2 of 2 points failed") && Catch::Contains("--memory"));
    CHECK(folder.sweep().code == 0);
}

#endif

TEST_CASE("a child that crashes takes its point along and nothing else")
{
    const SweepFolder folder(sweep_with_long_point());
    Running program(folder.path(), {"sweep", "small.yaml", "--engine", "step", "-j", "1"});
    kill(program.wait_for_children(1).front(), SIGABRT);
    const Outcome outcome = program.wait();
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.err, Catch::Contains("1 of 2 points failed") && Catch::Contains("ended by signal 6"));
    CHECK(count_in(folder.store(), "SELECT 1 FROM points WHERE state = 'done'") == 1);
}

TEST_CASE("an interrupted sweep keeps what is finished")
{
    const SweepFolder folder(sweep_with_long_point());
    REQUIRE(folder.sweep({"--schedule", "delta", "--baseline", "delta", "--set", "grid={classes: [3]}"}).code == 0);
    Running program(folder.path(), {"sweep", "small.yaml", "--engine", "step", "-j", "1"});
    REQUIRE(program.wait_for_children(1).size() == 1);
    kill(program.pid(), SIGTERM);
    CHECK(program.wait().code == 130);
    CHECK(count_in(folder.store(), "SELECT 1 FROM points WHERE state = 'done'") >= 1);
    CHECK(count_in(folder.store(), "SELECT 1 FROM points WHERE schedule = 'naive'") == 0);
}

TEST_CASE("a sweep's errors are told all at once, each in its place")
{
    const SweepFolder folder(small_experiment + std::string(R"(grid:
  training.loss: [mse, squared_error]
  processor.memories.buffer.bank: [1]
  classes: 5
  placement.weight: []
points: [{schedule: naiv}]
skip: {proces: small}
columns: {cycles: classes}
gird: {}
)"));
    const Outcome outcome = folder.sweep();
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK_FALSE(std::filesystem::exists(folder.path() / "small.db.claims"));
    for (const char* part : {":69:12: grid.classes: expected a list of values",
                             ":70:21: grid.placement.weight: expected at least one value",
                             ":74:1: gird: unknown key, did you mean \"grid\"?"}) {
        CHECK_THAT(outcome.err, Catch::Contains(part));
    }
    folder.write("small.yaml", small_experiment + std::string("grid:\n  training.loss: [mse, squared_error]\n"
                                                              "  processor.memories.buffer.bank: [1]\n"
                                                              "points: [{schedule: naiv}]\n"));
    const Outcome values = folder.sweep();
    CHECK(values.code == 2);
    for (const char* part : {":67:19: training.loss: expected one of",
                             ":68:36: processor.memories.buffer.bank: unknown key, did you mean \"banks\"?",
                             ":69:21: schedule: unknown schedule \"naiv\", did you mean \"naive\"?"}) {
        CHECK_THAT(values.err, Catch::Contains(part));
    }
    CHECK(folder.run({"check", "small.yaml"}).err == values.err);

    for (const auto& [text, complaint] : std::vector<std::pair<std::string, std::string>>{
             {"grid: 5", "66:7: grid: expected a mapping, or a list of them, found \"5\""},
             {"grid: {training.baseline: [naive, delta]}",
              "66:8: training.baseline: must be the same for all points; deltasim table --baseline shows savings over "
              "another schedule"},
             {"points: {training.schedules: [delta]}",
              "66:10: training.schedules: points differ in the key \"schedule\", a list of schedules"},
             {"grid: {training.batch: [1, 2, 1, 01]}", "66:31: grid.training.batch[3]: \"1\" is listed twice"},
             {"grid: {training.learning_rate: [0.1, 1e-1]}",
              "66:38: grid.training.learning_rate[2]: \"1e-1\" is listed twice"},
             {"grid: {processor: [eyeriss, gap8, eyeriss]}", "66:35: grid.processor[3]: \"eyeriss\" is listed twice"},
             {"points: [{classes: 5}, {schedule: [naive, naive]}, {classes: 5}]",
              "66:43: points[2].schedule[2]: \"naive\" is listed twice\n"
              "small.yaml:66:52: points[3]: a mapping is listed twice"},
             {"grid: {}\nskip: {model: tiny}", "67:8: skip: no point is left"},
             {"grid: {}\ncolumns: {\"x=y\": processor.name}",
              "67:11: columns.x=y: expected a name without spaces, commas, =, !, <, > or a - before it"}}) {
        folder.write("small.yaml", small_experiment + text + "\n");
        const Outcome refused = folder.sweep();
        CHECK(refused.code == 2);
        CHECK(refused.err == "small.yaml:" + complaint + "\n");
        CHECK(folder.run({"check", "small.yaml"}).err == refused.err);
    }

    folder.write("small.yaml", small_sweep() + "skip: {proces: small}\n");
    CHECK_THAT(folder.sweep().err, Catch::Contains("proces: no point has this key"));
    folder.write("small.yaml", with(small_sweep(), "latency: ", "cycles: "));
    CHECK_THAT(folder.sweep().err, Catch::Contains("columns.cycles: tables have a column of this name already"));
    folder.write("small.yaml", small_sweep());
    CHECK_THAT(folder.run({"check", "small.yaml"}).out, Catch::Contains("small.yaml: sweep, no errors"));
}

TEST_CASE("points of arrays of other sizes are read back as they were run")
{
    const Folder folder;
    folder.write("lanes.yaml", "model: lenet5\nprocessor: eyeriss\ntraining: {schedules: [delta]}\n"
                               "grid: {processor.pe_array.lanes: [1, 42, 64]}\n");
    folder.write("rows.yaml", "model: lenet5\nprocessor: eyeriss\ntraining: {schedules: [delta]}\n"
                              "grid: {processor.pe_array.rows: [3, 5]}\n");
    for (const char* const name : {"lanes", "rows"}) {
        const Outcome swept = folder.run({"sweep", std::string(name) + ".yaml"});
        INFO(swept.err);
        CHECK(swept.code == 0);
        const Outcome table = folder.run({"table", std::string(name) + ".db", "--format", "json"});
        CHECK(table.code == 0);
        CHECK(table.err.empty());
    }
}

TEST_CASE("the sweeps that come with deltasim have no errors")
{
    const Folder folder;
    for (const auto& entry : std::filesystem::directory_iterator(source_directory() + "/configs/sweeps")) {
        if (entry.path().extension() != ".yaml") continue;
        const Outcome outcome = folder.run({"check", entry.path().string()});
        INFO(outcome.err);
        CHECK_THAT(outcome.out, Catch::Contains(": sweep, no errors"));
    }
}

TEST_CASE("what is no store is left as it is")
{
    const SweepFolder folder;
    folder.write("small.db", "a file of somebody else, and longer than a page would have to be to be taken for one");
    const Outcome outcome = folder.sweep();
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Catch::Contains("small.db: is not a results store of deltasim"));
    CHECK_THAT(folder.read("small.db"), Catch::StartsWith("a file of somebody else"));
    CHECK_THAT(folder.run({"table", "small.db"}).err, Catch::Contains("is not a results store"));
    CHECK_THAT(folder.run({"table", "none.db"}).err, Catch::Contains("none.db: No such file or directory"));
    CHECK_THAT(folder.sweep({"--store", "."}).err, Catch::Contains("is a directory"));
}

TEST_CASE("a full disk is told, and what was finished before is there")
{
    const SweepFolder folder;
    rlimit before = {};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit little{100'000, before.rlim_max};
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &little);
    const Outcome outcome = folder.sweep();
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, ignored);
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Catch::Contains("small.db: "));
    const std::size_t kept = count_in(folder.store(), "SELECT 1 FROM points");
    CHECK(kept < 12);
    CHECK(folder.rows().size() == 12);
}

#if !defined(__SANITIZE_ADDRESS__)  // whose checks want a file descriptor
TEST_CASE("more simulations at a time than the machine takes are as many as it takes")
{
    const SweepFolder folder(small_experiment +
                             std::string("grid:\n  processor.pe_array.lanes: [1, 2, 3, 4, 5, 6, 7, 8]\n"
                                         "  processor.memories.buffer.latency_cycles: [1, 2, 3]\n"));
    rlimit before = {};
    getrlimit(RLIMIT_NOFILE, &before);
    const rlimit little{32, before.rlim_max};  // pipes take one each
    setrlimit(RLIMIT_NOFILE, &little);
    const Outcome outcome = folder.sweep({"-j", "1000"});
    setrlimit(RLIMIT_NOFILE, &before);
    INFO(outcome.err);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.err, Catch::Contains("48 of 48 points done, 0 failed; 48 simulations run now"));
}
#endif

TEST_CASE("shards, merged, are the whole sweep")
{
    const SweepFolder folder;
    REQUIRE(folder.sweep().code == 0);
    for (const char* shard : {"1/3", "2/3", "3/3"}) REQUIRE(folder.sweep({"--shard", shard}).code == 0);
    const std::vector<std::string> parts{"small-1-of-3.db", "small-2-of-3.db", "small-3-of-3.db"};
    std::size_t points = 0;
    for (const std::string& part : parts) points += count_in(folder.path() / part, "SELECT 1 FROM points");
    CHECK(points == 12);
    CHECK(folder.run({"merge", "merged.db", parts[0], parts[1], parts[2]}).code == 0);
    CHECK(dump_of(folder.path() / "merged.db") == dump_of(folder.store()));
    CHECK(folder.run({"merge", "merged.db", parts[1], "merged.db", "./merged.db", "small.db"}).code == 0);
    CHECK(dump_of(folder.path() / "merged.db") == dump_of(folder.store()));
    CHECK(folder.sweep({"--shard", "4/3"}).code == 2);
}

}  // namespace deltasim::test::sweep_test
