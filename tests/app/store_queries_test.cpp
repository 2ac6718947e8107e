// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/program.hpp"
#include "app/store_dump.hpp"
#include "rooms.hpp"

// Queries of stored results: deltasim table and deltasim price.

namespace deltasim::test::store_queries_test
{

namespace
{

using Json = nlohmann::json;

/// Two heads on three machines, two schedules.
class StoreFolder : public Folder
{
public:
    StoreFolder()
    {
        write("s.yaml",
              small_experiment + std::string("grid:\n  classes: [3, 40]\n  processor.pe_array.lanes: [10, 2, 1]\n"
                                             "columns: {lanes: processor.pe_array.lanes}\n"));
        REQUIRE(run({"sweep", "s.yaml"}).code == 0);
    }

    [[nodiscard]] Outcome ask(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin() + 1, "s.db");
        return run(arguments);
    }
    [[nodiscard]] Json rows(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--format", "json"});
        const Outcome outcome = ask(arguments);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        return Json::parse(outcome.out)["rows"];
    }
};

/// The cost table of an experiment as a file of its own.
std::string costs_of(const std::string& experiment)
{
    const std::size_t start = experiment.find("costs:\n") + 7;
    std::istringstream lines(experiment.substr(start, experiment.find("training:") - start));
    std::string costs;
    for (std::string line; std::getline(lines, line);) costs += line.substr(2) + "\n";
    return costs;
}

std::vector<int> numbers(const Json& rows, const std::string& key)
{
    std::vector<int> numbers;
    for (const Json& row : rows) numbers.push_back(row[key]);
    return numbers;
}

}  // namespace

TEST_CASE("table shows what the sweep has shown, in an order of its own")
{
    const StoreFolder folder;
    const Json rows = folder.rows({"table"});
    CHECK(numbers(rows, "lanes") == std::vector<int>{1, 1, 2, 2, 10, 10, 1, 1, 2, 2, 10, 10});
    CHECK(numbers(rows, "classes") == std::vector<int>{3, 3, 3, 3, 3, 3, 40, 40, 40, 40, 40, 40});
    const Json swept = Json::parse(folder.run({"sweep", "s.yaml", "--format", "json"}).out)["rows"];
    for (const Json& row : swept) CHECK(std::find(rows.begin(), rows.end(), row) != rows.end());
}

TEST_CASE("table chooses rows and columns, sorts and pivots")
{
    const StoreFolder folder;
    CHECK(folder.rows({"table", "--where", "schedule=delta", "--where", "lanes=1,10"}).size() == 4);
    CHECK(folder.rows({"table", "--where", "lanes>=2", "--where", "classes!=3"}).size() == 4);
    CHECK(folder.rows({"table", "--where", "lanes<2"}).size() == 4);
    CHECK(folder.rows({"table", "--where", "model=none"}).empty());
    CHECK(numbers(folder.rows({"table", "--where", "schedule=delta", "--sort=-lanes,classes"}), "classes") ==
          std::vector<int>{3, 40, 3, 40, 3, 40});

    const Json chosen = folder.rows({"table", "--columns", "lanes,saving_x", "--where", "schedule=delta"});
    CHECK(chosen[0].size() == 2);
    const Json pivot = folder.rows({"table", "--pivot", "lanes,classes,saving_x"});
    REQUIRE(pivot.size() == 3);
    for (const Json& row : pivot) {
        for (const char* classes : {"3", "40"}) {
            const Json expected =
                folder.rows({"table", "--where", "schedule=delta", "--where", "lanes=" + row["lanes"].dump(), "--where",
                             std::string("classes=") + classes});
            REQUIRE(expected.size() == 1);
            CHECK(row[classes] == expected[0]["saving_x"]);
        }
    }
    CHECK_THAT(folder.ask({"table", "--pivot", "lanes,classes,saving_x", "--format", "markdown"}).out,
               Catch::Contains("saving x by lanes and classes"));
    CHECK(folder.rows({"table", "--baseline", "delta", "--where", "schedule=delta"})[0]["saving_x"] == 0.0);
}

TEST_CASE("columns are true, false, numbers or text in JSON, and text in tables")
{
    const Folder folder;
    folder.write("s.yaml", with(small_experiment, "operand_broadcast: true", "operand_broadcast: false") +
                               std::string("grid:\n  processor.pe_array.operand_broadcast: [true, false]\n"
                                           "  training.first_trainable: [2, last]\n  training.learning_rate: [1e-2]\n"
                                           "columns:\n  broadcast: processor.pe_array.operand_broadcast\n"
                                           "  trained: training.first_trainable\n  rate: training.learning_rate\n"));
    REQUIRE(folder.run({"sweep", "s.yaml"}).code == 0);
    const auto table = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {"table", "s.db", "--where", "schedule=delta"});
        return folder.run(options).out;
    };
    const Json rows = Json::parse(table({"--sort", "broadcast,trained", "--format", "json"}))["rows"];
    REQUIRE(rows.size() == 4);
    CHECK(rows[0]["broadcast"] == false);
    CHECK(rows[3]["broadcast"] == true);
    CHECK(rows[0]["trained"] == 2);
    CHECK(rows[1]["trained"] == "last");
    CHECK(rows[0]["rate"] == 0.01);
    const std::string chosen = "broadcast,trained";
    CHECK(table({"--where", "broadcast=true", "--where", "trained=2", "--columns", chosen, "--format", "csv"}) ==
          "broadcast,trained\ntrue,2\n");
    CHECK(table({"--where", "broadcast!=true", "--columns", chosen, "--format", "csv"}) ==
          "broadcast,trained\nfalse,2\nfalse,last\n");
    CHECK_THAT(table({"--pivot", "trained,broadcast,cycles", "--format", "csv"}),
               Catch::StartsWith("trained,false,true\n"));
    CHECK_THAT(table({"--format", "markdown"}), Catch::Contains("| true "));
}

TEST_CASE("what table does not understand is told")
{
    const StoreFolder folder;
    const auto complaint = [&](const std::vector<std::string>& arguments) {
        const Outcome outcome = folder.ask(arguments);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err;
    };
    CHECK(complaint({"table", "--where", "lane=1"}) ==
          "--where lane=1: unknown column \"lane\", did you mean \"lanes\"?\n");
    CHECK_THAT(complaint({"table", "--where", "lanes"}), Catch::Contains("expected KEY=VALUE"));
    CHECK_THAT(complaint({"table", "--where", "lanes<two"}), Catch::Contains("expected a number after <"));
    CHECK_THAT(complaint({"table", "--sort", "spped"}), Catch::Contains("--sort spped: unknown column"));
    CHECK_THAT(complaint({"table", "--columns", "energy"}), Catch::Contains("unknown column \"energy\""));
    CHECK_THAT(complaint({"table", "--pivot", "lanes,classes"}), Catch::Contains("expected three columns"));
    CHECK_THAT(complaint({"table", "--pivot", "lanes,classes,cycles"}), Catch::Contains("they differ in schedule"));
    CHECK_THAT(complaint({"price", "--costs", "horowitz"}), Catch::Contains("unknown cost table \"horowitz\""));
    CHECK(complaint({"table", "--columns", "lanes,cycles,lanes"}) == "--columns lanes: occurs twice\n");
    CHECK(complaint({"table", "--columns", "lanes", "--pivot", "lanes,classes,saving_x"}) ==
          "--columns: has no effect on a --pivot\n");
    CHECK(complaint({"table", "--baseline", "framework"}) ==
          "--baseline framework: no point of the store has this schedule\n");
    for (const char* condition : {"lanes=<8", "=8", "lanes!8", "<8", ""}) {
        CHECK_THAT(complaint({"table", "--where", condition}), Catch::Contains("expected KEY=VALUE"));
    }
    CHECK_THAT(complaint({"table", "--where", "model='tiny"}), Catch::Contains("a quote is not closed"));
    CHECK_THAT(complaint({"table", "--where", "model='tiny'x"}), Catch::Contains("expected a comma or nothing after"));
}

TEST_CASE("conditions take spaces and quotes, nothing for what is absent, and say which values there are not")
{
    const Folder folder;
    folder.write("s.yaml", small_experiment + std::string("grid: {training.precision: [fp32, {weight: bf16, default: "
                                                          "fp32}], placement.weight: [buffer, dram]}\n"
                                                          "skip: {placement.weight: nowhere}\n"
                                                          "points: {classes: 300, placement.weight: buffer}\n"));
    REQUIRE(folder.run({"sweep", "s.yaml", "--format", "csv"}).code == 1);  // two have no room
    const auto count = [&](const std::string& condition) {
        const Outcome outcome = folder.run({"table", "s.db", "--where", condition, "--format", "json"});
        INFO(outcome.err);
        const Json rows = Json::parse(outcome.out)["rows"];
        const bool any_failed =
            std::any_of(rows.begin(), rows.end(), [](const Json& row) { return row["error"].is_string(); });
        REQUIRE(outcome.code == (any_failed ? 1 : 0));
        return rows.size();
    };
    CHECK(count("schedule = delta") == 5);
    CHECK(count("schedule=\"delta\", 'naive'") == 10);
    CHECK(count("placement.weight == 'dram'") == 4);
    CHECK(count("training.precision=fp32") == 6);
    CHECK(count("training.precision='weight: bf16 default: fp32'") == 4);
    CHECK(count("error=") == 8);
    CHECK(count("error!=") == 2);
    CHECK(count("cycles=") == 2);
    CHECK(count("cycles=,0") == 2);
    CHECK(count("classes=300") == 2);
    CHECK(folder.run({"table", "s.db", "--where", "schedule=detla", "--columns", "cycles", "--format", "csv"}).err ==
          "deltasim: --where schedule=detla: no row has the schedule \"detla\", did you mean \"delta\"?\n");
    CHECK_THAT(folder.run({"table", "s.db", "--where", "costs!=none", "--columns", "cycles", "--format", "csv"}).err,
               Catch::StartsWith("deltasim: --where costs!=none: no row has the costs \"none\", there are round\n"));
    // The reason why a row has no figures stands beside what distinguishes it from others.
    CHECK_THAT(folder.run({"table", "s.db", "--where", "error!=", "--format", "csv"}).out,
               Catch::Contains(",error\n") && Catch::Contains("does not fit buffer"));
    CHECK_THAT(folder.run({"table", "s.db", "--columns", "largest_causes,dram_bytes"}).out,
               Catch::Contains("where the time goes"));
}

TEST_CASE("stores without points, of other versions, and damaged ones are told apart")
{
    const StoreFolder folder;
    REQUIRE(folder.run({"sweep", "s.yaml", "--shard", "1/9999999999", "--store", "none.db"}).code == 0);
    CHECK(folder.run({"table", "none.db"}).err == "deltasim: none.db holds no points to show\n");
    const auto changed = [&](const std::string& sql) {
        std::filesystem::copy_file(folder.path() / "s.db", folder.path() / "changed.db",
                                   std::filesystem::copy_options::overwrite_existing);
        execute_in(folder.path() / "changed.db", sql);
    };
    changed("UPDATE points SET model_version = model_version - 1, key = 'old' || key WHERE schedule = 'naive'");
    for (const char* command : {"table", "price"}) {
        CHECK(folder.run({command, "changed.db"}).err ==
              "deltasim: 6 points of other versions of the model are left out\n");
    }
    CHECK(folder.run({"sweep", "s.yaml", "--store", "changed.db"}).code == 0);
    CHECK(folder.run({"table", "changed.db"}).out == folder.run({"table", "s.db"}).out);
    for (const char* damage : {"UPDATE points SET report = '{'", "UPDATE points SET report = '{}'",
                               "UPDATE points SET state = 'odd'", "DROP TABLE point_columns"}) {
        changed(damage);
        for (const char* command : {"table", "price"}) {
            const Outcome outcome = folder.run({command, "changed.db"});
            CHECK(outcome.code == 2);
            CHECK_THAT(outcome.err, Catch::StartsWith("deltasim: error: changed.db: "));
        }
    }
    changed("UPDATE simulations SET result = '{'");
    CHECK(folder.run({"table", "changed.db"}).code == 0);
    CHECK_THAT(folder.run({"price", "changed.db"}).err,
               Catch::StartsWith("deltasim: error: changed.db: tiny on small under "));
}

TEST_CASE("price gives what a simulation under that table gives, and its own prices where none is named")
{
    const StoreFolder folder;
    const std::string other = with(with(small_experiment, "name: round", "name: other"), "value: 4, ", "value: 9, ");
    folder.write("costs.yaml", costs_of(other));
    folder.write("exp.yaml", with(other, "classes: 3", "classes: 40"));
    const Json expected = Json::parse(folder.run({"compare", "exp.yaml", "--format", "json"}).out)["rows"];
    const Json priced =
        folder.rows({"price", "--costs", "./costs.yaml", "--where", "classes=40", "--where", "lanes=2"});
    REQUIRE(priced.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(priced[i]["costs"] == "other");
        for (const char* key : {"energy_pj", "cycles", "saving_x", "ratio"}) CHECK(priced[i][key] == expected[i][key]);
    }
    CHECK(folder.rows({"price"}) == folder.rows({"table"}));
}

TEST_CASE("price says what savings can be")
{
    const StoreFolder folder;
    for (const Json& row : folder.rows({"price", "--uncertainty"})) {
        const double saving = row["saving_x"];
        CHECK(row["saving_x_low"] <= saving + 1e-12);
        CHECK(row["saving_x_high"] >= saving - 1e-12);
        CHECK(row["energy_pj_low"].get<double>() == Approx(0.7 * row["energy_pj"].get<double>()));
        CHECK(row["energy_pj_high"].get<double>() == Approx(1.3 * row["energy_pj"].get<double>()));
        if (row["schedule"] == "delta") CHECK(row["saving_x_high"] > row["saving_x_low"]);
    }
    CHECK_THAT(folder.ask({"price", "--costs", "horowitz_45nm", "--uncertainty"}).out,
               Catch::Contains("ranges of horowitz_45nm: dram.read_pj_per_bit from 20.3125 to 40.625"));
}

TEST_CASE("points without figures are rows of table and price, told on stderr, and the exit code says so")
{
    const Folder folder;
    folder.write("s.yaml",
                 small_experiment + std::string("grid:\n  classes: [3, 40]\n  placement: [{}, {weight: buffer}]\n"));
    REQUIRE(folder.run({"sweep", "s.yaml"}).code == 1);
    const std::string unit = "eyeriss_relative";
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"table", "s.db"}, {"price", "s.db"}, {"price", "s.db", "--costs", unit}}) {
        INFO(command[0] << " " << command.size());
        std::vector<std::string> in_json = command;
        in_json.insert(in_json.end(), {"--format", "json"});
        const Outcome outcome = folder.run(in_json);
        CHECK(outcome.code == 1);
        CHECK_THAT(outcome.err, Catch::Contains("of 8 rows have no figures") && Catch::Contains("does not fit buffer"));
        const Json rows = Json::parse(outcome.out)["rows"];
        CHECK(rows.size() == 8);
        CHECK(std::any_of(rows.begin(), rows.end(), [](const Json& row) { return row["error"].is_string(); }));
        // Messages are only about rows that are shown.
        std::vector<std::string> without = command;
        without.insert(without.end(), {"--where", "error="});
        CHECK(folder.run(without).code == 0);
    }
}

TEST_CASE("CSV says the unit of energies that are not in pJ, a table for each, of the same columns")
{
    const StoreFolder folder;
    folder.write("other.yaml", costs_of(small_experiment));
    const auto headers_of = [&](std::vector<std::string> command) {
        command.insert(command.end(), {"--format", "csv"});
        std::istringstream lines(folder.ask(command).out);
        std::vector<std::string> headers;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("model,") || line.starts_with("schedule,")) headers.push_back(line);
        }
        return headers;
    };
    CHECK_THAT(headers_of({"price"}).front(), !Catch::Contains("energy_unit"));
    const std::vector<std::string> one = headers_of({"price", "--costs", "eyeriss_relative"});
    REQUIRE(one.size() == 1);
    CHECK_THAT(one.front(), Catch::Contains(",energy_pj,energy_unit,"));
    std::vector<std::string> of_each{"price", "--costs", "other.yaml,eyeriss_relative"};
    const std::vector<std::string> first = headers_of(of_each);
    of_each.insert(of_each.end(), {"--table", "savings_16_bit_macs"});
    const std::vector<std::string> second = headers_of(of_each);
    REQUIRE(first.size() == 1);
    CHECK(first == second);
    CHECK_THAT(first.front(), Catch::Contains(",costs,") && Catch::Contains(",energy_pj,energy_unit,"));
    const std::vector<std::string> chosen =
        headers_of({"price", "--costs", "eyeriss_relative", "--columns", "schedule,energy_pj"});
    CHECK(chosen == std::vector<std::string>{"schedule,energy_pj,energy_unit"});
    CHECK(headers_of({"price", "--costs", "eyeriss_relative", "--columns", "schedule,cycles"}) ==
          std::vector<std::string>{"schedule,cycles"});
    // Also for a store with two units, if only rows of one are asked for.
    folder.write("two.yaml", std::string(small_experiment) + "grid: {costs: [other.yaml, eyeriss_relative]}\n");
    REQUIRE(folder.run({"sweep", "two.yaml"}).code == 0);
    for (const std::string unit : {"pJ", "16-bit MACs"}) {
        for (const std::vector<std::string>& shown :
             {std::vector<std::string>{"--columns", "energy_pj"}, {"--pivot", "schedule,model,energy_pj"}}) {
            std::vector<std::string> command{"table", "two.db", "--where", "energy_unit=" + unit};
            command.insert(command.end(), shown.begin(), shown.end());
            const Outcome outcome = folder.run(command);
            INFO(unit << ": " << outcome.err);
            CHECK(outcome.code == 0);
            CHECK_THAT(outcome.out, Catch::Contains(unit));
        }
    }
    // People read it in the headers.
    CHECK_THAT(folder.ask({"price", "--costs", "eyeriss_relative", "--format", "markdown"}).out,
               Catch::Contains("16-bit MACs") && !Catch::Contains("| unit"));
}

}  // namespace deltasim::test::store_queries_test
