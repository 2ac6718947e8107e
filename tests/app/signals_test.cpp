// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <csignal>

#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "rooms.hpp"

// Long runs that are ended early. The naive schedule of MobileNetV3-Large takes a single lane minutes of steps.

namespace deltasim::test
{

namespace
{

constexpr const char* long_run = "model: mobilenet_v3_large\nprocessor: stm32h743\n";

/// The small experiment with a head whose naive schedule takes 1.7 billion steps, minutes of them, and delta 0.3
/// million.
std::string long_comparison()
{
    const std::string layer = "{outputs: 200, activation: relu}";
    return with(with(with(small_experiment, "features: 5", "features: 50"), "{outputs: 4, activation: relu}",
                     layer + "\n    - " + layer + "\n    - " + layer),
                "lanes: 2", "lanes: 1");
}

}  // namespace

TEST_CASE("a run that is interrupted ends at once with 130 and leaves no file")
{
    const Folder folder;
    folder.write("exp.yaml", long_run);
    for (const int signal : {SIGINT, SIGTERM}) {
        Running program(folder.path(), {"run", "exp.yaml", "--schedule", "naive", "--engine", "step", "--out", "kept"});
        program.wait_for_work();
        CHECK(std::filesystem::exists(folder.path() / "kept"));
        kill(program.pid(), signal);
        REQUIRE(soon([&] { return program.has_ended(); }));
        const Outcome outcome = program.wait();
        CHECK(outcome.code == 130);
        CHECK(outcome.out.empty());
        CHECK(outcome.err == "deltasim: error: interrupted\n");
        CHECK(folder.files("kept").empty());
    }
}

TEST_CASE("a run that is interrupted leaves the results of the one before")
{
    const Folder folder;
    folder.write("exp.yaml", long_run);
    folder.write("kept/result.json", "{}\n");
    Running program(folder.path(), {"run", "exp.yaml", "--schedule", "naive", "--engine", "step", "--out", "kept"});
    program.wait_for_work();
    kill(program.pid(), SIGINT);
    CHECK(program.wait().code == 130);
    CHECK(folder.files("kept") == std::vector<std::string>{"result.json"});
    CHECK(folder.read("kept/result.json") == "{}\n");
}

TEST_CASE("a comparison that is interrupted takes its simulations along")
{
    const Folder folder;
    folder.write("exp.yaml", long_comparison());
    // From a terminal the signal reaches every process, from elsewhere the first one alone.
    for (const bool from_terminal : {true, false}) {
        Running program(folder.path(), {"compare", "exp.yaml", "--engine", "step", "-j", "2", "--out", "kept"});
        const std::vector<pid_t> simulations = program.wait_for_children(1);
        kill(from_terminal ? -program.pid() : program.pid(), SIGINT);
        REQUIRE(soon([&] { return program.has_ended(); }));
        const Outcome outcome = program.wait();
        CHECK(outcome.code == 130);
        CHECK(outcome.out.empty());
        CHECK(outcome.err == "deltasim: error: interrupted\n");
        CHECK(folder.files("kept").empty());
        for (const pid_t simulation : simulations) CHECK(soon([&] { return kill(simulation, 0) != 0; }));
    }
}

TEST_CASE("a simulation that is killed is a row with its error, and the comparison fails")
{
    const Folder folder;
    folder.write("exp.yaml", long_comparison());
    // One at a time, the longest first: the first child is the naive run.
    Running program(folder.path(), {"compare", "exp.yaml", "--engine", "step", "-j", "1", "--format", "json"});
    kill(program.wait_for_children(1).front(), SIGKILL);
    const Outcome outcome = program.wait();
    CHECK(outcome.code == 1);
    CHECK(outcome.err == "deltasim: error: tiny on small under naive: the simulation was ended by signal 9 (Killed)\n");
    const nlohmann::json rows = nlohmann::json::parse(outcome.out)["rows"];
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["error"] == "the simulation was ended by signal 9 (Killed)");
    CHECK(rows[0]["energy_pj"].is_null());
    CHECK(rows[1]["error"].is_null());
    CHECK(rows[1]["energy_pj"] > 0.0);
    CHECK(rows[1]["ratio"].is_null());
}

}  // namespace deltasim::test
