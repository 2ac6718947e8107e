// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "rooms.hpp"

// Long runs that are interrupted. On a single lane the naive schedule of MobileNetV3-Large takes minutes.

namespace deltasim::test::signals_test
{

namespace
{

constexpr const char* long_run = "model: mobilenet_v3_large\nprocessor: stm32h743\n";

/// The small experiment with a head whose naive schedule takes 1.7 billion steps, which take minutes, and delta 0.3
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
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) {
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
    // A signal from a terminal reaches every process; any other signal reaches only the first one.
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

TEST_CASE("whatever takes long can be interrupted: nothing is printed, and no file is left half written")
{
    const Folder folder;
    std::string values;
    for (int i = 1; i <= 300; ++i) values += std::to_string(i) + (i < 300 ? ", " : "");
    folder.write("many.yaml", small_experiment + std::string("grid:\n  processor.pe_array.lanes: [") + values +
                                  "]\n  processor.memories.buffer.latency_cycles: [" + values + "]\n");
    folder.write("exp.yaml", long_run);
#if defined(__SANITIZE_ADDRESS__)  // under which as many values take minutes
    const std::string nodes = "1200";
#else
    const std::string nodes = "4000";
#endif
    const std::vector<std::string> wide{"--set",
                                        "model={name: wide, features: " + nodes + ", layers: [{outputs: " + nodes +
                                            ", activation: relu}, {outputs: 100, activation: softmax}]}",
                                        "--schedule", "delta"};
    const auto run = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"run", "exp.yaml"});
        arguments.insert(arguments.end(), wide.begin(), wide.end());
        return arguments;
    };
    const std::vector<std::vector<std::string>> commands{
        {"check", "many.yaml"}, {"sweep", "many.yaml"}, run({"--dump-values", "v.json"}), run({"--trace", "t.gz"})};
    for (const std::vector<std::string>& command : commands) {
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
            const std::string last = command.back() == "delta" ? command[3] : command.back();
            INFO(command.front() << " " << last << ", signal " << signal);
            Running program(folder.path(), command);
            if (last == "many.yaml") {
                program.wait_for_work();
            } else {
                const std::string part = last + "." + std::to_string(program.pid()) + ".part";
                REQUIRE(soon([&] {
                    std::error_code none;
                    const auto size = std::filesystem::file_size(folder.path() / part, none);
                    return (!none && size > 0) || program.has_ended();
                }));
            }
            kill(program.pid(), signal);
            REQUIRE(soon([&] { return program.has_ended(); }));
            const Outcome outcome = program.wait();
            CHECK(outcome.code == 130);
            CHECK(outcome.out.empty());
            CHECK(outcome.err == "deltasim: error: interrupted\n");
            CHECK(folder.files(".") == std::vector<std::string>{"exp.yaml", "many.yaml"});
        }
    }
}

TEST_CASE("a program that is to outlive its terminal does")
{
    const Folder folder;
    folder.write("exp.yaml", long_run);
    REQUIRE(std::signal(SIGHUP, SIG_IGN) != SIG_ERR);  // as nohup does
    Running program(folder.path(), {"run", "exp.yaml", "--schedule", "naive", "--engine", "step"});
    std::signal(SIGHUP, SIG_DFL);
    program.wait_for_work();
    kill(program.pid(), SIGHUP);
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    CHECK_FALSE(program.has_ended());
}

}  // namespace deltasim::test::signals_test
